"""How an agent is reached: stated by the agent, or by whoever manages agents."""

from portal.accounts.models import AgentCard, User
from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.audit.services import record_modification
from portal.facilities import rules
from portal.facilities.contacts import normalised_email, normalised_phone
from portal.facilities.people_access import people_for
from portal.kernel.service import service
from portal.kernel.stale import refuse_stale

NO_CARD = 0
PURPOSE = "coordonnées professionnelles"
_LONGEST = 200


@service
def state_card(
    *,
    actor: Person,
    user_id: int,
    version: int,
    phone: str = "",
    mobile: str = "",
    email: str = "",
    address: str = "",
    hours: str = "",
) -> bool:
    """Professional phone, mobile, e-mail, address and hours, as professionals read them. False: the same.

    `version` is that of the card that was shown, `NO_CARD` where there was none. `User.DoesNotExist` where
    the actor may not; `ValidationError` by field, or of its own where somebody else was faster.
    """
    user = _locked(actor, user_id)
    before = AgentCard.objects.filter(user=user).first()
    now = before.version if before else NO_CARD
    refuse_stale(seen=version, now=now, changed="Ces coordonnées ont été modifiées")
    values = _checked(phone, mobile, email, address, hours)
    known = {name: getattr(before, name) if before else "" for name in values}
    changed = [name for name, value in values.items() if known[name] != value]
    if not changed:
        return False
    AgentCard.objects.update_or_create(user=user, defaults={**values, "version": version + 1})
    record_modification(
        actor=actor,
        subject=user,
        changes={f"card_{name}": (known[name], values[name]) for name in changed},
        purpose=PURPOSE,
    )
    return True


def _locked(actor: Person, user_id: int) -> User:
    """An agent's own, or anybody's for whoever manages agents; locked, so that of two one is told."""
    own = User.objects.filter(pk=actor.pk) if actor.is_agent else User.objects.none()
    allowed = own if user_id == actor.pk else people_for(actor, Right.MANAGE_AGENTS)
    return User.objects.select_for_update().get(pk__in=allowed.order_by().values("pk"), pk=user_id)


def _checked(phone: str, mobile: str, email: str, address: str, hours: str) -> dict[str, str]:
    problems = rules.Problems()
    values = {"address": rules.one_line(address), "hours": rules.one_line(hours)}
    for field, typed, normalised in (
        ("phone", phone, normalised_phone),
        ("mobile", mobile, normalised_phone),
        ("email", email, normalised_email),
    ):
        with problems.gathering(field):
            values[field] = normalised(typed)
    for field in ("address", "hours"):
        if len(values[field]) > _LONGEST:
            problems.add(field, f"{_LONGEST} caractères au plus.")
    problems.raise_any()
    return values
