"""All sections of the signalétique, in the order of the page: what parents look for first comes first."""

from portal.facilities.models import Facility
from portal.facilities.services.kept_versions import RESTORABLE
from portal.pro.sections.address import ADDRESS, HOME_ADDRESS
from portal.pro.sections.authorisation import AUTHORISATION
from portal.pro.sections.availability import AVAILABILITY
from portal.pro.sections.bank import BANK
from portal.pro.sections.characteristics import CHARACTERISTICS
from portal.pro.sections.co_care import CO_CARE
from portal.pro.sections.contact import CONTACT
from portal.pro.sections.files import PHOTOS, PROJECT
from portal.pro.sections.frame import Section, SectionForm
from portal.pro.sections.hours import HOURS
from portal.pro.sections.identification import IDENTIFICATION
from portal.pro.sections.organiser import ORGANISER
from portal.pro.sections.presentation import PRESENTATION
from portal.pro.sections.private_contact import EMERGENCY, POSTAL
from portal.pro.sections.staff import STAFF
from portal.pro.sections.visibility import VISIBILITY

SECTIONS: tuple[Section, ...] = (
    AVAILABILITY,
    HOURS,
    CHARACTERISTICS,
    PRESENTATION,
    PROJECT,
    PHOTOS,
    IDENTIFICATION,
    ORGANISER,
    CONTACT,
    VISIBILITY,
    ADDRESS,
    HOME_ADDRESS,
    POSTAL,
    EMERGENCY,
    CO_CARE,
    STAFF,
    BANK,
    AUTHORISATION,
)


def sections_of(facility: Facility) -> list[Section]:
    """Those that concern this kind of facility."""
    return [section for section in SECTIONS if section.applies(facility)]


def section_of(facility: Facility, slug: str) -> tuple[Section, type[SectionForm]]:
    """The one of this address, and its form; `KeyError` where it has none, or does not concern this kind."""
    for section in sections_of(facility):
        if section.slug == slug and section.form is not None:
            return section, section.form
    raise KeyError(slug)


def restorable_names(form: type[SectionForm]) -> tuple[str, ...]:
    """The values of a section that can be put back; none where it has none of them."""
    return tuple(name for name in form.names if name in RESTORABLE)
