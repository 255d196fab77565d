"""« Mes remplacements », and those of others."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts import posts
from portal.accounts.enums import LoginLevel, Role
from portal.accounts.models import StandIn, User
from portal.accounts.person import person_of
from portal.accounts.rights import Right
from portal.kernel import clock
from tests.office.house import SINCE, SYSTEM, House, client_of

pytestmark = pytest.mark.django_db
OWN = "/office/remplacements/"


def days(stand_in: User, first: int = 0, last: int = 5) -> dict[str, Any]:
    today = clock.today()
    return {
        "stand_in": stand_in.pk,
        "first_day": (today + timedelta(days=first)).isoformat(),
        "last_day": (today + timedelta(days=last)).isoformat(),
    }


def test_an_agent_decides_for_themselves(house: House) -> None:
    absent, colleague = house.agents["officer"], house.agents["editor"]
    client = client_of(absent)
    page = client.post(OWN, days(colleague), follow=True).content.decode()
    assert "Editor remplace Officer" in page
    made = StandIn.objects.get(absent=absent)
    assert person_of(colleague, LoginLevel.EID).may(Right.SEE_PERSON)
    assert "Officer" in client_of(colleague).get(OWN).content.decode()
    # Whoever stands in does not end it.
    for path in (f"{OWN}{made.pk}/fin/", f"/office/personnes/{absent.pk}/remplacements/{made.pk}/fin/"):
        assert client_of(colleague).post(path).status_code == 404
    assert "Mettre fin au remplacement" in client.get(f"{OWN}{made.pk}/fin/").content.decode()
    client.post(f"{OWN}{made.pk}/fin/")
    assert not StandIn.objects.filter(absent=absent).exists()


def test_others_are_decided_by_who_manages_agents(house: House) -> None:
    absent, client = house.agents["officer"], client_of(house.agents["administrator"])
    path = f"/office/personnes/{absent.pk}/remplacements/"
    assert path in client.get(f"/office/personnes/{absent.pk}/").content.decode()
    client.post(path, days(house.agents["editor"]))
    made = StandIn.objects.get(absent=absent)
    assert f"{path}{made.pk}/fin/" in client.get(path).content.decode()
    # Of this person's, not of another's.
    assert client.post(f"{path}{house.stand_in.pk}/fin/").status_code == 404
    client.post(f"{path}{made.pk}/fin/")
    assert not StandIn.objects.filter(absent=absent).exists()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"last_day": "2020-01-01"}, "Le dernier jour doit suivre le premier."),
        ({"first_day": ""}, "Indiquez un jour"),
        ({"stand_in": ""}, "Choisissez une personne"),
        ({"stand_in": "999999"}, "valide"),
    ],
)
def test_what_makes_no_sense_is_told_by_the_field(house: House, changes: dict[str, str], told: str) -> None:
    client = client_of(house.agents["officer"])
    page = client.post(OWN, days(house.agents["editor"]) | changes).content.decode()
    assert told in page
    assert "Le remplacement n’est pas encore enregistré" in page
    assert not StandIn.objects.filter(absent=house.agents["officer"]).exists()


def test_only_colleagues_are_offered(house: House) -> None:
    page = client_of(house.agents["officer"]).get(OWN).content.decode()
    assert "Editor (Rédaction)" in page
    assert "Officer (" not in page
    assert "Hilde" not in page


def test_its_queries_do_not_grow_with_colleagues(house: House, django_assert_num_queries: Any) -> None:
    client = client_of(house.agents["officer"])
    client.get(OWN)
    with CaptureQueriesContext(connection) as few:
        client.get(OWN)
    for number in range(5):
        user = User.objects.create_user(f"collegue{number}")
        posts.give_post(actor=SYSTEM, user=user, function=Role.ACTE_TEAM, since=SINCE)
    with django_assert_num_queries(len(few)):
        client.get(OWN)
