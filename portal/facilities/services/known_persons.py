"""The persons of a facility whom ONE knows by their number: read and written as plain texts, for services."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.views.decorators.debug import sensitive_variables

from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.facilities import rules
from portal.facilities.facility_access import may_on_facility
from portal.facilities.models import Childminder, CoCarePartner, Facility
from portal.kernel import crypto, niss
from portal.kernel.actors import Actor, SystemActor
from portal.kernel.private_fields import sealed

KnownPerson = type[Childminder] | type[CoCarePartner]
# Of a row, what is no value of the person.
_NOT_TOLD = ("id", "facility", "niss_digest")
_MISSING = {"first_name": "Indiquez le prénom.", "last_name": "Indiquez le nom."}
_MASKED_STILL = (
    "Ce numéro ne se modifie qu’après une connexion avec eID, itsme ou des clés BOSA. Rien n’est enregistré."
)


@sensitive_variables()
def stored(model: KnownPerson, facility: Facility) -> dict[str, str | None]:
    """What is stored of this person, by field; empty texts where nothing is. The number is None where no key
    opens it any more."""
    row = model._default_manager.filter(facility=facility).first()
    names = [field.name for field in model._meta.concrete_fields if field.name not in _NOT_TOLD]
    if row is None:
        return dict.fromkeys(names, "")
    return {name: getattr(row, name) for name in names} | {"niss": _opened(row)}


@sensitive_variables()
def checked(
    actor: Actor, facility: Facility, model: KnownPerson, values: Mapping[str, str | None]
) -> dict[str, str]:
    """These values in the form that is kept, or a `ValidationError` by field.

    `niss` None: left as it is; so is, where none is typed, one that no key opens today (it may come back).

    A number is for whoever may read it in clear.
    """
    problems = rules.Problems()
    kept: dict[str, str] = {}
    for name, text in values.items():
        if name != "niss":
            kept[name] = rules.one_line(text or "")
    for name, text in kept.items():
        longest = getattr(model, name).field.max_length
        if not text and name in _MISSING:
            problems.add(name, _MISSING[name])
        elif len(text) > longest:
            problems.add(name, f"{longest} caractères au plus.")
    number = values["niss"]
    if number is not None and (number.strip() or stored(model, facility)["niss"] is not None):
        with problems.gathering("niss"):
            kept["niss"] = _number(actor, facility, number)
    problems.raise_any()
    return kept


@sensitive_variables()
def _number(actor: Actor, facility: Facility, text: str) -> str:
    may = isinstance(actor, SystemActor) or (
        isinstance(actor, Person) and may_on_facility(actor, Right.SEE_PRIVATE, facility)
    )
    if not may:
        raise ValidationError(_MASKED_STILL)
    return niss.parse(text) if text.strip() else ""


@sensitive_variables()
def write(model: KnownPerson, facility: Facility, values: Mapping[str, str]) -> None:
    """Put these values on the row, which is made where there is none yet."""
    known: dict[str, Any] = {name: text for name, text in values.items() if name != "niss"}
    if "niss" in values:
        known |= sealed(model, "niss", values["niss"])
    if not model._default_manager.filter(facility=facility).update(**known):
        model._default_manager.create(facility=facility, **known)


@sensitive_variables()
def _opened(row: Any) -> str | None:
    if row.niss is None:
        return ""
    try:
        return str(row.niss.reveal())
    except crypto.Unreadable:
        return None
