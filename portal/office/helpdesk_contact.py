"""How the helpdesk is reached: one row, edited by those who know, said on every page of help."""

from typing import Any

from django import forms
from django.urls import URLPattern, path, reverse
from wagtail.admin.menu import MenuItem

from portal.accounts.forms import PlainForm
from portal.accounts.rights import Right
from portal.facilities.contacts import phone_in_words
from portal.helpdesk.access import helpdesk_contact
from portal.helpdesk.services import MAX_HOURS, MAX_NOTICE, state_contact
from portal.office.pages import FormPage, RightMenuItem

_MISSING = "Cette coordonnée est sur toutes les pages d’aide\u00a0: indiquez-la."


class HelpdeskContactForm(PlainForm):
    phone = forms.CharField(
        label="Téléphone", max_length=30, error_messages={"required": _MISSING},
        help_text="Exemple\u00a0: 02 542 14 45",
    )  # fmt: skip
    email = forms.CharField(label="Adresse e-mail", max_length=254, error_messages={"required": _MISSING})
    hours = forms.CharField(
        label="Heures",
        max_length=MAX_HOURS,
        help_text="Après «\u00a0Le helpdesk répond\u00a0»\u00a0: du lundi au vendredi…",
        error_messages={"required": "Indiquez quand le helpdesk répond."},
    )
    notice = forms.CharField(
        label="Avis",
        max_length=MAX_NOTICE,
        required=False,
        help_text="Ce qui sort de l’ordinaire, tant que cela dure. Exemple\u00a0: Fermé le 2 novembre.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class HelpdeskContactPage(FormPage):
    """« Joindre le helpdesk »: its coordinates, as professionals read them."""

    right = Right.EDIT_HELPDESK
    form_class = HelpdeskContactForm
    page_title = "Joindre le helpdesk"
    header_icon = "help"

    def says(self) -> list[str]:
        return ["Ce que vous enregistrez se lit aussitôt sur toutes les pages d’aide, et dans les e-mails."]

    def initial(self) -> dict[str, Any]:
        kept = helpdesk_contact()
        return {
            "phone": phone_in_words(kept.phone),
            "email": kept.email,
            "hours": kept.hours,
            "notice": kept.notice,
            "version": kept.version,
        }

    def act(self, typed: dict[str, Any]) -> str:
        changed = state_contact(actor=self.person, **typed)
        return "Les coordonnées sont enregistrées." if changed else ""

    def done_url(self) -> str:
        return reverse("office_helpdesk_contact")

    def back_url(self) -> str:
        return reverse("wagtailadmin_home")


def urls() -> list[URLPattern]:
    return [path("helpdesk/coordonnees/", HelpdeskContactPage.as_view(), name="office_helpdesk_contact")]


def menu_item() -> MenuItem:
    page = HelpdeskContactPage
    return RightMenuItem(
        page.page_title, "office_helpdesk_contact", right=page.right, name="helpdesk-contact",
        icon_name=page.header_icon, order=220,
    )  # fmt: skip
