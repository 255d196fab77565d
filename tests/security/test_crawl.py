"""Every public address, crawled: no private field of anybody shows."""

import re
from collections import deque
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.urls import get_resolver, reverse

from portal.facilities.models import Listing
from portal.kernel import clock
from portal.my import open_data
from search.gazetteer.loading import load
from tests.security.canaries import SHOWN_NAME, found_in, link_to_confirm
from tests.strictness.pages import StrictClient

# Filters multiply addresses without end; these many hold every kind of page several times.
MOST_ADDRESSES = 150


def crawled(client: StrictClient, listings: list[Listing], link: str) -> dict[str, str]:
    """Every address of MY.ONE that can be reached, and `link`, with what they answer, headers included."""
    names = [name for name in get_resolver().namespace_dict["my"][1].reverse_dict if isinstance(name, str)]
    starts = {reverse(f"my:{name}") for name in names if not _needs_arguments(name)}
    starts |= {"/robots.txt", "/sitemap.xml", "/.well-known/security.txt", "/healthz", "/readyz"}
    starts |= {link, *(f"/lieu/{listing.pk}-lieu/" for listing in listings)}
    for path in ("/recherche/", "/recherche/carte.json", "/recherche/lieux.geojson"):
        starts |= {f"{path}?{query}" for query in QUERIES}
    starts |= _for_programs(listings)
    answers: dict[str, str] = {}
    waiting = deque(sorted(starts))
    while waiting and len(answers) < MOST_ADDRESSES:
        address = waiting.popleft()
        if address in answers:
            continue
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        answers[address] = "\n".join(f"{name}: {value}" for name, value in response.items()) + body.decode()
        for link in re.findall(r'(?:href|src|data-url)="([^"#]+)', answers[address]):
            parts = urlsplit(link.replace("&amp;", "&"))
            if (
                not parts.netloc
                and parts.path.startswith("/")
                and not parts.path.startswith(("/static/", "/office/"))
            ):
                waiting.append(parts.path + (f"?{parts.query}" if parts.query else ""))
        if response.status_code in (301, 302):
            waiting.append(response["Location"])
    return answers


QUERIES = [
    "", "q=5000", "q=Namur&tri=distance", "lat=50.467&lon=4.868&rayon=5000", "bbox=4.8,50.4,5.0,50.5",
    "texte=jardin", "texte=visible", "page=2", "tri=nom&secteur=petite-enfance",
]  # fmt: skip


def _for_programs(listings: list[Listing]) -> set[str]:
    """The public interface, with the same questions."""
    starts = {f"/api/v1/{name}" for name in ("openapi.json", "axes", "actions", "charte", "faq", "annonces")}
    starts |= {f"/api/v1/lieux/{listing.pk}" for listing in listings}
    starts |= {f"/api/v2/{kind}/?fields=*" for kind in ("pages", "images", "documents")}
    return starts | {f"/api/v1/{name}?{query}" for name in ("lieux", "lieux.geojson") for query in QUERIES}


def _needs_arguments(name: str) -> bool:
    possibilities = get_resolver().namespace_dict["my"][1].reverse_dict.getlist(name)
    return all(parameters for possibility, *_ in possibilities for _, parameters in possibility)


def test_no_public_surface_holds_a_canary(
    client: StrictClient,
    planted: list[Listing],
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    settings: Any,
    tmp_path: Path,
) -> None:
    load()
    settings.MEDIA_ROOT = tmp_path
    open_data.write_files(clock.today())
    link = link_to_confirm(planted[0])
    answers = crawled(client, planted, link)
    assert SHOWN_NAME in answers[link]
    # Once it has served, too.
    answers["confirmed"] = client.post(link, {"action": "confirm"}, follow=True).content.decode()
    answers["used"] = client.get(link).content.decode()
    assert any(
        SHOWN_NAME in answer for address, answer in answers.items() if address.startswith("/recherche/?")
    )
    assert any(SHOWN_NAME in answer for address, answer in answers.items() if address.startswith("/lieu/"))
    assert all(SHOWN_NAME in answers[f"/donnees-ouvertes/lieux.{suffix}"] for suffix in ("csv", "geojson"))
    assert SHOWN_NAME in answers["/api/v1/lieux?texte=visible"]
    assert SHOWN_NAME in answers[f"/api/v1/lieux/{planted[0].pk}"]
    assert {address: found for address, answer in answers.items() if (found := found_in(answer))} == {}

    call_command("search_documents")
    documents = capsys.readouterr().out
    assert SHOWN_NAME in documents
    assert set(found_in(documents)) <= {"ended listing"}

    assert found_in(caplog.text) == []
