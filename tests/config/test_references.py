"""The reference of a request: given or made, answered, logged, and shown where something went wrong."""

import logging
import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from config import references
from config.logs import Plain
from portal.my.views import pages
from tests.strictness.pages import StrictClient

MADE = re.compile(r"[a-z2-7]{4}-[a-z2-7]{4}-[a-z2-7]{4}")
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "given",
    [
        "0f8fad5b-d9cb-469f-a165-70867728950e",
        "4bf92f3577b34da6a3ce929d0e0e4736",
        "k3qh-7wzd-m2xa",
        "A_b-c0123",
        "x" * 64,
    ],
)
def test_one_that_is_harmless_is_taken(client: StrictClient, given: str) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"] == given


@pytest.mark.parametrize(
    "given",
    [
        "", "court", "x" * 65, "a b c d e f", "abcdefgh\nforged", "abcdefgh\n", "abcdefgh\r\nSet-Cookie: a=b",
        '"}, {"level": "INFO', "../../etc/passwd", "<script>alert</script>", "é" * 10, "abcdefgh\x00",
        "٣" * 10,
        "93051822361", "93-05-18-223-61", "BE68539007547034", "-abcdefgh", "abcdefgh-",
    ],
)  # fmt: skip
def test_anything_else_is_replaced(given: str) -> None:
    seen = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(references.of_request())
        return HttpResponse()

    request = RequestFactory().get("/", HTTP_X_REQUEST_ID=given)
    answered = references.identify(view)(request)["X-Request-ID"]
    assert MADE.fullmatch(answered)
    assert seen == [answered]


def test_every_request_has_its_own() -> None:
    assert len({references.made() for _ in range(1_000)}) == 1_000


@pytest.mark.parametrize("path", ["/", "/nulle-part/", "/office/", "/static/css/base.css", "/healthz"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_answer_tells_it(client: StrictClient, path: str, method: str) -> None:
    response = getattr(client, method)(path)
    response.close()
    assert MADE.fullmatch(response["X-Request-ID"])


def test_it_ends_with_the_answer_and_holds_for_one_thread(client: StrictClient) -> None:
    client.get("/healthz")
    assert references.of_request() == ""
    references.begin_request("abcdefgh")
    elsewhere: list[str] = []
    other = threading.Thread(target=lambda: elsewhere.append(references.of_request()))
    other.start()
    other.join()
    assert (references.of_request(), elsewhere) == ("abcdefgh", [""])
    references.end_request()
    assert references.of_request() == ""


def test_a_stream_is_read_under_its_reference(
    client: StrictClient, monkeypatch: pytest.MonkeyPatch, gazetteer: Any
) -> None:
    seen: list[str] = []

    def stream(*args: Any, **kwargs: Any) -> Any:
        seen.append(references.of_request())
        yield "{}"

    monkeypatch.setattr("portal.my.search_geojson.feature_collection", stream)
    response = client.get("/recherche/lieux.geojson", headers={"X-Request-ID": "abcdefgh"})
    assert b"".join(response.streaming_content) == b"{}"
    assert seen == ["abcdefgh"]
    assert references.of_request() == ""


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> HttpResponse:
        raise RuntimeError("93051822361")

    monkeypatch.setattr(pages, "render", fail)


def lines(records: list[logging.LogRecord]) -> Callable[[], list[str]]:
    return lambda: [Plain().format(record) for record in records]


@pytest.mark.usefixtures("failing")
def test_an_error_page_shows_what_the_log_says(settings: Any) -> None:
    """Formatted while the request runs, as the console does."""
    written: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(Plain().format(record))

    handler = Kept()
    logging.getLogger("django.request").addHandler(handler)
    try:
        response = StrictClient(raise_request_exception=False).get(
            reverse("my:legal"), headers={"X-Request-ID": "abcd-1234"}
        )
    finally:
        logging.getLogger("django.request").removeHandler(handler)
    assert (response.status_code, response["X-Request-ID"]) == (500, "abcd-1234")
    assert response["Cache-Control"] == "no-store"
    page = BeautifulSoup(response.content.decode(), "lxml")
    assert "citez cette référence\u00a0: abcd-1234" in page.get_text()
    assert len(written) == 1
    assert "ERROR django.request [abcd-1234] Internal Server Error: /mentions-legales/" in written[0]
    assert "RuntimeError: (…)" in written[0]
    assert "93051822361" not in written[0] + response.content.decode()


def test_a_run_of_a_command_has_one_for_all_its_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(references, "_run", "")
    run = references.begin_run()
    assert MADE.fullmatch(run)
    seen: list[str] = []
    record = logging.LogRecord("search", logging.INFO, __file__, 1, "x", (), None)
    other = threading.Thread(target=lambda: seen.append(Plain().format(record)))
    other.start()
    other.join()
    assert seen[0].endswith(f" INFO search [{run}] x")
