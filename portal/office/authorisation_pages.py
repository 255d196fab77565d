"""« Encoder une décision »: capacity and validity of a facility, recorded here until procedures do it."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from portal.accounts.forms import PlainForm, add_errors
from portal.accounts.rights import Right
from portal.facilities import services
from portal.facilities.effect_words import seen_by_parents, with_effect
from portal.facilities.models import Facility
from portal.facilities.services.edit import values_named
from portal.facilities.services.facility import MAX_REASON, MAX_REFERENCE
from portal.facilities.services.seen import fingerprint, is_stale
from portal.kernel import clock
from portal.office.agent_forms import day_field
from portal.office.facility_pages import OfFacility
from portal.office.pages import FormPage

PREVIEW = "apercu"
_MOST_PLACES = 1_000
_BAD_CAPACITY = f"Indiquez un nombre de places, de 1 à {_MOST_PLACES}."


class AuthorisationForm(PlainForm):
    """The effect, and by which decision. `seen`: what the form has shown, as a fingerprint."""

    authorised_capacity = forms.IntegerField(
        label="Capacité autorisée",
        required=False,
        min_value=1,
        max_value=_MOST_PLACES,
        help_text="En places. Les parents la lisent.",
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _BAD_CAPACITY),
    )
    in_force_from = day_field("En vigueur depuis le", "Ce jour compris.", required=False)
    in_force_until = day_field(
        "En vigueur jusqu’au", "Ce jour compris. Vide\u00a0: jusqu’à nouvel ordre.", required=False
    )
    suspended_from = day_field("Suspendue du", "Ce jour compris.", required=False)
    suspended_until = day_field(
        "Suspendue jusqu’au", "Ce jour compris. Vide\u00a0: jusqu’à nouvel ordre.", required=False
    )
    withdrawn_from = day_field(
        "Retirée à partir du", "Le lieu n’est plus autorisé dès ce jour.", required=False
    )
    decided_on = day_field("Date de la décision")
    reference = forms.CharField(
        label="Référence de la décision",
        max_length=MAX_REFERENCE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Indiquez la référence de la décision.",
            "max_length": f"{MAX_REFERENCE} caractères au plus.",
        },
    )
    reason = forms.CharField(
        label="Motif ou commentaire",
        required=False,
        max_length=MAX_REASON,
        help_text="Demandé pour une suspension ou un retrait. Le professionnel le lit\u00a0: n’écrivez ni "
        "numéro de registre national, ni numéro de compte, ni nom d’enfant.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": f"{MAX_REASON} caractères au plus."},
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("in_force_until") and self.cleaned_data.get("withdrawn_from"):
            self.add_error("withdrawn_from", "Indiquez une fin ou un retrait, pas les deux.")
        return self.cleaned_data

    def effect(self) -> services.AuthorisationEffect:
        """What was typed: a withdrawal ends it on the day before."""
        typed, withdrawn = self.cleaned_data, self.cleaned_data["withdrawn_from"]
        return services.AuthorisationEffect(
            authorised_capacity=typed["authorised_capacity"],
            in_force_from=typed["in_force_from"],
            in_force_until=withdrawn - timedelta(days=1) if withdrawn else typed["in_force_until"],
            suspended_from=typed["suspended_from"],
            suspended_until=typed["suspended_until"],
            is_withdrawn=withdrawn is not None,
        )


class AuthorisationPage(OfFacility, FormPage):
    """The form, what parents will see of it, and what is recorded now."""

    template_name = "office/facility/authorisation.html"
    form_class = AuthorisationForm
    right = Right.RECORD_AUTHORISATION
    purpose = "autorisation"
    tab = "office_facility"
    page_title = "Encoder une décision"
    form: AuthorisationForm
    preview = ""

    def get_page_title(self) -> str:
        return self.page_title

    def get_header_title(self) -> str:
        return FormPage.get_header_title(self) if self.form.errors else super().get_header_title()

    def initial(self) -> dict[str, Any]:
        return _initial(self.facility) | {"seen": self._fingerprint()}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if PREVIEW not in request.POST:
            return super().post(request, *args, **kwargs)
        self.form = self.form_class(request.POST)
        # Whether the decision itself is told is asked when it is recorded.
        self.form.fields["decided_on"].required = self.form.fields["reference"].required = False
        if self.form.is_valid():
            self._try()
        return self.render_to_response(self.get_context_data())

    def act(self, typed: dict[str, Any]) -> str:
        effect = self.form.effect()
        try:
            is_new = services.set_authorisation_effect(
                actor=self.person,
                listing_id=self.facility.listing.pk,
                today=clock.today(),
                effect=effect,
                decision=services.RecordedDecision(typed["decided_on"], typed["reference"], typed["reason"]),
                seen=typed["seen"],
            )
        except ValidationError as refusal:
            if is_stale(refusal):
                # What is recorded now stands on the page: to submit again is to have seen it.
                self.form.data = {**dict(self.form.data.items()), "seen": self._fingerprint()}
            raise _by_typed_field(refusal, effect) from None
        if not is_new:
            return "Rien n’est différent\u00a0: rien n’a été encodé."
        said = seen_by_parents(with_effect(self.facility.listing, **asdict(effect)), clock.today())
        return f"La décision est encodée, et le professionnel est prévenu. {said}"

    def done_url(self) -> str:
        return self.address("office_facility")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "preview": self.preview,
            "preview_name": PREVIEW,
            "for_parents": seen_by_parents(self.facility.listing, clock.today()),
        }

    def _try(self) -> None:
        effect = self.form.effect()
        try:
            effect.check()
        except ValidationError as refusal:
            add_errors(self.form, _by_typed_field(refusal, effect))
        else:
            self.preview = seen_by_parents(
                with_effect(self.facility.listing, **asdict(effect)), clock.today()
            )

    def _fingerprint(self) -> str:
        return fingerprint(values_named(self.facility.listing, services.EFFECT_NAMES))


def _initial(facility: Facility) -> dict[str, Any]:
    """As it is recorded now; the decision is a new one each time."""
    last = facility.in_force_until
    withdrawn = last + timedelta(days=1) if last and facility.is_withdrawn else None
    return {
        "authorised_capacity": facility.authorised_capacity,
        "in_force_from": facility.in_force_from,
        "in_force_until": None if withdrawn else last,
        "suspended_from": facility.suspended_from,
        "suspended_until": facility.suspended_until,
        "withdrawn_from": withdrawn,
    }


def _by_typed_field(refusal: ValidationError, effect: services.AuthorisationEffect) -> ValidationError:
    """An end that follows from a withdrawal was typed as one."""
    if not effect.is_withdrawn or not hasattr(refusal, "error_dict"):
        return refusal
    by_field = {
        "withdrawn_from" if name == "in_force_until" else name: errors
        for name, errors in refusal.error_dict.items()
    }
    return ValidationError(by_field)


def urls() -> list[URLPattern]:
    return [
        path(
            "milieux/<int:facility_id>/autorisation/",
            AuthorisationPage.as_view(),
            name="office_facility_authorisation",
        )
    ]
