"""How many files wait for the scanner, in one look at the database: for `/readyz` and `/metrics`."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.db.models import Count, Min

from portal.files.enums import FileState
from portal.files.models import ReceivedFile
from portal.kernel import clock


class FilesTrouble(StrEnum):
    """What somebody should look at; people are served all the same."""

    HELD = "files_held"


@dataclass(frozen=True, slots=True)
class FilesHealth:
    """How many files are held, and for how long the oldest is (0: none)."""

    held: int
    held_seconds: float

    @property
    def troubles(self) -> tuple[FilesTrouble, ...]:
        is_late = self.held_seconds > settings.HELD_FILES_LATE_AFTER_SECONDS
        return (FilesTrouble.HELD,) if is_late else ()


def files_health(now: datetime | None = None) -> FilesHealth:
    """Of all files that nobody may see before the scanner has answered."""
    held = ReceivedFile.objects.filter(state=FileState.HELD).aggregate(
        count=Count("pk"), oldest=Min("received_at")
    )
    age = ((now or clock.now()) - held["oldest"]).total_seconds() if held["oldest"] else 0.0
    return FilesHealth(held["count"], max(age, 0.0))
