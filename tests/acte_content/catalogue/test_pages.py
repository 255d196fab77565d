"""ACTE for readers: what is published is shown, filtered by links, found by words; nothing else is."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from acte_content.catalogue import access
from acte_content.catalogue.filtering import Criteria, search
from acte_content.catalogue.models import Action, Axis, CharterVersion
from portal.facilities.enums import FacilityKind
from portal.facilities.models import Organiser
from portal.facilities.services.members import give_first_holder
from tests.accounts.conftest import SYSTEM, MakeFacility, MakeUser
from tests.strictness.pages import StrictClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published")]
ACTIONS = "/acte/actions/"
# What the menu and the footer of every page ask for.
FRAME = 1


def page(client: StrictClient, address: str, **query: str) -> BeautifulSoup:
    response = client.get(address, query)
    assert response.status_code == 200
    # Kept by browsers and proxies: it never looks at who reads it.
    assert not response.cookies
    return BeautifulSoup(response.content.decode(), "lxml")


def titles(shown: BeautifulSoup) -> list[str]:
    return [link.get_text() for link in shown.select(".actioncard__title a")]


def chips(shown: BeautifulSoup) -> dict[str, tuple[int, str]]:
    """Count and address of each filter, by its words."""
    found = {}
    for chip in shown.select("a.chip"):
        count = chip.select_one(".chip__count")
        assert count
        number = int(count.get_text().split()[0])
        count.extract()
        found[chip.get_text().strip()] = number, str(chip["href"])
    return found


def test_the_first_page_leads_to_the_axes(client: StrictClient) -> None:
    shown = page(client, "/acte/")
    assert "«\u00a0Agir localement, penser globalement\u00a0»" in shown.get_text()
    assert [link.get_text() for link in shown.select(".axiscard h3 a")] == [
        axis.title for axis in Axis.objects.order_by("position")
    ]
    assert "Parcourir les 54\u00a0actions" in shown.get_text()
    assert len(shown.select(".steps > li")) == 4


def test_an_axis_shows_its_questions_and_actions(client: StrictClient) -> None:
    shown = page(client, "/acte/axes/eau/")
    assert len(shown.select(".questions li")) == 5
    assert len(titles(shown)) == 9


def test_an_action_is_read_whole(client: StrictClient) -> None:
    shown = page(client, "/acte/actions/langes-lavables/")
    heading = shown.select_one("h1")
    assert heading
    assert heading.get_text() == "Passez aux langes lavables, un groupe à la fois"
    assert len(shown.select(".how li")) == 5
    facts = [" ".join(fact.get_text().split()) for fact in shown.select(".actehead .facts li")]
    assert facts == [
        "Difficulté : Ambitieux",
        "Coût : Plus de 300 €",
        "Saison : Toute l’année",
        "Âge des enfants : Tous les âges",
    ]
    assert "Exemple, à relire" in shown.get_text()


def test_the_catalogue_comes_page_by_page(client: StrictClient) -> None:
    seen = [titles(page(client, ACTIONS, page=str(number))) for number in (1, 2, 3)]
    assert [len(part) for part in seen] == [18, 18, 18]
    assert [*seen[0], *seen[1], *seen[2]] == [action.title for action in Action.objects.all()]
    # Neither a page beyond the last nor nonsense is a fault.
    assert titles(page(client, ACTIONS, page="99")) == seen[2]
    assert titles(page(client, ACTIONS, page="x", axe="rien", cout="' or 1=1")) == seen[0]


@pytest.mark.parametrize(
    "values",
    [{}, {"axe": "energie", "saison": "hiver"}, {"cout": "gratuit", "age": "0-1", "difficulte": "facile"}],
)
def test_each_filter_says_how_many_there_would_be(values: dict[str, str]) -> None:
    """The number on a filter is how many are found where it is chosen."""
    axes = access.axes()
    criteria = Criteria(values=values)
    counted = search(criteria, axes).counts
    assert len(counted) == 6 + 3 + 4 + 4 + 3
    for (name, value), count in counted.items():
        asked = Criteria(values={**values, name: value})
        assert len(search(asked, axes).ids) == count, asked
    assert {count for (name, _), count in search(Criteria(), axes).counts.items() if name == "axe"} == {9}


def test_filters_are_added_and_taken_away(client: StrictClient) -> None:
    both = page(client, ACTIONS, axe="alimentation", saison="ete")
    assert "Cultivez quelques légumes et des herbes avec les enfants" in titles(both)
    in_winter = page(client, ACTIONS, axe="alimentation", saison="hiver")
    # What is of all year is of winter too; what is of summer is not.
    assert len(titles(in_winter)) == 8
    assert "Cultivez quelques légumes et des herbes avec les enfants" not in titles(in_winter)
    chosen = both.select_one(".found__chosen")
    assert chosen
    assert chosen.get_text() == "Alimentation et allaitement, Été"
    links = chips(both)
    assert links["Été"] == (len(titles(both)), "/acte/actions/?axe=alimentation")
    assert links["Tous les axes"][1] == "/acte/actions/?saison=ete"
    assert links["Facile"][1] == "/acte/actions/?axe=alimentation&difficulte=facile&saison=ete"
    nothing = page(client, ACTIONS, axe="eau", cout="plus-de-300", difficulte="facile")
    assert titles(nothing) == []
    assert "Aucune action ne réunit ces critères" in nothing.get_text()


@pytest.mark.parametrize("typed", ["lange lavable", "LANGES LAVABLES", "langes  lavables", "l’allaitement"])
def test_words_are_found_however_they_are_typed(client: StrictClient, typed: str) -> None:
    found = titles(page(client, ACTIONS, q=typed))
    expected = "allaitement" if "allaitement" in typed else "langes lavables"
    assert any(expected in title for title in found)
    assert len(found) < 12


@pytest.mark.parametrize("typed", ["zzzz", "le la les", '" OR *', "a" * 5_000, "<script>alert(1)</script>"])
def test_words_that_find_nothing_are_no_fault(client: StrictClient, typed: str) -> None:
    shown = page(client, ACTIONS, q=typed)
    assert titles(shown) == []
    assert "Tout effacer" in shown.get_text()


def test_the_list_on_paper_holds_all_that_was_found(client: StrictClient) -> None:
    shown = page(client, "/acte/actions-a-imprimer/", axe="dechets")
    assert len(shown.select(".printlist li h3")) == 9
    assert "9\u00a0actions\u00a0: Gestion des déchets" in shown.get_text()
    assert shown.select_one("meta[name=robots][content=noindex]")
    assert len(page(client, "/acte/actions-a-imprimer/").select(".printlist li h3")) == 54


def test_everybody_reads_the_explanatory_document(client: StrictClient) -> None:
    shown = page(client, "/acte/document-explicatif/")
    assert len(shown.select("section")) == 6
    assert "125\u00a0€ par place et par an" in shown.get_text()


def test_questions_say_where_their_answer_is_missing(client: StrictClient) -> None:
    shown = page(client, "/acte/questions/")
    assert len(shown.select(".questiontheme h3")) == 6
    marked = shown.select("h3 + .tocomplete")
    assert len(marked) == len(shown.select(".tocomplete")) == 4
    first = shown.select_one(".questiontheme h3 + .rich")
    assert first
    assert "niveau\u00a01" in first.get_text()


@pytest.mark.parametrize(
    ("address", "hidden"),
    [
        ("/acte/actions/compost/", lambda: Action.objects.filter(slug="compost")),
        ("/acte/axes/eau/", lambda: Axis.objects.filter(slug="eau")),
        # An action of an axis that is not published is not there either.
        ("/acte/actions/mousseurs/", lambda: Axis.objects.filter(slug="eau")),
    ],
)
def test_what_is_not_published_is_nowhere(client: StrictClient, address: str, hidden: Any) -> None:
    title = hidden().get().title
    assert client.get(address).status_code == 200
    hidden().update(live=False)
    assert client.get(address).status_code == 404
    for elsewhere in (ACTIONS, "/acte/actions-a-imprimer/", f"{ACTIONS}?q={title}"):
        assert all(title != link.get_text() for link in page(client, elsewhere).select("main a"))


def test_a_page_costs_the_same_however_much_it_shows(
    client: StrictClient, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(FRAME + 3):
        client.get(ACTIONS)
    with django_assert_num_queries(FRAME + 4):
        client.get(ACTIONS, {"q": "eau", "axe": "eau"})
    with django_assert_num_queries(FRAME + 3):
        client.get("/acte/actions-a-imprimer/")
    with django_assert_num_queries(FRAME + 1):
        client.get("/acte/")
    with django_assert_num_queries(FRAME + 3):
        client.get("/acte/axes/eau/")
    with django_assert_num_queries(FRAME + 1):
        client.get("/acte/actions/compost/")
    with django_assert_num_queries(FRAME + 2):
        client.get(reverse("acte:explanation"))
    with django_assert_num_queries(FRAME + 1):
        client.get("/acte/questions/")


def test_photos_stand_on_cards_and_on_the_page(
    client: StrictClient, picture: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """With its words and its size; the drawing of the axis where there is none."""
    words = "Un tas de compost au fond du jardin"
    Action.objects.filter(axis__slug="dechets").update(image=picture, image_words=words)
    listed = page(client, ACTIONS, axe="dechets").select(".actioncard__picture img")
    assert len(listed) == 9
    for img in (*listed, *page(client, "/acte/actions/compost/").select(".actehead .drawing img")):
        assert img["alt"] == words
        assert img["width"]
        assert img["height"]
    assert all(img["loading"] == "lazy" for img in listed)
    assert page(client, "/acte/actions/mousseurs/").select("picture.drawing")
    # The sizes of all photos come in one query.
    with django_assert_num_queries(FRAME + 4):
        client.get(ACTIONS, {"axe": "dechets"})


def test_the_sitemap_names_what_is_published(client: StrictClient) -> None:
    told = client.get("/sitemap-acte.xml").content.decode()
    assert told.count("<loc>") == 5 + 6 + 54
    assert told.count("<lastmod>") == 6 + 54
    assert "/acte/actions/compost/</loc>" in told
    assert "/acte/charte/</loc>" in told
    Action.objects.filter(slug="compost").update(live=False)
    Axis.objects.filter(slug="eau").update(live=False)
    CharterVersion.objects.update(live=False)
    told = client.get("/sitemap-acte.xml").content.decode()
    assert told.count("<loc>") == 4 + 5 + 53 - 9
    assert "/acte/charte/" not in told


@pytest.mark.parametrize(
    ("kind", "is_theirs"),
    [
        (FacilityKind.INDEPENDENT_CHILDMINDER, True), (FacilityKind.CRECHE, True), (FacilityKind.SAE, True),
        (FacilityKind.AFTER_SCHOOL, False),
    ],
)  # fmt: skip
def test_those_who_may_sign_find_it_in_pro_one(
    client: StrictClient, make_user: MakeUser, make_facility: MakeFacility, organiser: Organiser,
    kind: FacilityKind, is_theirs: bool,
) -> None:  # fmt: skip
    user = make_user("titulaire")
    give_first_holder(actor=SYSTEM, organiser_id=organiser.pk, user=user)
    make_facility(organiser, kind)
    client.force_login(user)
    shown = client.get("/pro/").content.decode()
    assert ('href="/acte/"' in shown) is is_theirs
