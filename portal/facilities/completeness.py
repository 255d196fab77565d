"""What is missing in a listing, and in which of MY.ONE's filters it is missing for that.

A filter finds a place only by what it states (`documents`), so what is not stated is lost to every parent who
asks for it. The sentences name the filters by the words under which parents find them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from django.conf import settings

from portal.facilities.availability import is_stale
from portal.facilities.enums import HOME_KINDS, AvailabilityStatus, Sector
from portal.facilities.filter_words import AGE_WORDS, filter_words
from portal.facilities.models import Listing
from portal.facilities.public import PublicListing, shown_listing
from portal.kernel import clock
from search.documents import Availability, CapacityClass, Feature, Opening, Tariff

_STATED_BY_ONE = " C’est l’ONE qui l’encode\u00a0: parlez-en à votre interlocuteur."


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
    public = shown_listing(listing)
    found = [
        *_visibility(listing),
        *_availability(listing, public, today or clock.today()),
        *_opening(public),
        *_ages(public),
        *_features(public),
        *_of_one(public),
        *_texts(public),
    ]
    return tuple(found)


def _visibility(listing: Listing) -> Iterator[Missing]:
    if not listing.visible:
        yield Missing("visibilite", "Votre fiche n’est pas sur MY.ONE\u00a0: aucun parent ne la trouve.")


def _availability(listing: Listing, public: PublicListing, today: date) -> Iterator[Missing]:
    lost = (Availability.NOW, Availability.LATER)
    if public.availability == AvailabilityStatus.UNKNOWN:
        missing = _unfindable("disponibilites", "Vous ne dites pas s’il y a des places.", lost)
        yield replace(missing, is_asked=listing.confirmed_on is None)
    elif is_stale(public.confirmed_on, today, settings.SEARCH_STALE_DAYS):
        said = f"Vos places ont été confirmées il y a plus de {settings.SEARCH_STALE_DAYS}\u00a0jours."
        yield _unfindable("disponibilites", said, lost)


def _opening(public: PublicListing) -> Iterator[Missing]:
    if not public.opening:
        yield _unfindable("horaires", "Il manque vos heures d’ouverture.", tuple(Opening))


def _ages(public: PublicListing) -> Iterator[Missing]:
    if public.sector != Sector.EARLY_CHILDHOOD:
        return
    if public.availability != AvailabilityStatus.UNKNOWN and not public.free_places:
        said = "Vous n’indiquez pas pour quels âges il y a des places."
        yield _unfindable("disponibilites", said, tuple(AGE_WORDS))
    if not public.ages:
        yield Missing(
            "caracteristiques",
            "Il manque l’âge des enfants que vous accueillez\u00a0: les parents ne savent pas si leur enfant "
            "peut venir.",
        )


def _features(public: PublicListing) -> Iterator[Missing]:
    if not (public.outings or public.outdoor_space or public.rest_area):
        missing = _unfindable("caracteristiques", "Aucune caractéristique n’est cochée.", tuple(Feature))
        # The same form asks for all of it: who has filled in the rest has left the boxes as they are.
        yield replace(missing, is_asked=not public.ages and public.average_group_size is None)


def _of_one(public: PublicListing) -> Iterator[Missing]:
    if public.tariff is None and public.sector == Sector.EARLY_CHILDHOOD:
        yield _by_one("Le régime tarifaire manque.", tuple(Tariff))
    if public.capacity is None:
        yield _by_one("La capacité manque.", tuple(CapacityClass))


def _texts(public: PublicListing) -> Iterator[Missing]:
    if not (public.phone or public.email):
        yield Missing(
            "identification" if public.kind in HOME_KINDS else "contact",
            "Il manque un téléphone ou une adresse e-mail\u00a0: les parents ne peuvent pas vous joindre.",
        )
    if not public.pedagogical_project:
        yield Missing(
            "presentation",
            "Il manque votre projet pédagogique. C’est ce que les parents lisent pour vous connaître.",
        )


def _by_one(said: str, lost: tuple[Enum, ...]) -> Missing:
    missing = _unfindable("autorisation", said, lost)
    return replace(missing, sentence=f"{missing.sentence}{_STATED_BY_ONE}", is_asked=False)


def _unfindable(slug: str, said: str, lost: tuple[Enum, ...]) -> Missing:
    """`said`, and whom the place is invisible for."""
    say = AGE_WORDS | filter_words(settings.SEARCH_EARLY_BEFORE, settings.SEARCH_LATE_AFTER)
    asked = [f"«\u00a0{say[value]}\u00a0»" for value in lost]
    listed = f"{', '.join(asked[:-1])} ou {asked[-1]}"
    return Missing(slug, f"{said} Vous êtes invisible pour les parents qui cherchent {listed}.", lost)
