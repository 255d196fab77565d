"""Every section: what is right is saved, and shown as typed; what is wrong changes nothing, by its field."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from portal.accounts.enums import LoginLevel
from portal.facilities.models import BankAccount, Childminder, CoCarePartner, Facility, StaffContact
from portal.pro.sections.registry import SECTIONS as REGISTRY
from search.gazetteer.index import Index
from tests.accounts.conftest import MakeFacility
from tests.facilities.making import everything
from tests.pro.conftest import House, client_of
from tests.pro.section_values import NUL, SECTIONS, Typed, hidden_in, sent, shown_in
from tests.strictness.pages import StrictClient

FEW = settings(
    max_examples=4, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
# Some in the everyday part, more in the complete suite.
EFFORT = pytest.mark.parametrize(
    "effort", [FEW, pytest.param(settings(FEW, max_examples=15), marks=pytest.mark.slow)], ids=["few", "more"]
)
SLUGS = sorted(SECTIONS)


def stored() -> list[Any]:
    """All rows of the domain, to see that nothing changed; looking at a page is in the history, too."""
    *rows, _entries, log = everything()
    people = [list(model.objects.order_by("pk").values_list()) for model in
              (BankAccount, Childminder, CoCarePartner, StaffContact)]  # fmt: skip
    return [*rows, people, log]


@pytest.fixture
def place_of(house: House, make_facility: MakeFacility, gazetteer: Index) -> Callable[[Typed], Facility]:
    return lambda typed: make_facility(house.organiser, typed.kind)


@pytest.fixture
def member(house: House) -> StrictClient:
    return client_of(house.member, LoginLevel.EID)


def form_of(client: StrictClient, address: str) -> dict[str, Any]:
    return shown_in(client.get(address).content.decode())


def test_every_section_with_a_form_is_tried() -> None:
    assert {section.slug for section in REGISTRY if section.form} == SECTIONS.keys()


@EFFORT
@pytest.mark.parametrize("slug", SLUGS)
def test_what_is_right_is_saved_and_shown_as_typed(
    slug: str, effort: settings, place_of: Callable[[Typed], Facility], member: StrictClient
) -> None:
    typed = SECTIONS[slug]
    address = f"/pro/milieux/{place_of(typed).pk}/{slug}/"

    @effort
    @given(values=typed.right)
    def saved(values: dict[str, str]) -> None:
        answer = member.post(address, sent(values, seen=form_of(member, address)["seen"]))
        assert answer.status_code == 302, shown_errors(answer.content.decode())
        shown = form_of(member, address)
        assert {name: shown.get(name, "") for name in values if name != "rows"} == {
            name: value for name, value in values.items() if name != "rows"
        }
        before = stored()
        assert member.post(address, sent(shown)).status_code == 302
        assert stored() == before

    saved()


@EFFORT
@pytest.mark.parametrize("slug", [slug for slug in SLUGS if SECTIONS[slug].wrong])
def test_what_is_wrong_changes_nothing_names_its_field_and_stays_typed(
    slug: str, effort: settings, place_of: Callable[[Typed], Facility], member: StrictClient
) -> None:
    typed = SECTIONS[slug]
    address = f"/pro/milieux/{place_of(typed).pk}/{slug}/"
    seen = form_of(member, address)["seen"]

    @effort
    @given(values=typed.right, fault=typed.faults)
    def refused(values: dict[str, str], fault: tuple[str, str]) -> None:
        name, value = fault
        given_in = {**values, **typed.beside, name: value, "seen": seen}
        before = stored()
        page = member.post(address, sent(given_in))
        html = page.content.decode()
        assert page.status_code == 200
        assert f'href="#id_{name}' in html
        assert "Rien n’est encore enregistré" in html
        assert stored() == before
        shown = shown_in(html)
        # Rows that the form was told not to have are none of its fields.
        fields = (shown.keys() | {"seen"}) - {"rows"}
        kept = {name: value.replace("\x00", "\ufffd") for name, value in given_in.items() if name in fields}
        assert {name: shown.get(name, "").replace("\x00", "\ufffd") for name in kept} == kept

    refused()


@pytest.mark.parametrize("slug", SLUGS)
def test_what_no_browser_sends_in_a_hidden_field_changes_nothing(
    slug: str, place_of: Callable[[Typed], Facility], member: StrictClient
) -> None:
    address = f"/pro/milieux/{place_of(SECTIONS[slug]).pk}/{slug}/"
    # Where that is a field of the section: something that could be lost.
    assert member.post(address, sent(form_of(member, address) | SECTIONS[slug].beside)).status_code == 302
    page = member.get(address).content.decode()
    shown, before = shown_in(page), stored()
    hidden = hidden_in(page)
    assert "seen" in hidden
    for name in hidden:
        for value in (NUL, "-1", "1" * 40):
            answer = member.post(address, sent(shown, **{name: value}))
            assert answer.status_code in (200, 302)
            assert stored() == before, (name, value)


def shown_errors(html: str) -> str:
    start = html.find("form-errors")
    return html[start : start + 600]
