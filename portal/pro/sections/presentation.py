"""Présentation: the name and the texts that parents read."""

from dataclasses import replace

from portal.accounts.person import Person
from portal.facilities import rules, services
from portal.facilities.models import Facility
from portal.facilities.public import PublicListing
from portal.pro.sections.fields import line, prose_field
from portal.pro.sections.frame import Audience, Fact, Section, SectionForm, Shown
from search.analysis import fold


class PresentationForm(SectionForm):
    """How the place is called, and what is told of it."""

    names = ("name", "description", "pedagogical_project")
    public_fields = frozenset(names)

    name = line("Nom du lieu", "Celui que les parents lisent dans la liste et sur la carte.", required=True)
    description = prose_field(
        "Présentation",
        f"Quelques phrases sur votre lieu\u00a0: {rules.MAX_DESCRIPTION} caractères au plus.",
        "6",
    )
    pedagogical_project = prose_field(
        "Projet pédagogique",
        "Vos intentions pédagogiques, vos choix méthodologiques, les actions que vous mettez en place.",
        "12",
    )

    def submit(self, seen: str) -> bool:
        return self.state(services.set_presentation, seen, **self.cleaned_data)

    def public_after(self, public: PublicListing) -> PublicListing:
        return replace(public, **self.cleaned_data, name_key=fold(self.cleaned_data["name"]))


def _read(facility: Facility, person: Person) -> Shown:
    listing = facility.listing
    return Shown(
        (
            Fact("Nom du lieu", listing.name),
            Fact("Présentation", listing.description),
            Fact("Projet pédagogique", listing.pedagogical_project),
        )
    )


PRESENTATION = Section(
    slug="presentation",
    title="Présentation et projet pédagogique",
    icon="child",
    audience=Audience.PARENTS,
    form=PresentationForm,
    read=_read,
    read_template="pro/sections/prose.html",
    saved="Votre présentation est enregistrée.",
    they="la",
)
