"""Compulsory strong login, in the pages: chosen by holders, told to who comes by password, and no others."""

import pytest

from portal.accounts.enums import LoginLevel, Role
from portal.accounts.models import User
from portal.facilities.models import Organiser
from portal.facilities.services import require_strong_login
from tests.accounts.conftest import MakeFacility, member_of, strongly
from tests.pro.conftest import House, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("step_up")]
TOLD = "Ce pouvoir organisateur demande une connexion forte"


def page(user: User, path: str, level: LoginLevel = LoginLevel.PASSWORD) -> str:
    return str(client_of(user, level).get(path).content.decode())


def required(house: House) -> None:
    require_strong_login(actor=strongly(house.holder), organiser_id=house.organiser.pk, required=True)


def test_a_holder_decides_after_a_strong_login(house: House) -> None:
    path = f"/pro/acces/{house.organiser.pk}/connexion-forte/"
    assert path in page(house.holder, f"/pro/acces/{house.organiser.pk}/")
    by_password = page(house.holder, path)
    assert "/connexion/renforcer/?next=%2Fpro%2Facces%2F" in by_password
    assert 'name="required"' not in by_password
    assert client_of(house.holder).post(path, {"required": "oui"}).status_code == 404
    client = client_of(house.holder, LoginLevel.ITSME)
    assert "La rendre obligatoire" in client.get(path).content.decode()
    assert client.post(path, {"required": "oui"})["Location"] == f"/pro/acces/{house.organiser.pk}/"
    assert Organiser.objects.get(pk=house.organiser.pk).strong_login_required
    assert client.post(path, {"required": "roi"}).status_code == 404
    assert "Ne plus la rendre obligatoire" in client.get(path).content.decode()
    client.post(path, {"required": "non"})
    assert not Organiser.objects.get(pk=house.organiser.pk).strong_login_required


def test_a_member_reads_it_and_decides_nothing(house: House) -> None:
    shown = page(house.member, f"/pro/acces/{house.organiser.pk}/", LoginLevel.ITSME)
    assert "Connexion forte" in shown
    assert "connexion-forte/" not in shown


def test_where_none_is_offered_nothing_is_asked(house: House, settings: object) -> None:
    settings.STRONG_LOGIN = False  # type: ignore[attr-defined]  # pytest-django's
    assert "connexion-forte" not in page(house.holder, f"/pro/acces/{house.organiser.pk}/", LoginLevel.ITSME)
    path = f"/pro/acces/{house.organiser.pk}/connexion-forte/"
    for method in ("get", "post"):
        assert getattr(client_of(house.holder, LoginLevel.ITSME), method)(path).status_code == 404


def test_by_password_the_home_page_names_it_and_leads_on(house: House, make_facility: MakeFacility) -> None:
    make_facility(house.organiser)
    required(house)
    shown = page(house.member, "/pro/")
    assert "Les Tilleuls ASBL" in shown
    assert TOLD in shown
    assert 'href="/connexion/renforcer/?next=%2Fpro%2F"' in shown
    assert "Lieu 1" not in shown
    assert "Vous n’avez accès à aucun" not in shown
    assert TOLD in page(house.member, "/pro/acces/")
    for path in ("", "inviter/", f"{house.member.pk}/role/", "connexion-forte/"):
        address = f"/pro/acces/{house.organiser.pk}/{path}"
        assert client_of(house.holder).get(address).status_code == 404
        assert client_of(house.holder).post(address).status_code in (404, 405)


def test_strongly_all_is_there(house: House, make_facility: MakeFacility) -> None:
    make_facility(house.organiser)
    required(house)
    shown = page(house.member, "/pro/", LoginLevel.ITSME)
    assert "Lieu 1" in shown
    assert TOLD not in shown


def test_beside_an_organiser_that_asks_nothing(house: House, make_facility: MakeFacility) -> None:
    member_of(house.other, house.member, Role.HOLDER)
    make_facility(house.organiser)
    make_facility(house.other)
    required(house)
    shown = page(house.member, "/pro/")
    assert "Lieu 2" in shown
    assert "Lieu 1" not in shown
    assert TOLD in shown
    assert page(house.member, "/pro/acces/") == ""  # its page at once


def test_nobody_is_told_about_another_organiser(house: House) -> None:
    required(house)
    for path in ("/pro/", "/pro/acces/"):
        shown = page(house.stranger, path)
        assert TOLD not in shown
        assert "Les Tilleuls" not in shown
