"""Every section, submitted by two people, from two tabs, twice, and after the session has ended."""

from collections.abc import Callable, Mapping

import pytest
from hypothesis import assume, given, settings

from portal.accounts.enums import LoginLevel
from search.gazetteer.index import Index
from tests.accounts.conftest import MakeFacility
from tests.accounts.doors import PASSWORD, sign_in, wait
from tests.accounts.test_drafts import sealed
from tests.pro.conftest import House, client_of
from tests.pro.section_values import SECTIONS, sent, shown_in
from tests.pro.test_section_properties import FEW, SLUGS, form_of, stored
from tests.strictness.pages import StrictClient

ONCE = settings(FEW, max_examples=1)
EFFORT = pytest.mark.parametrize(
    "effort",
    [ONCE, pytest.param(settings(FEW, max_examples=8), marks=pytest.mark.slow)],
    ids=["one", "more"],
)
ADDRESS = Callable[[str], str]
TOLD = "Quelqu’un d’autre a modifié cette section"


@pytest.fixture
def address_of(house: House, make_facility: MakeFacility, gazetteer: Index) -> ADDRESS:
    """The address of a section, of a place that has it."""
    return lambda slug: f"/pro/milieux/{make_facility(house.organiser, SECTIONS[slug].kind).pk}/{slug}/"


def all_different(*forms: Mapping[str, str]) -> bool:
    """Whether no two of them say the same: of what the first has, and of rows, blank ones apart."""
    has_rows = "rows" in forms[0]
    said = {
        frozenset(
            (name, value)
            for name, value in form.items()
            if value and name != "rows" and (name in forms[0] or (has_rows and name[-1].isdigit()))
        )
        for form in forms
    }
    return len(said) == len(forms)


@EFFORT
@pytest.mark.parametrize("slug", SLUGS)
def test_what_somebody_else_has_written_meanwhile_is_told_and_not_overwritten(
    slug: str, effort: settings, house: House, address_of: ADDRESS
) -> None:
    member, colleague = client_of(house.member, LoginLevel.EID), client_of(house.holder, LoginLevel.EID)
    address, right = address_of(slug), SECTIONS[slug].right

    @effort
    @given(mine=right, theirs=right)
    def told(mine: dict[str, str], theirs: dict[str, str]) -> None:
        opened = form_of(member, address)
        assume(all_different(mine, theirs, opened))
        other_tab = opened["seen"]
        by_them = sent(theirs, seen=form_of(colleague, address)["seen"])
        assert colleague.post(address, by_them).status_code == 302

        now = is_told(member, address, sent(mine, seen=opened["seen"]))
        again = sent(mine, seen=now)
        assert member.post(address, again).status_code == 302
        # The same click twice.
        before = stored()
        assert member.post(address, again).status_code == 302
        assert stored() == before
        # From the tab that was opened at first.
        is_told(member, address, sent(theirs, seen=other_tab))

    told()


def is_told(client: StrictClient, address: str, form: dict[str, str]) -> str:
    """Nothing is written, what was typed stays; what is seen by then."""
    before = stored()
    page = client.post(address, form)
    html = page.content.decode()
    assert page.status_code == 200, "it was written"
    assert TOLD in html
    assert "Ce qui est enregistré maintenant" in html
    assert stored() == before
    shown = shown_in(html)
    assert {name: shown.get(name, "") for name in form if name != "seen"} == {
        name: value for name, value in form.items() if name != "seen"
    }
    assert shown["seen"] != form["seen"]
    return str(shown["seen"])


@pytest.mark.parametrize("slug", SLUGS)
def test_what_comes_after_the_session_has_ended_is_shown_again_and_saved_when_sent_again(
    slug: str, house: House, address_of: ADDRESS, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = address_of(slug)
    house.member.set_password(PASSWORD)
    house.member.save()
    client = StrictClient()
    sign_in(client, house.member.username)

    @ONCE
    @given(values=SECTIONS[slug].right)
    def kept(values: dict[str, str]) -> None:
        opened = form_of(client, address)
        typed = {name: value for name, value in values.items() if name in opened or "rows" in values}
        assume(all_different(typed, opened))
        wait(monkeypatch, minutes=40)
        before = stored()
        late = client.post(address, sent(typed, seen=opened["seen"]))
        assert late.status_code == 403
        form = client.post(
            address,
            {"draft": sealed(sign_in(client, house.member.username, draft=sealed(late), next=address))},
        )
        assert stored() == before
        shown = shown_in(form.content.decode())
        assert {name: shown.get(name, "") for name in typed} == typed
        assert client.post(address, sent(shown)).status_code == 302
        assert stored() != before

    kept()
