"""Every answer protects itself, says how long it may be kept, and is compressed only where that is safe."""

import gzip

import brotli
import pytest
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.cache import has_vary_header

from config.middleware import compress, state_cache_policy

# A page, one of Wagtail's, one that is not there, a refused method, a static file.
ADDRESSES = ["/", "/office/", "/nulle-part/", "/static/wagtailadmin/css/core.css"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_answer_is_protected(address: str, method: str) -> None:
    response = getattr(Client(), method)(address)
    response.close()
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert "base-uri 'self'" in policy
    assert "form-action 'self'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "unsafe" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]
    assert "geolocation=(self)" in response["Permissions-Policy"]
    assert response["X-Frame-Options"] == "DENY"
    if not address.startswith("/static/"):
        assert "Cache-Control" in response


@pytest.mark.django_db
def test_public_pages_are_asked_for_again_and_answered_not_modified(client: Client) -> None:
    address = reverse("my:accessibility")
    first = client.get(address)
    assert first["Cache-Control"] == "no-cache"
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


@pytest.mark.django_db
def test_pages_of_a_session_are_kept_nowhere(admin_client: Client) -> None:
    answer = admin_client.get("/office/")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["home", "search", "search_map", "search_geojson", "accessibility"])
def test_parents_pages_never_look_at_the_session(client: Client, name: str) -> None:
    response = client.get(reverse(f"my:{name}"))
    assert not has_vary_header(response, "Cookie")
    assert not response.cookies


@pytest.mark.django_db
def test_public_pages_are_compressed(client: Client) -> None:
    address = reverse("my:accessibility")
    plain = Client().get(address)
    small = Client().get(address, headers={"Accept-Encoding": "gzip, br"})
    old = Client().get(address, headers={"Accept-Encoding": "gzip, br;q=0"})
    assert brotli.decompress(small.content) == plain.content
    assert gzip.decompress(old.content) == plain.content
    assert len(small.content) < len(plain.content) / 2
    assert small["Content-Encoding"] == "br"
    assert small["ETag"] == f"W/{plain['ETag']}"
    for response in (plain, small, old):
        assert "Accept-Encoding" in response["Vary"]


def test_an_answer_that_holds_a_secret_is_never_compressed() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        response = HttpResponse(get_token(request) + "x" * 5000)
        response["Vary"] = "Cookie"  # as CsrfViewMiddleware says whenever a token was made
        return response

    request = RequestFactory().get("/", headers={"Accept-Encoding": "br, gzip"})
    response = state_cache_policy(compress(view))(request)
    assert not response.has_header("Content-Encoding")
    assert response["Cache-Control"] == "private, no-store"
