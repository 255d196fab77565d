"""The catalogue of the demonstration, published once for all tests of a module that ask for it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.images import get_image_model
from wagtail.images.models import Filter

from acte_content.catalogue.demo_texts import publish_examples
from tests.accounts.conftest import make_facility, make_user, organiser  # noqa: F401 -- fixtures
from tests.files.making import image


@pytest.fixture(scope="module")
def published(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Six axes with their 54 actions, the charter and the explanatory document."""
    with django_db_blocker.unblock(), transaction.atomic():
        publish_examples()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def picture(db: None) -> Any:
    """An image of the editors' library, whose sizes are there already.

    Made on the spot, they would be files that the tests leave open.
    """
    made = get_image_model().objects.create(title="jardin.png", file=ContentFile(image(), "jardin.png"))
    for spec in ("max-165x165", "fill-400x225", "fill-800x450", "fill-480x300", "fill-960x600"):
        made.renditions.create(
            filter_spec=spec, focal_point_key=Filter(spec).get_cache_key(made), width=4, height=4,
            file=ContentFile(image(), f"{spec}.png"),
        )  # fmt: skip
    return made
