"""The change log, its cursors, and the gazetteer's register."""

from django.db import models


class ChangeCounter(models.Model):
    """One row: the epoch of the log and its last number. Taking this row orders every writer.

    The epoch is random, and new after each restore: an engine of another epoch rebuilds by itself.
    """

    singleton = models.BooleanField(primary_key=True, default=True)
    epoch = models.CharField(max_length=32)
    last_sequence = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = "compteur du journal"
        constraints = [
            models.CheckConstraint(name="change_counter_is_one_row", condition=models.Q(singleton=True))
        ]

    def __str__(self) -> str:
        return f"{self.epoch}:{self.last_sequence}"


class Change(models.Model):
    """One entry of the change log: the document of this listing must be made again.

    Written in the transaction of the change, as its last statement, by `search.changes.append`.
    """

    sequence = models.BigIntegerField(primary_key=True)
    listing_id = models.BigIntegerField()

    class Meta:
        verbose_name = "entrée du journal"
        indexes = [models.Index(fields=["listing_id", "sequence"], name="change_by_listing")]

    def __str__(self) -> str:
        return f"{self.sequence}: {self.listing_id}"


class GazetteerPlace(models.Model):
    """A postcode, a commune or a locality of Belgium, with the point that represents it."""

    class Kind(models.TextChoices):
        POSTCODE = "postcode", "Code postal"
        COMMUNE = "commune", "Commune"
        LOCALITY = "locality", "Localité"

    kind = models.CharField("nature", max_length=10, choices=Kind)
    name_fr = models.CharField("nom français", max_length=80)
    name_nl = models.CharField("nom néerlandais", max_length=80, blank=True)
    name_de = models.CharField("nom allemand", max_length=80, blank=True)
    postcode = models.CharField("code postal", max_length=4, blank=True)
    nis = models.CharField("code INS", max_length=5)
    commune = models.CharField("commune", max_length=80)
    province = models.CharField("province", max_length=80)
    latitude = models.FloatField("latitude")
    longitude = models.FloatField("longitude")
    population = models.PositiveIntegerField("population", null=True, blank=True)

    class Meta:
        verbose_name = "lieu du répertoire"
        verbose_name_plural = "répertoire des lieux"
        ordering = ["name_fr", "postcode", "pk"]

    def __str__(self) -> str:
        return f"{self.name_fr} ({self.postcode}, {self.commune})" if self.postcode else self.name_fr
