"""Whether an authorisation is in force, and whether parents see a listing or why not: asked of the database.

The rule of what is public is `public.public_periods`, which search documents need as days; these conditions
say the same of one day, for lists and counts of many places (a test compares them).
"""

from datetime import date, timedelta

from django.db.models import Case, CharField, Q, TextChoices, Value, When

from portal.facilities.enums import FacilityKind, Sector
from portal.facilities.public import public_kinds

# In force, but for so many days only: time to ask for the next one.
ENDING_WITHIN_DAYS = 90


class Validity(TextChoices):
    """Of the authorisation, approval or recognition of a facility, on one day."""

    IN_FORCE = "en-vigueur", "En vigueur"
    ENDING = "echeance", f"Échéance dans les {ENDING_WITHIN_DAYS}\u00a0jours"
    SUSPENDED = "suspendue", "Suspendue"
    FUTURE = "a-venir", "Pas encore en vigueur"
    ENDED = "echue", "Échue"
    NEVER = "jamais", "Jamais en vigueur"
    WITHOUT = "sans-objet", "Sans objet (consultation)"


class Visibility(TextChoices):
    """Whether parents see a listing on one day; else the first reason why not, ONE's own before all."""

    SEEN = "visible", "Visible"
    KIND = "type", "Non\u00a0: type non publié"
    NOT_IN_FORCE = "pas-en-vigueur", "Non\u00a0: pas en vigueur"
    SUSPENDED = "suspendue", "Non\u00a0: suspendue"
    HIDDEN = "masquee", "Non\u00a0: masquée par le lieu"


def validity(day: date) -> Case:
    """Of the facility of a `Listing`: a `Validity`."""
    suspended = Q(facility__suspended_from__lte=day) & (
        Q(facility__suspended_until__isnull=True) | Q(facility__suspended_until__gte=day)
    )
    ending = Q(facility__in_force_until__lte=day + timedelta(days=ENDING_WITHIN_DAYS))
    return _first(
        (Q(facility__sector=Sector.SUPPORT), Validity.WITHOUT),
        (Q(facility__in_force_from__isnull=True), Validity.NEVER),
        (Q(facility__in_force_from__gt=day), Validity.FUTURE),
        (Q(facility__in_force_until__lt=day), Validity.ENDED),
        (suspended, Validity.SUSPENDED),
        (ending, Validity.ENDING),
        otherwise=Validity.IN_FORCE,
    )


def visibility() -> Case:
    """Of a `Listing` with its annotated `validity`: a `Visibility`."""
    unpublished = [kind.value for kind in FacilityKind if kind not in public_kinds()]
    out_of_force = [Validity.NEVER, Validity.FUTURE, Validity.ENDED]
    return _first(
        (Q(facility__kind__in=unpublished), Visibility.KIND),
        (Q(validity__in=[each.value for each in out_of_force]), Visibility.NOT_IN_FORCE),
        (Q(validity=Validity.SUSPENDED), Visibility.SUSPENDED),
        (Q(visible=False), Visibility.HIDDEN),
        otherwise=Visibility.SEEN,
    )


def _first(*cases: tuple[Q, TextChoices], otherwise: TextChoices) -> Case:
    return Case(
        *(When(condition, then=Value(value.value)) for condition, value in cases),
        default=Value(otherwise.value),
        output_field=CharField(),
    )
