"""The door of the public interface: read only, so many times, from anywhere, wrong in one form."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from acte_content.headless.checks import origins_are_origins
from portal.accounts.models import User

ADDRESSES = ["/api/v1/openapi.json", "/api/v1/axes", "/api/v1/lieux", "/api/v1/annonces"]
NOWHERE = [
    "/api/v1",
    "/api/v1/",
    "/api/v1/axes/",
    "/api/v1/axes/%00",
    "/api/v1/lieux/-1",
    "/api/v3/",
    "/api/x",
]
pytestmark = pytest.mark.django_db


def is_problem(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    told = response.json()
    assert (told["status"], told["type"]) == (status, "about:blank")
    assert told["title"]
    return told


@pytest.mark.parametrize("address", NOWHERE)
def test_nothing_there_is_told_without_a_page_or_a_database(
    address: str, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        is_problem(Client().get(address), 404)


def test_the_beginning_of_an_address_leads_to_the_page_for_people() -> None:
    assert Client().get("/api/")["Location"] == "/donnees-ouvertes/"


@pytest.mark.parametrize("address", [*ADDRESSES, "/api/x"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(address: str, method: str) -> None:
    response = getattr(Client(enforce_csrf_checks=True), method)(address)
    is_problem(response, 405)
    assert response["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("address", ADDRESSES)
def test_nobody_is_looked_at(address: str) -> None:
    client = Client()
    client.force_login(User.objects.create_user("quelqu’un"), "portal.accounts.backend.ByNameOrEmail")
    response = client.get(address)
    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert response["Cache-Control"] == "no-cache"
    assert response["X-Robots-Tag"] == "noindex"
    # The same for whoever has not signed in.
    assert Client().get(address)["ETag"] == response["ETag"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_has_not_changed_is_not_sent_again(address: str) -> None:
    first = Client().get(address)
    again = Client().get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Access-Control-Allow-Origin"] == "*"
    head = Client().head(address)
    assert (head.status_code, head.content) == (200, b"")


def test_scripts_of_any_website_read_and_send_no_cookie() -> None:
    response = Client().get("/api/v1/axes", headers={"Origin": "https://ailleurs.example"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    assert "ETag" in response["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Origin" in Client().get("/api/x")
    assert "Access-Control-Allow-Origin" not in Client().get("/")


def test_scripts_ask_first_with_a_header_of_their_own() -> None:
    response = Client().options(
        "/api/v1/lieux",
        headers={
            "Origin": "https://ailleurs.example",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "if-none-match",
        },
    )
    assert response.status_code == 204
    assert "If-None-Match" in response["Access-Control-Allow-Headers"]
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("origins", "origin", "allowed"),
    [
        (["https://a.example"], "https://a.example", "https://a.example"),
        (["https://a.example"], "https://b.example", None),
        (["https://a.example"], "https://a.example.evil.example", None),
        ([], "https://a.example", None),
    ],
)
def test_a_setting_says_which_websites(
    settings: Any, origins: list[str], origin: str, allowed: str | None
) -> None:
    settings.API_ORIGINS = origins
    response = Client().get("/api/v1/axes", headers={"Origin": origin})
    assert response.get("Access-Control-Allow-Origin") == allowed
    assert ("Origin" in response.get("Vary", "")) is bool(origins)


def test_an_origin_with_a_path_is_told_at_the_start(settings: Any) -> None:
    settings.API_ORIGINS = ["*", "https://a.example", "https://a.example/x", "a.example"]
    assert [error.id for error in origins_are_origins(None)] == ["headless.E001"] * 2


def test_whoever_asks_too_often_is_told_when_to_come_back(settings: Any) -> None:
    settings.LIMITS_ENABLED = True
    settings.LIMITS = settings.LIMITS | {"api": {"each": "2/1m"}}
    client = Client(REMOTE_ADDR="192.0.2.77")
    for _ in range(2):
        assert client.get("/api/v1/axes").status_code == 200
    response = client.get("/api/v1/lieux")
    told = is_problem(response, 429)
    assert told["attendre_secondes"] == int(response["Retry-After"])
    assert response["Cache-Control"] == "no-store"
    assert response["Access-Control-Allow-Origin"] == "*"
    # What a browser asks first is no use.
    assert client.options("/api/v1/axes").status_code == 204


def test_a_fault_of_ours_is_told_in_the_same_form(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("acte_content.headless.content.access.axes", broken)
    response = Client(raise_request_exception=False).get("/api/v1/axes")
    told = is_problem(response, 500)
    assert "secret" not in response.content.decode()
    assert told["reference"]


def test_the_document_describes_every_address() -> None:
    document = Client().get(reverse("api:openapi")).json()
    assert document["openapi"].startswith("3.")
    for name in ("axes", "actions", "charter", "faq", "announcements", "listings", "listings_geojson"):
        operation = document["paths"][reverse(f"api:{name}")]["get"]
        assert operation["summary"]
        assert {"200", "404", "422", "429"} <= operation["responses"].keys()
    assert "confirmer" in document["info"]["license"]["name"]
    assert "300 demandes par adresse en 60" in document["info"]["description"]
