"""The sheet of one facility, tab by tab: for the agents in charge alone."""

from typing import Any

import pytest
from django.test import Client
from lxml import html

from portal.accounts.enums import LoginLevel, Role
from portal.accounts.models import User
from portal.accounts.person import HeldRole, Person, person_of
from portal.audit.models import AuditEntry
from portal.facilities import services
from portal.facilities.enums import FacilityKind, SubmissionState
from portal.facilities.models import Listing, Photo
from portal.facilities.services.photos import PreparedPhoto
from portal.files.accepting import Accepted
from portal.helpdesk.services import send_message
from portal.kernel.actors import SystemActor
from portal.kernel.service import writing
from tests.accounts.conftest import member_of, strongly
from tests.office.conftest import DAY, MakeListing, agent_of
from tests.strictness.pages import StrictClient

IBAN, SHOWN = "BE91998042775576", "BE91 9980 4277 5576"
TABS = ("", "signaletique/", "pieces/", "personnes/", "historique/", "messages/")
# With the session, the frame of the admin and the consultation.
QUERIES = {
    "": 25, "signaletique/": 20, "pieces/": 17, "personnes/": 21, "historique/": 20, "messages/": 20,
}  # fmt: skip
PAGES = ("", "signaletique/", "pieces/", "personnes/", "historique/", "compte-bancaire/")


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


def hand_in(listing: Listing, description: str) -> Photo:
    """A photo that waits."""
    photo = PreparedPhoto(
        Accepted("x.jpg", "image/jpeg", b"x"), 480, 300, {"480.jpg": b"x", "480.webp": b"x"}
    )
    return services.submit_photo(
        actor=SystemActor("essai"), listing_id=listing.pk, photo=photo, description=description
    )


def page(client: Client, listing: Listing, part: str = "") -> Any:
    return client.get(f"/office/milieux/{listing.facility_id}/{part}")


def consultations(user: User) -> set[tuple[str, str]]:
    found = AuditEntry.objects.filter(kind=AuditEntry.Kind.CONSULTATION, actor_id=user.pk)
    return set(found.values_list("subject_type", "purpose"))


class TestTabs:
    @pytest.mark.parametrize(
        ("function", "hidden"),
        [
            (Role.CARE_OFFICER, set()),
            (Role.HELPDESK, {"historique/"}),
            (Role.ADMINISTRATOR, {"messages/"}),
            (Role.WATCH_UNIT, {"historique/"}),
        ],
    )
    def test_they_are_those_of_the_agents_rights(
        self, listing: Listing, function: Role, hidden: set[str]
    ) -> None:
        client, base = client_of(agent_of(function)), f"/office/milieux/{listing.facility_id}/"
        shown = {part for part in TABS if part not in hidden}
        for part in shown:
            document = html.fromstring(page(client, listing, part).content)
            links = {
                link.get("href"): link.get("aria-current")
                for link in document.xpath("//nav[@class='office-tabs']//a")
            }
            assert links == {base + tab: "page" if tab == part else None for tab in shown}
        for part in hidden:
            assert page(client, listing, part).status_code == 404

    def test_each_costs_the_same_whatever_it_lists(
        self, listing: Listing, django_assert_num_queries: Any
    ) -> None:
        client = client_of(agent_of(Role.DIGIPRO))
        for number in range(3):
            hand_in(listing, f"Photo {number}")
        for part in TABS:
            page(client, listing, part)
            with django_assert_num_queries(QUERIES[part]):
                page(client, listing, part)


class TestSummary:
    def test_it_says_how_the_place_stands_and_what_is_missing(self, listing: Listing) -> None:
        agent = agent_of(Role.CARE_OFFICER)
        text = page(client_of(agent), listing).content.decode()
        for word in (
            "Les Tilleuls", "M-77", "14\u00a0places".replace("\u00a0", "&nbsp;"),
            "En vigueur depuis le 1", "Les parents voient ce lieu",
            "Vous ne dites pas s’il y a des places", "Rien n’attend votre décision",
        ):  # fmt: skip
            assert word in text
        assert SHOWN not in text
        assert consultations(agent) == {("facilities.facility", "milieu d’accueil")}

    def test_what_waits_here_leads_to_the_queue_for_who_decides(
        self, listing: Listing, make_listing: MakeListing
    ) -> None:
        photo = hand_in(listing, "Le jardin")
        hand_in(make_listing("Les Érables", "M-79"), "Le potager")
        client = client_of(agent_of(Role.CARE_COORDINATOR))
        text = page(client, listing).content.decode()
        assert f"/office/files-d-attente/photos/{photo.pk}/" in text
        assert "Le jardin" in text
        assert "Le potager" not in text
        watch = client_of(agent_of(Role.WATCH_UNIT))
        assert "Le jardin" not in page(watch, listing).content.decode()


class TestSections:
    def test_an_agent_in_charge_reads_what_the_portal_knows(self, listing: Listing) -> None:
        agent = agent_of(Role.CARE_OFFICER)
        text = page(client_of(agent), listing, "signaletique/").content.decode()
        for word in (
            "M-77", "Rue Haute 12", "Les parents ne voient pas ceci", "14\u00a0places", "Horaire",
            "Espace extérieur sur place",
        ):  # fmt: skip
            assert word in text
        assert SHOWN not in text
        assert "BE•• •••• •••• 5576" in text
        assert consultations(agent) == {("facilities.facility", "signalétique")}

    def test_its_persons_are_there_and_a_number_for_who_may_read_it(self, home: Listing) -> None:
        """That of the childminder; the partner's was not told."""
        agent = agent_of(Role.CARE_OFFICER)
        text = page(client_of(agent), home, "signaletique/").content.decode()
        for word in ("Zoé", "Lambert", "85.07.30-033.28", "Ana", "Bastin", "Les deux tilleuls"):
            assert word in text
        assert ("facilities.facility", "NISS") in consultations(agent)
        desk = agent_of(Role.HELPDESK)
        text = page(client_of(desk), home, "signaletique/").content.decode()
        assert "Lambert" in text
        assert "registre national" not in text
        assert "033.28" not in text
        assert "compte-bancaire" not in text
        assert consultations(desk) == {("facilities.facility", "signalétique")}

    def test_whom_one_may_call_is_there_in_order(self, listing: Listing) -> None:
        client = client_of(agent_of(Role.HELPDESK))
        assert "Personnes de contact" in page(client, listing, "signaletique/").content.decode()
        services.set_staff_contacts(
            actor=SystemActor("essai"),
            listing_id=listing.pk,
            contacts=[
                services.Contact("Zoé Lambert", "directrice", "081 22 33 44", "zoe@exemple.be"),
                services.Contact("Ana Bastin", "infirmière", "", "ana@exemple.be"),
            ],
        )
        text = page(client, listing, "signaletique/").content.decode()
        for word in ("Zoé Lambert, directrice", "081 22 33 44 · zoe@exemple.be", "ana@exemple.be"):
            assert word in text.replace("\u00a0", " ")
        assert text.index("Zoé") < text.index("Ana")

    def test_registers_and_pages_lead_to_the_sheet(self, listing: Listing) -> None:
        client, organiser = client_of(agent_of(Role.CARE_OFFICER)), listing.facility.organiser
        holder = User.objects.create_user("titulaire", first_name="Hilde")
        member_of(organiser, holder, Role.HOLDER)
        for address in (
            "/office/snippets/facilities/listing/",
            f"/office/snippets/facilities/listing/inspect/{listing.pk}/",
            f"/office/organisateurs/{organiser.pk}/",
            f"/office/personnes/{holder.pk}/",
        ):
            assert f"/office/milieux/{listing.facility_id}/" in client.get(address).content.decode(), address


class TestSubmissions:
    def test_states_are_told_and_pictures_shown_to_who_decides(self, listing: Listing) -> None:
        photo = hand_in(listing, "Le jardin")
        for function, opens in ((Role.CARE_COORDINATOR, True), (Role.HELPDESK, False)):
            agent = agent_of(function)
            text = page(client_of(agent), listing, "pieces/").content.decode()
            assert "Le jardin" in text
            assert "En attente, envoyée le" in text
            assert (f"/office/pieces/photos/{photo.pk}/" in text) is opens
            assert ("facilities.facility", "photos et documents") in consultations(agent)

    def test_what_is_approved_is_shown_to_all_as_parents_get_it(self, listing: Listing) -> None:
        photo = hand_in(listing, "Le jardin")
        with writing():
            Photo.objects.filter(pk=photo.pk).update(state=SubmissionState.APPROVED, public_token="c" * 32)
        text = page(client_of(agent_of(Role.HELPDESK)), listing, "pieces/").content.decode()
        assert f"/photos/{'c' * 32}/480.jpg" in text
        assert "/office/pieces/photos/" not in text

    def test_statements_are_for_who_validates_them(self, listing: Listing) -> None:
        holder = User.objects.create_user("titulaire")
        member_of(listing.facility.organiser, holder, Role.HOLDER)
        services.submit_bank_statement(
            actor=strongly(holder), organiser_id=listing.facility.organiser_id,
            document=Accepted("r.pdf", "application/pdf", b"x"),
        )  # fmt: skip
        text = page(client_of(agent_of(Role.CARE_OFFICER)), listing, "pieces/").content.decode()
        assert "Relevé du" in text
        text = page(client_of(agent_of(Role.HELPDESK)), listing, "pieces/").content.decode()
        assert "Relevé" not in text


class TestPeople:
    def test_it_names_who_has_access_and_the_agents_in_charge(self, listing: Listing) -> None:
        holder = User.objects.create_user("titulaire", first_name="Hilde", last_name="Petit")
        member_of(listing.facility.organiser, holder, Role.HOLDER)
        agent = agent_of(Role.CARE_OFFICER)
        text = page(client_of(agent), listing, "personnes/").content.decode()
        for word in (
            "Hilde Petit",
            "Titulaire",
            "Référent·e accueil",
            "agent referent-accueil",
            "le helpdesk",
        ):
            assert word in text
        assert consultations(agent) == {
            ("facilities.facility", "personnes"),
            ("facilities.organiser", "accès"),
        }


class TestMessages:
    def test_what_was_written_about_the_place_is_for_who_treats_messages(
        self, listing: Listing, make_listing: MakeListing
    ) -> None:
        writer = User.objects.create_user("nadia", first_name="Nadia")
        other = make_listing("Les Érables", "M-79")
        for one in (listing, other):
            member_of(one.facility.organiser, writer, Role.HOLDER)
            send_message(
                actor=person_of(writer, LoginLevel.PASSWORD), category="question", text="Et mes subsides ?",
                facility_id=one.facility_id,
            )  # fmt: skip
        agent = agent_of(Role.HELPDESK)
        text = page(client_of(agent), listing, "messages/").content.decode()
        assert text.count("Une question du") == 1
        assert "subsides" not in text
        assert consultations(agent) == {("facilities.facility", "messages")}


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
        user = User.objects.create_user("titulaire")
        member_of(listing.facility.organiser, user, Role.HOLDER)
        assert page(client_of(user), listing, part).status_code == 302
