"""The entries of PRO.ONE, category by category: one table. What does not exist yet is not in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.facilities.enums import Category
from portal.pro.places import Places, own_organiser_ids


@dataclass(frozen=True, slots=True)
class NavItem:
    """One line of the navigation. `right`: for whoever has it on an organiser of theirs; None: for all.

    `of_place`, `of_organiser`: the page of one facility, or organiser, that stands for the choice (`name`)
    where the frame knows which place is meant.
    """

    name: str
    label: str
    icon: str
    right: Right | None = None
    of_place: str = ""
    of_organiser: str = ""
    # Of an entry that another app offers, whose `name` is none of PRO.ONE's: the URL's name and arguments.
    address: tuple[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as this person has it."""

    item: NavItem
    url: str
    is_here: bool


HOME = NavItem("home", "Accueil", "home")
SIGNALETIQUE = NavItem("sections", "Signalétique", "pencil", Right.SEE_FACILITY, of_place="facility")
CONTACTS = NavItem("contacts", "Contacts ONE", "phone", Right.SEE_FACILITY, of_place="facility_contacts")
# Whose it is comes before how one signed in: the page is there, covered, for whoever may see facilities.
BANK_ACCOUNTS = NavItem(
    "bank_accounts", "Coordonnées bancaires", "euro", Right.SEE_FACILITY, of_organiser="bank_account"
)
ACCESSES = NavItem("accesses", "Accès au portail", "children", Right.SEE_MEMBERS, of_organiser="access")
HISTORIES = NavItem("histories", "Historique", "clock", Right.SEE_HISTORY, of_organiser="history")
DOCUMENTS = NavItem("documents", "Mes documents", "list")
PREFERENCES = NavItem("preferences", "Mes préférences", "mail")
USER = NavItem("user", "Gestion de mon utilisateur", "child")
GUIDE = NavItem("guide", "Guide du portail", "book")

_OWN = (DOCUMENTS, PREFERENCES, USER, GUIDE)
_OF_ALL = (HOME, SIGNALETIQUE, CONTACTS, BANK_ACCOUNTS, ACCESSES, HISTORIES, *_OWN)
ENTRIES: Mapping[Category, tuple[NavItem, ...]] = {
    Category.CHILDMINDER: _OF_ALL,
    Category.CRECHE: _OF_ALL,
    Category.SAE: _OF_ALL,
    Category.LEISURE: _OF_ALL,
    # ONE's own: it pays itself no subsidy.
    Category.CONSULTATION: (HOME, SIGNALETIQUE, CONTACTS, ACCESSES, HISTORIES, *_OWN),
}
# What other apps offer after the category's own entries: everybody, or some categories.
_offered: dict[NavItem, frozenset[Category] | None] = {}


def offer(item: NavItem, categories: Iterable[Category] | None = None) -> None:
    """One more line for everybody, or for places of these categories. Called in `AppConfig.ready()`."""
    _offered[item] = None if categories is None else frozenset(categories)


def offered_to(category: Category | None) -> list[NavItem]:
    """What other apps offer whoever means a place of this category, or has none."""
    return [item for item, whose in _offered.items() if whose is None or category in whose]


# Of somebody who has no place: an organiser may have none yet.
WITHOUT_PLACE = (HOME, BANK_ACCOUNTS, ACCESSES, HISTORIES, *_OWN)


def lines_of(person: Person, places: Places, section: str) -> list[Line]:
    """The navigation of this person, for the place that is meant. `section`: the entry of this page."""
    entries = ENTRIES[places.category] if places.category else WITHOUT_PLACE
    offered = offered_to(places.category)
    return [
        Line(item, _url(item, person, places), item.name == section)
        for item in (*entries, *offered)
        if item.right is None or own_organiser_ids(person, item.right)
    ]


def _url(item: NavItem, person: Person, places: Places) -> str:
    place = places.current
    if item.address:
        return reverse(item.address[0], args=item.address[1])
    if place and item.of_place:
        return reverse(f"pro:{item.of_place}", args=[place.pk])
    reached = item.right and place and place.organiser_id in own_organiser_ids(person, item.right)
    if place and item.of_organiser and reached:
        return reverse(f"pro:{item.of_organiser}", args=[place.organiser_id])
    return reverse(f"pro:{item.name}")
