"""The page of one facility, its history, its organiser's account: for the agents in charge alone."""

from typing import Any

import pytest
from django.test import Client

from portal.accounts.enums import LoginLevel, Role
from portal.accounts.models import User
from portal.accounts.person import HeldRole, Person
from portal.audit.models import AuditEntry
from portal.facilities import services
from portal.facilities.enums import FacilityKind
from portal.facilities.models import Listing
from portal.kernel.actors import SystemActor
from tests.office.conftest import DAY, MakeListing, agent_of
from tests.strictness.pages import StrictClient

IBAN, SHOWN = "BE91998042775576", "BE91 9980 4277 5576"
PAGES = ("", "historique/", "compte-bancaire/")


def client_of(user: User, level: LoginLevel = LoginLevel.ITSME) -> Client:
    client = StrictClient(raise_request_exception=False)
    client.level = level
    client.force_login(user)
    return client


@pytest.fixture
def listing(make_listing: MakeListing) -> Listing:
    listing = make_listing("Les Tilleuls", "M-77")
    state(listing)
    return listing


@pytest.fixture
def home(make_listing: MakeListing) -> Listing:
    """Of Zoé Lambert, whose number is stated, and of her partner, whose number is not."""
    listing = make_listing("Chez Zoé", "M-78", kind=FacilityKind.CO_CHILDMINDERS)
    named: dict[str, Any] = {"actor": SystemActor("essai"), "listing_id": listing.pk}
    none: dict[str, Any] = dict.fromkeys(("enterprise_number", "phone", "email", "website", "facebook"), "")
    services.set_identification(
        **named, today=DAY, first_name="Zoé", last_name="Lambert", niss="85073003328", **none
    )
    services.set_co_care_partner(
        **named, first_name="Ana", last_name="Bastin", denomination="Les deux tilleuls"
    )
    return listing


@pytest.fixture
def foreign(make_listing: MakeListing) -> Listing:
    listing = make_listing("Qpmwzk", "Qpmwzk-2", postcode="4000")
    state(listing)
    return listing


def state(listing: Listing) -> None:
    organiser_id = listing.facility.organiser_id
    owner = Person(0, "Qpmwzk", LoginLevel.EID, (HeldRole(Role.HOLDER, organiser_id=organiser_id),))
    services.state_bank_account(
        actor=owner, organiser_id=organiser_id, version=0, iban=IBAN, bic="GKCCBEBB", account_holder="Qpmwzk"
    )


def page(client: Client, listing: Listing, part: str = "") -> Any:
    return client.get(f"/office/milieux/{listing.facility_id}/{part}")


def consultations(user: User) -> set[tuple[str, str]]:
    found = AuditEntry.objects.filter(kind=AuditEntry.Kind.CONSULTATION, actor_id=user.pk)
    return set(found.values_list("subject_type", "purpose"))


class TestSheet:
    def test_an_agent_in_charge_reads_what_the_portal_knows(self, listing: Listing) -> None:
        agent = agent_of(Role.CARE_OFFICER)
        text = page(client_of(agent), listing).content.decode()
        for word in (
            "Les Tilleuls",
            "M-77",
            "Rue Haute 12",
            "Les parents ne voient pas ceci",
            "14\u00a0places",
        ):
            assert word in text
        assert SHOWN not in text
        assert consultations(agent) == {("facilities.facility", "milieu d’accueil")}

    def test_its_persons_are_there_and_a_number_for_who_may_read_it(self, home: Listing) -> None:
        """That of the childminder; the partner's was not told."""
        agent = agent_of(Role.CARE_OFFICER)
        text = page(client_of(agent), home).content.decode()
        for word in ("Zoé", "Lambert", "85.07.30-033.28", "Ana", "Bastin", "Les deux tilleuls"):
            assert word in text
        assert ("facilities.facility", "NISS") in consultations(agent)
        desk = agent_of(Role.HELPDESK)
        text = page(client_of(desk), home).content.decode()
        assert "Lambert" in text
        assert "registre national" not in text
        assert "033.28" not in text
        assert consultations(desk) == {("facilities.facility", "milieu d’accueil")}

    def test_whom_one_may_call_is_there_in_order(self, listing: Listing) -> None:
        client = client_of(agent_of(Role.HELPDESK))
        assert "Personnes de contact" in page(client, listing).content.decode()
        services.set_staff_contacts(
            actor=SystemActor("essai"),
            listing_id=listing.pk,
            contacts=[
                services.Contact("Zoé Lambert", "directrice", "081 22 33 44", "zoe@exemple.be"),
                services.Contact("Ana Bastin", "infirmière", "", "ana@exemple.be"),
            ],
        )
        text = page(client, listing).content.decode()
        for word in ("Zoé Lambert, directrice", "081 22 33 44 · zoe@exemple.be", "ana@exemple.be"):
            assert word in text.replace("\u00a0", " ")
        assert text.index("Zoé") < text.index("Ana")

    def test_links_are_those_of_the_agents_rights(self, listing: Listing) -> None:
        text = page(client_of(agent_of(Role.HELPDESK)), listing).content.decode()
        assert "compte-bancaire" not in text
        assert "milieux/1/historique" not in text
        text = page(client_of(agent_of(Role.CARE_OFFICER)), listing).content.decode()
        assert "compte-bancaire" in text
        assert f"milieux/{listing.facility_id}/historique" in text

    def test_the_register_of_listings_leads_there(self, listing: Listing) -> None:
        client = client_of(agent_of(Role.CARE_OFFICER))
        text = client.get(f"/office/snippets/facilities/listing/inspect/{listing.pk}/").content.decode()
        assert f"/office/milieux/{listing.facility_id}/" in text


class TestAccount:
    def test_it_is_in_clear_and_its_reading_recorded(self, listing: Listing) -> None:
        agent = agent_of(Role.CARE_OFFICER)
        text = page(client_of(agent), listing, "compte-bancaire/").content.decode()
        assert SHOWN in text
        assert "GKCCBEBB" in text
        assert consultations(agent) == {("facilities.organiser", "coordonnées bancaires")}

    @pytest.mark.parametrize("function", [Role.HEALTH_OFFICER, Role.HELPDESK, Role.DIGIPRO])
    def test_who_may_not_see_what_is_private_finds_nothing(self, listing: Listing, function: Role) -> None:
        agent = agent_of(function)
        assert page(client_of(agent), listing, "compte-bancaire/").status_code == 404
        assert consultations(agent) == set()

    def test_it_takes_no_form(self, listing: Listing) -> None:
        client = client_of(agent_of(Role.CARE_OFFICER))
        assert client.post(f"/office/milieux/{listing.facility_id}/compte-bancaire/").status_code == 405


class TestHistory:
    def test_it_tells_who_read_and_changed_in_words(self, listing: Listing) -> None:
        agent = agent_of(Role.CARE_OFFICER)
        client = client_of(agent)
        page(client, listing)
        text = page(client, listing, "historique/").content.decode()
        assert "Lecture, milieu d’accueil" in text
        assert "agent referent-accueil, Référent·e accueil" in text
        assert "connexion par itsme" in text
        assert "Nom</strong> : <del>(vide)</del>" in text
        assert ("facilities.facility", "historique") in consultations(agent)

    def test_the_listings_own_history_asks_for_the_same_right(self, listing: Listing) -> None:
        address = f"/office/snippets/facilities/listing/history/{listing.pk}/"
        assert client_of(agent_of(Role.CARE_OFFICER)).get(address).status_code == 200
        # The helpdesk sees listings, not who has read them.
        assert client_of(agent_of(Role.HELPDESK)).get(address).status_code in (302, 404)


@pytest.mark.parametrize("part", PAGES)
class TestForeign:
    def test_what_is_another_territorys_does_not_exist(self, foreign: Listing, part: str) -> None:
        agent = agent_of(Role.CARE_OFFICER)
        client = client_of(agent)
        answers = [page(client, foreign, part), *(client.get(f"/office/milieux/{number}/{part}")
                   for number in (0, 999_999, 10**30))]  # fmt: skip
        for answer in answers:
            assert answer.status_code == 404
            assert "Qpmwzk" not in answer.content.decode()
        assert consultations(agent) == set()

    def test_a_password_opens_nothing(self, listing: Listing, part: str) -> None:
        client = client_of(agent_of(Role.CARE_OFFICER), LoginLevel.PASSWORD)
        assert page(client, listing, part).status_code in (302, 404)

    def test_an_organisers_own_people_have_no_place_here(self, listing: Listing, part: str) -> None:
        from tests.accounts.conftest import member_of

        user = User.objects.create_user("titulaire")
        member_of(listing.facility.organiser, user, Role.HOLDER)
        assert page(client_of(user), listing, part).status_code == 302
