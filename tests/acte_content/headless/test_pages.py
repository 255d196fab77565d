"""Pages and images by Wagtail's API: what is published for everybody, whole and with addresses that work."""

from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from acte_content.editorial.demo.planting import as_stored
from acte_content.editorial.models import GuideIndexPage, GuidePage, ProIndexPage, ProInformationPage
from acte_content.headless.body import SIZES
from acte_content.headless.pages import on_public_pages
from portal.files.models import EditorialDocument, EditorialImage
from tests.files.making import PDF
from tests.security.access.things import png

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("planted")]
PAGES, IMAGES, DOCUMENTS = "/api/v2/pages/", "/api/v2/images/", "/api/v2/documents/"


@pytest.fixture(autouse=True)
def no_answer_of_another_test(db: None) -> None:
    cache.clear()


def get(address: str, **query: Any) -> Any:
    response = Client().get(address, query)
    assert response.status_code == 200, response.content.decode()
    return response.json()


def make_image(title: str) -> EditorialImage:
    image = EditorialImage.objects.create(title=title, file=ContentFile(png(), f"{title}.png"))
    # Drawn on the spot, each would be a file that the tests leave open.
    for size in SIZES:
        image.renditions.create(
            filter_spec=size, width=4, height=4, file=ContentFile(png(), f"{title}.{size}.png")
        )
    return image


def guide() -> GuidePage:
    return GuidePage.objects.live().order_by("path")[0]


def test_every_public_page_is_there_and_none_of_pro() -> None:
    listed = get(PAGES, limit=100)
    types = {one["meta"]["type"] for one in listed["items"]}
    assert types == {"editorial.GuideIndexPage", "editorial.GuidePage", "editorial.FaqPage"}
    assert listed["meta"]["total_count"] == len(listed["items"]) > GuidePage.objects.count()
    for page in (ProIndexPage.objects.first(), ProInformationPage.objects.live().first()):
        assert page
        assert Client().get(f"{PAGES}{page.pk}/").status_code == 404
        assert Client().get(f"{PAGES}find/", {"html_path": page.url}).status_code == 404
        assert get(PAGES, type=page._meta.label)["items"] == []
        assert Client().get(PAGES, {"child_of": page.pk}).status_code == 400
    assert get(PAGES, search="préférences", limit=100)["meta"]["total_count"] <= len(listed["items"])


def test_addresses_are_the_portals_own(settings: Any) -> None:
    page = guide()
    whole = get(f"{PAGES}{page.pk}/")
    assert whole["meta"]["html_url"] == f"{settings.BASE_URL}{page.url}"
    assert whole["meta"]["detail_url"] == f"{settings.BASE_URL}{PAGES}{page.pk}/"
    assert whole["meta"]["parent"]["title"] == page.get_parent().title
    found = Client().get(f"{PAGES}find/", {"html_path": page.url})
    assert found["Location"].startswith(f"{settings.BASE_URL}{PAGES}{page.pk}/")
    assert "html_path" not in get(f"{PAGES}{page.pk}/")


def test_a_page_is_told_in_blocks_with_html_and_whole_addresses(settings: Any) -> None:
    page, other, hidden = guide(), GuidePage.objects.live().order_by("path")[1], make_draft()
    image = make_image("jardin")
    page.body = [
        as_stored(("title", "Un titre")),
        as_stored(("paragraph", f'<p><a linktype="page" id="{other.pk}">là</a></p>')),
        as_stored(("paragraph", f'<p><a linktype="page" id="{hidden.pk}">pas là</a></p>')),
        as_stored(("image", {"image": image.pk, "alternative": "Un jardin", "caption": ""})),
        as_stored(("links", [{"words": "Caché", "page": hidden.pk, "address": ""}])),
        as_stored(("links", [{"words": "Ouvert", "page": other.pk, "address": ""}])),
        as_stored(("steps", [{"title": "D’abord", "text": "<p>Puis</p>"}])),
    ]
    page.image = image
    page.save()
    whole = get(f"{PAGES}{page.pk}/")
    values = [block["value"] for block in whole["body"]]
    assert [block["type"] for block in whole["body"]][:4] == ["title", "paragraph", "paragraph", "image"]
    assert values[1] == f'<p><a href="{settings.BASE_URL}{other.url}">là</a></p>'
    assert values[2] == "<p><a>pas là</a></p>"
    assert (values[3]["alternative"], len(values[3]["image"]["tailles"])) == ("Un jardin", 3)
    assert values[3]["image"]["tailles"][0]["url"].startswith(f"{settings.BASE_URL}/media/images/")
    assert values[4] == [{"words": "Caché", "url": ""}]
    assert values[5] == [{"words": "Ouvert", "url": f"{settings.BASE_URL}{other.url}"}]
    assert values[6] == [{"title": "D’abord", "text": "<p>Puis</p>"}]
    assert whole["image"]["id"] == image.pk
    assert "brouillon" not in str(whole)
    # Of many at once, each would be read block by block.
    assert Client().get(f"{PAGES}?type=editorial.GuidePage&fields=body").status_code == 400


def make_draft() -> GuidePage:
    page = GuidePage(title="Canari", slug="brouillon-canari", lead="Canari", live=False)
    GuideIndexPage.objects.get().add_child(instance=page)
    return page


def test_a_draft_is_in_no_answer() -> None:
    hidden = make_draft()
    page = guide()
    page.title = page.lead = "Canari"
    page.body = [as_stored(("title", "Canari"))]
    page.save_revision()
    addresses = [
        PAGES, f"{PAGES}{page.pk}/", f"{PAGES}?search=canari", f"{PAGES}?type=editorial.GuidePage&fields=*",
        f"{PAGES}?title=Canari", f"{PAGES}?child_of={hidden.get_parent().pk}&limit=100", IMAGES,
    ]  # fmt: skip
    for address in addresses:
        response = Client().get(address)
        assert response.status_code == 200, address
        assert "anari" not in response.content.decode().replace("title=Canari", ""), address
    assert Client().get(f"{PAGES}{hidden.pk}/").status_code == 404
    assert Client().get(f"{PAGES}find/", {"html_path": "/guides/brouillon-canari/"}).status_code == 404
    page.refresh_from_db()
    page.unpublish()
    assert Client().get(f"{PAGES}{page.pk}/").status_code == 404


def test_an_image_is_there_while_a_published_page_shows_it() -> None:
    head, inside, drafted, unused, pro = map(make_image, ("tete", "dedans", "brouillon", "libre", "pro"))
    page, information = guide(), ProInformationPage.objects.live().order_by("path")[0]
    page.image = head
    page.body = [as_stored(("image", {"image": inside.pk, "alternative": "Dedans", "caption": ""}))]
    page.save_revision().publish()
    page.image = drafted
    page.save_revision()
    information.image = pro
    information.save_revision().publish()
    assert on_public_pages().images == {head.pk, inside.pk}
    listed = get(IMAGES)
    assert [one["title"] for one in listed["items"]] == ["tete", "dedans"]
    for hidden in (drafted, unused, pro):
        assert Client().get(f"{IMAGES}{hidden.pk}/").status_code == 404
    whole = get(f"{IMAGES}{head.pk}/")
    assert [set(size) for size in whole["tailles"]] == [{"url", "largeur", "hauteur"}] * 3
    assert "original" not in str(whole)
    assert "download_url" not in whole["meta"]
    assert listed["items"][0]["tailles"] == whole["tailles"]
    page.unpublish()
    assert get(IMAGES)["items"] == []


def test_a_document_is_there_while_a_published_page_holds_it(settings: Any) -> None:
    held, drafted, pro = (
        EditorialDocument.objects.create(title=name, file=ContentFile(PDF, f"{name}.pdf"), file_size=len(PDF))
        for name in ("tarifs", "brouillon", "pro")
    )
    page, information = guide(), ProInformationPage.objects.live().order_by("path")[0]
    for article, document in ((page, held), (information, pro)):
        article.body = [as_stored(("document", {"document": document.pk, "words": "Les tarifs"}))]
        article.save_revision().publish()
    page.body = [as_stored(("document", {"document": drafted.pk, "words": "Les tarifs"}))]
    page.save_revision()
    (block,) = get(f"{PAGES}{page.pk}/")["body"]
    url = f"{settings.BASE_URL}{held.url}"
    assert block["value"]["document"] == {"id": held.pk, "url": url, "octets": len(PDF)}
    (listed,) = get(DOCUMENTS)["items"]
    assert (listed["title"], listed["meta"]["download_url"]) == ("tarifs", url)
    for hidden in (drafted, pro):
        assert Client().get(f"{DOCUMENTS}{hidden.pk}/").status_code == 404
    page.unpublish()
    assert get(DOCUMENTS)["items"] == []


HOSTILE = [
    "id=99999999999999999999999", "id=x", "title=%00", "first_published_at=hier", "order=-x", "order=body",
    "order=random&offset=1", "limit=-1", "limit=101", "limit=x", "offset=99999999999999999999999",
    "offset=-1",
    "fields=(", "fields=*,-", "fields=body(x)", "fields=owner", "fields=revisions", "fields=latest_revision",
    "fields=parent(*)", "type=x", "type=accounts.User", "type=wagtailcore.Page,x.y", "child_of=x",
    "child_of=99999999999999999999999", "child_of=-1", "ancestor_of=0", "descendant_of=root&child_of=root",
    "search=%00", "search=%22", "search=*", "search=a%20AND%20(", "search=%22%22%22", "search=NEAR(",
    "search=-", "search=%5E", "search=a:b", "search=a&search_operator=x", "search=a&order=title",
    "search=a&order=slug", "search=%F0%9F%8C%8D", "search=" + "a" * 3000, "search=a&title=b", "search=",
    "site=x", "locale=xx", "translation_of=1", "rich_text_format=x", "x=1", "format=api", "_=1",
    "slug=" + "%27--", "type=editorial.GuidePage&lead=x", "type=editorial.GuidePage&body=x",
    "type=editorial.GuidePage&search=a&lead=b", "type=editorial.GuidePage&image=x",
    "type=editorial.GuidePage&order=lead&search=a", "type=editorial.ProInformationPage&fields=audience",
]  # fmt: skip


def test_whatever_is_asked_is_answered_or_refused() -> None:
    for address in (PAGES, IMAGES, DOCUMENTS, f"{PAGES}{guide().pk}/", f"{PAGES}find/"):
        for query in HOSTILE:
            # On PostgreSQL a refused number ends the transaction, which is a request's own but in a test.
            with transaction.atomic():
                response = Client().get(f"{address}?{query}")
                transaction.set_rollback(True)
            assert response.status_code in (200, 302, 400, 404), (address, query, response.content)
            if response.status_code >= 400:
                assert response["Content-Type"] == "application/problem+json", (address, query)


@pytest.mark.parametrize(
    "address", [f"{PAGES}0/", f"{IMAGES}{10**30}/", f"{PAGES}x/", "/api/v2/", "/api/v2/pages"]
)
def test_what_is_nowhere_is_told_in_the_same_form(address: str) -> None:
    response = Client().get(address)
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_a_format_that_there_is_not(client: Client) -> None:
    response = Client().get(PAGES, headers={"Accept": "text/html"})
    assert (response.status_code, response["Content-Type"]) == (406, "application/problem+json")
    assert Client().get(PAGES, headers={"Accept": "text/html,*/*;q=0.8"}).status_code == 200


def test_nobody_is_looked_at_and_nothing_is_sent_twice() -> None:
    first = Client().get(PAGES)
    assert not first.cookies
    assert "Cookie" not in first.get("Vary", "")
    assert Client().get(PAGES, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert Client().post(PAGES).status_code == 405


@pytest.mark.parametrize(
    ("query", "queries"),
    [("", 2), ("limit=1", 2), ("limit=100", 2), ("type=editorial.GuidePage&fields=lead&limit=100", 2),
     ("type=editorial.GuidePage&fields=lead&limit=1", 2), ("search=place", 2)],
)  # fmt: skip
def test_a_list_costs_the_same_however_long_it_is(
    query: str, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Client().get(PAGES)
    with django_assert_num_queries(queries):
        Client().get(f"{PAGES}?{query}")
