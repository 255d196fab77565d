"""Who works in a facility, as ONE knows them: private, never in a Wagtail model, a log label or an index."""

from django.db import models
from phonenumber_field.modelfields import PhoneNumberField

from portal.facilities.models.facility import Facility
from portal.kernel.private_fields import DIGEST_LENGTH, PrivateModel, PrivateTextField


class Childminder(PrivateModel):
    """Who looks after the children of an independent, employed or co-caring childminder's facility.

    The number is sealed; agents with the right look the facility up by its digest (`lookup`).
    """

    facility = models.OneToOneField(Facility, on_delete=models.PROTECT, related_name="childminder")
    first_name = models.CharField("prénom", max_length=100)
    last_name = models.CharField("nom", max_length=100)
    niss = PrivateTextField(
        "numéro de registre national", purpose="facilities.childminder.niss", digest_field="niss_digest"
    )
    niss_digest = models.CharField(  # noqa: DJ001 -- none where there is no number
        "empreinte du NISS", max_length=DIGEST_LENGTH, null=True, blank=True, db_index=True, editable=False
    )

    class Meta:
        verbose_name = "accueillante ou accueillant"
        verbose_name_plural = "accueillantes et accueillants"

    def __str__(self) -> str:
        # Never the name: this label goes to logs.
        return f"Accueillante ou accueillant n° {self.pk}"


class CoCarePartner(PrivateModel):
    """With whom a childminder works in a co-accueil, and under which denomination."""

    facility = models.OneToOneField(Facility, on_delete=models.PROTECT, related_name="co_care_partner")
    first_name = models.CharField("prénom", max_length=100)
    last_name = models.CharField("nom", max_length=100)
    niss = PrivateTextField(
        "numéro de registre national", purpose="facilities.co_care_partner.niss", digest_field="niss_digest"
    )
    niss_digest = models.CharField(  # noqa: DJ001 -- none where there is no number
        "empreinte du NISS", max_length=DIGEST_LENGTH, null=True, blank=True, db_index=True, editable=False
    )
    denomination = models.CharField("dénomination", max_length=200, blank=True)

    class Meta:
        verbose_name = "partenaire de co-accueil"
        verbose_name_plural = "partenaires de co-accueil"

    def __str__(self) -> str:
        return f"Partenaire de co-accueil n° {self.pk}"


class StaffContact(models.Model):
    """Whom ONE may call about a crèche, a SAE or a place of accueil temps libre; in the order stated."""

    # Its index is that of the constraint below, which begins with the facility.
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="staff_contacts", db_index=False
    )
    position = models.PositiveSmallIntegerField("rang")
    name = models.CharField("nom", max_length=150)
    function = models.CharField("fonction", max_length=100)
    phone = PhoneNumberField("téléphone", region="BE", blank=True)
    email = models.EmailField("e-mail", blank=True)

    class Meta:
        verbose_name = "personne de contact"
        verbose_name_plural = "personnes de contact"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["facility", "position"], name="staff_contact_once_a_position")
        ]

    def __str__(self) -> str:
        return f"Personne de contact n° {self.pk}"
