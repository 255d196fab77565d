"""Taking, deciding, undoing: one decision each, by whoever may, and nothing half done."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.helpdesk.enums import MessageState
from portal.helpdesk.models import HelpdeskMessage
from portal.kernel.service import WriteOutsideService, writing
from portal.queues import batches, claims
from portal.queues.access import waiting_queues
from portal.queues.batches import decide_batch
from portal.queues.claims import forget_old_claims, release, take
from portal.queues.deciding import decide, is_undoable, last_undoable, undo
from portal.queues.models import Claim, DecisionMade
from portal.queues.reasons import reasons_for, sow_reasons
from portal.queues.refusals import NoLongerWaits, NotDecided, NoUndo, TakenByColleague
from portal.queues.registry import Queue, register_queue
from tests.accounts.conftest import SYSTEM, MakeUser, by_password, strongly
from tests.queues.conftest import TRIAL, MakeItem

pytestmark = pytest.mark.django_db
SetClock = Callable[[str], datetime]


def approve(user: User, item: HelpdeskMessage, **typed: Any) -> DecisionMade:
    return decide(
        actor=strongly(user), queue=TRIAL, item_id=item.pk, decision="approuver", typed=typed
    )  # fmt: skip


def state(item: HelpdeskMessage) -> str:
    return HelpdeskMessage.objects.get(pk=item.pk).state


class TestTaking:
    def test_colleagues_are_kept_off_until_it_runs_out(
        self, trial: Queue, agent: User, colleague: User, make_item: MakeItem, set_clock: SetClock
    ) -> None:
        set_clock("2026-05-04T08:00Z")
        item = make_item()
        take(actor=strongly(agent), queue=trial, item_id=item.pk)
        for act in (lambda: take(actor=strongly(colleague), queue=trial, item_id=item.pk),
                    lambda: approve(colleague, item)):  # fmt: skip
            with pytest.raises(TakenByColleague, match="Pris par Aline jusqu’à 10"):
                act()
        assert state(item) == MessageState.SENT
        assert claims.claims_of(trial, [item.pk])[item.pk].by == agent
        set_clock("2026-05-04T08:15:01Z")
        assert claims.claims_of(trial, [item.pk]) == {}
        # Of those that ran out a day ago, no row is kept.
        assert forget_old_claims(actor=SYSTEM) == 0
        set_clock("2026-05-05T08:16:00Z")
        assert forget_old_claims(actor=SYSTEM) == 1
        approve(colleague, item)
        assert not Claim.objects.exists()

    def test_taking_again_lasts_longer_and_giving_back_frees(
        self, trial: Queue, agent: User, colleague: User, make_item: MakeItem, set_clock: SetClock
    ) -> None:
        item = make_item()
        first = set_clock("2026-05-04T08:00Z")
        take(actor=strongly(agent), queue=trial, item_id=item.pk)
        now = set_clock("2026-05-04T08:10Z")
        claim = take(actor=strongly(agent), queue=trial, item_id=item.pk)
        assert (claim.taken_at, claim.until) == (first, now + timedelta(minutes=15))
        assert not release(actor=strongly(colleague), queue=trial, item_id=item.pk)
        assert release(actor=strongly(agent), queue=trial, item_id=item.pk)
        approve(colleague, item)

    def test_nobody_takes_what_is_not_theirs_or_waits_no_more(
        self, trial: Queue, agent: User, stranger: User, make_item: MakeItem, make_user: MakeUser
    ) -> None:
        item = make_item()
        take(actor=strongly(agent), queue=trial, item_id=item.pk)
        editor = make_user("editrice", function=Role.EDITOR)
        for actor in (strongly(stranger), by_password(agent), strongly(editor)):
            with pytest.raises(NoLongerWaits, match="n’est plus là"):
                take(actor=actor, queue=trial, item_id=item.pk)
            with pytest.raises(NoLongerWaits):
                decide(actor=actor, queue=trial, item_id=item.pk, decision="approuver", typed={})
        for number in (0, 2**70):
            with pytest.raises(NotDecided):
                take(actor=strongly(agent), queue=trial, item_id=number or item.pk + 1)
        approve(agent, item)
        with pytest.raises(NoLongerWaits, match="Essai approuvé par Aline, le"):
            take(actor=strongly(agent), queue=trial, item_id=item.pk)
        assert not Claim.objects.exists()


class TestDeciding:
    def test_once_and_by_the_service_of_the_domain(
        self, trial: Queue, agent: User, colleague: User, make_item: MakeItem
    ) -> None:
        item = make_item()
        made = decide(
            actor=strongly(agent), queue=trial, item_id=item.pk, decision="refuser", typed={"reason": "Flou."}
        )
        assert (made.queue, made.item_id, made.by_id) == ("essai", item.pk, agent.pk)
        assert HelpdeskMessage.objects.get(pk=item.pk).text == "Flou."
        with pytest.raises(NoLongerWaits, match="Essai refusé par Aline"):
            approve(colleague, item)
        assert DecisionMade.objects.count() == 1

    def test_without_a_reason_nothing_is_refused(
        self, trial: Queue, agent: User, make_item: MakeItem
    ) -> None:
        item = make_item()
        for typed in ({}, {"reason": " \n"}):
            with pytest.raises(NotDecided) as refusal:
                decide(actor=strongly(agent), queue=trial, item_id=item.pk, decision="refuser", typed=typed)
            assert "reason" in refusal.value.error_dict
        assert state(item) == MessageState.SENT
        assert not Claim.objects.exists()

    def test_what_the_domain_refuses_leaves_nothing_behind(
        self, trial: Queue, agent: User, make_item: MakeItem, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(**typed: Any) -> None:
            HelpdeskMessage.objects.update(text="écrit à moitié")
            raise ValidationError("Non.")

        queue = _with_service(trial, refuse)
        item = make_item()
        with pytest.raises(ValidationError, match="Non"):
            decide(actor=strongly(agent), queue=queue, item_id=item.pk, decision="approuver", typed={})
        assert HelpdeskMessage.objects.get().text == "un"
        assert not Claim.objects.exists()
        assert not DecisionMade.objects.exists()

    def test_only_services_write(self, trial: Queue, agent: User, make_item: MakeItem) -> None:
        made = approve(agent, make_item())
        for change in (made.delete, lambda: DecisionMade.objects.update(undone_at=None)):
            with pytest.raises(WriteOutsideService):
                change()


def _with_service(queue: Queue, service: Any) -> Queue:
    return replace(queue, decisions=(replace(queue.decisions[0], service=service), *queue.decisions[1:]))


class TestUndoing:
    def test_one_s_own_last_decision_while_nothing_is_built_on_it(
        self, trial: Queue, agent: User, colleague: User, make_item: MakeItem, set_clock: SetClock
    ) -> None:
        set_clock("2026-05-04T08:00Z")
        item = make_item()
        made = approve(agent, item)
        assert last_undoable(strongly(agent), trial) == made
        assert not is_undoable(strongly(colleague), made)
        with pytest.raises(DecisionMade.DoesNotExist):
            undo(actor=strongly(colleague), made_id=made.pk)
        set_clock("2026-05-04T08:30:01Z")
        with pytest.raises(NoUndo):
            undo(actor=strongly(agent), made_id=made.pk)
        set_clock("2026-05-04T08:29:00Z")
        undo(actor=strongly(agent), made_id=made.pk)
        assert state(item) == MessageState.SENT
        assert Claim.objects.get().by == agent
        with pytest.raises(NoUndo):
            undo(actor=strongly(agent), made_id=made.pk)

    def test_not_an_earlier_one_and_not_what_was_built_on(
        self, trial: Queue, agent: User, make_item: MakeItem
    ) -> None:
        item = make_item()
        first = approve(agent, item)
        undo(actor=strongly(agent), made_id=first.pk)
        second = approve(agent, item)
        assert not is_undoable(strongly(agent), first)
        with writing():
            HelpdeskMessage.objects.update(text="bâti")
        assert not is_undoable(strongly(agent), second)
        with pytest.raises(NoUndo):
            undo(actor=strongly(agent), made_id=second.pk)
        assert state(item) == MessageState.TREATED


class TestBatches:
    def test_each_by_itself_and_colleagues_are_left_out(
        self, trial: Queue, agent: User, colleague: User, make_item: MakeItem
    ) -> None:
        free, taken, decided = make_item(), make_item(), make_item()
        take(actor=strongly(colleague), queue=trial, item_id=taken.pk)
        approve(colleague, decided)
        outcome = decide_batch(
            actor=strongly(agent), queue=trial, item_ids=[free.pk, taken.pk, decided.pk, free.pk],
            decision="approuver", typed={},
        )  # fmt: skip
        assert outcome.done == [free.pk]
        assert [item_id for item_id, _ in outcome.left_out] == [taken.pk, decided.pk]
        assert "Pris par Bruno" in outcome.left_out[0][1]
        assert "Essai approuvé par Bruno" in outcome.left_out[1][1]

    def test_killed_and_started_again_it_decides_the_rest(
        self, trial: Queue, agent: User, make_item: MakeItem, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        wanted = [make_item().pk for _ in range(6)]

        def killed_at_the_fourth(**call: Any) -> DecisionMade:
            if DecisionMade.objects.count() == 3:
                raise KeyboardInterrupt
            return decide(**call)

        batch: dict[str, Any] = {
            "actor": strongly(agent), "queue": trial, "item_ids": wanted, "decision": "approuver",
            "typed": {},
        }  # fmt: skip
        with monkeypatch.context() as patch:
            patch.setattr(batches, "decide", killed_at_the_fourth)
            with pytest.raises(KeyboardInterrupt):
                decide_batch(**batch)
        assert DecisionMade.objects.count() == 3
        outcome = decide_batch(**batch)
        assert outcome.done == wanted[3:]
        assert len(outcome.left_out) == 3
        assert DecisionMade.objects.count() == 6


class TestRegistry:
    def test_a_queue_that_contradicts_itself_is_refused(self, trial: Queue) -> None:
        for decisions in (
            (trial.decisions[0], trial.decisions[0]),
            (replace(trial.decisions[0], shortcut="j"),),
            (replace(trial.decisions[1], shortcut="a"), trial.decisions[0]),
        ):
            with pytest.raises(ValueError, match="essai"):
                register_queue(replace(trial, decisions=decisions))

    def test_what_waits_is_counted_by_function_and_territory(
        self, trial: Queue, agent: User, stranger: User, make_item: MakeItem, make_user: MakeUser
    ) -> None:
        oldest = make_item(days=9)
        make_item(days=2)
        waiting = waiting_queues(strongly(agent))
        assert [(each.count, each.oldest, each.is_late) for each in waiting] == [(2, oldest.sent_at, True)]
        for nobody in (stranger, make_user("editrice", function=Role.EDITOR)):
            assert waiting_queues(strongly(nobody)) == []
        assert waiting_queues(by_password(agent)) == []

    def test_reasons_are_sown_once(self, trial: Queue) -> None:
        assert [each.label for each in reasons_for(trial, "refuser")] == ["Flou", "Sombre"]
        assert sow_reasons(actor=SYSTEM) == 0
