"""Uses that must be counted together by all machines."""

from django.db import models


class Allowance(models.Model):
    """What somebody has used of a limit, until it has grown back. Nothing tells who, and no day after which.

    Counts of a technical kind: written by `portal.limits.database` alone, and by no service.
    """

    key = models.CharField("clé", max_length=32, primary_key=True)
    full_at = models.FloatField("moment où tout est revenu", db_index=True)

    class Meta:
        verbose_name = "usage d’une limite"
        verbose_name_plural = "usages des limites"

    def __str__(self) -> str:
        return self.key
