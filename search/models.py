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


class IndexState(models.Model):
    """How an index that a worker keeps stands, as the worker last said. One row an engine.

    What the index holds is told by the index itself; this is what people and monitors look at, and the
    place where those who make it again find out about each other.
    """

    engine = models.CharField("moteur", max_length=20, primary_key=True)
    index = models.CharField("index", max_length=100, blank=True)
    epoch = models.CharField(max_length=32, blank=True)
    sequence = models.BigIntegerField("numéro atteint", default=0)
    beat_at = models.DateTimeField("dernier signe de vie", null=True)
    caught_up_at = models.DateTimeField("à jour pour la dernière fois", null=True)
    failing_since = models.DateTimeField("en panne depuis", null=True)
    reason = models.CharField("raison", max_length=200, blank=True)
    # Who makes the index again, how far they are, and when they last said so.
    builder = models.CharField(max_length=32, blank=True)
    builder_beat_at = models.DateTimeField(null=True)
    built = models.PositiveBigIntegerField("fiches reprises", default=0)
    to_build = models.PositiveBigIntegerField("fiches à reprendre", default=0)

    class Meta:
        verbose_name = "état d’un index"

    def __str__(self) -> str:
        return f"{self.engine} ({self.index or 'sans index'})"


class IndexRefusal(models.Model):
    """A listing whose document an engine could not take: the rest goes on, this one waits for somebody."""

    engine = models.CharField("moteur", max_length=20)
    listing_id = models.BigIntegerField("fiche")
    reason = models.CharField("raison", max_length=100)
    since = models.DateTimeField("depuis")

    class Meta:
        verbose_name = "fiche refusée par un index"
        ordering = ["since", "pk"]
        constraints = [models.UniqueConstraint(fields=["engine", "listing_id"], name="one_refusal_a_listing")]

    def __str__(self) -> str:
        return f"{self.engine}: {self.listing_id} ({self.reason})"


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
