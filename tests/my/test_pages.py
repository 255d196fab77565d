"""Every page of MY.ONE that needs no listing."""

import pytest
from django.urls import reverse

from tests.strictness.pages import StrictClient

PAGES = ("my:home", "my:accessibility", "my:privacy", "my:legal")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.django_db
def test_page_answers_with_a_faultless_page(client: StrictClient, name: str) -> None:
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert "MY.ONE" in response.content.decode()
