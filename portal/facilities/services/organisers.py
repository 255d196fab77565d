"""Organisers: their name is on every listing of theirs."""

from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from stdnum.be import vat

from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.audit.services import masked, record_modification
from portal.facilities import rules
from portal.facilities.facility_access import may_on_each, organisers_for
from portal.facilities.models import Listing, Organiser
from portal.facilities.services.seen import check_seen
from portal.kernel.actors import Actor
from portal.kernel.service import service
from search import changes
from search.analysis import fold


@service
def register_organiser(*, actor: Actor, name: str, enterprise_number: str = "") -> Organiser:
    """A new organiser. Its enterprise number (checked, kept as ten digits) is private."""
    organiser = Organiser(enterprise_number=checked_enterprise_number(enterprise_number))
    _set_name(organiser, name)
    organiser.save(force_insert=True)
    record_modification(
        actor=actor,
        subject=organiser,
        changes={
            "name": (None, organiser.name),
            "enterprise_number": ("", masked(enterprise_number)),
        },
        purpose="création",
    )
    return organiser


@service
def register_organisers(*, actor: Actor, names: Sequence[str]) -> dict[str, int]:
    """New organisers of these distinct names, in one transaction: name as given → id."""
    organisers = [Organiser() for _ in names]
    for organiser, name in zip(organisers, names, strict=True):
        _set_name(organiser, name)
    Organiser.objects.bulk_create(organisers)
    for organiser in organisers:
        record_modification(
            actor=actor, subject=organiser, changes={"name": (None, organiser.name)}, purpose="création"
        )
    return {name: organiser.pk for name, organiser in zip(names, organisers, strict=True)}


def organiser_seen(organiser: Organiser) -> dict[str, str]:
    """What `state_organiser` changes, as it is stored."""
    return {"name": organiser.name, "enterprise_number": organiser.enterprise_number}


@service
def state_organiser(
    *, actor: Person, organiser_id: int, name: str, enterprise_number: str, seen: str | None = None
) -> bool:
    """The name, on every listing at once, and the private number. False where both are so already.

    `Organiser.DoesNotExist` for whoever may not change each of its listings.
    """
    organiser = Organiser.objects.select_for_update().get(pk=organiser_id)
    if not may_on_each(actor, Right.EDIT_LISTING, organiser):
        raise Organiser.DoesNotExist
    before = organiser_seen(organiser)
    problems = rules.Problems()
    with problems.gathering():
        _set_name(organiser, name)
    with problems.gathering():
        organiser.enterprise_number = checked_enterprise_number(enterprise_number)
    problems.raise_any()
    after = organiser_seen(organiser)
    if after == before:
        return False
    check_seen(before, seen)
    organiser.save(update_fields=["name", "name_key", "enterprise_number"])
    told = {field: (before[field], after[field]) for field in after if before[field] != after[field]}
    if "enterprise_number" in told:
        told["enterprise_number"] = (masked(before["enterprise_number"]), masked(after["enterprise_number"]))
    record_modification(actor=actor, subject=organiser, changes=told, purpose="identification")
    if "name" in told:
        changes.append(_listings_of(organiser))
    return True


@service
def require_strong_login(*, actor: Person, organiser_id: int, required: bool) -> bool:
    """Ask every member for a strong login, from their next request on, or no longer. False: it is so already.

    `Organiser.DoesNotExist` where the actor may not decide it: a holder decides after a strong login only, so
    that whoever asks it of others can pass themselves. `ValidationError` where no strong login is offered.
    """
    allowed = organisers_for(actor, Right.REQUIRE_STRONG)
    organiser = Organiser.objects.select_for_update().get(pk__in=allowed.values("pk"), pk=organiser_id)
    before = organiser.strong_login_required
    if before == required:
        return False
    if required and not settings.STRONG_LOGIN:
        raise ValidationError("La connexion forte n’est pas offerte ici\u00a0: personne ne pourrait entrer.")
    organiser.strong_login_required = required
    organiser.save(update_fields=["strong_login_required"])
    record_modification(
        actor=actor,
        subject=organiser,
        changes={"strong_login_required": (before, required)},
        purpose="connexion forte obligatoire" if required else "connexion forte non obligatoire",
    )
    return True


def _listings_of(organiser: Organiser) -> QuerySet[Listing, int]:
    return Listing.objects.filter(facility__organiser=organiser).order_by().values_list("pk", flat=True)


def _set_name(organiser: Organiser, name: str) -> None:
    organiser.name = rules.one_line(name)
    if not organiser.name:
        raise ValidationError({"name": "Indiquez le nom du pouvoir organisateur."})
    organiser.name_key = fold(organiser.name)
    organiser.clean_fields(exclude=["enterprise_number"])


def checked_enterprise_number(text: str) -> str:
    """Its ten digits, or empty; a `ValidationError` on its field otherwise."""
    if not text.strip():
        return ""
    if not vat.is_valid(text):
        raise ValidationError(
            {"enterprise_number": "Ce numéro d’entreprise n’est pas valable. Exemple\u00a0: 0123.456.749"}
        )
    return str(vat.compact(text))
