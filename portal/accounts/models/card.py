"""How an agent is reached by the professionals in their charge."""

from django.db import models

from portal.accounts.models.user import User


class AgentCard(models.Model):
    """An agent's professional coordinates. Without an address of its own, the user's e-mail is shown."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="card")
    phone = models.CharField("téléphone", max_length=20, blank=True)
    mobile = models.CharField("GSM", max_length=20, blank=True)
    email = models.EmailField("adresse e-mail", blank=True)
    address = models.CharField("adresse du bureau", max_length=200, blank=True)
    hours = models.CharField("permanences", max_length=200, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    class Meta:
        verbose_name = "coordonnées professionnelles"
        verbose_name_plural = "coordonnées professionnelles"

    def __str__(self) -> str:
        return f"Coordonnées professionnelles n°\u00a0{self.pk}"
