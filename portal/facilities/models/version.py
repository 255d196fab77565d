"""What a listing said before it was changed, so that it can be put back."""

from django.db import models

from portal.facilities.models.listing import Listing


class ListingVersion(models.Model):
    """The values that one change of a listing replaced: by the names of `versions.RESTORABLE`, no others.

    Public once, and so not private; but what its professional withdrew, no page of MY.ONE may show. Who
    replaced them, and when, is what the history says.
    """

    # Its index is that of the constraint below, which begins with the listing.
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="versions", db_index=False)
    version = models.PositiveIntegerField("version remplacée")
    entry_id = models.BigIntegerField("entrée de l’historique")
    replaced_at = models.DateTimeField("remplacée le", db_index=True)
    values = models.JSONField("valeurs")

    class Meta:
        verbose_name = "version antérieure"
        verbose_name_plural = "versions antérieures"
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["listing", "version"], name="listing_version_once")]

    def __str__(self) -> str:
        return f"Version {self.version} de la fiche n° {self.listing_id}"
