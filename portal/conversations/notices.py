"""That there is something to read, told to who has to know: neither what it is about, nor a word of it."""

from django.urls import reverse

from portal.accounts.models import AgentPost, User
from portal.conversations.models import Conversation
from portal.facilities.models import Membership
from portal.kernel import clock
from portal.kernel.actors import Actor
from portal.notifications.kinds import Group, Kind, register_kinds
from portal.notifications.services import notify

OF_ONE = Group(
    "conversations", "Messages de l’ONE", "L’ONE vous écrit à propos d’un de vos lieux, ou vous répond."
)
OF_ANSWERS = Group(
    "conversations.answers",
    "Réponses des professionnels",
    "Une personne d’un lieu répond à un message que vous avez écrit.",
)
WRITTEN_TO = Kind("conversations.written_to", "L’ONE vous a écrit", OF_ONE)
ANSWERED = Kind("conversations.answered", "Une réponse à votre message", OF_ANSWERS)


def register() -> None:
    """Called in `AppConfig.ready()`."""
    register_kinds(WRITTEN_TO, ANSWERED)


def tell_place(actor: Actor, conversation: Conversation) -> None:
    """Everybody who has access; who wants no e-mail of it says so in their preferences."""
    organiser = conversation.facility.organiser_id
    members = Membership.objects.filter(organiser=organiser).order_by("pk")
    notify(
        actor=actor,
        kind=WRITTEN_TO,
        to=members.values_list("user_id", flat=True),
        text=f"L’ONE vous a écrit à propos de {conversation.facility.listing.name}. Le message est à lire "
        "sur sa page.",
        path=reverse("pro:conversation", args=[conversation.pk]),
    )


def tell_one(actor: Actor, conversation: Conversation) -> None:
    """Which agent wrote last, while they have that function; for its others, it waits in the queue."""
    last = conversation.messages.filter(is_from_one=True).order_by("-at", "-pk").select_related("by").first()
    if last is None or not _still_has(last.by, conversation.function):
        return
    notify(
        actor=actor,
        kind=ANSWERED,
        to=[last.by_id],
        text=f"Une réponse est arrivée à propos de {conversation.facility.listing.name}.",
        path=reverse("office_queue_item", args=["reponses", conversation.pk]),
    )


def _still_has(user: User, function: str) -> bool:
    return AgentPost.objects.held_by(user, clock.today()).filter(function=function).exists()
