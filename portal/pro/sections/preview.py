"""Ce que voient les parents: the card of a listing and the lines of its page, now and after a change."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from portal.facilities import words
from portal.facilities.availability import AvailabilityState
from portal.facilities.contacts import phone_in_words
from portal.facilities.enums import Weekday
from portal.facilities.presentation import (
    ListingCard,
    card,
    coming_unavailability,
    places_by_age,
)
from portal.facilities.public import PublicListing

_EXCERPT = 120


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that parents read. `on_card`: in lists already; the others on the page of the listing.

    `label` says what it is, where the text alone does not. `was`: what they read now, where that changes.
    """

    key: str
    icon: str
    label: str
    text: str
    on_card: bool = False
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """`page_lines`: of the page of the listing, those that change."""

    title: str
    title_is_changed: bool
    about: str
    about_is_changed: bool
    state: AvailabilityState
    state_words: str
    freshness: str
    free_for: str
    state_is_changed: bool
    card_lines: tuple[Line, ...]
    page_lines: tuple[Line, ...]

    @property
    def has_marks(self) -> bool:
        """Whether anything is marked as changed."""
        lines = self.card_lines + self.page_lines
        on_top = self.title_is_changed or self.about_is_changed or self.state_is_changed
        return on_top or any(line.is_changed for line in lines)


def preview_of(after: PublicListing, changed: Collection[str], today: date) -> Preview:
    """What parents read of `after`, with what has these keys marked."""
    shown = card(after, today)
    lines = [_marked(line, changed) for line in _lines(after, shown, today)]
    return Preview(
        title=shown.title,
        title_is_changed="name" in changed,
        about=f"{shown.kind_label} · {shown.where}",
        about_is_changed="about" in changed,
        state=shown.state,
        state_words=shown.state_words,
        freshness=shown.freshness,
        free_for=shown.free_for,
        state_is_changed="availability" in changed,
        card_lines=tuple(line for line in lines if line.on_card and (line.text or line.is_changed)),
        page_lines=tuple(line for line in lines if not line.on_card and line.is_changed),
    )


def changed_keys(before: PublicListing, after: PublicListing, today: date) -> list[str]:
    """The keys of what parents read otherwise afterwards, in the order of the page."""
    was = _texts(before, today)
    return [key for key, text in _texts(after, today).items() if was[key] != text]


def _texts(listing: PublicListing, today: date) -> dict[str, str]:
    shown = card(listing, today)
    state = " ".join([shown.state_words, shown.freshness, shown.free_for])
    lines = {line.key: line.text for line in _lines(listing, shown, today)}
    # A marker that moves a little is told in the same words.
    lines["point"] += f" {listing.latitude} {listing.longitude}"
    return {"name": shown.title, "about": shown.where, "availability": state, **lines}


def _marked(line: Line, changed: Collection[str]) -> Line:
    return Line(line.key, line.icon, line.label, line.text, line.on_card, line.key in changed)


def _lines(listing: PublicListing, shown: ListingCard, today: date) -> Iterator[Line]:
    """Every line, whether or not there is anything to read: what goes away changes, too."""
    yield Line("ages", "child", "Âges", shown.ages, on_card=True)
    yield Line("hours", "clock", "Heures", shown.hours, on_card=True)
    yield Line("tariff", "euro", "Tarif", shown.tariff, on_card=True)
    phone = phone_in_words(listing.phone) if listing.phone else ""
    yield Line("phone", "phone", "Téléphone", phone, on_card=True)
    for day in Weekday:
        yield Line(f"day-{day}", "clock", day.label, _hours_of(day, listing))
    yield Line("places", "children", "Places par âge", _places(listing, today))
    yield Line(
        "unavailable", "calendar", "Pas de place", "\u202f; ".join(coming_unavailability(listing, today))
    )
    yield Line("street", "pin", "Adresse", listing.street_line)
    yield Line("point", "map", "Sur la carte", _point(listing))
    yield Line("email", "mail", "E-mail", listing.email)
    yield Line("website", "globe", "Site web", listing.website)
    yield Line("facebook", "people", "Facebook", listing.facebook)
    yield Line("description", "list", "Présentation", _excerpt(listing.description))
    yield Line("project", "list", "Projet pédagogique", _excerpt(listing.pedagogical_project))
    yield Line("outdoor", "tree", "Espace extérieur sur place", _yes(listing.outdoor_space))
    yield Line("rest", "moon", "Espace de repos séparé", _yes(listing.rest_area))
    yield Line("outings", "walk", "Activités extérieures en dehors du lieu", _yes(listing.outings))
    groups = ", ".join(words.age_range(*ages) for ages in listing.ages)
    yield Line("groups", "children", "Groupes", groups)
    size = listing.average_group_size
    yield Line("size", "children", "Enfants par groupe, en moyenne", str(size or ""))
    yield Line("engines", "search", "Moteurs de recherche", "non" if listing.noindex else "oui")


def _hours_of(day: Weekday, listing: PublicListing) -> str:
    if not listing.opening:
        return ""
    return words.day_hours(day, listing.opening) or "fermé"


def _places(listing: PublicListing, today: date) -> str:
    bands = places_by_age(listing, today)
    told = (f"{band.ages.lower()}, {band.places} {band.when}" for band in bands)
    return "\u202f; ".join(told).replace(" an", "\u00a0an")


def _point(listing: PublicListing) -> str:
    if listing.address_is_exact:
        return "le point exact"
    return f"un cercle d’environ 1\u00a0km à {listing.locality}"


def _yes(is_so: bool) -> str:
    return "oui" if is_so else ""


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _EXCERPT else f"{line[:_EXCERPT].rsplit(' ', 1)[0]}…"
