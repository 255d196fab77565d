"""The buttons of the home page, grouped as in the guide; only what exists."""

from dataclasses import dataclass

from portal.accounts.person import Person
from portal.pro.navigation import (
    ACCESSES,
    BANK_ACCOUNTS,
    CONTACTS,
    DOCUMENTS,
    GUIDE,
    HISTORIES,
    PREFERENCES,
    SIGNALETIQUE,
    USER,
    NavItem,
    lines_of,
)
from portal.pro.places import Places
from portal.pro.words import data_title

# What the guide calls them, where that is not the name of the entry.
_BUTTONS = {
    SIGNALETIQUE: "Gérer les données",
    CONTACTS: "Consulter contacts ONE",
    PREFERENCES: "Gérer les envois de documents",
}


@dataclass(frozen=True, slots=True)
class Shortcut:
    label: str
    url: str
    icon: str


def shortcuts_of(person: Person, places: Places) -> list[tuple[str, list[Shortcut]]]:
    """Groups with a title; those of which nothing exists for this person are left out."""
    lines = {line.item: line for line in lines_of(person, places, "")}
    groups: tuple[tuple[str, tuple[NavItem, ...]], ...] = (
        (data_title(places.current), (SIGNALETIQUE, CONTACTS, BANK_ACCOUNTS)),
        ("Accès et historique", (ACCESSES, HISTORIES)),
        ("Préférences de contact", (PREFERENCES,)),
        ("Gestion de mon utilisateur", (USER, DOCUMENTS)),
        ("Aide", (GUIDE,)),
    )
    shown = (
        (
            title,
            [
                Shortcut(_BUTTONS.get(item, item.label), lines[item].url, item.icon)
                for item in items
                if item in lines
            ],
        )
        for title, items in groups
    )
    return [(title, buttons) for title, buttons in shown if buttons]
