"""Giving agents their functions, ending them, and standing in for a colleague on leave."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError

from portal.accounts.enums import FUNCTIONS, Role, Territory
from portal.accounts.models import AgentPost, StandIn, User
from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.accounts.security_events import SecurityEventKind, announce
from portal.audit.services import record_modification
from portal.kernel import clock
from portal.kernel.actors import Actor, SystemActor
from portal.kernel.service import service


@service
def give_post(
    *,
    actor: Person | SystemActor,
    user: User,
    function: Role,
    territory: Territory | None = None,
    since: date | None = None,
    until: date | None = None,
) -> AgentPost:
    """A function, from a day on (today), up to a last one where it is known.

    `ValidationError` by field; `PermissionDenied` to others.
    """
    _check(actor)
    return give_promised_post(
        actor=actor, user=user, function=function, territory=territory, since=since, until=until
    )


@service
def give_promised_post(
    *,
    actor: Actor,
    user: User,
    function: Role,
    territory: Territory | None,
    since: date | None = None,
    until: date | None = None,
) -> AgentPost:
    """The same, without asking for the actor's right: of an invitation, whose inviter's was asked."""
    since = since or clock.today()
    check_post(function=function, territory=territory, since=since, until=until)
    where = territory.value if territory else ""
    if AgentPost.objects.filter(user=user, function=function, territory=where, until=None).exists():
        raise ValidationError(
            {"function": ValidationError("Cette personne a déjà cette fonction.", code="held")}
        )
    post = AgentPost.objects.create(user=user, function=function, territory=where, since=since, until=until)
    _tell(actor, user, "fonction donnée", {"post": ("", str(post))})
    announce(SecurityEventKind.POST_GIVEN, actor=actor, user=user, post=str(post), since=post.since)
    return post


def check_post(*, function: Role, territory: Territory | None, since: date, until: date | None) -> None:
    """Whether there can be such a post, whoever gets it. `ValidationError` by field."""
    if function not in FUNCTIONS:
        raise ValidationError({"function": "Choisissez une fonction d’agent."})
    if function.has_territory and territory is None:
        raise ValidationError({"territory": "Choisissez le territoire de cette fonction."})
    if not function.has_territory and territory is not None:
        raise ValidationError({"territory": "Cette fonction vaut pour tout le territoire de l’ONE."})
    if until is not None and until < since:
        raise ValidationError({"until": "Le dernier jour doit suivre le premier."})


@service
def end_post(*, actor: Person | SystemActor, post_id: int, last_day: date) -> None:
    """The last day on which a function is held; yesterday ends it with the next request."""
    _check(actor)
    post = AgentPost.objects.select_for_update(of=("self",)).select_related("user").get(pk=post_id)
    if last_day < post.since:
        # Never in force: what was given by mistake leaves no day behind.
        post.delete()
    else:
        post.until = last_day
        post.save(update_fields=["until"])
    _tell(actor, post.user, "fonction retirée", {"post": (str(post), f"jusqu’au {last_day}")})
    announce(SecurityEventKind.POST_ENDED, actor=actor, user=post.user, post=str(post), last_day=last_day)


@service
def hand_over(*, actor: Person, absent: User, stand_in: User, first_day: date, last_day: date) -> StandIn:
    """A colleague has the absent agent's posts too, on these days.

    Agents decide it for themselves; for others, whoever manages agents does.
    """
    if absent.pk != actor.pk:
        _check(actor)
    if absent.pk == stand_in.pk:
        raise ValidationError({"stand_in": "Choisissez une autre personne."})
    if last_day < first_day:
        raise ValidationError({"last_day": "Le dernier jour doit suivre le premier."})
    if not stand_in.is_active or not AgentPost.objects.held_by(stand_in, first_day).exists():
        raise ValidationError({"stand_in": "Choisissez une personne qui travaille dans OFFICE.ONE."})
    same_days = StandIn.objects.filter(first_day__lte=last_day, last_day__gte=first_day)
    if same_days.filter(absent=absent, stand_in=stand_in).exists():
        raise ValidationError({"stand_in": "Cette personne a déjà ce remplacement, ces jours-là."})
    made = StandIn.objects.create(absent=absent, stand_in=stand_in, first_day=first_day, last_day=last_day)
    _tell(actor, absent, "remplacement", {"stand_in": ("", stand_in.audit_label)})
    _announce_stand_in(actor, made)
    return made


@service
def end_stand_in(*, actor: Person, stand_in_id: int) -> None:
    """Earlier than planned: from now on the posts are the absent agent's alone again."""
    made = StandIn.objects.select_related("absent", "stand_in").get(pk=stand_in_id)
    if made.absent_id != actor.pk:
        _check(actor)
    made.delete()
    _tell(actor, made.absent, "fin de remplacement", {"stand_in": (made.stand_in.audit_label, "")})
    names = {"absent": made.absent.audit_label, "stand_in": made.stand_in.audit_label}
    for user in (made.absent, made.stand_in):
        announce(SecurityEventKind.STAND_IN_ENDED, actor=actor, user=user, **names)


def posts_of(user_ids: Collection[int]) -> dict[int, list[AgentPost]]:
    """Every function that these people had or have, by person; stand-ins have none of their own by it."""
    found: dict[int, list[AgentPost]] = defaultdict(list)
    for post in AgentPost.objects.filter(user__in=user_ids).order_by("since", "pk"):
        found[post.user_id].append(post)
    return found


def may_manage(actor: Person | SystemActor) -> bool:
    """A command of the machine's administrator may; a person needs the right."""
    return not isinstance(actor, Person) or actor.may(Right.MANAGE_AGENTS)


def _check(actor: Person | SystemActor) -> None:
    if not may_manage(actor):
        raise PermissionDenied


def _announce_stand_in(actor: Actor, made: StandIn) -> None:
    days = {"first_day": made.first_day, "last_day": made.last_day}
    announce(
        SecurityEventKind.STANDS_IN,
        actor=actor,
        user=made.stand_in,
        absent=made.absent.audit_label,
        **days,
    )
    announce(
        SecurityEventKind.IS_REPLACED,
        actor=actor,
        user=made.absent,
        stand_in=made.stand_in.audit_label,
        **days,
    )


def _tell(actor: Actor, user: User, purpose: str, changes: dict[str, tuple[object, object]]) -> None:
    record_modification(actor=actor, subject=user, changes=changes, purpose=purpose)
