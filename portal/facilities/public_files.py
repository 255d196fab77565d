"""What parents see of approved photos and of the pedagogical project: addresses of public copies."""

from dataclasses import dataclass

from django.conf import settings

from portal.facilities.enums import SubmissionState
from portal.facilities.models import PedagogicalProject, Photo
from portal.facilities.public_copies import PHOTOS, PROJECT_NAME, PROJECTS
from portal.files.publishing import widths_of

# The width that a browser gets which knows nothing of several.
_USUAL = 960


@dataclass(frozen=True, slots=True)
class PublicPhoto:
    """One picture in several widths. `width` and `height`: of the largest, for the room that it needs."""

    description: str
    width: int
    height: int
    token: str

    @property
    def url(self) -> str:
        """For whoever can't choose."""
        return self._url(max(width for width in self._widths if width <= _USUAL), "jpg")

    @property
    def webp(self) -> str:
        """The widths of a `srcset`."""
        return self._srcset("webp")

    @property
    def jpeg(self) -> str:
        return self._srcset("jpg")

    @property
    def _widths(self) -> tuple[int, ...]:
        return widths_of(self.width)

    def _srcset(self, form: str) -> str:
        return ", ".join(f"{self._url(width, form)} {width}w" for width in self._widths)

    def _url(self, width: int, form: str) -> str:
        return f"{settings.MEDIA_URL}{PHOTOS}/{self.token}/{width}.{form}"


@dataclass(frozen=True, slots=True)
class PublicProject:
    """The pedagogical project as a PDF; `size` in bytes."""

    url: str
    size: int


@dataclass(frozen=True, slots=True)
class PublicFiles:
    photos: tuple[PublicPhoto, ...] = ()
    project: PublicProject | None = None


def public_files(listing_id: int) -> PublicFiles:
    """What is approved, in its people's order, of a listing that is public: that is asked before."""
    photos = (
        Photo.objects.filter(facility__listing=listing_id, state=SubmissionState.APPROVED)
        .order_by("position", "pk")
        .values_list("description", "width", "height", "public_token")
    )
    project = (
        PedagogicalProject.objects.filter(facility__listing=listing_id, state=SubmissionState.APPROVED)
        .select_related("received")
        .first()
    )
    return PublicFiles(
        tuple(_photo(*values) for values in photos),
        PublicProject(
            f"{settings.MEDIA_URL}{PROJECTS}/{project.public_token}/{PROJECT_NAME}", project.received.size
        )
        if project
        else None,
    )


def public_photo(photo: Photo) -> PublicPhoto | None:
    """What parents get of this one; None where it is not approved."""
    if not photo.is_approved:
        return None
    return _photo(photo.description, photo.width, photo.height, photo.public_token)


def _photo(description: str, width: int, height: int, token: str) -> PublicPhoto:
    widest = widths_of(width)[-1]
    return PublicPhoto(description, widest, max(1, round(height * widest / width)), token)
