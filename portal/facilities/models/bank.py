"""Where subsidies go: private, never in a Wagtail model, a log label or an index."""

from django.db import models

from portal.facilities.models.facility import Organiser
from portal.kernel.private_fields import PrivateModel, PrivateTextField


class BankAccount(PrivateModel):
    """An organiser's bank account, written by `services.state_bank_account` alone.

    The number is sealed, without a digest: nobody looks an organiser up by it. `version` grows with each
    change, so that no form overwrites what somebody else has stated meanwhile.
    """

    organiser = models.OneToOneField(Organiser, on_delete=models.PROTECT, related_name="bank_account")
    iban = PrivateTextField("IBAN", purpose="facilities.bank_account.iban", null=False, blank=False)
    bic = models.CharField("BIC", max_length=11, blank=True)
    account_holder = models.CharField("titulaire du compte", max_length=70)
    version = models.PositiveIntegerField("version", default=1)

    class Meta:
        verbose_name = "coordonnées bancaires"
        verbose_name_plural = "coordonnées bancaires"

    def __str__(self) -> str:
        # Never the number, nor the holder: this label goes to logs.
        return f"Coordonnées bancaires n° {self.pk}"
