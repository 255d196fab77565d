"""Photos, and the pedagogical project as a PDF: read here, sent and withdrawn on pages of their own."""

from collections.abc import Callable

from django.urls import reverse

from portal.accounts.person import Person
from portal.facilities.models import Facility
from portal.facilities.submission_access import photos_of, projects_of
from portal.pro.sections.frame import Audience, Section, Shown


def _read_photos(facility: Facility, person: Person) -> Shown:
    return Shown(more={"photos": list(photos_of(facility)), "facility_id": facility.pk})


def _read_projects(facility: Facility, person: Person) -> Shown:
    return Shown(more={"projects": list(projects_of(facility)), "facility_id": facility.pk})


def _link(words: str, name: str) -> Callable[[Facility], tuple[str, str]]:
    return lambda facility: (words, reverse(name, args=[facility.pk]))


PHOTOS = Section(
    slug="photos",
    title="Photos",
    icon="camera",
    audience=Audience.PARENTS,
    read=_read_photos,
    read_template="pro/sections/photos.html",
    link=_link("Voir et ajouter", "pro:photos"),
)
PROJECT = Section(
    slug="projet-pdf",
    title="Projet pédagogique en PDF",
    icon="list",
    audience=Audience.PARENTS,
    read=_read_projects,
    read_template="pro/sections/projects.html",
    link=_link("Voir et déposer", "pro:project"),
)
