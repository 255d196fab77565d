"""Queues in OFFICE.ONE: the list, one item on one screen, batches; for whom, and of whom nothing is told."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.enums import LoginLevel, Role, Territory
from portal.accounts.models import User
from portal.facilities.models import Organiser
from portal.helpdesk.models import HelpdeskMessage
from portal.kernel.service import writing
from portal.queues.claims import take
from portal.queues.models import Claim, DecisionMade
from portal.queues.registry import Queue
from tests.accounts.conftest import MakeFacility, MakeUser, strongly
from tests.pro.conftest import client_of
from tests.queues.conftest import (  # noqa: F401 -- fixtures
    CANARY,
    MakeItem,
    agent,
    colleague,
    make_facility,
    make_item,
    make_user,
    organiser,
    place,
    stranger,
    trial,
)
from tests.strictness.pages import StrictClient, faults_of_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trial")]
LIST = "/office/files-d-attente/essai/"


@pytest.fixture
def office(agent: User) -> StrictClient:  # noqa: F811
    return client_of(agent, LoginLevel.EID)


def page_of(item: HelpdeskMessage, more: str = "") -> str:
    return f"{LIST}{item.pk}/{more}"


def read(client: StrictClient, path: str, **posted: Any) -> str:
    answer = client.post(path, posted, follow=True) if posted else client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def main_of(page: str) -> BeautifulSoup:
    main = BeautifulSoup(page, "html.parser").select_one(".office-queue")
    assert main is not None
    assert faults_of_page(str(main)) == []
    return main


def linked(page: str) -> list[str]:
    return [str(a["href"]) for a in main_of(page).select(".office-lines a")]


class TestHome:
    def test_counts_and_ages_of_one_s_own(
        self, office: StrictClient, make_item: MakeItem, stranger: User  # noqa: F811
    ) -> None:  # fmt: skip
        make_item(days=9.2)
        make_item(days=1.5)
        page = read(office, "/office/").replace("\u00a0", " ")
        assert "<strong>2</strong> <span>Essais à régler</span>" in page
        assert "en retard, depuis 9 jours" in page
        assert "r\\u00e9gler (2)" in page
        other = read(client_of(stranger, LoginLevel.EID), "/office/")
        assert "Rien ne vous attend" in other
        assert "r\\u00e9gler (" not in other
        assert "r\\u00e9gler" in other


class TestList:
    def test_oldest_first_with_who_has_taken_it(
        self, office: StrictClient, make_item: MakeItem, trial: Queue, colleague: User  # noqa: F811
    ) -> None:  # fmt: skip
        young, old = make_item(days=1), make_item(days=30)
        take(actor=strongly(colleague), queue=trial, item_id=young.pk)
        page = read(office, LIST)
        assert linked(page) == [page_of(old), page_of(young)]
        assert "Pris par Bruno" in page
        assert [box.get("disabled") is None for box in main_of(page).select("input[name=item]")] == [
            True, False,
        ]  # fmt: skip
        for query, wanted in {
            "?age=7": [old], "?age=2&prise=libres": [old], "?prise=collegues": [young], "?prise=moi": [],
            "?age=x&prise=%00&p=abc&territoire=liege": [old, young],
        }.items():  # fmt: skip
            shown = [link.partition("?")[0] for link in linked(read(office, LIST + query))]
            assert shown == [page_of(item) for item in wanted], query
        assert "Rien n’attend avec ces filtres" in read(office, f"{LIST}?prise=moi")

    def test_territories_of_whoever_has_several(
        self, make_item: MakeItem, make_user: MakeUser, organiser: Organiser,  # noqa: F811
        make_facility: MakeFacility, office: StrictClient,  # noqa: F811
    ) -> None:  # fmt: skip
        here = make_item()
        there = make_item(facility=make_facility(organiser, territory=Territory.LIEGE))
        everywhere = client_of(make_user("digipro", function=Role.DIGIPRO), LoginLevel.EID)
        assert len(linked(read(everywhere, LIST))) == 2
        page = read(everywhere, f"{LIST}?territoire=liege")
        assert linked(page) == [f"{page_of(there)}?territoire=liege"]
        assert linked(read(office, LIST)) == [page_of(here)]
        assert 'name="territoire"' not in read(office, LIST)

    def test_what_was_decided_is_read_again(self, office: StrictClient, make_item: MakeItem) -> None:  # noqa: F811
        item = make_item()
        office.post(page_of(item), {"decision": "approuver"})
        assert linked(read(office, LIST)) == []
        assert "Rien n’attend dans cette file" in read(office, LIST)
        assert linked(read(office, f"{LIST}?etat=decides")) == [f"{page_of(item)}?etat=decides"]
        page = read(office, page_of(item))
        assert "Essai approuvé par Aline, le" in page
        assert not main_of(page).select("input[name=decision]")

    def test_its_queries_do_not_grow_with_its_rows(
        self, office: StrictClient, make_item: MakeItem, django_assert_num_queries: Any,  # noqa: F811
    ) -> None:  # fmt: skip
        first = make_item(days=3)
        for path in (LIST, page_of(first)):
            office.get(path)
            with CaptureQueriesContext(connection) as few:
                office.get(path)
            for _ in range(5):
                make_item()
            with django_assert_num_queries(len(few)):
                office.get(path)


class TestItem:
    def test_everything_on_one_screen(self, office: StrictClient, make_item: MakeItem) -> None:  # noqa: F811
        items = [make_item(days=days, text=f"n{days}") for days in (9, 8, 7, 6)]
        page = read(office, page_of(items[2]))
        main = main_of(page)
        assert linked(page) == [page_of(item) for item in items]
        assert main.select_one(".office-lines__here a")["aria-current"] == "true"  # type: ignore[index]
        keys = {str(tag["aria-keyshortcuts"]) for tag in main.select("[aria-keyshortcuts]")}
        assert keys == {"a", "r", "j", "k", "1", "2", "3"}
        assert "Rien de privé." in page

    def test_deciding_leads_to_the_next_which_is_taken(
        self, office: StrictClient, make_item: MakeItem, agent: User, trial: Queue, colleague: User,  # noqa: F811
    ) -> None:  # fmt: skip
        first, second, third, fourth = (make_item(days=days) for days in (9, 8, 7, 6))
        take(actor=strongly(colleague), queue=trial, item_id=third.pk)
        answer = office.post(page_of(second), {"decision": "approuver"})
        made = DecisionMade.objects.get()
        # What a colleague has is passed over.
        assert answer["Location"] == f"{page_of(fourth)}?fait={made.pk}"
        assert Claim.objects.get(by=agent).item_id == fourth.pk
        page = read(office, answer["Location"])
        assert "Essai approuvé" in page
        assert f"{LIST}decisions/{made.pk}/annuler/" in page
        # After the last one, from the first on; then the list.
        answer = office.post(page_of(fourth), {"decision": "approuver"})
        assert answer["Location"].startswith(f"{page_of(first)}?fait=")
        answer = office.post(page_of(first), {"decision": "approuver"})
        assert answer["Location"].startswith(f"{LIST}?fait=")
        assert "Essai approuvé" in read(office, answer["Location"])

    def test_without_the_frame_for_whom_it_is_there_already(
        self,
        office: StrictClient,
        make_item: MakeItem,  # noqa: F811
    ) -> None:
        item = make_item(days=2)
        make_item()
        part = office.get(page_of(item), headers={"X-Queue-Part": "1"})
        assert part.content.decode().strip().startswith('<div class="office-queue" data-queue ')
        assert part["Cache-Control"] == office.get(page_of(item))["Cache-Control"]
        assert "no-store" in part["Cache-Control"]
        following = office.post(
            page_of(item), {"decision": "approuver"}, headers={"X-Queue-Part": "1"}, follow=True
        )
        assert "<html" not in following.content.decode()
        assert "Essai approuvé" in following.content.decode()

    def test_filters_stay(self, office: StrictClient, make_item: MakeItem) -> None:  # noqa: F811
        make_item(days=1)
        old, older = make_item(days=8), make_item(days=9)
        answer = office.post(f"{page_of(older)}?age=7", {"decision": "approuver"})
        assert answer["Location"].startswith(f"{page_of(old)}?age=7&fait=")
        answer = office.post(f"{page_of(old)}?age=7", {"decision": "approuver"})
        assert answer["Location"].startswith(f"{LIST}?age=7&fait=")

    def test_a_refusal_asks_for_a_reason_and_sends_the_canned_one_with_the_own_words(
        self, office: StrictClient, make_item: MakeItem,  # noqa: F811
    ) -> None:  # fmt: skip
        item = make_item()
        page = read(office, page_of(item), decision="refuser", reason="  ")
        assert "Choisissez un motif, ou écrivez-le" in page
        assert 'aria-invalid="true"' in page
        assert not DecisionMade.objects.exists()
        too_long = read(office, page_of(item), decision="refuser", reason="x" * 5001)
        assert "5000 caractères au plus" in too_long
        assert "x" * 5001 in too_long
        canned = main_of(page).select_one("input[name=canned]")
        assert canned is not None
        office.post(page_of(item), {"decision": "refuser", "canned": canned["value"], "reason": "Merci."})
        assert HelpdeskMessage.objects.get().text == "La photo est floue.\n\nMerci."

    def test_a_colleague_has_it_or_was_faster(
        self, office: StrictClient, make_item: MakeItem, trial: Queue, colleague: User,  # noqa: F811
    ) -> None:  # fmt: skip
        item = make_item()
        take(actor=strongly(colleague), queue=trial, item_id=item.pk)
        page = read(office, page_of(item))
        assert "Pris par Bruno jusqu’à" in page
        assert not main_of(page).select("input[name=decision]")
        assert "Rien n’est décidé" in read(office, page_of(item), decision="approuver")
        client_of(colleague, LoginLevel.EID).post(page_of(item), {"decision": "approuver"})
        page = read(office, page_of(item), decision="approuver")
        assert "Essai approuvé par Bruno" in page
        assert DecisionMade.objects.count() == 1

    def test_taken_given_back_and_passed(
        self, office: StrictClient, make_item: MakeItem, agent: User, colleague: User,  # noqa: F811
    ) -> None:  # fmt: skip
        first, second = make_item(days=2), make_item(days=1)
        assert office.post(page_of(first, "prise/"), {"act": "prendre"})["Location"] == page_of(first)
        assert "Pris par vous" in read(office, page_of(first))
        assert "Pris par Aline" in read(client_of(colleague, LoginLevel.EID), LIST)
        assert office.post(page_of(first, "prise/"), {"act": "passer"})["Location"] == page_of(second)
        assert [claim.item_id for claim in Claim.objects.all()] == [second.pk]
        assert office.post(page_of(second, "prise/"), {"act": "rendre"})["Location"] == LIST
        assert not Claim.objects.exists()
        assert office.get(page_of(first, "prise/")).status_code == 405

    def test_undone_it_waits_again(self, office: StrictClient, make_item: MakeItem, colleague: User) -> None:  # noqa: F811
        item = make_item()
        office.post(page_of(item), {"decision": "approuver"})
        made = DecisionMade.objects.get()
        undo = f"{LIST}decisions/{made.pk}/annuler/"
        assert client_of(colleague, LoginLevel.EID).post(undo).status_code == 404
        answer = office.post(undo)
        assert answer["Location"] == f"{page_of(item)}?fait={made.pk}"
        page = read(office, answer["Location"])
        assert "Décision annulée" in page
        assert main_of(page).select("input[name=decision]")
        assert "ne peut plus être annulée" in read(office, undo, x="1")

    def test_what_is_no_decision_is_not_there(self, office: StrictClient, make_item: MakeItem) -> None:  # noqa: F811
        item = make_item()
        for posted in ({}, {"decision": "x"}, {"decision": "approuver\x00"}):
            assert office.post(page_of(item), posted).status_code == 404
        for address in (f"{LIST}{10**30}/", f"{LIST}999999/", "/office/files-d-attente/rien/"):
            assert office.get(address).status_code == 404
        assert office.get(f"{page_of(item)}?fait={10**40}&age=x").status_code == 200


class TestBatch:
    def preview(self, office: StrictClient, decision: str, *items: HelpdeskMessage) -> BeautifulSoup:
        posted = {"decision": decision, "item": [item.pk for item in items]}
        return main_of(read(office, f"{LIST}lot/", **posted))

    def confirm(self, office: StrictClient, preview: BeautifulSoup, **more: str) -> str:
        hidden = {str(each["name"]): str(each["value"]) for each in preview.select("form input[type=hidden]")}
        return read(office, f"{LIST}lot/", **hidden | more)

    def test_shown_confirmed_and_what_a_colleague_did_is_named(
        self, office: StrictClient, make_item: MakeItem, trial: Queue, colleague: User,  # noqa: F811
    ) -> None:  # fmt: skip
        one, two, three = make_item(), make_item(), make_item()
        preview = self.preview(office, "approuver", one, two, three)
        assert "L’essai est approuvé." in preview.get_text()
        assert "3 éléments" in preview.get_text()
        assert not DecisionMade.objects.exists()
        take(actor=strongly(colleague), queue=trial, item_id=one.pk)
        bruno = client_of(colleague, LoginLevel.EID)
        bruno.post(page_of(two), {"decision": "approuver"})
        # He got the next one on his screen, and gives it back.
        bruno.post(page_of(three, "prise/"), {"act": "rendre"})
        page = main_of(self.confirm(office, preview)).get_text()
        assert "1 décision prise maintenant" in page
        assert "Laissés de côté\u00a0: 2" in page
        assert "Pris par Bruno" in page
        assert "Essai approuvé par Bruno" in page
        # The same page once more decides what is left, and nothing twice.
        bruno.post(page_of(one, "prise/"), {"act": "rendre"})
        assert "1 décision prise maintenant" in main_of(self.confirm(office, preview)).get_text()
        assert DecisionMade.objects.count() == 3

    def test_a_reason_is_asked_for_once_for_all(self, office: StrictClient, make_item: MakeItem) -> None:  # noqa: F811
        items = [make_item() for _ in range(3)]
        preview = self.preview(office, "refuser", *items)
        page = self.confirm(office, preview, reason="")
        assert "Choisissez un motif" in page
        assert not DecisionMade.objects.exists()
        self.confirm(office, main_of(page), reason="Flou.")
        assert {item.text for item in HelpdeskMessage.objects.all()} == {"Flou."}

    def test_the_whole_list_by_its_filters(self, office: StrictClient, make_item: MakeItem) -> None:  # noqa: F811
        for days in (1, 8, 9):
            make_item(days=days)
        preview = main_of(read(office, f"{LIST}lot/?age=7", decision="approuver", tous="1"))
        assert "2 éléments" in preview.get_text()

    def test_nothing_chosen_or_forged_changes_nothing(
        self, office: StrictClient, make_item: MakeItem, colleague: User  # noqa: F811
    ) -> None:  # fmt: skip
        item = make_item()
        for posted in ({"decision": "approuver"}, {"decision": "approuver", "item": ["x", str(10**30)]},
                       {"decision": "approuver", "lot": "x"}):  # fmt: skip
            assert office.post(f"{LIST}lot/", posted)["Location"] == LIST
        token = self.preview(office, "approuver", item).select_one("input[name=lot]")["value"]  # type: ignore[index]
        # Sealed for one person and one decision.
        theirs = client_of(colleague, LoginLevel.EID)
        assert theirs.post(f"{LIST}lot/", {"decision": "approuver", "lot": token})["Location"] == LIST
        posted = {"decision": "refuser", "lot": token, "reason": "x"}
        assert office.post(f"{LIST}lot/", posted)["Location"] == LIST
        assert office.get(f"{LIST}lot/").status_code == 405
        assert not DecisionMade.objects.exists()


class TestForeign:
    """An agent of Liège finds nothing of Namur, by any address of the queue."""

    @pytest.fixture
    def foreign(self, make_item: MakeItem, agent: User, trial: Queue) -> HelpdeskMessage:  # noqa: F811
        item = make_item(days=9, text=CANARY)
        with writing():
            listing = item.facility.listing
            type(listing).objects.filter(pk=listing.pk).update(name=CANARY)
        return item

    def test_nothing_by_any_address(
        self, foreign: HelpdeskMessage, agent: User, stranger: User, trial: Queue, make_item: MakeItem,  # noqa: F811
    ) -> None:  # fmt: skip
        decided = make_item(text=CANARY)
        own = client_of(agent, LoginLevel.EID)
        own.post(page_of(decided), {"decision": "approuver"})
        made = DecisionMade.objects.get()
        theirs = client_of(stranger, LoginLevel.EID)
        for item in (foreign, decided):
            for path, posted in (
                (page_of(item), {"decision": "approuver"}),
                (page_of(item, "prise/"), {"act": "prendre"}),
                (f"{LIST}decisions/{made.pk}/annuler/", {}),
            ):
                assert theirs.post(path, posted).status_code == 404
            assert theirs.get(page_of(item)).status_code == 404
        for path in (LIST, f"{LIST}?etat=decides", f"{LIST}?territoire=namur&fait={made.pk}", "/office/"):
            assert CANARY not in read(theirs, path)
        for posted in ({"item": [foreign.pk, decided.pk]}, {"tous": "1"}):
            answer = theirs.post(f"{LIST}lot/", {"decision": "approuver", **posted})
            assert answer["Location"] == LIST
        assert CANARY in read(own, LIST)
        assert DecisionMade.objects.count() == 1


def test_the_frame_that_stays_is_told_how_many_wait(office: StrictClient, make_item: MakeItem) -> None:  # noqa: F811
    first, second = make_item(), make_item()
    made = office.post(page_of(first), {"decision": "approuver"})
    following = main_of(office.get(made["Location"], headers={"X-Queue-Part": "1"}).content.decode())
    told = BeautifulSoup(following.select("template[data-menu]")[0].decode_contents(), "html.parser")
    lines = {line["href"]: line for line in told.select("a")}
    assert lines[LIST].text.endswith("(1)")
    assert lines[LIST]["aria-label"].endswith("(1 en attente)")
    assert "(1), un par un" in following["data-title"]
    assert page_of(second) in made["Location"]
    # The whole page has the menu in its frame.
    assert not main_of(read(office, page_of(second))).select("template[data-menu]")
