"""Who read or changed what: rows that are only ever added."""

from django.db import models

# The number of no entry: what a look at all of them is about.
WHOLE_HISTORY = 0


class AuditEntry(models.Model):
    """One consultation or one modification. Ids and labels, no foreign keys: it outlives what it names."""

    class Kind(models.TextChoices):
        CONSULTATION = "consultation", "Consultation"
        MODIFICATION = "modification", "Modification"

    kind = models.CharField("nature", max_length=20, choices=Kind)
    at = models.DateTimeField("moment", db_index=True)
    actor_id = models.BigIntegerField("auteur (numéro)", null=True)
    actor_label = models.CharField("auteur", max_length=200)
    # Of the log-in by which the actor came; null for the system.
    level = models.PositiveSmallIntegerField("niveau de connexion", null=True)
    subject_type = models.CharField("type d’objet", max_length=100)
    subject_id = models.BigIntegerField("objet (numéro)")
    subject_label = models.CharField("objet", max_length=200)
    purpose = models.CharField("finalité", max_length=100)
    # {field: [before, after]}, already masked where the field is private.
    changes = models.JSONField("changements", default=dict)

    class Meta:
        verbose_name = "entrée de l’historique"
        verbose_name_plural = "historique"
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "at"], name="audit_by_subject"),
            # What a search of the history asks for beside a period.
            models.Index(fields=["actor_id", "at"], name="audit_by_actor"),
            models.Index(fields=["purpose", "at"], name="audit_by_purpose"),
        ]

    def __str__(self) -> str:
        if self.pk == WHOLE_HISTORY:
            return "Tout l’historique"
        return f"{self.get_kind_display()} · {self.subject_label} · {self.actor_label}"


class ConsultationRepeats(models.Model):
    """How often the same person saw the same thing again within the time that makes one entry of it."""

    entry_id = models.BigIntegerField("entrée de l’historique", primary_key=True)
    count = models.PositiveIntegerField("répétitions")
    last_at = models.DateTimeField("dernière fois")

    class Meta:
        verbose_name = "répétitions d’une consultation"
        verbose_name_plural = "répétitions de consultations"

    def __str__(self) -> str:
        return f"{self.entry_id} : {self.count}"


class AuditSeal(models.Model):
    """One link of the chain over the history: made of what an entry says, and of the link before.

    `number` is the order of the chain and given by the sealer, without gaps. It is an AutoField for SQLite's
    sake: there, any other key would leave the table a hidden rowid, by which REPLACE could remove a row.
    """

    number = models.BigAutoField("numéro", primary_key=True)
    entry_id = models.BigIntegerField("entrée de l’historique", unique=True)
    link = models.CharField("maillon", max_length=64)

    class Meta:
        verbose_name = "sceau"
        verbose_name_plural = "sceaux"

    def __str__(self) -> str:
        return f"{self.number} : {self.entry_id}"


class SealGap(models.Model):
    """Ids, both included, that no seal names though one names a higher id. No evidence (`unsealed`)."""

    first_id = models.BigIntegerField("du numéro", primary_key=True)
    last_id = models.BigIntegerField("au numéro")

    class Meta:
        verbose_name = "numéros passés"
        verbose_name_plural = "numéros passés"

    def __str__(self) -> str:
        return f"{self.first_id}–{self.last_id}"
