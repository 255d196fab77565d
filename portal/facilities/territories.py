"""Territories as conditions on postcodes, and which of them somebody's right reaches."""

from functools import reduce
from operator import or_

from django.db.models import Case, CharField, Q, Value, When

from portal.accounts.enums import Territory
from portal.accounts.person import Person
from portal.accounts.rights import Reach, Right

# A place of ours beyond our own subregional administrations (communes with facilities, for one).
ELSEWHERE = "ailleurs"
ELSEWHERE_LABEL = "Hors des six administrations"


def in_territory(territory: Territory, postcode: str = "postcode") -> Q:
    """Where the field `postcode` lies in this territory."""
    return reduce(or_, (Q(**{f"{postcode}__range": pair}) for pair in territory.postcodes))


def elsewhere(postcode: str = "postcode") -> Q:
    """Where it lies in none."""
    return ~reduce(or_, (in_territory(territory, postcode) for territory in Territory))


def territory_by(postcode: str) -> Case:
    """The value of the `Territory` in which the field lies, or `ELSEWHERE`."""
    return Case(
        *(When(in_territory(each, postcode), then=Value(each.value)) for each in Territory),
        default=Value(ELSEWHERE),
        output_field=CharField(),
    )


def reaches_everywhere(person: Person, right: Right) -> bool:
    """Whether the right of this person knows no territory."""
    return any(reach is Reach.ALL for reach, _ in person.rights(right))


def territories_of(person: Person, right: Right) -> list[Territory]:
    """Those in which this person has this right, in their order; all where it knows none."""
    if reaches_everywhere(person, right):
        return list(Territory)
    own = {held.territory for _, held in person.rights(right)}
    return [territory for territory in Territory if territory in own]
