"""The public listing: only what parents may see. Search documents, pages and exports are made of it."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import Exact
from django.http import HttpRequest, HttpResponse
from phonenumber_field.modelfields import PhoneNumberField
from wagtail.models import PreviewableMixin
from wagtail.search import index

from portal.facilities import words
from portal.facilities.enums import (
    AddressPrecision,
    AgeBand,
    AvailabilityStatus,
    SubsidyLevel,
    TariffRegime,
    Weekday,
)
from portal.facilities.models.facility import Facility
from portal.facilities.preview import render_preview
from portal.facilities.public import PublicListing, PublicParts, public_listing, shown_listing


class Listing(PreviewableMixin, index.Indexed, models.Model):
    """Fiche publique. Written by `services` only; `public_on` alone knows what of it is public, and when."""

    facility = models.OneToOneField(Facility, on_delete=models.PROTECT, related_name="listing")
    version = models.PositiveIntegerField("version", default=1, editable=False)

    name = models.CharField("nom", max_length=200)
    name_key = models.CharField("nom replié", max_length=400, editable=False)
    visible = models.BooleanField("visible sur MY.ONE", default=False)
    noindex = models.BooleanField("ne pas apparaître dans les moteurs de recherche", default=False)

    # The address as parents see it: without street, number and box, and moved to a point of a coarse grid,
    # when the professional shows the neighbourhood only. The exact one lives in the facility.
    address_precision = models.CharField(
        "adresse affichée", max_length=10, choices=AddressPrecision, default=AddressPrecision.EXACT
    )
    street = models.CharField("rue", max_length=200, blank=True)
    house_number = models.CharField("numéro", max_length=20, blank=True)
    box = models.CharField("boîte", max_length=20, blank=True)
    postcode = models.CharField("code postal", max_length=4)
    locality = models.CharField("localité", max_length=100)
    commune = models.CharField("commune", max_length=100, blank=True)
    latitude = models.FloatField("latitude")
    longitude = models.FloatField("longitude")

    phone = PhoneNumberField("téléphone", region="BE", blank=True)
    email = models.EmailField("e-mail", blank=True)
    website = models.URLField("site web", blank=True)
    facebook = models.URLField("page Facebook", blank=True)

    description = models.TextField("présentation", max_length=2000, blank=True)
    pedagogical_project = models.TextField("projet pédagogique", max_length=10_000, blank=True)
    outings = models.BooleanField("activités extérieures en dehors du milieu d’accueil", default=False)
    outdoor_space = models.BooleanField("espace extérieur sur place", default=False)
    rest_area = models.BooleanField("espace de repos séparé de l’espace activités", default=False)
    average_group_size = models.PositiveSmallIntegerField(
        "nombre moyen d’enfants par groupe", null=True, blank=True
    )

    tariff = models.CharField("tarif", max_length=10, choices=TariffRegime, blank=True)
    subsidy_level = models.PositiveSmallIntegerField(
        "niveau de subside", choices=SubsidyLevel, null=True, blank=True
    )

    availability = models.CharField(
        "disponibilité des places",
        max_length=12,
        choices=AvailabilityStatus,
        default=AvailabilityStatus.UNKNOWN,
    )
    available_from = models.DateField("pas de place avant le", null=True, blank=True)
    confirmed_on = models.DateField("confirmé le", null=True, blank=True)

    # Read beforehand, for many listings at once, by `access.read_listings`; None: read when asked.
    read_parts: PublicParts | None = None

    search_fields = [
        index.SearchField("name", boost=2),
        index.AutocompleteField("name"),
        index.SearchField("locality"),
        index.AutocompleteField("locality"),
        index.SearchField("commune"),
        # Of the gate of OFFICE: it narrows a search to the rows of its user.
        index.FilterField("id"),
        index.FilterField("visible"),
        index.FilterField("postcode"),
        index.FilterField("commune"),
        index.FilterField("availability"),
    ]

    class Meta:
        verbose_name = "fiche publique"
        verbose_name_plural = "fiches publiques"
        ordering = ["name_key", "pk"]
        # Not `db_index`: on PostgreSQL it would bring a second index along, for LIKE.
        indexes = [
            models.Index(fields=["name_key"], name="listing_by_name"),
            models.Index(fields=["commune"], name="listing_by_commune"),
        ]
        constraints = [
            models.CheckConstraint(
                name="listing_rounded_address_hides_the_street",
                condition=~Q(address_precision=AddressPrecision.ROUNDED)
                | Q(street="", house_number="", box=""),
            ),
            models.CheckConstraint(
                name="listing_date_goes_with_not_before",
                condition=Q(availability=AvailabilityStatus.NOT_BEFORE, available_from__isnull=False)
                | (~Q(availability=AvailabilityStatus.NOT_BEFORE) & Q(available_from__isnull=True)),
            ),
            models.CheckConstraint(
                name="listing_stated_availability_is_dated",
                condition=Q(availability=AvailabilityStatus.UNKNOWN) | Q(confirmed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="listing_tariff_goes_with_subsidy",
                condition=Q(tariff="")
                | Q(subsidy_level__isnull=True)
                | Q(tariff=TariffRegime.INCOME_BASED, subsidy_level__gte=SubsidyLevel.ACCESSIBILITY)
                | Q(tariff=TariffRegime.FREE, subsidy_level__lt=SubsidyLevel.ACCESSIBILITY),
            ),
            models.CheckConstraint(
                name="listing_in_or_near_belgium",
                condition=Q(latitude__range=(49.0, 52.0), longitude__range=(2.0, 7.0)),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def public_on(self, day: date) -> PublicListing | None:
        """All that parents may see on `day`, or None where nothing of it is public that day."""
        return public_listing(self, day)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """MY.ONE's page with what the form says, on any day: also while it is hidden or not in force."""
        return render_preview(request, shown_listing(self))


class OpeningRange(models.Model):
    """One stretch of opening on one weekday, in minutes of that day, multiples of 5 (24:00 is 1440)."""

    # Its index is that of the constraint below, which begins with the listing.
    listing = models.ForeignKey(
        Listing, on_delete=models.CASCADE, related_name="opening_ranges", db_index=False
    )
    weekday = models.PositiveSmallIntegerField("jour", choices=Weekday)
    start = models.PositiveSmallIntegerField("ouverture")
    end = models.PositiveSmallIntegerField("fermeture")

    class Meta:
        verbose_name = "plage d’ouverture"
        verbose_name_plural = "heures d’ouverture"
        ordering = ["weekday", "start"]
        constraints = [
            models.UniqueConstraint(fields=["listing", "weekday", "start"], name="opening_range_once"),
            models.CheckConstraint(
                name="opening_range_in_a_day",
                condition=Q(weekday__lte=6, start__lt=F("end"), end__lte=1440),
            ),
            models.CheckConstraint(
                name="opening_range_in_steps_of_five_minutes",
                condition=Q(Exact(F("start") % 5, 0)) & Q(Exact(F("end") % 5, 0)),
            ),
        ]

    def __str__(self) -> str:
        start, end = (f"{minutes // 60}:{minutes % 60:02}" for minutes in (self.start, self.end))
        return f"{self.get_weekday_display()} {start}–{end}"


class UnavailabilityPeriod(models.Model):
    """Days without places (holidays, works), both included."""

    # Its index is that of the constraint below, which begins with the listing.
    listing = models.ForeignKey(
        Listing, on_delete=models.CASCADE, related_name="unavailability_periods", db_index=False
    )
    first_day = models.DateField("du")
    last_day = models.DateField("au")

    class Meta:
        verbose_name = "période d’indisponibilité"
        verbose_name_plural = "périodes d’indisponibilité"
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(name="unavailability_in_order", condition=Q(last_day__gte=F("first_day"))),
            models.UniqueConstraint(fields=["listing", "first_day"], name="unavailability_once"),
        ]

    def __str__(self) -> str:
        return f"Du {words.long_date(self.first_day)} au {words.long_date(self.last_day)}"


class FreePlaces(models.Model):
    """Free places stated for an age band, from a starting day."""

    # Its index is that of the constraint below, which begins with the listing.
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="free_places", db_index=False)
    band = models.PositiveSmallIntegerField("tranche d’âge", choices=AgeBand)
    from_day = models.DateField("à partir du")
    places = models.PositiveSmallIntegerField("places libres")

    class Meta:
        verbose_name = "places libres"
        verbose_name_plural = "places libres"
        ordering = ["band", "from_day"]
        constraints = [
            models.UniqueConstraint(fields=["listing", "band"], name="free_places_once_a_band"),
            models.CheckConstraint(name="free_places_positive", condition=Q(places__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.get_band_display()}\u00a0: {self.places} à partir du {words.long_date(self.from_day)}"


class Group(models.Model):
    """One group of children, with its range of ages in months."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="groups")
    from_months = models.PositiveSmallIntegerField("dès (mois)")
    to_months = models.PositiveSmallIntegerField("jusqu’à (mois)")

    class Meta:
        verbose_name = "groupe"
        verbose_name_plural = "groupes"
        ordering = ["from_months", "to_months"]
        constraints = [
            models.CheckConstraint(name="group_ages_in_order", condition=Q(to_months__gte=F("from_months")))
        ]

    def __str__(self) -> str:
        return f"De {self.from_months} à {self.to_months} mois"
