"""Nothing private is in a notification or its e-mail, however much of it the person concerned has."""

from typing import Any

import pytest
from django.core import mail
from django.db import connection

from portal.accounts import posts, services
from portal.accounts.enums import Role
from portal.accounts.identification import state_niss
from portal.accounts.security_events import SecurityEventKind, announce
from portal.facilities.models import Listing, Organiser
from portal.facilities.services import members
from portal.notifications.models import Notification
from portal.notifications.security import _WORDS
from tests.accounts.conftest import SYSTEM, MakeUser, by_password, make_user, strongly  # noqa: F401
from tests.security.canaries import NISS, found_in
from tests.security.conftest import planted  # noqa: F401 -- a fixture

IBAN, NEW = "BE68539007547034", "quatre-saules-au-bord-de-l-eau"


def test_no_canary_in_rows_e_mails_or_logs(
    planted: list[Listing],  # noqa: F811
    make_user: MakeUser,  # noqa: F811
    caplog: pytest.LogCaptureFixture,
) -> None:
    organiser = Organiser.objects.get()
    holder, guest = make_user("titulaire"), make_user("aline")
    agent = make_user("agente", function=Role.HELPDESK)
    members.give_first_holder(actor=SYSTEM, organiser_id=organiser.pk, user=holder)
    invited = members.invite_member(
        actor=by_password(holder), organiser_id=organiser.pk, role=Role.MEMBER,
        email="canari.invitee@example.org", first_name="Serinette-Rose", last_name="Van Canari",
    )  # fmt: skip
    members.accept_invitation(actor=by_password(guest), secret=invited.secret, user=guest)
    members.change_role(
        actor=by_password(holder), organiser_id=organiser.pk, user_id=guest.pk, role=Role.HOLDER
    )
    members.remove_member(actor=by_password(holder), organiser_id=organiser.pk, user_id=guest.pk)
    state_niss(actor=guest, user=guest, text="85073003427")
    services.set_password(actor=guest, user=guest, password=NEW, purpose="mot de passe changé")
    services.change_email(actor=guest, user=guest, email="canari.personnel@example.org")
    services.note_lock_out(actor=SYSTEM, user=guest)
    announce(SecurityEventKind.KEYS_LINKED, actor=guest, user=guest)
    post = posts.give_post(actor=SYSTEM, user=guest, function=Role.WATCH_UNIT)
    made = posts.hand_over(
        actor=strongly(agent), absent=agent, stand_in=guest, first_day=post.since, last_day=post.since
    )
    announce(SecurityEventKind.AGENT_JOINED, actor=guest, user=agent, agent=guest.audit_label, post=str(post))
    posts.end_stand_in(actor=strongly(agent), stand_in_id=made.pk)
    posts.end_post(actor=SYSTEM, post_id=post.pk, last_day=post.since)

    told = set(Notification.objects.values_list("kind", flat=True).order_by("kind"))
    assert len(told) == len(_WORDS) + 9, "a kind of event is missing in this test"
    # Transactions are real here: each was sent when it was committed.
    assert len(mail.outbox) == Notification.objects.filter(mailed_at__isnull=False).count() > len(told)
    rows = _rows("notifications_notification") + _rows("notifications_mailchoice")
    for where in (rows, *(_whole(sent) for sent in mail.outbox), caplog.text):
        assert found_in(where) == []
        for private in (invited.secret, NEW, "85073003427", NISS, IBAN):
            assert private not in where


def _rows(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return str(cursor.fetchall())


def _whole(sent: Any) -> str:
    """Headers and both parts, but for whom it is for."""
    message = sent.message()
    headers = [f"{name}: {value}" for name, value in message.items() if name != "To"]
    return "\n".join([*headers, sent.subject, sent.body, str(sent.alternatives[0][0])])
