"""The catalogue of the demonstration, published once for all tests of a module that ask for it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from acte_content.catalogue.demo_texts import publish_examples


@pytest.fixture(scope="module")
def published(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Six axes with their 54 actions, the charter and the explanatory document."""
    with django_db_blocker.unblock(), transaction.atomic():
        publish_examples()
        yield
        transaction.set_rollback(True)
