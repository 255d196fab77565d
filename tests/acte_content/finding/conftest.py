"""The demonstration's pages, questions and catalogue, published once for all tests of a module."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from acte_content.catalogue.demo_texts import publish_examples
from acte_content.editorial.demo.planting import plant
from portal.kernel import clock


@pytest.fixture(scope="module")
def written(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """All that the demonstration has to read."""
    with django_db_blocker.unblock(), transaction.atomic():
        plant(clock.today())
        publish_examples()
        yield
        transaction.set_rollback(True)
