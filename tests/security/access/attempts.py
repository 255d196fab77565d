"""Requests that name what is another's: what one is, and those about a signalétique, a message, a card."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from portal.accounts.enums import IN_CHARGE, Role
from portal.facilities.models import Listing
from portal.pro.sections.registry import SECTIONS, restorable_names
from tests.pro.section_values import SECTIONS as TYPED
from tests.security.access.rights import is_strong
from tests.security.access.roster import PASSWORD, ROSTER
from tests.security.access.world import OF_AGENTS, Place, Who, World

# An id that nobody has, and those that no column holds.
NOBODYS = (0, 999_999, 2**63, 10**30)
HOLDERS = tuple(who for who in ROSTER if who.role is Role.HOLDER and who.at_home)
MEMBERS = tuple(who for who in ROSTER if who.role is Role.MEMBER and who.at_home)
AGENTS = tuple(
    who for who in ROSTER if who.role in IN_CHARGE and who.level and who.level > PASSWORD and who.at_home
)
FORMS = [section for section in SECTIONS if section.form]


@dataclass(frozen=True)
class Attempt:
    """A request that names what is another's, and the same that names one's own."""

    who: Who
    method: str
    foreign: str
    own: str
    data: dict[str, Any] = field(default_factory=dict)
    # The whole is theirs, and looked at, before the part is not found.
    looks_first: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.foreign} by {self.who}"


def of_signaletique(here: Place, there: Place) -> Iterator[Attempt]:
    """Every section's form, its versions and what puts one back; contacts, and « toujours exact »."""
    for who in HOLDERS + MEMBERS:
        for section in FORMS:
            assert section.form is not None
            own = listing_with(here, section)
            sent = dict(TYPED[section.slug].beside)
            for other in (*_facilities(there), 999_999, 10**30):
                address, ours = (f"/pro/milieux/{pk}/{section.slug}/" for pk in (other, own.facility_id))
                for method in ("get", "post"):
                    yield Attempt(who, method, address, ours, sent)
                if restorable_names(section.form):
                    yield Attempt(who, "get", f"{address}versions/", f"{ours}versions/")
        presentation = "/pro/milieux/{}/presentation/versions/{}/retablir/"
        own_version = presentation.format(here.childminder.facility_id, 1)
        for other in (*_facilities(there), *NOBODYS):
            yield Attempt(who, "post", presentation.format(other, 1), own_version)
            for method, page in (("post", "confirmer"), ("get", "contacts-one")):
                own_page = f"/pro/milieux/{here.childminder.facility_id}/{page}/"
                yield Attempt(who, method, f"/pro/milieux/{other}/{page}/", own_page)
        for version in NOBODYS:
            wrong = presentation.format(here.childminder.facility_id, version)
            yield Attempt(who, "post", wrong, own_version, looks_first=True)


def listing_with(place: Place, section: Any) -> Listing:
    """One of this organiser's, of a kind that has this section."""
    return next(one for one in place.listings if section.applies(one.facility))


def _facilities(place: Place) -> list[int]:
    return [listing.facility_id for listing in place.listings]


def of_messages(world: World) -> Iterator[Attempt]:
    """What was written to the helpdesk, with its files: to its writer, and to the helpdesk."""
    ours, theirs = world.here.message, world.there.message
    own, foreign = (message.attachments.get().pk for message in (ours, theirs))
    for who in HOLDERS:
        for other in (theirs.pk, *NOBODYS):
            yield Attempt(who, "get", f"/pro/aide/messages/{other}/", f"/pro/aide/messages/{ours.pk}/")
        file = "/pro/aide/messages/{}/fichiers/{}/"
        for message, attachment in (
            (theirs.pk, foreign), (theirs.pk, own), *((ours.pk, other) for other in (foreign, *NOBODYS)),
        ):  # fmt: skip
            yield Attempt(who, "get", file.format(message, attachment), file.format(ours.pk, own))
    queue = "/office/files-d-attente/messages/"
    asked: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("get", "", {}), ("post", "", {"decision": "traiter"}), ("post", "prise/", {"act": "prendre"}),
    )  # fmt: skip
    for who in (who for who in ROSTER if who.role is Role.HELPDESK and is_strong(who.level)):
        for other in NOBODYS:
            for method, page, sent in asked:
                # An item stands beside the names of those that wait, which are looked at first.
                yield Attempt(
                    who, method, f"{queue}{other}/{page}", f"{queue}{ours.pk}/{page}", sent,
                    looks_first=method == "get",
                )  # fmt: skip
        for other in (foreign, *NOBODYS):
            address = f"/office/helpdesk/messages/{ours.pk}/fichiers/{{}}/"
            yield Attempt(who, "get", address.format(other), address.format(own), looks_first=True)


def in_queue(who: Who, queue: str, own: int, other: int) -> Iterator[Attempt]:
    """An item of a queue that is not this agent's: looked at, decided, and taken."""
    address = f"/office/files-d-attente/{queue}/{{}}/"
    decision = "valider" if queue == "releves" else "approuver"
    # An item stands beside the names of those that wait, which are looked at first.
    yield Attempt(who, "get", address.format(other), address.format(own), looks_first=True)
    for page, sent in (("", {"decision": decision}), ("prise/", {"act": "prendre"})):
        yield Attempt(who, "post", f"{address.format(other)}{page}", f"{address.format(own)}{page}", sent)


def of_what_agents_state(world: World) -> Iterator[Attempt]:
    """Invitations of agents, their cards, and announcements."""
    invited, ended = world.agent_invited.invitation.pk, world.agent_withdrawn_id
    who = next(who for who in ROSTER if who.role is Role.DIGIPRO and is_strong(who.level))
    parts = [
        (who, "/office/agents/invitations/{}/renvoyer/", invited, (ended, *NOBODYS)),
        (who, "/office/agents/invitations/{}/retirer/", invited, (ended, *NOBODYS)),
        (who, "/office/personnes/{}/coordonnees/", world.agents[OF_AGENTS].pk, NOBODYS),
        (
            next(who for who in ROSTER if who.role is Role.EDITOR and is_strong(who.level)),
            "/office/snippets/news/announcement/edit/{}/",
            world.announcement_id,
            NOBODYS,
        ),
    ]
    for who, address, own, foreign in parts:
        for other in foreign:
            for method in ("get", "post"):
                yield Attempt(who, method, address.format(other), address.format(own))
