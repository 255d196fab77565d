"""« État de la recherche »: what an agent reads, and what no agent finds there."""

import re

import pytest
from django.db import transaction
from django.test import Client

from portal.accounts.enums import LoginLevel, Role
from portal.accounts.models import User
from portal.facilities.models import Listing
from portal.office import search_state
from portal.office.search_words import counted, lasting
from search import changes, index_states
from search.engines.breaker import Breaker
from tests.config.conftest import NAME, Told
from tests.office.conftest import MakeListing, agent_of
from tests.strictness.pages import StrictClient

PAGE = "/office/search/"


def read(client: Client) -> str:
    """The text of the page's main part, with plain spaces."""
    response = client.get(PAGE)
    assert response.status_code == 200
    main = re.sub(r"<svg.*?</svg>", "", response.content.decode().partition("<main")[2], flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).replace("&nbsp;", " ")


def tones(client: Client) -> dict[str, str]:
    return {fact.label: fact.tone for fact in client.get(PAGE).context["facts"]}


def test_the_menu_leads_there(office: Client) -> None:
    page = office.get("/office/").content.decode()
    assert '"name": "search-state"' in page
    assert f'"url": "{PAGE}"' in page


def test_columnar_follows_by_itself(office: Client, make_listing: MakeListing) -> None:
    make_listing()
    text = read(office)
    assert "La recherche se trouve dans le site lui-même." in text
    assert "Qui répond aux parents La recherche du site lui-même" in text
    assert "Fiches dans la base 1 " in text
    assert f"Dernière modification enregistrée n° {changes.head().sequence} " in text
    assert "Elasticsearch" not in text
    assert "Fiches refusées" not in text


def test_all_is_well_on_servers(office: Client, told: Told) -> None:
    told(beat_at=2)
    text = read(office)
    assert "Tout va bien." in text
    assert "Copie des fiches À jour" in text
    assert re.search(r"Dernier signe de vie il y a [2-9] s ", text)
    assert "Panne Aucune" in text
    assert "Fiches refusées Aucune" in text
    assert "refaite" not in text
    assert set(tones(office).values()) == {"good", ""}


def test_a_moment_late_is_nothing_to_worry_about(office: Client, told: Told) -> None:
    told(behind=1, caught_up_at=3)
    text = read(office)
    assert "Tout va bien." in text
    assert re.search(r"En retard de 1 modification, depuis [3-9] s ", text)
    assert tones(office)["Copie des fiches"] == ""


def test_every_trouble_in_words(office: Client, told: Told, breaker: Breaker) -> None:
    told(behind=12, beat_at=400, caught_up_at=8_000, failing_since=420, reason="pas de réponse dans le délai")
    breaker.trip("l’index est en retard")
    text = read(office)
    assert "La recherche demande de l’attention." in text
    assert "La recherche du site, à la place d’Elasticsearch : l’index est en retard" in text
    assert "En retard de 12 modifications, depuis 2 h" in text
    assert "Aucun signe de vie depuis 6 min" in text
    assert "Depuis 7 min : pas de réponse dans le délai" in text
    assert tones(office) == {
        "Qui répond aux parents": "wait",
        "Copie des fiches": "wait",
        "Programme de mise à jour": "stop",
        "Panne": "stop",
        "Fiches refusées": "good",
        "Fiches dans la base": "",
        "Dernière modification enregistrée": "",
    }


def test_no_worker_ever_ran(office: Client, on_servers: None) -> None:
    with transaction.atomic():
        changes.append([1, 2])
    text = read(office)
    assert "Jamais encore à jour : 2 modifications à reprendre" in text
    assert "Aucun signe de vie jusqu’à présent" in text


def test_a_rebuild_in_progress(office: Client, told: Told) -> None:
    told(builder="b", builder_beat_at=1, built=12_000, to_build=50_000)
    assert "Copie en train d’être refaite 12 000 sur 50 000 fiches" in read(office).replace("\u202f", " ")


class TestRefusals:
    @pytest.fixture
    def refused(self, make_listing: MakeListing, told: Told) -> tuple[Listing, Listing]:
        told()
        own, foreign = make_listing("À moi", "M-1"), make_listing("Qpmwzk", "M-2", postcode="4000")
        reasons = {own.pk: "document_parsing_exception", foreign.pk: "ValueError"}
        index_states.record_refusals(NAME, reasons, reasons)
        return own, foreign

    def test_by_name_and_with_a_way_to_the_listing(
        self, office: Client, refused: tuple[Listing, Listing]
    ) -> None:
        page = office.get(PAGE).content.decode()
        for listing in refused:
            address = f"/office/snippets/facilities/listing/inspect/{listing.pk}/"
            assert f'<a href="{address}">{listing.name}</a>' in page
            assert office.get(address).status_code == 200
        assert "document_parsing_exception" in page
        assert "Fiches refusées 2 fiches" in read(office)

    def test_of_another_agents_row_the_number_alone(
        self, client: StrictClient, refused: tuple[Listing, Listing]
    ) -> None:
        own, foreign = refused
        client.level = LoginLevel.EID
        client.force_login(agent_of(Role.CARE_OFFICER))
        page = client.get(PAGE).content.decode()
        assert f"inspect/{own.pk}/" in page
        assert f"inspect/{foreign.pk}/" not in page
        assert foreign.name not in page
        assert f"Fiche n° {foreign.pk}" in read(client)

    def test_who_may_enter_but_see_no_listing(
        self, client: StrictClient, refused: tuple[Listing, Listing]
    ) -> None:
        client.level = LoginLevel.EID
        client.force_login(agent_of(Role.EDITOR))
        page = client.get(PAGE).content.decode()
        assert "À moi" not in page
        assert f"Fiche n° {refused[0].pk}" in read(client)

    def test_a_listing_that_is_gone_is_told_by_number(self, office: Client, told: Told) -> None:
        told()
        index_states.record_refusals(NAME, [999_999], {999_999: "x"})
        assert "Fiche n° 999999" in read(office)

    def test_only_the_oldest_are_listed(
        self,
        office: Client,
        told: Told,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        told()
        monkeypatch.setattr(search_state, "REFUSALS_SHOWN", 3)
        index_states.record_refusals(NAME, range(1, 6), dict.fromkeys(range(1, 6), "x"))
        text = read(office)
        assert text.count("Fiche n° ") == 3
        assert "Et 2 autres, plus récentes." in text


def test_nothing_is_written_there(office: Client) -> None:
    assert office.post(PAGE).status_code == 405


def test_nobody_without_the_right_to_enter(client: StrictClient, db: None) -> None:
    assert client.get(PAGE)["Location"].startswith("/connexion/?next=")
    client.level = LoginLevel.EID
    client.force_login(User.objects.create_user("professionnelle", password="x"))
    assert client.get(PAGE)["Location"].startswith("/connexion/?next=")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.4, "moins d’une seconde"), (1, "1 s"), (119, "119 s"), (120, "2 min"), (7_199, "119 min"),
     (7_200, "2 h"), (172_799, "47 h"), (172_800, "2 jours")],
)  # fmt: skip
def test_how_long(seconds: float, words: str) -> None:
    assert lasting(seconds).replace("\u00a0", " ") == words


def test_how_many() -> None:
    assert [counted(count, "fiche").replace("\u00a0", " ") for count in (0, 1, 2, 6_024)] == [
        "0 fiche", "1 fiche", "2 fiches", "6\u202f024 fiches",
    ]  # fmt: skip
