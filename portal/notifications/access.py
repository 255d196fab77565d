"""The door to notifications and preferences: one's own, and nobody else's."""

from django.db.models import QuerySet

from portal.notifications.kinds import Group, groups
from portal.notifications.models import MailChoice, Notification

# More are not counted: the bell says « plus de 99 ».
COUNTED_AT_MOST = 100


def notifications_of(user_id: int) -> QuerySet[Notification]:
    """This person's, the newest first."""
    return Notification.objects.filter(user=user_id)


def unread_count(user_id: int) -> int:
    """How many this person has not read, `COUNTED_AT_MOST` at most: one look into an index."""
    return notifications_of(user_id).filter(read_at=None)[:COUNTED_AT_MOST].count()


def mail_choices(user_id: int) -> list[tuple[Group, bool]]:
    """Each group, and whether this person gets its e-mails."""
    said = dict(MailChoice.objects.filter(user=user_id).order_by("pk").values_list("group", "wanted"))
    return [(group, group.always or said.get(group.name, True)) for group in groups()]


def wants(user_id: int, group: Group) -> bool:
    """What this person chose of one group."""
    refused = MailChoice.objects.filter(user=user_id, group=group.name, wanted=False)
    return group.always or not refused.exists()
