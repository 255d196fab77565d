"""How the helpdesk is reached, and what people write to it: private, for its writer and the helpdesk."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.facilities.models import Facility
from portal.files.models import ReceivedFile
from portal.helpdesk.enums import ConversionState, MessageCategory, MessageState, ReplyKind
from portal.kernel.helpdesk import HOURS, PHONE


def _contact_email() -> str:
    return str(settings.CONTACT_EMAIL)


class HelpdeskContact(models.Model):
    """Coordinates and hours of the helpdesk, as every page of help says them: one row, or the defaults."""

    THE_ONE = 1

    phone = models.CharField("téléphone", max_length=20, default=PHONE)
    email = models.EmailField("adresse e-mail", default=_contact_email)
    hours = models.CharField("heures", max_length=200, default=HOURS)
    # What is out of the ordinary: « Fermé du 24 décembre au 1ᵉʳ janvier. »
    notice = models.CharField("avis", max_length=300, blank=True)
    version = models.PositiveIntegerField("version", default=0)

    class Meta:
        verbose_name = "coordonnées du helpdesk"
        verbose_name_plural = "coordonnées du helpdesk"
        constraints = [models.CheckConstraint(name="helpdesk_contact_is_one", condition=Q(pk=1))]

    def __str__(self) -> str:
        return "Coordonnées du helpdesk"


class HelpdeskMessage(models.Model):
    """What somebody wrote, about which facility, on which page; what became of it; `replies` came after."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="helpdesk_messages"
    )
    category = models.CharField("sujet", max_length=20, choices=MessageCategory)
    text = models.TextField("message")
    # Whose matricule the helpdesk reads; none where the writer has no facility, or means none.
    facility = models.ForeignKey(
        Facility, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="lieu"
    )
    page = models.CharField("page", max_length=200, blank=True)
    sent_at = models.DateTimeField("envoyé le")
    # Later than that where its writer wrote again after it was treated.
    waits_since = models.DateTimeField("attend depuis le")
    state = models.CharField("état", max_length=20, choices=MessageState, default=MessageState.SENT)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="pris en charge par",
    )
    treated_at = models.DateTimeField("traité le", null=True, blank=True)

    class Meta:
        verbose_name = "message au helpdesk"
        verbose_name_plural = "messages au helpdesk"
        ordering = ["-sent_at", "-pk"]
        indexes = [
            models.Index(fields=["user", "-sent_at"], name="helpdesk_message_of_user"),
            models.Index(
                fields=["waits_since"],
                condition=~Q(state=MessageState.TREATED),
                name="helpdesk_message_waiting",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="helpdesk_message_treated_on_a_day",
                condition=Q(state=MessageState.TREATED, treated_at__isnull=False)
                | (~Q(state=MessageState.TREATED) & Q(treated_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="helpdesk_message_page_is_ours",
                condition=Q(page="") | (Q(page__startswith="/pro/")),
            ),
        ]

    def __str__(self) -> str:
        # Without what it says: this label goes to logs and to the history.
        return f"Message au helpdesk n°\u00a0{self.pk}"


class MessageReply(models.Model):
    """What was written after a message: by the helpdesk, by whoever wrote it, or as a note."""

    message = models.ForeignKey(HelpdeskMessage, on_delete=models.PROTECT, related_name="replies")
    kind = models.CharField("sorte", max_length=20, choices=ReplyKind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="de"
    )
    text = models.TextField("texte")
    at = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "suite d’un message"
        verbose_name_plural = "suites de messages"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} n°\u00a0{self.pk}"


class MessageAttachment(models.Model):
    """A file of a message."""

    message = models.ForeignKey(HelpdeskMessage, on_delete=models.PROTECT, related_name="attachments")
    received = models.OneToOneField(
        ReceivedFile, on_delete=models.PROTECT, related_name="+", verbose_name="fichier reçu"
    )

    class Meta:
        verbose_name = "fichier joint"
        verbose_name_plural = "fichiers joints"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Fichier joint n°\u00a0{self.pk}"


class FailedConversion(models.Model):
    """Somebody could not convert their user: the number that they stated is another account's.

    The number itself is not here: whose account has it is what the helpdesk has to look into.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="failed_conversions",
        verbose_name="utilisateur",
    )
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="compte lié"
    )
    tries = models.PositiveIntegerField("essais", default=1)
    first_at = models.DateTimeField("premier essai")
    last_at = models.DateTimeField("dernier essai")
    state = models.CharField("état", max_length=20, choices=ConversionState, default=ConversionState.WAITING)
    # To the person, where it is explained; how it was checked, where the number was freed.
    words = models.TextField("explication", blank=True)
    settled_at = models.DateTimeField("réglé le", null=True, blank=True)

    class Meta:
        verbose_name = "conversion qui a échoué"
        verbose_name_plural = "conversions qui ont échoué"
        ordering = ["-first_at", "-pk"]
        indexes = [
            models.Index(
                fields=["first_at"],
                condition=Q(state=ConversionState.WAITING),
                name="failed_conversion_waiting",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(state=ConversionState.WAITING),
                name="failed_conversion_once",
            )
        ]

    def __str__(self) -> str:
        return f"Conversion qui a échoué n°\u00a0{self.pk}"
