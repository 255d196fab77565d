"""« Chercher un milieu d’accueil »: a posted form: what is typed stands in no address and in no log."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from wagtail.admin.menu import MenuItem

from portal.accounts.forms import PlainForm
from portal.accounts.rights import Right
from portal.facilities.lookup import MOST_FOUND, LookedUp, Wanted, look_up
from portal.facilities.services.listing_words import folded_words
from portal.facilities.services.organisers import checked_enterprise_number
from portal.kernel import niss
from portal.limits.limiting import Refusal, spend
from portal.office.pages import OfficePage, RightMenuItem, say_errors_aloud

NUMBERS = ("reference_number", "enterprise_number", "niss")


def _field(label: str, hint: str = "", length: int = 100) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=length,
        help_text=hint,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": f"{length} caractères au plus."},
    )


class LookUpForm(PlainForm):
    """One field is enough; of several, all must hold. `by_niss`: for whoever has that right."""

    name = _field("Nom du lieu", "Le début d’un ou de plusieurs mots, avec ou sans accents.")
    commune = _field("Commune", "Le début suffit.")
    reference_number = _field("Matricule", length=20)
    enterprise_number = _field("Numéro d’entreprise", length=20)
    niss = _field(
        "NISS",
        "En entier. De l’accueillante ou accueillant, de son partenaire, ou d’une personne qui a accès. "
        "Chaque recherche figure dans l’historique, même sans résultat.",
        length=20,
    )

    def __init__(self, *args: Any, by_niss: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not by_niss:
            del self.fields["niss"]

    def clean_name(self) -> str:
        return _with_words(self.cleaned_data["name"])

    def clean_commune(self) -> str:
        return _with_words(self.cleaned_data["commune"])

    def clean_enterprise_number(self) -> str:
        try:
            return checked_enterprise_number(self.cleaned_data["enterprise_number"])
        except ValidationError as refusal:
            raise ValidationError(refusal.messages) from None

    @sensitive_variables()
    def clean_niss(self) -> str:
        typed: str = self.cleaned_data["niss"]
        return niss.parse(typed) if typed else ""

    def clean(self) -> dict[str, Any]:
        if not self.errors and not any(self.cleaned_data.values()):
            raise ValidationError("Indiquez au moins un nom, une commune ou un numéro.")
        return self.cleaned_data


@method_decorator(sensitive_post_parameters(*NUMBERS), name="dispatch")
@method_decorator(sensitive_variables(), name="post")
class FindFacilityPage(OfficePage):
    """The form, and below it what was found: among the facilities that this agent may see."""

    right = Right.SEE_FACILITY
    template_name = "office/facility/find.html"
    page_title = "Chercher un milieu d’accueil"
    header_icon = "search"
    found: LookedUp | None = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.form = self._form(None)
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.form = self._form(request.POST)
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data())
        wanted = Wanted(**self.form.cleaned_data)
        if wanted.niss and (refusal := spend("niss_lookup", str(self.person.pk))):
            self.form.add_error("niss", _too_many(refusal))
            return self.render_to_response(self.get_context_data(), status=429)
        self.found = look_up(self.person, wanted)
        return self.render_to_response(self.get_context_data())

    def get_header_title(self) -> str:
        return f"Erreur\u00a0: {self.page_title}" if self.form.errors else str(self.page_title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        say_errors_aloud(self.form)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"form": self.form, "found": self.found, "most": MOST_FOUND}

    def _form(self, data: Any) -> LookUpForm:
        return LookUpForm(data, by_niss=self.person.may(Right.LOOK_UP_NISS))


def _with_words(text: str) -> str:
    """Empty where there is neither a letter nor a digit: that would find everything."""
    return text if folded_words(text) else ""


def _too_many(refusal: Refusal) -> str:
    minutes = max(1, -(-refusal.seconds // 60))
    return (
        "Vous avez cherché beaucoup de numéros en peu de temps. Réessayez dans "
        f"{minutes}\u00a0minute{'s' if minutes > 1 else ''}."
    )


def menu_item() -> MenuItem:
    """The first line below the queues."""
    return RightMenuItem(
        "Chercher un lieu", "office_find_facility", right=FindFacilityPage.right, name="find-facility",
        icon_name=FindFacilityPage.header_icon, order=90,
    )  # fmt: skip


def urls() -> list[URLPattern]:
    return [path("milieux/", FindFacilityPage.as_view(), name="office_find_facility")]
