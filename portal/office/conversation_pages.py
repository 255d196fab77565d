"""« Écrire aux personnes du lieu »: from the sheet of a facility; the answers come as a queue."""

from typing import Any

from django import forms
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from portal.accounts.forms import PlainForm
from portal.accounts.rights import Right
from portal.conversations.models import MAX_SUBJECT
from portal.conversations.services import begin_conversation
from portal.conversations.texts import MAX_TEXT
from portal.facilities.models import Membership
from portal.office.facility_pages import OfFacility
from portal.office.pages import FormPage


class WriteForm(PlainForm):
    """Subject and text, as plain text."""

    subject = forms.CharField(
        label="Objet",
        max_length=MAX_SUBJECT,
        help_text="Sans nom d’enfant ni de parent.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Indiquez de quoi il s’agit.",
            "max_length": f"{MAX_SUBJECT} caractères au plus.",
        },
    )
    text = forms.CharField(
        label="Message",
        max_length=MAX_TEXT,
        help_text="N’écrivez ni numéro de registre national, ni numéro de compte, ni nom d’enfant.",
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={
            "required": "Écrivez votre message.",
            "max_length": f"{MAX_TEXT} caractères au plus.",
        },
    )
    expects_answer = forms.BooleanField(
        label="J’attends une réponse",
        required=False,
        initial=True,
        help_text="Le message reste alors parmi ce qui attend ces personnes dans PRO.ONE. Elles peuvent "
        "répondre dans tous les cas.",
    )


@method_decorator(sensitive_post_parameters("subject", "text"), name="dispatch")
class WritePage(OfFacility, FormPage):
    """To everybody who has access to its organiser."""

    template_name = "office/facility/form.html"
    form_class = WriteForm
    right = Right.WRITE_TO_PLACE
    purpose = "message au professionnel"
    tab = "office_facility_messages"
    page_title = "Écrire aux personnes du lieu"
    submit = "Envoyer"
    refusal = "Le message n’est pas encore envoyé"

    def get_page_title(self) -> str:
        return self.page_title

    def get_header_title(self) -> str:
        return FormPage.get_header_title(self) if self.form.errors else super().get_header_title()

    def says(self) -> list[str]:
        members = Membership.objects.filter(organiser=self.facility.organiser_id, user__is_active=True)
        names = [one.user.audit_label for one in members.select_related("user").order_by("-role", "pk")]
        if not names:
            return [
                "Personne n’a encore accès à ce lieu dans PRO.ONE\u00a0: personne ne lira ce message avant "
                "d’y être invité."
            ]
        return [
            f"Le message est lu dans PRO.ONE par {', '.join(names)}. Ces personnes sont prévenues par leurs "
            "notifications, et par e-mail si elles le veulent, sans un mot de ce que vous écrivez.",
            "Leur réponse arrive dans votre file d’attente, et dans celle des collègues qui ont votre "
            "fonction sur ce territoire.",
        ]

    def act(self, typed: dict[str, Any]) -> str:
        begin_conversation(actor=self.person, facility_id=self.facility.pk, **typed)
        return "Le message est envoyé."

    def done_url(self) -> str:
        return self.address("office_facility_messages")


def urls() -> list[URLPattern]:
    return [path("milieux/<int:facility_id>/ecrire/", WritePage.as_view(), name="office_write_to_place")]
