"""What anybody finds in MY.ONE: published texts by their French words, each at its address, nothing else."""

import re
from typing import Any

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from acte_content.catalogue.models import Action
from acte_content.editorial.models import FaqPage, FaqTheme, GuidePage
from acte_content.finding import searching
from acte_content.finding.searching import Result
from tests.strictness.pages import StrictClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("written")]
SEARCH, SUGGEST = "/recherche/informations/", "/recherche/informations/suggestions.json"
HOSTILE = [
    '"', "'", '" OR 1=1 --', "title:tarif", "tarif* NEAR(lieu, 2)", "{title} : tarif", "tarif AND", "NOT",
    "-tarif", "tarif\0place", "tarif:*", "tarif & !lieu", "(((", "\\", "%", "💶 tarif", "l’", "’", "de la",
    "\ud800",     "é" * 10_000, "tarif " * 2_000, "<script>alert(1)</script>", "{{ settings }}", "ß œuvre İ",
]  # fmt: skip


def found(text: str, page: int = 1) -> Result:
    return searching.search(text, page)


def urls(text: str) -> list[str]:
    return [answer.url for answer in found(text).answers]


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("lange", "/acte/actions/langes-lavables/"),
        ("LANGES", "/acte/actions/langes-lavables/"),
        ("l'école", "/guides/types-d-accueil/"),
        ("ecole", "/guides/types-d-accueil/"),
        ("l’écologie", "/acte/document-explicatif/"),
        ("dechets", "/acte/axes/dechets/"),
        ("chartes", "/acte/charte/"),
        # « an » is a word without meaning to a database that reads English.
        ("ans", "/acte/actions/decouvrir-les-aliments/"),
        ("1 et 3 ans", "/acte/actions/decouvrir-les-aliments/"),
    ],
)
def test_french_words_find_what_holds_them(typed: str, url: str) -> None:
    assert url in urls(typed)


def test_questions_of_acte_are_found_on_their_page() -> None:
    assert any(url.startswith("/acte/questions/#question-") for url in urls("subsides"))


def test_each_question_is_an_answer_at_its_own_address(client: StrictClient) -> None:
    found_urls = urls("réserver une place")
    page, anchor = found_urls[0].split("#")
    shown = client.get(page).content.decode()
    [answer] = re.findall(rf'<summary>([^<]*)</summary><div class="rich" id="{anchor}">', shown)
    assert answer.startswith("Puis-je réserver une place ici")
    # The theme has three questions with « place », of which two say nothing of « réserver ».
    assert sum(url.startswith(page) for url in found_urls) == 1


def test_titles_come_before_texts_and_the_order_stays() -> None:
    answers = found("tarif").answers
    assert answers[0].url == "/guides/tarifs/"
    assert len(answers) > 2
    assert [answer.url for answer in found("tarifs").answers] == [answer.url for answer in answers]


def test_the_page_tells_apart_what_was_found(client: StrictClient) -> None:
    shown = client.get(SEARCH, {"q": "Tarif"}).content.decode()
    assert '<a href="/guides/tarifs/">Comprendre les <mark>tarifs</mark></a>' in shown
    assert "4\u00a0réponses pour «&nbsp;Tarif&nbsp;»" in shown
    assert '<meta name="robots" content="noindex">' in shown
    response = client.get(SEARCH, {"q": "tarif"})
    assert not response.cookies
    assert response["Cache-Control"] == "no-cache"


def test_what_is_withdrawn_is_found_no_more() -> None:
    GuidePage.objects.get(slug="tarifs").unpublish()
    assert "/guides/tarifs/" not in urls("tarif")
    Action.objects.get(slug="langes-lavables").unpublish()
    assert "/acte/actions/langes-lavables/" not in urls("langes")
    FaqTheme.objects.get(title="Réserver une place").unpublish()
    assert not [url for url in urls("réserver") if "questions-frequentes" in url]
    FaqPage.objects.get().unpublish()
    assert not [url for url in urls("compte") if "questions-frequentes" in url]


def test_an_action_of_an_axis_that_is_withdrawn_is_not_found() -> None:
    action = Action.objects.get(slug="langes-lavables")
    action.axis.unpublish()
    assert action.get_absolute_url() not in urls("langes lavables")


def test_a_draft_is_not_found_and_what_is_published_is_at_once() -> None:
    page = GuidePage.objects.get(slug="tarifs")
    page.title = "Comprendre les prix et le zugzwang"
    revision = page.save_revision()
    assert urls("zugzwang") == []
    revision.publish()
    assert urls("zugzwang") == ["/guides/tarifs/"]
    action = Action.objects.get(slug="langes-lavables")
    action.summary = "Un kaléidoscope de couleurs."
    draft = action.save_revision()
    assert urls("kaleidoscopes") == []
    draft.publish()
    assert urls("kaleidoscopes") == ["/acte/actions/langes-lavables/"]


def test_a_published_action_is_in_the_catalogue_the_search_and_the_json(client: StrictClient) -> None:
    action = Action.objects.get(slug="langes-lavables")
    action.title = "Plantez un kumquat"
    draft = action.save_revision()
    addresses = (
        "/acte/actions/?q=kumquats",
        f"{SEARCH}?q=kumquats",
        f"{SUGGEST}?q=kum",
        "/api/v1/actions?q=kumquat",
    )
    for address in addresses:
        assert "Plantez un" not in client.get(address).content.decode()
    draft.publish()
    for address in addresses:
        assert "Plantez un" in client.get(address).content.decode(), address


def test_what_is_for_professionals_is_not_found(client: StrictClient) -> None:
    for word in ("covid", "bilan", "projets"):
        assert not [url for url in urls(word) if url.startswith("/pro/")]
        suggested = client.get(SUGGEST, {"q": word}).json()["suggestions"]
        assert not [one for one in suggested if one["url"].startswith("/pro/")]


class TestNothingFound:
    def test_a_mistyped_word_has_another_spelling(self, client: StrictClient) -> None:
        assert found("alaitement").perhaps == "allaitement"
        shown = client.get(SEARCH, {"q": "alaitement"}).content.decode()
        assert f'Vouliez-vous dire <a href="{SEARCH}?q=allaitement">allaitement</a>' in shown
        assert found("allaitement").total

    def test_it_is_spelled_as_titles_spell_it(self) -> None:
        assert found("d'alaitement").perhaps == "d'allaitement"
        assert found("l'enrgie").perhaps == "l'énergie"

    def test_a_word_begun_is_completed(self) -> None:
        assert found("robin").perhaps == "robinets"

    def test_some_of_the_words_are_better_than_none(self, client: StrictClient) -> None:
        result = found("tarif quetzalcoatl")
        assert result.is_partial
        assert result.answers[0].url == "/guides/tarifs/"
        assert (
            "Aucun texte ne contient tous ces mots"
            in client.get(SEARCH, {"q": "tarif quetzalcoatl"}).content.decode()
        )

    def test_the_page_says_what_to_do(self, client: StrictClient) -> None:
        for typed in ("quetzalcoatl", "de la"):
            shown = client.get(SEARCH, {"q": typed}).content.decode()
            assert f"Aucun texte ne répond à «&nbsp;{typed}&nbsp;»" in shown
            for address in ("/guides/", "/questions-frequentes/", "/recherche/", "/acte/question/"):
                assert f'<a href="{address}">' in shown
        assert "Aucun texte" not in client.get(SEARCH).content.decode()


class TestSuggestions:
    def test_titles_by_the_beginning_of_their_words(self, client: StrictClient) -> None:
        suggested = client.get(SUGGEST, {"q": "Tar"}).json()["suggestions"]
        assert suggested == [{"label": "Comprendre les tarifs", "note": "Guide", "url": "/guides/tarifs/"}]
        assert searching.suggestions("types d'acc")[0].url == "/guides/types-d-accueil/"
        assert searching.suggestions("comment")[0].title.startswith("Comment")
        assert client.get(SUGGEST).json() == {"suggestions": []}

    def test_it_is_asked_again_each_time(self, client: StrictClient) -> None:
        response = client.get(SUGGEST, {"q": "tar"})
        assert response["Cache-Control"] == "no-cache"
        again = client.get(SUGGEST, {"q": "tar"}, headers={"If-None-Match": response["ETag"]})
        assert again.status_code == 304
        GuidePage.objects.get(slug="tarifs").unpublish()
        assert client.get(SUGGEST, {"q": "tar"}).json() == {"suggestions": []}


@pytest.mark.parametrize("address", [SEARCH, SUGGEST])
def test_whatever_is_typed_is_answered(client: StrictClient, address: str) -> None:
    for typed in HOSTILE:
        text = typed.encode("utf-8", "surrogatepass")
        assert client.get(address, {"q": text}).status_code == 200
    for page in ("0", "-1", "x", "9" * 30, "²"):
        assert client.get(address, {"q": "place", "page": page}).status_code == 200


def test_pages_of_answers(client: StrictClient) -> None:
    first = client.get(SEARCH, {"q": "enfants"}).content.decode()
    second = client.get(SEARCH, {"q": "enfants", "page": "2"}).content.decode()
    assert f'href="{SEARCH}?q=enfants&amp;page=2"' in first

    def listed(page: str) -> set[str]:
        return set(re.findall(r'<h3><a href="([^"]*)"', page))

    assert len(listed(first)) == searching.PER_PAGE
    assert listed(first).isdisjoint(listed(second))


def test_queries_do_not_grow(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    found("tarif")
    # Pages; the page of questions, themes; axes, document and charter with their parts; actions. Then what is
    # shown: pages and their types, actions.
    with django_assert_num_queries(12) as one:
        found("tarif")
    with django_assert_num_queries(len(one.captured_queries)):
        found("lieu")
    with django_assert_num_queries(11):
        searching.suggestions("comprendre")


def test_limits(client: StrictClient, settings: Any, tmp_path: Any) -> None:
    settings.LIMITS_ENABLED, settings.LIMITS_ROOT = True, tmp_path
    settings.LIMITS = {"search": {"each": "1/1h"}, "suggestions": {"each": "1/1h"}}
    for name in ("finding:search", "finding:suggestions"):
        assert client.get(reverse(name)).status_code == 200
        assert client.get(reverse(name)).status_code == 429


@pytest.mark.parametrize(
    "address", ["/guides/", "/guides/tarifs/", "/questions-frequentes/", "/", "/aucune-page/"]
)
def test_the_box_is_where_texts_are_read(client: StrictClient, address: str) -> None:
    assert f'action="{SEARCH}"' in client.get(address).content.decode()
