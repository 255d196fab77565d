"""Images and documents of the editors' content, public by nature; and what people send us, which is private.

Photos, bank statements and files of messages are no editors' content: each is a row of its domain with a
`ReceivedFile` on the private storage.
"""

import secrets

from django.db import models
from django.db.models import Q
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from portal.files.accepting import MAX_NAME, SUFFIXES
from portal.files.enums import GONE, FileState
from portal.files.storage import PrivateStorage


class EditorialImage(AbstractImage):
    """A picture that an editor uploads for a page."""

    admin_form_fields = Image.admin_form_fields

    class Meta(AbstractImage.Meta):
        verbose_name = "image"
        verbose_name_plural = "images"


class EditorialRendition(AbstractRendition):
    """One size of an editorial image."""

    image = models.ForeignKey(EditorialImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        verbose_name = "taille d’une image"
        verbose_name_plural = "tailles d’images"
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="files_rendition_once"
            )
        ]


def own_folder(document: "EditorialDocument", name: str) -> str:
    """Where a document lies: alone, so that its name stays as it was sent."""
    return f"documents/{secrets.token_hex(8)}/{name}"


class EditorialDocument(AbstractDocument):
    """A document that an editor uploads for a page: read by nobody else until a published page holds it."""

    # Not among the media, of which a proxy hands out whatever lies there.
    file = models.FileField("fichier", upload_to=own_folder, storage=PrivateStorage())

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = "document"
        verbose_name_plural = "documents"


class ReceivedFile(models.Model):
    """A file that somebody sent, on the private storage under a name that tells nothing.

    `room`: which domain keeps it. Handed out only while it `is_clean`. `scanned_at` is empty where it was
    accepted on a site without scanner. A file in which a virus was found, and one that nobody needed any more
    (`unneeded_since`), keeps its row, and no content.
    """

    room = models.CharField("rangé sous", max_length=20)
    name = models.CharField("nom", max_length=MAX_NAME, blank=True)
    media_type = models.CharField("type", max_length=20, choices=[(kind, kind) for kind in SUFFIXES])
    size = models.PositiveIntegerField("taille")
    file = models.FileField("fichier", storage=PrivateStorage(), max_length=120, blank=True)
    state = models.CharField("état", max_length=10, choices=FileState, default=FileState.HELD)
    received_at = models.DateTimeField("reçu le")
    scanned_at = models.DateTimeField("contrôlé le", null=True, blank=True)
    unneeded_since = models.DateTimeField("n’est plus utile depuis", null=True, blank=True)

    class Meta:
        verbose_name = "fichier reçu"
        verbose_name_plural = "fichiers reçus"
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["received_at"], condition=Q(state=FileState.HELD), name="files_received_held"
            ),
            models.Index(
                fields=["received_at"],
                condition=Q(state=FileState.CLEAN, scanned_at=None),
                name="files_received_unscanned",
            ),
            models.Index(
                fields=["unneeded_since"],
                condition=Q(unneeded_since__isnull=False) & ~Q(file=""),
                name="files_received_unneeded",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="files_gone_has_no_content",
                condition=(Q(state__in=GONE) & Q(file="")) | (~Q(state__in=GONE) & ~Q(file="")),
            )
        ]

    def __str__(self) -> str:
        # Not its name: this label goes to logs and to the history.
        return f"Fichier reçu n°\u00a0{self.pk}"

    @property
    def is_clean(self) -> bool:
        return self.state == FileState.CLEAN

    @property
    def is_unscanned(self) -> bool:
        """Handed out, and seen by no scanner yet."""
        return self.is_clean and self.scanned_at is None

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")

    @property
    def is_held(self) -> bool:
        return self.state == FileState.HELD
