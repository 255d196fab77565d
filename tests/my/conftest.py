from tests.accounts.conftest import (  # noqa: F401 -- fixtures
    make_facility,
    make_user,
    organiser,
    other_organiser,
)
from tests.facilities.submitted import committed, own_media, scene  # noqa: F401 -- fixtures
