"""Every field of every section says whether parents see it: for its whole section, or by itself."""

import pytest
from bs4 import BeautifulSoup

from portal.facilities.enums import FacilityKind
from portal.pro.sections.registry import sections_of
from tests.accounts.conftest import MakeFacility
from tests.pro.conftest import House, client_of

SEEN, CHOSEN, UNSEEN = "Visible des parents", "Selon votre choix", "Vous et l’ONE"
CONTACT = dict.fromkeys(("phone", "email", "website", "facebook"), SEEN)
# Of the sections of which parents see a part.
MIXED = {
    "identification": {"first_name": UNSEEN, "last_name": UNSEEN, "enterprise_number": UNSEEN, **CONTACT},
    "pouvoir-organisateur": {"name": SEEN, "enterprise_number": UNSEEN},
    "adresse": {
        "postcode": SEEN, "locality": SEEN, "street": CHOSEN, "house_number": CHOSEN, "box": CHOSEN,
    },
}  # fmt: skip
WHOLE = {
    SEEN: {
        "disponibilites", "horaires", "caracteristiques", "presentation", "contact", "visibilite", "adresse",
    },
    "Vous et l’ONE seulement": {
        "adresse-courrier", "mobile-d-urgence", "co-accueil", "personnes-de-contact",
    },
}  # fmt: skip


@pytest.mark.parametrize("kind", [FacilityKind.CRECHE, FacilityKind.CO_CHILDMINDERS])
def test_every_field_says_it(house: House, make_facility: MakeFacility, kind: FacilityKind) -> None:
    facility = make_facility(house.organiser, kind)
    client = client_of(house.member)
    for section in sections_of(facility):
        if section.form is None:
            continue
        page = client.get(f"/pro/milieux/{facility.pk}/{section.slug}/").content
        body = BeautifulSoup(page, "lxml").select_one("[data-body]")
        of_section = body.select_one("p > .badge").get_text(strip=True)
        by_field = {
            body.find(id=label["for"])["name"]: badge.get_text(strip=True)
            for label in body.select("label[for]")
            if (badge := label.select_one(".badge"))
        }
        if of_section == "En partie visible":
            assert by_field == MIXED[section.slug]
        else:
            assert section.slug in WHOLE[of_section], section.slug
            assert by_field == {}
