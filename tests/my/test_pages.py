"""Every page of MY.ONE that needs no listing, and the small files for browsers and crawlers."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from portal.facilities.enums import AvailabilityStatus
from portal.my.views.sitemap import ListingSitemap
from tests.facilities.making import TODAY, make_listing
from tests.strictness.pages import StrictClient, faults_of_page

pytestmark = pytest.mark.django_db

PAGES = ("my:home", "my:accessibility", "my:privacy", "my:legal")
ERRORS = ("400.html", "403.html", "403_csrf.html", "404.html", "500.html")  # 429, 503: tests/limits


@pytest.fixture(autouse=True)
def fresh_day(set_clock: Callable[[str], Any]) -> None:
    set_clock("2026-03-02T08:00Z")
    cache.clear()


def soup(html: bytes) -> BeautifulSoup:
    return BeautifulSoup(html.decode(), "lxml")


@pytest.mark.parametrize("name", PAGES)
def test_page_answers_without_cookie_or_third_party(client: StrictClient, name: str) -> None:
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert not response.cookies
    page = soup(response.content)
    for tag in page.find_all(["script", "img", "link", "source", "use"]):
        for attribute in ("src", "srcset", "href"):
            loaded = str(tag.get(attribute, ""))
            assert tag.get("rel") == ["canonical"] or not loaded.startswith(("http", "//")), loaded


@pytest.mark.parametrize("template", ERRORS)
def test_error_pages_are_faultless_french_pages(template: str) -> None:
    html = render_to_string(template, request=RequestFactory().get("/"))
    assert faults_of_page(html) == []
    assert "noindex" in html


def test_the_server_error_page_needs_no_context() -> None:
    assert "Un problème de notre côté" in render_to_string("500.html")


def test_an_unknown_address_is_a_page_that_leads_on(client: StrictClient) -> None:
    response = client.get("/n-existe-pas/")
    assert response.status_code == 404
    assert "Cette page n’existe pas" in response.content.decode()
    assert "/n-existe-pas/" not in response.content.decode()


def test_the_search_form_posts_so_that_no_address_gets_into_an_url(client: StrictClient) -> None:
    form = soup(client.get("/").content).select_one("form[role=search]")
    assert form is not None
    assert (form["method"], form["action"]) == ("post", "/recherche/")
    sectors = [str(field["value"]) for field in form.select("input[name=secteur]")]
    assert sectors == ["petite-enfance", "temps-libre", "accompagnement"]
    assert form.select_one("input[name=secteur][checked]")
    response = client.post("/recherche/", {"secteur": "temps-libre", "q": ""})
    assert (response.status_code, response["Location"]) == (303, "/recherche/?secteur=temps-libre")


@pytest.mark.usefixtures("gazetteer")
def test_home_counts_what_the_search_would_answer(client: StrictClient) -> None:
    free = {"availability": AvailabilityStatus.NOW.value, "confirmed_on": TODAY}
    make_listing(reference_number="M-1", **free)
    make_listing(reference_number="M-2", **free)
    make_listing(reference_number="M-3")
    page = soup(client.get("/").content)
    namur = page.find("a", href=lambda href: href is not None and "q=Namur" in href)
    assert namur is not None
    assert "2\u00a0lieux" in namur.get_text()
    liege = page.find("a", href=lambda href: href is not None and "q=Li" in href)
    assert liege is not None
    assert "aucun" in liege.get_text()
    results = soup(client.get(str(namur["href"])).content)
    assert results.h1 is not None
    assert results.h1.get_text().strip().startswith("2\u00a0lieux")


def test_home_says_no_counts_where_nothing_is_free(client: StrictClient) -> None:
    page = soup(client.get("/").content)
    assert page.select(".towns a")
    assert not page.select(".towns__count")
    assert "Chercher autour des grandes villes" in page.get_text()


def test_home_asks_the_database_for_guides_alone_once_counted(
    client: StrictClient, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/")
    with django_assert_num_queries(3):  # frame, guides and texts, so that a new one is there at once
        client.get("/")


def test_crawlers_are_told_what_to_take(client: StrictClient) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /office/\n" in text
    assert "Disallow: /recherche/\n" in text
    assert "Disallow: /lieu" not in text
    assert "Sitemap: http" in text


def test_sitemap_has_an_index_and_what_may_be_shown(client: StrictClient) -> None:
    shown = make_listing(reference_number="M-1", name="Visible")
    make_listing(reference_number="M-2", name="Cachée", visible=False)
    make_listing(reference_number="M-3", name="Discrète", noindex=True)
    index = client.get("/sitemap.xml").content.decode()
    assert "/sitemap-pages.xml" in index
    assert "/sitemap-lieux.xml" in index
    listings = client.get("/sitemap-lieux.xml").content.decode()
    assert f"/lieu/{shown.pk}-visible/" in listings
    assert listings.count("<loc>") == 1
    assert client.get("/sitemap-pages.xml").content.decode().count("<loc>") == 5
    assert client.get("/sitemap-autre.xml").status_code == 404


def test_sitemap_is_cut_into_pages_at_a_constant_number_of_queries(
    client: StrictClient, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    monkeypatch.setattr(ListingSitemap, "limit", 2)
    for number in range(5):
        make_listing(reference_number=f"M-{number}", name=f"Lieu {number}")
    assert client.get("/sitemap.xml").content.decode().count("sitemap-lieux.xml") == 3
    with django_assert_num_queries(2):  # how many there are, and one page of them
        page = client.get("/sitemap-lieux.xml", {"p": "2"}).content.decode()
    assert page.count("<loc>") == 2
    assert client.get("/sitemap-lieux.xml", {"p": "9"}).status_code == 404


@override_settings(CONTACT_EMAIL="securite@exemple.be", BASE_URL="https://my.exemple.be")
def test_security_txt_is_valid_and_never_expired(client: StrictClient) -> None:
    response = client.get("/.well-known/security.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert fields["Contact"] == "mailto:securite@exemple.be"
    assert fields["Canonical"] == "https://my.exemple.be/.well-known/security.txt"
    expires = datetime.fromisoformat(fields["Expires"])
    now = datetime.fromisoformat("2026-03-02T08:00+00:00")
    assert now + timedelta(days=90) < expires < now + timedelta(days=365)
