"""What a person is told in the portals, and of what they want e-mails, too."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Notification(models.Model):
    """One line in one person's bell. Title, text and path may go out by e-mail: nothing private is in them.

    Its e-mail, where one is wanted, waits (`mail_due_at`: not before), was taken by the mail server
    (`mailed_at`), or was given up (`mail_given_up_at`).
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notifications", db_index=False
    )
    kind = models.CharField("sorte", max_length=60)
    title = models.CharField("titre", max_length=120)
    text = models.TextField("texte")
    path = models.CharField("page", max_length=200, blank=True)
    # What it is about, by the id that its kind knows it by; the e-mail's link is made for that.
    about = models.BigIntegerField("à propos de (numéro)", null=True, blank=True, editable=False)
    made_at = models.DateTimeField("reçue le")
    read_at = models.DateTimeField("lue le", null=True, blank=True)
    mail_due_at = models.DateTimeField("e-mail à envoyer dès le", null=True, blank=True)
    mailed_at = models.DateTimeField("e-mail parti le", null=True, blank=True)
    mail_given_up_at = models.DateTimeField("e-mail abandonné le", null=True, blank=True)
    mail_attempts = models.PositiveIntegerField("essais d’envoi", default=0)

    # The personal link of its e-mail, while it is being sent: set on the instance, kept in no column.
    link_path: str = ""

    class Meta:
        verbose_name = "notification"
        verbose_name_plural = "notifications"
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(fields=["user", "-made_at", "-id"], name="notification_newest"),
            # Every page counts the unread; few rows are.
            models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="notification_unread"),
            models.Index(
                fields=["mail_due_at"], condition=Q(mail_due_at__isnull=False), name="notification_mail_due"
            ),
            models.Index(
                fields=["mail_given_up_at"],
                condition=Q(mail_given_up_at__isnull=False),
                name="notification_mail_given_up",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="notification_mail_one_way",
                condition=Q(mail_due_at__isnull=True, mailed_at__isnull=True)
                | Q(mail_due_at__isnull=True, mail_given_up_at__isnull=True)
                | Q(mailed_at__isnull=True, mail_given_up_at__isnull=True),
            ),
            models.CheckConstraint(
                name="notification_path_is_ours",
                condition=Q(path="") | (Q(path__startswith="/") & ~Q(path__startswith="//")),
            ),
        ]

    def __str__(self) -> str:
        # For logs: without what it says.
        return f"Notification n°\u00a0{self.pk} ({self.kind})"


class MailChoice(models.Model):
    """Whether a person wants e-mails of one group; without a choice, they get them."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mail_choices", db_index=False
    )
    group = models.CharField("groupe", max_length=60)
    wanted = models.BooleanField("par e-mail")

    class Meta:
        verbose_name = "préférence d’e-mail"
        verbose_name_plural = "préférences d’e-mail"
        ordering = ["user", "group"]
        constraints = [models.UniqueConstraint(fields=["user", "group"], name="mail_choice_once")]

    def __str__(self) -> str:
        return f"{self.group}\u00a0: {'oui' if self.wanted else 'non'}"
