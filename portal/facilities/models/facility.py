"""What only a facility's people and agents may see.

No class here may take Wagtail's revision, draft, workflow, lock or preview mixins, `index.Indexed`, or a
chooser: each of them stores or shows fields in clear (an architecture test holds this).
"""

from django.db import models
from django.db.models import F, Q
from phonenumber_field.modelfields import PhoneNumberField

from portal.facilities.enums import Category, FacilityKind, Sector


class Organiser(models.Model):
    """Pouvoir organisateur: the legal or natural person that runs facilities. Its name is public."""

    name = models.CharField("nom", max_length=200)
    name_key = models.CharField("nom replié", max_length=400, editable=False)
    enterprise_number = models.CharField("numéro d’entreprise", max_length=10, blank=True)
    strong_login_required = models.BooleanField("connexion forte obligatoire", default=False)

    class Meta:
        verbose_name = "pouvoir organisateur"
        verbose_name_plural = "pouvoirs organisateurs"
        ordering = ["name_key", "pk"]
        indexes = [
            models.Index(fields=["name_key"], name="organiser_by_name"),
            models.Index(fields=["enterprise_number"], name="organiser_by_number"),
        ]

    def __str__(self) -> str:
        return self.name


class Facility(models.Model):
    """Milieu d'accueil: identity, exact address, private contacts, and the effect of its authorisation.

    `authorised_capacity`, `in_force_*` and `suspended_*` are the effect of an authorisation, an approval or
    ONE's own decision: one service writes them, and by which decision they are so
    (`services.set_authorisation_effect`). Days are included on both sides. No `in_force_from` means never in
    force; no end means until further notice.
    """

    organiser = models.ForeignKey(Organiser, on_delete=models.PROTECT, related_name="facilities")
    kind = models.CharField("type d’accueil", max_length=20, choices=FacilityKind)
    sector = models.CharField("secteur", max_length=20, choices=Sector, editable=False)
    reference_number = models.CharField("matricule", max_length=20, unique=True)

    street = models.CharField("rue", max_length=200)
    house_number = models.CharField("numéro", max_length=20, blank=True)
    box = models.CharField("boîte", max_length=20, blank=True)
    postcode = models.CharField("code postal", max_length=4)
    locality = models.CharField("localité", max_length=100)
    latitude = models.FloatField("latitude")
    longitude = models.FloatField("longitude")

    postal_street = models.CharField("adresse courrier\u00a0: rue et numéro", max_length=240, blank=True)
    postal_postcode = models.CharField("adresse courrier : code postal", max_length=10, blank=True)
    postal_locality = models.CharField("adresse courrier\u00a0: localité", max_length=100, blank=True)
    emergency_mobile = PhoneNumberField("numéro mobile d’urgence", region="BE", blank=True)

    authorised_capacity = models.PositiveSmallIntegerField("capacité autorisée", null=True, blank=True)
    in_force_from = models.DateField("en vigueur depuis", null=True, blank=True)
    in_force_until = models.DateField("en vigueur jusqu’au", null=True, blank=True)
    suspended_from = models.DateField("suspendu depuis", null=True, blank=True)
    suspended_until = models.DateField("suspendu jusqu’au", null=True, blank=True)
    # The last day in force is the one before a withdrawal.
    is_withdrawn = models.BooleanField("retirée", default=False)
    # By which decision that is so, where somebody has recorded it here.
    decided_on = models.DateField("date de la décision", null=True, blank=True)
    decision_reference = models.CharField("référence de la décision", max_length=60, blank=True)
    decision_reason = models.CharField("motif de la décision", max_length=500, blank=True)

    class Meta:
        verbose_name = "milieu d’accueil"
        verbose_name_plural = "milieux d’accueil"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="facility_sector_of_its_kind",
                condition=Q(
                    sector=Sector.EARLY_CHILDHOOD,
                    kind__in=[k.value for k in FacilityKind if k.sector == Sector.EARLY_CHILDHOOD],
                )
                | Q(
                    sector=Sector.LEISURE,
                    kind__in=[k.value for k in FacilityKind if k.sector == Sector.LEISURE],
                )
                | Q(
                    sector=Sector.SUPPORT,
                    kind__in=[k.value for k in FacilityKind if k.sector == Sector.SUPPORT],
                ),
            ),
            models.CheckConstraint(
                name="facility_in_force_in_order",
                condition=Q(in_force_until__isnull=True)
                | Q(in_force_from__isnull=False, in_force_until__gte=F("in_force_from")),
            ),
            models.CheckConstraint(
                name="facility_suspension_has_a_start",
                condition=Q(suspended_from__isnull=False) | Q(suspended_until__isnull=True),
            ),
            models.CheckConstraint(
                name="facility_suspension_in_order",
                condition=Q(suspended_until__isnull=True) | Q(suspended_until__gte=F("suspended_from")),
            ),
            models.CheckConstraint(
                name="facility_withdrawn_has_an_end",
                condition=Q(is_withdrawn=False) | Q(in_force_until__isnull=False),
            ),
            models.CheckConstraint(
                name="facility_in_or_near_belgium",
                condition=Q(latitude__range=(49.0, 52.0), longitude__range=(2.0, 7.0)),
            ),
            models.CheckConstraint(
                name="facility_capacity_positive",
                condition=Q(authorised_capacity__isnull=True) | Q(authorised_capacity__gte=1),
            ),
        ]

    def __str__(self) -> str:
        # Never the matricule: this label goes to logs and to the history.
        return f"{self.get_kind_display()} n° {self.pk}"

    def get_category(self) -> Category:
        """Of professionals, by its kind."""
        return FacilityKind(self.kind).category
