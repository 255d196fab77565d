"""Telling people something, and what they do with it: reading, choosing e-mails.

The bell has no history of its own: each line follows from a change that is in the history.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial

from django.db import transaction
from django.utils.http import url_has_allowed_host_and_scheme

from portal.accounts import mails
from portal.accounts.models import User
from portal.audit.services import record_modification
from portal.kernel import clock
from portal.kernel.actors import Actor
from portal.kernel.service import service
from portal.notifications import mailing
from portal.notifications.access import mail_choices, notifications_of
from portal.notifications.kinds import Kind, kind_named
from portal.notifications.models import MailChoice, Notification

_bell_only: ContextVar[bool] = ContextVar("bell_only", default=False)


@contextmanager
def bell_only() -> Iterator[None]:
    """No e-mails of what is told meanwhile: for commands that set up data of many people at once."""
    token = _bell_only.set(True)
    try:
        yield
    finally:
        _bell_only.reset(token)


@service
def notify(
    *, actor: Actor, kind: Kind, to: Iterable[int], text: str, path: str = "", about: int | None = None
) -> None:
    """Tell these users, by id: in their bell with this transaction, by e-mail once it is committed.

    For services, inside their own transaction. `text` and `path` (a page of ours) may go out by e-mail:
    nothing private in them. `about`: by which id, for kinds whose e-mail has a personal link. Whoever is
    inactive is told nothing.
    """
    if kind_named(kind.name) != kind:
        raise ValueError(f"{kind.name} is not registered")
    if path and not _is_ours(path):
        raise ValueError("a path of this site, from its root")
    if kind.mail_link and about is None:
        raise ValueError(f"{kind.name}: about what?")
    now = clock.now()
    wanted = set(to)
    wanted -= _told_lately(kind, wanted)
    readers = list(User.objects.filter(pk__in=wanted, is_active=True).order_by("pk"))
    mailed = set() if _bell_only.get() else _mailed(kind, readers)
    made = Notification.objects.bulk_create(
        Notification(
            user=reader,
            kind=kind.name,
            title=kind.title,
            text=text,
            path=path,
            about=about,
            made_at=now,
            mail_due_at=now if reader.pk in mailed else None,
        )
        for reader in readers
    )
    if waiting := [one.pk for one in made if one.mail_due_at]:
        # What fails here is done by the next round of `send_notifications`.
        send = partial(mails.afterwards, partial(mailing.send_these, waiting))
        transaction.on_commit(send, robust=True)


@service
def mark_read(*, actor: Actor, notification_id: int) -> Notification:
    """One of the actor's own, read from now on. `Notification.DoesNotExist` otherwise."""
    one = notifications_of(actor.pk or 0).get(pk=notification_id)
    if one.read_at is None:
        one.read_at = clock.now()
        one.save(update_fields=["read_at"])
    return one


@service
def mark_all_read(*, actor: Actor) -> int:
    """All that the actor has; how many were not read before."""
    return notifications_of(actor.pk or 0).filter(read_at=None).update(read_at=clock.now())


@service
def choose_mails(*, actor: Actor, user: User, wanted: Mapping[str, bool]) -> bool:
    """Of which groups, by name, this person wants e-mails. False where nothing changes.

    Groups that always send theirs, and those that nobody knows, are left alone.
    """
    changed: dict[str, tuple[object, object]] = {}
    for group, before in mail_choices(user.pk):
        now = wanted.get(group.name, before)
        if not group.always and now != before:
            MailChoice.objects.update_or_create(user=user, group=group.name, defaults={"wanted": now})
            changed[group.name] = (before, now)
    record_modification(actor=actor, subject=user, changes=changed, purpose="préférences d’e-mail")
    return bool(changed)


def _told_lately(kind: Kind, among: Collection[int]) -> set[int]:
    if kind.once_in is None:
        return set()
    lately = Notification.objects.filter(
        user__in=among, made_at__gt=clock.now() - kind.once_in, kind=kind.name
    )
    return set(lately.order_by("user").values_list("user", flat=True))


def _mailed(kind: Kind, readers: Collection[User]) -> set[int]:
    """Who of these has an address and wants e-mails of this kind."""
    with_address = {reader.pk for reader in readers if reader.email}
    if kind.group.always or not with_address:
        return with_address
    refused = MailChoice.objects.filter(user__in=with_address, group=kind.group.name, wanted=False)
    return with_address - set(refused.order_by("pk").values_list("user", flat=True))


def _is_ours(path: str) -> bool:
    is_plain = path.startswith("/") and path.isprintable() and " " not in path
    return is_plain and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
