"""« Messages au helpdesk »: what people wrote to it, for those whom they wrote to; taken up, treated."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from wagtail.admin.menu import MenuItem
from wagtail.admin.paginator import WagtailPaginator

from portal.accounts.forms import PlainForm
from portal.accounts.models import User
from portal.accounts.rights import Right
from portal.audit.services import record_consultation
from portal.facilities.people_access import people_for
from portal.files.serving import as_download
from portal.helpdesk.access import attachment_for, count_waiting, message_for, messages_for
from portal.helpdesk.enums import MessageState
from portal.helpdesk.models import HelpdeskMessage, MessageAttachment
from portal.helpdesk.services import MAX_TEXT, take_up_message, treat_message
from portal.kernel.days import long_date
from portal.kernel.queues import Queue
from portal.kernel.workflow import TransitionRefused
from portal.office.pages import PER_PAGE, FormPage, OfficePage, RightMenuItem

LIST_PURPOSE = "liste des messages au helpdesk"
WAITING = Queue("Messages au helpdesk à traiter", "office_helpdesk_messages", count_waiting)
_OPEN, _TREATED = "ouverts", "traites"
_CHOICES = {_OPEN: "À traiter", _TREATED: "Traités"}


class MessagesPage(OfficePage):
    """Those that wait, or those that were treated; the newest first."""

    right = Right.TREAT_MESSAGES
    template_name = "office/helpdesk_messages.html"
    page_title = "Messages au helpdesk"
    header_icon = "mail"

    def find(self, **ids: Any) -> None:
        """Names of people: who read them is in the history, of the reader."""
        record_consultation(actor=self.person, subject=cast(User, self.request.user), purpose=LIST_PURPOSE)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = self.request.GET.get("etat", "")
        chosen = chosen if chosen in _CHOICES else _OPEN
        found = WagtailPaginator(self._rows(chosen), PER_PAGE)
        found.verbose_name, found.verbose_name_plural = "message", "messages"
        page = found.get_page(self.request.GET.get("p"))
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "choices": [
                {"label": label, "url": f"{self.request.path}?etat={name}", "is_chosen": name == chosen}
                for name, label in _CHOICES.items()
            ],
            "is_open": chosen == _OPEN,
            "rows": page.object_list,
            "items": page,
            "elided_page_range": found.get_elided_page_range(page.number),
            "linkurl": self.request.path,
        }

    def _rows(self, chosen: str) -> QuerySet[HelpdeskMessage]:
        of_all = messages_for(self.person).order_by("-sent_at", "-pk")
        treated = MessageState.TREATED
        return of_all.filter(state=treated) if chosen == _TREATED else of_all.exclude(state=treated)


class TreatForm(PlainForm):
    """What is answered, where there is something to say."""

    answer = forms.CharField(
        label="Réponse",
        help_text="La personne la lit sur la page de son message, et reçoit un e-mail qui l’y mène. Laissez "
        "vide si vous avez répondu autrement.",
        required=False,
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"max_length": f"{MAX_TEXT} caractères au plus."},
    )


class MessagePage(FormPage):
    """One message with its writer, matricule, page, text and files; and the form that ends it."""

    right = Right.TREAT_MESSAGES
    template_name = "office/helpdesk_message.html"
    header_icon = "mail"
    form_class = TreatForm
    submit = "Marquer comme traité"
    refusal = "Le message n’est pas encore traité"
    message: HelpdeskMessage

    def find(self, **ids: Any) -> None:
        self.message = message_for(self.person, ids["message_id"])

    def get_page_title(self) -> str:
        return f"Message du {long_date(self.message.sent_at)}"

    def get_header_title(self) -> str:
        title = self.get_page_title()
        return f"Erreur\u00a0: {title}" if self.form.errors else title

    def above(self) -> list[tuple[str, str]]:
        return [(str(MessagesPage.page_title), self.back_url())]

    def act(self, typed: dict[str, Any]) -> str:
        try:
            treat_message(actor=self.person, message_id=self.message.pk, answer=typed["answer"])
        except TransitionRefused as refusal:
            # Somebody else was faster: their answer is there to be read.
            messages.error(self.request, " ".join(refusal.messages))
            return ""
        return "Le message est traité\u00a0: la personne qui l’a écrit est prévenue."

    def done_url(self) -> str:
        return reverse("office_helpdesk_message", args=[self.message.pk])

    def back_url(self) -> str:
        return reverse("office_helpdesk_messages")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        message = self.message
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "sent": message,
            "files": message.attachments.all(),
            "sees_writer": people_for(self.person).filter(pk=message.user_id).exists(),
            "is_new": message.state == MessageState.SENT,
            "is_treated": message.state == MessageState.TREATED,
        }


class TakeUp(OfficePage):
    """« En cours »: at once, since nothing is taken away."""

    right = Right.TREAT_MESSAGES
    http_method_names = ["post"]
    message: HelpdeskMessage

    def find(self, **ids: Any) -> None:
        self.message = message_for(self.person, ids["message_id"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            take_up_message(actor=self.person, message_id=self.message.pk)
        except TransitionRefused as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, "Vous vous occupez de ce message\u00a0: vos collègues le voient.")
        return HttpResponseRedirect(reverse("office_helpdesk_message", args=[self.message.pk]))


class AttachmentPage(OfficePage):
    """A file of a message, to be saved: never shown inside a page."""

    right = Right.TREAT_MESSAGES
    attachment: MessageAttachment

    def find(self, **ids: Any) -> None:
        self.attachment = attachment_for(self.person, ids["message_id"], ids["attachment_id"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return as_download(self.attachment.received)


def urls() -> list[URLPattern]:
    one = "helpdesk/messages/<int:message_id>/"
    return [
        path("helpdesk/messages/", MessagesPage.as_view(), name="office_helpdesk_messages"),
        path(one, MessagePage.as_view(), name="office_helpdesk_message"),
        path(f"{one}prendre/", TakeUp.as_view(), name="office_take_up_message"),
        path(
            f"{one}fichiers/<int:attachment_id>/", AttachmentPage.as_view(), name="office_message_attachment"
        ),
    ]


def menu_item() -> MenuItem:
    page = MessagesPage
    return RightMenuItem(
        page.page_title, "office_helpdesk_messages", right=page.right, name="helpdesk-messages",
        icon_name=page.header_icon, order=215,
    )  # fmt: skip
