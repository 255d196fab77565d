"""The door to the persons of a facility: whose they are first, then how surely we know who asks."""

from dataclasses import dataclass, field

from django.views.decorators.debug import sensitive_variables

from portal.accounts.enums import STRONGEST
from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.audit.services import record_consultation
from portal.facilities.facility_access import may_on_facility
from portal.facilities.models import Facility
from portal.facilities.services import known_persons
from portal.kernel import niss

PURPOSE = "NISS"


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """What this person may read of somebody, by field. `is_clear`: their number is whole, and may be stated.

    `niss` is empty where there is none, and for whoever would not see it at any level.
    """

    values: dict[str, str] = field(repr=False)
    niss: str = field(repr=False)
    is_clear: bool
    is_lost: bool = False


@sensitive_variables()
def person_of_facility(person: Person, facility: Facility, model: known_persons.KnownPerson) -> ShownPerson:
    """Of a facility that an access function has given. A number in clear is in the history before it is
    returned (`ConsultationNotRecorded`)."""
    stored = known_persons.stored(model, facility)
    number = stored.pop("niss")
    values = {name: text or "" for name, text in stored.items()}
    is_clear = may_on_facility(person, Right.SEE_PRIVATE, facility)
    if number is None:
        return ShownPerson(values, "", is_clear, is_lost=True)
    if not number:
        return ShownPerson(values, "", is_clear)
    if is_clear:
        record_consultation(actor=person, subject=facility, purpose=PURPOSE)
        return ShownPerson(values, niss.shown(number), is_clear)
    covered = may_on_facility(person, Right.SEE_PRIVATE, facility, STRONGEST)
    return ShownPerson(values, niss.masked(number) if covered else "", is_clear)
