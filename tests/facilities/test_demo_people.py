"""People to try the portals with, and never where it is no trial."""

import pytest
from django.core.management import call_command

from portal.accounts.models import User
from portal.facilities.enums import FacilityKind
from portal.facilities.management.commands.demo_people import EVERYBODY, HOLDERS, PASSWORD
from portal.facilities.models import Facility, Membership
from tests.facilities.making import make_listing, make_organiser
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def places() -> None:
    for number, kind in enumerate(holder.kind for holder in HOLDERS):
        assert kind
        make_listing(reference_number=f"D-{number}", kind=kind, organiser=make_organiser(f"PO {number}"))


@pytest.mark.usefixtures("places")
def test_holders_of_different_organisers_and_one_person_in_two(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo_people")
    for holder in HOLDERS:
        roles = Membership.objects.filter(user__username=holder.username, role="titulaire")
        assert [role.organiser.facilities.get().kind for role in roles] == [holder.kind]
    assert Membership.objects.filter(user__username="luc").count() == 2
    told = capsys.readouterr().out
    assert PASSWORD in told
    assert all(someone.username in told for someone in EVERYBODY)


@pytest.mark.usefixtures("places")
def test_twice_is_once() -> None:
    call_command("demo_people", verbosity=0)
    before = list(Membership.objects.order_by("pk").values()), User.objects.count()
    call_command("demo_people", verbosity=0)
    assert (list(Membership.objects.order_by("pk").values()), User.objects.count()) == before


@pytest.mark.usefixtures("places")
def test_everybody_can_sign_in(client: StrictClient) -> None:
    call_command("demo_people", verbosity=0)
    for someone in EVERYBODY:
        answer = client.post("/connexion/", {"username": someone.username, "password": PASSWORD})
        assert answer.status_code == 302
        assert client.get("/pro/").status_code == 200
        client.post("/deconnexion/")


def test_an_organiser_of_this_kind_alone_is_preferred() -> None:
    both, alone = make_organiser("Les deux"), make_organiser("Seulement")
    for number, (kind, who) in enumerate(
        [(FacilityKind.CRECHE, both), (FacilityKind.SAE, both), (FacilityKind.CRECHE, alone)]
    ):
        make_listing(reference_number=f"D-{number}", kind=kind, organiser=who)
    call_command("demo_people", verbosity=0)
    assert Membership.objects.get(user__username="karim", role="titulaire").organiser == alone
    assert Facility.objects.count() == 3
