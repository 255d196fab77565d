"""What parents get of approved photos and projects: which copies, below which names. What it is, not when."""

from portal.facilities.models import PedagogicalProject, Photo
from portal.files.keeping import derived_from, read
from portal.files.publishing import publish, widths_of

PHOTOS, PROJECTS = "photos", "projets"
PROJECT_NAME = "projet-pedagogique.pdf"
Published = Photo | PedagogicalProject


def names_of(submission: Published) -> tuple[str, ...]:
    """The files that an approval puts on the public media."""
    if isinstance(submission, Photo):
        return tuple(f"{width}.{form}" for width in widths_of(submission.width) for form in ("webp", "jpg"))
    return (PROJECT_NAME,)


def folder_of(submission: Published) -> str:
    return PHOTOS if isinstance(submission, Photo) else PROJECTS


def copy(submission: Published) -> bool:
    """Put what is approved on the public media; False where it is there. Under the lock of its row."""
    names = names_of(submission)
    if isinstance(submission, Photo):
        contents = derived_from(submission.received, names)
    else:
        contents = {PROJECT_NAME: read(submission.received)}
    return publish(folder_of(submission), submission.public_token, contents)
