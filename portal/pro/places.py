"""Which places are somebody's own, and about which one of several a page is: « lieu », in the frame."""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.accounts.sessions import PortalRequest
from portal.facilities.enums import Category
from portal.facilities.facility_access import facilities_for
from portal.facilities.models import Facility

_KEPT_AS = "pro_place"


@dataclass(frozen=True, slots=True)
class Places:
    """A person's own facilities by name, and the one that is meant; none where they have none."""

    own: tuple[Facility, ...]
    current: Facility | None

    @property
    def category(self) -> Category | None:
        """Of the place that is meant."""
        return self.current.get_category() if self.current else None

    @property
    def categories(self) -> set[Category]:
        """Of all of them."""
        return {facility.get_category() for facility in self.own}


def own_organiser_ids(person: Person, right: Right) -> set[int]:
    """Organisers of which the person is a member, with this right; an agent's territory is for OFFICE.ONE."""
    return {
        held.organiser_id
        for _, held in person.rights(right)
        if held.role.is_of_organiser and held.organiser_id is not None
    }


def places_of(request: PortalRequest, person: Person) -> Places:
    """Read once a request. What the address names comes first, then what was chosen in this session."""
    known: Places | None = getattr(request, "_places", None)
    if known is None:
        own = own_facilities(person)
        known = Places(tuple(own), _meant(request, own))
        request._places = known  # type: ignore[attr-defined]
    return known


def own_facilities(person: Person) -> list[Facility]:
    """The person's own, with listing and organiser, by name; none of an agent's territory."""
    own = own_organiser_ids(person, Right.SEE_FACILITY)
    if not own:
        return []
    found = facilities_for(person, Right.SEE_FACILITY).filter(organiser__in=own)
    return list(found.select_related("listing", "organiser").order_by("listing__name_key", "pk"))


def mean(request: PortalRequest, facility: Facility) -> None:
    """Remember the choice for this session. Only for what was posted: to look at a page chooses nothing."""
    request.session[_KEPT_AS] = facility.pk


def same_page_of(path: str, facility: Facility) -> str:
    """The page at `path`, about this place instead; where there is none, the place's own page."""
    own_page = reverse("pro:facility", args=[facility.pk])
    try:
        found = resolve(path)
    except Resolver404:
        return own_page
    if found.namespace != "pro":
        return own_page
    of_the_place: dict[str, Any] = {"facility_id": facility.pk, "organiser_id": facility.organiser_id}
    arguments = {name: of_the_place[name] for name in found.kwargs if name in of_the_place}
    if not arguments:
        # About nobody's place (preferences), or about one thing that has no counterpart (a message).
        return path if not found.kwargs else own_page
    if arguments.keys() != found.kwargs.keys():
        # A section that one kind of place has and another has not, or a person of one organiser.
        return own_page
    try:
        return reverse(f"pro:{found.url_name}", kwargs=arguments)
    except NoReverseMatch:
        return own_page


def _meant(request: PortalRequest, own: list[Facility]) -> Facility | None:
    if not own:
        return None
    kwargs = request.resolver_match.kwargs if request.resolver_match else {}
    chosen = request.session.get(_KEPT_AS)
    organiser_id = kwargs.get("organiser_id")
    by_preference = sorted(
        own,
        key=lambda facility: (
            facility.pk != kwargs.get("facility_id"),
            organiser_id is not None and facility.organiser_id != organiser_id,
            facility.pk != chosen,
        ),
    )
    return by_preference[0]
