"""Who a childminder is, with whom she works, whom ONE may call: the services, and who may read a number."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from portal.accounts.enums import LoginLevel, Role, Territory
from portal.accounts.models import User
from portal.accounts.person import person_of
from portal.accounts.posts import give_post
from portal.audit.models import AuditEntry
from portal.facilities import services
from portal.facilities.enums import FacilityKind
from portal.facilities.models import (
    Childminder,
    CoCarePartner,
    Facility,
    Listing,
    Organiser,
    StaffContact,
)
from portal.facilities.niss_access import person_of_facility
from portal.facilities.services.identification import stored_identification
from portal.facilities.services.organisers import organiser_seen
from portal.facilities.services.seen import fingerprint, is_stale
from portal.facilities.services.staff import contacts_seen
from portal.kernel import crypto
from search import changes
from tests.accounts.conftest import (  # noqa: F401 -- fixtures
    DAY,
    SINCE,
    SYSTEM,
    MakeFacility,
    MakeUser,
    by_password,
    make_facility,
    make_user,
    member_of,
    organiser,
    other_organiser,
    strongly,
)
from tests.kernel.rings import use

NISS, SHOWN, COVERED = "85073003328", "85.07.30-033.28", "••.••.••-•••.28"
OTHER_NISS = "85073003427"
WHO: dict[str, Any] = {
    "first_name": "Zoé", "last_name": "Lambert", "enterprise_number": "0403.019.261", "phone": "",
    "email": "", "website": "", "facebook": "",
}  # fmt: skip
PARTNER = {"first_name": "Ana", "last_name": "Bastin", "denomination": "Les deux tilleuls"}
ZOE = services.Contact("Zoé Lambert", "directrice", "081 22 33 44", "zoe@exemple.be")


@pytest.fixture
def home(organiser: Organiser, make_facility: MakeFacility) -> Facility:  # noqa: F811
    return make_facility(organiser, FacilityKind.CO_CHILDMINDERS)


@pytest.fixture
def member(organiser: Organiser, make_user: MakeUser) -> User:  # noqa: F811
    user = make_user("membre")
    member_of(organiser, user)
    return user


def identify(home: Facility, actor: Any = SYSTEM, **changed: Any) -> bool:
    return services.set_identification(
        actor=actor, listing_id=home.listing.pk, today=DAY, **WHO | {"niss": NISS} | changed
    )


def refused(verb: Any, **arguments: Any) -> ValidationError:
    with pytest.raises(ValidationError) as refusal:
        verb(**arguments)
    return refusal.value


def writes() -> list[Any]:
    return [
        AuditEntry.objects.filter(kind="modification").count(), changes.head(),
        list(Childminder.objects.values_list()), list(CoCarePartner.objects.values_list()),
        list(StaffContact.objects.values_list()), list(Organiser.objects.values_list()),
        list(Listing.objects.values_list("version", "phone")),
    ]  # fmt: skip


class TestIdentification:
    def test_it_is_sealed_and_the_history_keeps_no_private_value(self, home: Facility, member: User) -> None:
        assert identify(home, strongly(member), phone="081 22 33 44")
        kept = Childminder.objects.get()
        assert (kept.first_name, kept.last_name, kept.niss.reveal()) == ("Zoé", "Lambert", NISS)
        assert crypto.is_sealed(kept.niss.token)
        assert Organiser.objects.get().enterprise_number == "0403019261"
        assert str(Listing.objects.get().phone) == "+3281223344"
        told = AuditEntry.objects.filter(purpose="identification")
        assert {entry.subject_type for entry in told} == {
            "facilities.facility", "facilities.organiser", "facilities.listing",
        }  # fmt: skip
        assert told.get(subject_type="facilities.facility").changes == {
            name: ["", "•••"] for name in ("first_name", "last_name", "niss")
        }
        texts = str(list(told.values()))
        assert not any(private in texts for private in (NISS, "Zoé", "0403019261"))

    def test_the_same_again_writes_nothing(self, home: Facility) -> None:
        identify(home)
        before = writes()
        assert not identify(home, niss=" 850730-033-28 ", first_name=" Zoé ", seen="of another day")
        assert writes() == before

    def test_all_that_is_wrong_is_said_at_once_and_changes_nothing(self, home: Facility) -> None:
        before = writes()
        wrong = {"first_name": " ", "niss": "1", "enterprise_number": "1", "phone": "x"}
        error = refused(identify, home=home, **wrong)
        assert error.message_dict.keys() == wrong.keys()
        assert writes() == before

    def test_by_password_the_rest_changes_and_the_number_does_not(self, home: Facility, member: User) -> None:
        identify(home)
        assert identify(home, by_password(member), niss=None, first_name="Chloé")
        assert Childminder.objects.get().niss.reveal() == NISS
        before = writes()
        for number in (OTHER_NISS, ""):
            error = refused(identify, home=home, actor=by_password(member), niss=number)
            assert error.message_dict.keys() == {"niss"}
        assert writes() == before

    def test_it_can_be_taken_away(self, home: Facility, member: User) -> None:
        identify(home)
        assert identify(home, strongly(member), niss="")
        assert Childminder.objects.get().niss is None

    def test_somebody_else_was_faster(self, home: Facility, member: User) -> None:
        seen = fingerprint(stored_identification(Facility.objects.get()))
        identify(home, first_name="Chloé")
        before = writes()
        assert is_stale(refused(identify, home=home, actor=strongly(member), seen=seen))
        assert writes() == before
        now = fingerprint(stored_identification(Facility.objects.get()))
        assert identify(home, strongly(member), seen=now)

    def test_no_key_opens_it_any_more(self, home: Facility, member: User, settings: Any) -> None:
        identify(home)
        known = settings.FIELD_KEYS
        use(settings, fields="other")
        shown = person_of_facility(strongly(member), home, Childminder)
        assert (shown.is_lost, shown.niss) == (True, "")
        # Another change leaves it for the day when its key comes back.
        assert identify(home, strongly(member), niss="", phone="081 22 33 44")
        settings.FIELD_KEYS = known
        assert Childminder.objects.get().niss.reveal() == NISS
        use(settings, fields="other")
        assert identify(home, strongly(member), niss=OTHER_NISS)
        assert Childminder.objects.get().niss.reveal() == OTHER_NISS

    def test_it_goes_over_to_another_key_with_all_others(self, home: Facility, settings: Any) -> None:
        use(settings, fields="1")
        identify(home)
        services.set_co_care_partner(actor=SYSTEM, listing_id=home.listing.pk, niss=OTHER_NISS, **PARTNER)
        use(settings, fields="2 1")
        call_command("rotate_keys", verbosity=0)
        use(settings, fields="2")
        assert Childminder.objects.get().niss.reveal() == NISS
        assert CoCarePartner.objects.get().niss.reveal() == OTHER_NISS

    def test_who_may_not(self, home: Facility, make_user: MakeUser, other_organiser: Organiser) -> None:  # noqa: F811
        stranger = make_user("etrangere")
        member_of(other_organiser, stranger)
        far = make_user("loin", function=Role.ADVISER, territory=Territory.LIEGE)
        before = writes()
        for actor in (strongly(stranger), strongly(far), by_password(make_user("personne"))):
            with pytest.raises(Listing.DoesNotExist):
                identify(home, actor)
            with pytest.raises(Listing.DoesNotExist):
                services.set_staff_contacts(actor=actor, listing_id=home.listing.pk, contacts=[ZOE])
            with pytest.raises(Organiser.DoesNotExist):
                services.state_organiser(
                    actor=actor, organiser_id=home.organiser_id, name="À moi", enterprise_number=""
                )
        assert writes() == before

    def test_what_one_decides_no_member_changes(self, home: Facility, member: User) -> None:
        by_one: list[tuple[Any, dict[str, Any]]] = [
            (services.set_authorisation_effect, {"effect": services.AuthorisationEffect(99)}),
            (services.update_listing, {"version": 1, "stated": {"tariff": "libre"}}),
        ]
        for verb, values in by_one:
            with pytest.raises(Listing.DoesNotExist):
                verb(actor=strongly(member), listing_id=home.listing.pk, today=DAY, **values)


class TestReadingANumber:
    @pytest.mark.parametrize("level", LoginLevel)
    def test_its_own_people(self, home: Facility, member: User, level: LoginLevel) -> None:
        identify(home)
        shown = person_of_facility(person_of(member, level, DAY), home, Childminder)
        is_strong = level > LoginLevel.PASSWORD
        assert (shown.niss, shown.is_clear) == ((SHOWN, True) if is_strong else (COVERED, False))
        told = AuditEntry.objects.filter(kind="consultation", purpose="NISS")
        assert told.exists() is is_strong
        assert NISS not in repr(shown)
        assert SHOWN not in repr(shown)

    def test_agents_by_their_function(self, home: Facility, make_user: MakeUser) -> None:  # noqa: F811
        identify(home)
        adviser = make_user("aca", function=Role.ADVISER, territory=Territory.NAMUR)
        helpdesk = make_user("aide", function=Role.HELPDESK)
        assert person_of_facility(strongly(adviser), home, Childminder).niss == SHOWN
        assert person_of_facility(strongly(helpdesk), home, Childminder).niss == ""

    def test_by_the_function_that_is_in_charge_of_this_place(
        self,
        home: Facility,
        organiser: Organiser,  # noqa: F811
        make_facility: MakeFacility,  # noqa: F811
        make_user: MakeUser,  # noqa: F811
    ) -> None:
        """Who sees the numbers in another territory, and this place by another function, sees none here."""
        identify(home)
        make_facility(organiser, territory=Territory.LIEGE)
        both = make_user("deux", function=Role.CARE_OFFICER, territory=Territory.LIEGE)
        give_post(actor=SYSTEM, user=both, function=Role.HELPDESK, territory=None, since=SINCE)
        assert person_of_facility(strongly(both), home, Childminder).niss == ""
        error = refused(identify, home=home, actor=strongly(both), niss=OTHER_NISS)
        assert error.message_dict.keys() == {"niss"}


class TestPartner:
    def test_it_is_stated_and_told(self, home: Facility) -> None:
        assert services.set_co_care_partner(actor=SYSTEM, listing_id=home.listing.pk, niss=NISS, **PARTNER)
        assert CoCarePartner.objects.get().niss.reveal() == NISS
        entry = AuditEntry.objects.get(purpose="co-accueil")
        assert entry.changes == {
            f"partner_{name}": ["", "•••"] for name in ("denomination", "first_name", "last_name", "niss")
        }

    def test_only_a_co_accueil_has_one(self, organiser: Organiser, make_facility: MakeFacility) -> None:  # noqa: F811
        alone = make_facility(organiser, FacilityKind.INDEPENDENT_CHILDMINDER)
        with pytest.raises(KeyError):
            services.set_co_care_partner(actor=SYSTEM, listing_id=alone.listing.pk, **PARTNER)


class TestStaff:
    def test_blank_ones_count_for_nothing_and_order_is_kept(self, home: Facility) -> None:
        other = services.Contact("Ana", "secrétaire", "", "ana@exemple.be")
        assert services.set_staff_contacts(
            actor=SYSTEM, listing_id=home.listing.pk, contacts=[services.Contact(), other, ZOE]
        )
        assert [row.name for row in StaffContact.objects.all()] == ["Ana", "Zoé Lambert"]
        before = writes()
        assert not services.set_staff_contacts(
            actor=SYSTEM, listing_id=home.listing.pk, contacts=[other, ZOE]
        )
        assert writes() == before

    def test_what_is_wrong_is_said_by_place(self, home: Facility) -> None:
        contacts = [
            services.Contact(),
            services.Contact("", "x" * 101, "12", "a@b"),
            services.Contact("A", "b"),
        ]
        error = refused(
            services.set_staff_contacts, actor=SYSTEM, listing_id=home.listing.pk, contacts=contacts
        )
        assert error.message_dict.keys() == {"name_1", "function_1", "phone_1", "email_1", "phone_2"}
        many = [ZOE] * 13
        error = refused(services.set_staff_contacts, actor=SYSTEM, listing_id=home.listing.pk, contacts=many)
        assert error.message_dict.keys() == {"contacts"}

    def test_somebody_else_was_faster(self, home: Facility) -> None:
        seen = fingerprint(contacts_seen(home))
        services.set_staff_contacts(actor=SYSTEM, listing_id=home.listing.pk, contacts=[ZOE])
        error = refused(
            services.set_staff_contacts, actor=SYSTEM, listing_id=home.listing.pk, contacts=[], seen=seen
        )
        assert is_stale(error)
        assert StaffContact.objects.count() == 1


class TestOrganiser:
    def test_its_name_is_on_every_listing_at_once(self, home: Facility, member: User) -> None:
        log = changes.head()
        assert services.state_organiser(
            actor=by_password(member), organiser_id=home.organiser_id, name=" Les  Érables ",
            enterprise_number="0403.019.261",
        )  # fmt: skip
        assert changes.head() > log
        kept = Organiser.objects.get()
        assert (kept.name, kept.enterprise_number) == ("Les Érables", "0403019261")
        entry = AuditEntry.objects.get(subject_type="facilities.organiser", purpose="identification")
        assert entry.changes == {
            "name": ["Les Tilleuls ASBL", "Les Érables"], "enterprise_number": ["", "•••"],
        }  # fmt: skip

    def test_two_errors_at_once_and_somebody_faster(self, home: Facility, member: User) -> None:
        state = {"actor": by_password(member), "organiser_id": home.organiser_id}
        error = refused(services.state_organiser, **state, name="", enterprise_number="1")
        assert error.message_dict.keys() == {"name", "enterprise_number"}
        seen = fingerprint(organiser_seen(home.organiser))
        services.state_organiser(**state, name="Autre", enterprise_number="")
        error = refused(services.state_organiser, **state, name="À moi", enterprise_number="", seen=seen)
        assert is_stale(error)

    def test_an_agent_of_all_its_places_alone(
        self,
        organiser: Organiser,  # noqa: F811
        make_facility: MakeFacility,  # noqa: F811
        make_user: MakeUser,  # noqa: F811
    ) -> None:
        make_facility(organiser)
        officer = make_user("namur", function=Role.CARE_OFFICER, territory=Territory.NAMUR)
        state = {"actor": strongly(officer), "organiser_id": organiser.pk, "enterprise_number": ""}
        assert services.state_organiser(**state, name="Les Saules ASBL")
        make_facility(organiser, territory=Territory.LIEGE)
        with pytest.raises(Organiser.DoesNotExist):
            services.state_organiser(**state, name="Les Aulnes ASBL")
        helpdesk = strongly(make_user("aide", function=Role.HELPDESK))
        assert services.state_organiser(**state | {"actor": helpdesk}, name="Les Hêtres ASBL")


def test_all_of_it_goes_with_the_facility(home: Facility) -> None:
    identify(home)
    services.set_co_care_partner(actor=SYSTEM, listing_id=home.listing.pk, **PARTNER)
    services.set_staff_contacts(actor=SYSTEM, listing_id=home.listing.pk, contacts=[ZOE])
    assert services.remove_facilities(actor=SYSTEM, listing_ids=[home.listing.pk]) == 1
    assert not Facility.objects.exists()
    for model in (Childminder, CoCarePartner, StaffContact):
        assert not model._default_manager.exists()
