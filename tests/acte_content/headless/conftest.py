"""What the public interface has to serve: the texts of the demonstration, and places."""

from portal.facilities.enums import AddressPrecision, FacilityKind
from portal.facilities.models import Listing
from tests.acte_content.catalogue.conftest import published  # noqa: F401 -- a fixture
from tests.acte_content.editorial.conftest import planted  # noqa: F401 -- a fixture
from tests.facilities.making import make_listing, make_organiser


def make_places() -> list[Listing]:
    """A crèche, a home shown by its neighbourhood that refuses search engines, and one that is hidden."""
    organiser = make_organiser()
    return [
        make_listing(reference_number="M-1", organiser=organiser, name="Les Petits Pas"),
        make_listing(
            reference_number="M-2", organiser=organiser, name="Chez Ana",
            kind=FacilityKind.INDEPENDENT_CHILDMINDER, address_precision=AddressPrecision.ROUNDED,
            phone="+32478112233", email="ana@exemple.be", noindex=True,
        ),
        make_listing(reference_number="M-3", organiser=organiser, name="Caché", visible=False),
    ]  # fmt: skip
