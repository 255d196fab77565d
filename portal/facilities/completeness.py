"""What is missing in a listing, and in which of MY.ONE's filters it is missing for that.

A filter finds a place only by what it states (`documents`), so what is not stated is lost to every parent who
asks for it. What is missing is `gaps`' rule; here it is said to professionals, who find the filters named by
the words under which parents find them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from django.conf import settings

from portal.facilities.enums import HOME_KINDS
from portal.facilities.filter_words import AGE_WORDS, filter_words
from portal.facilities.gaps import FILTERS, Gap, gaps_of
from portal.facilities.models import Listing
from portal.facilities.public import ages_of
from portal.kernel import clock

_STATED_BY_ONE = " C’est l’ONE qui l’encode\u00a0: parlez-en à votre interlocuteur."
# In which section each is told, and in which words; `_slug_of` and `_said_of` know the others.
_TOLD: dict[Gap, tuple[str, str]] = {
    Gap.HIDDEN: ("visibilite", "Votre fiche n’est pas sur MY.ONE\u00a0: aucun parent ne la trouve."),
    Gap.PLACES: ("disponibilites", "Vous ne dites pas s’il y a des places."),
    Gap.OPENING: ("horaires", "Il manque vos heures d’ouverture."),
    Gap.PLACES_BY_AGE: ("disponibilites", "Vous n’indiquez pas pour quels âges il y a des places."),
    Gap.AGES: (
        "caracteristiques",
        "Il manque l’âge des enfants que vous accueillez\u00a0: les parents ne savent pas si leur enfant "
        "peut venir.",
    ),
    Gap.FEATURES: ("caracteristiques", "Aucune caractéristique n’est cochée."),
    Gap.TARIFF: ("autorisation", "Le régime tarifaire manque."),
    Gap.CAPACITY: ("autorisation", "La capacité manque."),
    Gap.CONTACT: (
        "contact",
        "Il manque un téléphone ou une adresse e-mail\u00a0: les parents ne peuvent pas vous joindre.",
    ),
    Gap.PROJECT: (
        "presentation",
        "Il manque votre projet pédagogique. C’est ce que les parents lisent pour vous connaître.",
    ),
}
_BY_ONE = frozenset({Gap.TARIFF, Gap.CAPACITY})


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing: where it is told, in which words it is said to the professional.

    `filters`: the values of MY.ONE's filters that don't find the place for that. `is_asked`: its people can
    tell it, and have not; else it is ONE's to enter, or what they told is that there is none.
    """

    section_slug: str
    sentence: str
    filters: tuple[Enum, ...] = ()
    is_asked: bool = True


def missing_of(listing: Listing, today: date | None = None) -> tuple[Missing, ...]:
    """All that is missing on `today` (in Brussels), what is looked for most first; empty: complete."""
    return missing_of_each([listing], today)[listing.pk]


def missing_of_each(listings: Sequence[Listing], today: date | None = None) -> dict[int, tuple[Missing, ...]]:
    """The same of several, by id: one query finds what is missing in all of them, as they are stored."""
    gaps = gaps_of(listings, today or clock.today())
    return {
        listing.pk: tuple(_missing(listing, gap) for gap in gaps.get(listing.pk, ())) for listing in listings
    }


def _missing(listing: Listing, gap: Gap) -> Missing:
    lost = FILTERS.get(gap, ())
    said = _said_of(gap)
    if lost:
        said = f"{said} {_invisible_for(lost)}"
    if gap in _BY_ONE:
        said = f"{said}{_STATED_BY_ONE}"
    return Missing(_slug_of(listing, gap), said, lost, _is_asked(listing, gap))


def _slug_of(listing: Listing, gap: Gap) -> str:
    if gap is Gap.OLD_PLACES:
        return "disponibilites"
    if gap is Gap.CONTACT and listing.facility.kind in HOME_KINDS:
        return "identification"
    return _TOLD[gap][0]


def _said_of(gap: Gap) -> str:
    if gap is Gap.OLD_PLACES:
        return f"Vos places ont été confirmées il y a plus de {settings.SEARCH_STALE_DAYS}\u00a0jours."
    return _TOLD[gap][1]


def _is_asked(listing: Listing, gap: Gap) -> bool:
    if gap in _BY_ONE:
        return False
    if gap is Gap.PLACES:
        return listing.confirmed_on is None
    if gap is Gap.FEATURES:
        # The same form asks for all of it: who has filled in the rest has left the boxes as they are.
        ages = listing.read_parts.ages if listing.read_parts else ages_of(listing)
        return not ages and listing.average_group_size is None
    return True


def _invisible_for(lost: tuple[Enum, ...]) -> str:
    say = AGE_WORDS | filter_words(settings.SEARCH_EARLY_BEFORE, settings.SEARCH_LATE_AFTER)
    asked = [f"«\u00a0{say[value]}\u00a0»" for value in lost]
    return f"Vous êtes invisible pour les parents qui cherchent {', '.join(asked[:-1])} ou {asked[-1]}."
