"""When each job is to be run next, how the last time went, and that a scheduler lives."""

from django.db import models


class JobState(models.Model):
    """Of one job. Whoever runs it has put `due_at` off for a while, so that no other begins it meanwhile."""

    name = models.CharField("travail", max_length=60, primary_key=True)
    due_at = models.DateTimeField("à faire dès le")
    begun_at = models.DateTimeField("commencé le", null=True, blank=True)
    done_at = models.DateTimeField("fait le", null=True, blank=True)
    did = models.PositiveIntegerField("choses faites la dernière fois", default=0)
    failing_since = models.DateTimeField("échoue depuis le", null=True, blank=True)
    failures = models.PositiveIntegerField("échecs de suite", default=0)

    class Meta:
        verbose_name = "travail régulier"
        verbose_name_plural = "travaux réguliers"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SchedulerBeat(models.Model):
    """The last sign of life of whatever scheduler: one row."""

    ONLY = 1

    at = models.DateTimeField("moment")

    class Meta:
        verbose_name = "signe de vie"
        verbose_name_plural = "signes de vie"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"
