"""Visible sur MY.ONE: the professional's own switch, and what search engines may keep."""

from dataclasses import replace

from portal.accounts.person import Person
from portal.facilities import services
from portal.facilities.models import Facility
from portal.facilities.public import PublicListing, is_public_on
from portal.kernel import clock
from portal.pro.sections.fields import box_field
from portal.pro.sections.frame import Audience, Fact, Section, SectionForm, Shown


class VisibilityForm(SectionForm):
    """Whether parents find the place, and whether search engines do."""

    names = ("visible", "noindex")
    public_fields = frozenset(names)

    visible = box_field(
        "Visible sur MY.ONE", "Les parents trouvent votre lieu dans la liste et sur la carte."
    )
    noindex = box_field(
        "Ne pas apparaître dans les moteurs de recherche",
        "Nous demandons à Google et aux autres de ne pas garder votre fiche. Les parents "
        "la trouvent toujours sur MY.ONE.",
    )

    def submit(self, seen: str) -> bool:
        return self.state(services.set_visibility, seen, **self.cleaned_data)

    def public_after(self, public: PublicListing) -> PublicListing:
        return replace(public, noindex=self.cleaned_data["noindex"])


def _read(facility: Facility, person: Person) -> Shown:
    listing = facility.listing
    note = ""
    if listing.visible and not is_public_on(listing, clock.today()):
        note = (
            "Vous avez choisi d’être visible, mais votre fiche ne l’est pas aujourd’hui\u00a0: elle suit la "
        )
        note += "décision de l’ONE (autorisation, agrément ou reconnaissance)."
    return Shown(
        (
            Fact("Visible sur MY.ONE", "Oui" if listing.visible else "Non"),
            Fact("Dans les moteurs de recherche", "Non" if listing.noindex else "Oui"),
        ),
        note,
    )


VISIBILITY = Section(
    slug="visibilite",
    title="Visible sur MY.ONE",
    icon="eye",
    audience=Audience.PARENTS,
    form=VisibilityForm,
    read=_read,
    saved="Votre choix est enregistré.",
    they="le",
)
