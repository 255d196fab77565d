"""A crèche in Namur with a holder and a member, and the agents who write to them."""

from tests.accounts.conftest import (  # noqa: F401 -- fixtures
    make_facility,
    make_user,
    organiser,
    other_organiser,
)
