"""What a list from elsewhere said of a facility, the last time it was read."""

from django.db import models

from portal.facilities.models.facility import Facility


class ImportedRow(models.Model):
    """The row of a list that opened a facility, as it was last read.

    A new reading is compared with it, not with the listing: what the list did not change stays as the
    professional left it.
    """

    facility = models.OneToOneField(Facility, on_delete=models.CASCADE, related_name="imported_row")
    key = models.CharField("clé", max_length=64, unique=True)
    row = models.JSONField("ligne")

    class Meta:
        verbose_name = "ligne importée"
        verbose_name_plural = "lignes importées"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Ligne importée n° {self.pk}"
