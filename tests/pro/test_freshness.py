"""One tap on one's own page: what it says, what it changes, and for whom."""

import pytest
from bs4 import BeautifulSoup

from portal.accounts import drafts
from portal.facilities.enums import AgeBand, AvailabilityStatus
from portal.facilities.public import PublicFreePlaces
from portal.facilities.services import confirm_availability, state_availability
from portal.facilities.services.freshness import statement_seen
from portal.kernel import clock
from tests.facilities.making import ACTOR, everything
from tests.facilities.reminded import Clock, Reminded, at, day, make_reminded
from tests.pro.conftest import client_of
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db
NOW, NOT_BEFORE = AvailabilityStatus.NOW, AvailabilityStatus.NOT_BEFORE


@pytest.fixture
def place() -> Reminded:
    return make_reminded()


@pytest.fixture
def client(place: Reminded) -> StrictClient:
    return client_of(place.holder)


def page_of(place: Reminded) -> str:
    return f"/pro/milieux/{place.listing.facility_id}/"


def seen_in(client: StrictClient, path: str) -> dict[str, str]:
    """What the button on this page sends."""
    page = BeautifulSoup(client.get(path).content, "lxml")
    return {"seen": page.select_one("form[action$='/confirmer/'] input[name=seen]")["value"]}


def words(client: StrictClient, path: str) -> str:
    page = BeautifulSoup(client.get(path).content, "lxml")
    return " ".join(page.select_one("main").get_text(" ").replace("\u00a0", " ").split())


@pytest.mark.parametrize(
    ("days", "said", "unsaid"),
    [
        (59, "confirmé il y a 59 jours", "Est-ce toujours exact"),
        (
            60,
            "Est-ce toujours exact ? Sans réponse de votre part, les parents liront « à confirmer »",
            "trop ancienne",
        ),
        (120, "à partir du 1er juillet 2026", "trop ancienne"),
        (121, "Votre annonce est trop ancienne", "Sans réponse"),
    ],
)
def test_the_page_says_how_fresh_it_is(
    client: StrictClient, place: Reminded, set_clock: Clock, days: int, said: str, unsaid: str
) -> None:
    set_clock(at(days))
    client = client_of(place.holder)
    shown = words(client, page_of(place))
    assert said in shown
    assert unsaid not in shown


def test_that_nothing_is_known_is_said_with_its_day(place: Reminded, set_clock: Clock) -> None:
    set_clock(at(3))
    state_availability(
        actor=ACTOR, listing_id=place.listing_id, today=day(3), status=AvailabilityStatus.UNKNOWN
    )
    shown = words(client_of(place.holder), page_of(place))
    assert "Le 5 mars 2026, vous avez indiqué que l’information n’est pas disponible" in shown
    assert "pas encore dit" not in shown


def test_one_tap_confirms(place: Reminded, set_clock: Clock) -> None:
    set_clock(at(60))
    client = client_of(place.holder)
    sent = seen_in(client, page_of(place))
    answer = client.post(f"{page_of(place)}confirmer/", sent, follow=True)
    assert answer.redirect_chain == [(page_of(place), 302)]
    assert "«\u00a0Place libre maintenant\u00a0» est confirmé" in answer.content.decode()
    assert place.listing.confirmed_on == clock.today() == day(60)
    assert (
        "déjà confirmé aujourd’hui"
        in client.post(f"{page_of(place)}confirmer/", sent, follow=True).content.decode()
    )


def test_from_the_home_page_it_leads_back_there(place: Reminded, set_clock: Clock) -> None:
    set_clock(at(60))
    client = client_of(place.holder)
    sent = seen_in(client, "/pro/") | {"retour": "accueil"}
    assert client.post(f"{page_of(place)}confirmer/", sent)["Location"] == "/pro/"
    assert place.listing.confirmed_on == day(60)


def test_what_was_not_on_the_screen_is_not_confirmed(place: Reminded, set_clock: Clock) -> None:
    set_clock(at(60))
    client = client_of(place.holder)
    sent = seen_in(client, page_of(place))
    later = PublicFreePlaces(AgeBand.UNDER_ONE, day(90), 2)
    for stated in (
        {"status": NOW, "free_places": [later]},
        {"status": NOT_BEFORE, "available_from": day(90)},
    ):
        state_availability(actor=ACTOR, listing_id=place.listing_id, today=day(59), **stated)
        for late in (sent, {}):
            answer = client.post(f"{page_of(place)}confirmer/", late, follow=True)
            assert "a changé entre-temps" in answer.content.decode()
            assert place.listing.confirmed_on == day(59)
        sent = seen_in(client, page_of(place))
    # That a colleague has confirmed the same meanwhile is no change.
    confirm_availability(actor=ACTOR, listing_id=place.listing_id, today=day(60))
    assert "déjà" in client.post(f"{page_of(place)}confirmer/", sent, follow=True).content.decode()


def test_what_cannot_be_confirmed_says_so(place: Reminded, set_clock: Clock) -> None:
    set_clock(at(60))
    state_availability(
        actor=ACTOR, listing_id=place.listing_id, today=day(60), status=AvailabilityStatus.UNKNOWN
    )
    client = client_of(place.holder)
    assert "C’est toujours exact" not in words(client, page_of(place))
    before = everything()
    sent = {"seen": statement_seen(place.listing)}
    answer = client.post(f"{page_of(place)}confirmer/", sent, follow=True)
    assert "rien à confirmer" in answer.content.decode()
    # Beside the consultation.
    assert everything()[:4] == before[:4]


def test_anothers_does_not_exist(place: Reminded, set_clock: Clock) -> None:
    set_clock(at(60))
    other = make_reminded("bea")
    before = everything()
    assert client_of(other.holder).post(f"{page_of(place)}confirmer/").status_code == 404
    assert client_of(place.holder).get(f"{page_of(place)}confirmer/").status_code == 405
    assert everything() == before


def test_a_tap_after_the_session_ended_changes_nothing_by_itself(place: Reminded, set_clock: Clock) -> None:
    set_clock(at(60))
    path = f"{page_of(place)}confirmer/"
    left = client_of(place.holder)
    left.get(page_of(place))
    set_clock(at(60, "20:00"))
    late = left.post(path, {"retour": "accueil"})
    draft = BeautifulSoup(late.content, "lxml").select_one(f"input[name={drafts.FIELD}]")["value"]
    before = everything()[:4]
    answer = client_of(place.holder).post(path, {drafts.FIELD: draft}, follow=True)
    assert "Vérifiez ce que vous aviez tapé" in answer.content.decode()
    assert answer.redirect_chain == [(page_of(place), 302)]
    assert everything()[:4] == before
