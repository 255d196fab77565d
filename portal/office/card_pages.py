"""How an agent is reached: one's own coordinates, and those of others for whoever manages agents."""

from typing import Any

from django import forms
from django.urls import URLPattern, path, reverse
from wagtail.admin.menu import MenuItem

from portal.accounts.forms import PlainForm
from portal.accounts.models import AgentCard, User
from portal.accounts.rights import Right
from portal.facilities.contacts import phone_in_words
from portal.facilities.people_access import person_for
from portal.facilities.services.agents import NO_CARD, state_card
from portal.office.pages import FormPage, RightMenuItem
from portal.office.person_pages import PURPOSE, PeoplePage

_LONGEST = 200


class CardForm(PlainForm):
    phone = forms.CharField(label="Téléphone", max_length=30, required=False)
    mobile = forms.CharField(label="GSM", max_length=30, required=False)
    email = forms.CharField(
        label="Adresse e-mail",
        max_length=254,
        required=False,
        help_text="Sans indication, les professionnels lisent l’adresse e-mail du compte.",
    )
    address = forms.CharField(label="Adresse du bureau", max_length=_LONGEST, required=False)
    hours = forms.CharField(
        label="Permanences",
        max_length=_LONGEST,
        required=False,
        help_text="Exemple\u00a0: lundi, mardi et jeudi, de 9\u00a0h à 16\u00a0h",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class CardPage(FormPage):
    """A form filled with what professionals read today."""

    form_class = CardForm
    page_title = "Coordonnées professionnelles"
    header_icon = "mail"
    user: User

    def says(self) -> list[str]:
        return [
            "Les professionnels des lieux dont vous vous occupez les lisent dans «\u00a0Contacts ONE\u00a0»."
        ]

    def initial(self) -> dict[str, Any]:
        card = AgentCard.objects.filter(user=self.user.pk).first()
        shown = card or AgentCard(version=NO_CARD)
        return {
            "phone": phone_in_words(shown.phone),
            "mobile": phone_in_words(shown.mobile),
            "email": shown.email,
            "address": shown.address,
            "hours": shown.hours,
            "version": shown.version,
        }

    def act(self, typed: dict[str, Any]) -> str:
        changed = state_card(actor=self.person, user_id=self.user.pk, **typed)
        return "Les coordonnées sont enregistrées." if changed else ""


class OwnCard(CardPage):
    """One's own."""

    right = Right.STATE_OWN_CARD
    page_title = "Mes coordonnées"

    def find(self, **ids: Any) -> None:
        self.user = User.objects.defer("niss").get(pk=self.person.pk)

    def done_url(self) -> str:
        return reverse("office_own_card")

    def back_url(self) -> str:
        return reverse("wagtailadmin_home")


class OthersCard(CardPage):
    """Of the person whom the address names."""

    right = Right.MANAGE_AGENTS

    def find(self, **ids: Any) -> None:
        self.user = person_for(self.person, ids["user_id"], right=self.right, purpose=PURPOSE)

    def says(self) -> list[str]:
        return [
            f"Comment joindre {self.user.audit_label}\u00a0: les professionnels le lisent dans Contacts ONE."
        ]

    def above(self) -> list[tuple[str, str]]:
        return [(PeoplePage.page_title, reverse("office_people")), (self.user.audit_label, self.done_url())]

    def done_url(self) -> str:
        return reverse("office_person", args=[self.user.pk])


def urls() -> list[URLPattern]:
    return [
        path("mes-coordonnees/", OwnCard.as_view(), name="office_own_card"),
        path("personnes/<int:user_id>/coordonnees/", OthersCard.as_view(), name="office_card"),
    ]


def menu_item() -> MenuItem:
    return RightMenuItem(
        OwnCard.page_title, "office_own_card", right=OwnCard.right, name="own-card",
        icon_name=OwnCard.header_icon, order=170,
    )  # fmt: skip
