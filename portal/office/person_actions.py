"""What an agent does about a person's account: a link, its end, functions. Each calls a service."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from portal.accounts import mails, posts
from portal.accounts.enums import Role, Territory
from portal.accounts.lockout import unlock
from portal.accounts.models import AgentPost, User
from portal.accounts.rights import Right
from portal.accounts.strong import identities
from portal.accounts.strong.invitations import send_key_invitation
from portal.facilities.access import possible
from portal.facilities.people_access import may_deactivate, person_for
from portal.facilities.services import people
from portal.kernel import clock
from portal.kernel.days import long_date
from portal.office.agent_forms import FunctionForm, LastDayForm, ReasonForm
from portal.office.pages import FormPage, OfficePage
from portal.office.person_pages import PURPOSE, PeoplePage

BACK, QUEUES = "retour", "/office/files-d-attente/"


class OfPerson(OfficePage):
    """Something about the person whom the address names, on whom this agent has `right`."""

    header_icon = "user"
    user: User

    def find(self, **ids: Any) -> None:
        self.user = person_for(self.person, ids["user_id"], right=self.right, purpose=PURPOSE)

    def above(self) -> list[tuple[str, str]]:
        return [(PeoplePage.page_title, reverse("office_people")), (self.user.audit_label, self.done_url())]

    def done_url(self) -> str:
        """Back to the queue from which it was done, or to the person's page."""
        back = self.request.POST.get(BACK, "") if self.request.method == "POST" else ""
        is_ours = back.startswith(QUEUES) and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
        return back if is_ours else reverse("office_person", args=[self.user.pk])


class SendLink(OfPerson):
    """A link for a new password, by e-mail, at once: nothing is taken away."""

    right = Right.RESET_PASSWORD
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            user = people.offer_new_password(actor=self.person, user_id=self.user.pk)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            # Committed by now: a link is sent that the history knows of.
            if mails.send_password_link(user):
                messages.success(
                    request, f"Le lien est parti à {user.email}\u00a0: il sert une fois, pendant une heure."
                )
            else:
                messages.error(request, "L’e-mail n’a pas pu partir. Réessayez dans quelques minutes.")
        return HttpResponseRedirect(self.done_url())


class InviteKeys(OfPerson):
    """An invitation to link BOSA keys, by e-mail, for somebody who has no NISS."""

    right = Right.RESET_PASSWORD
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            offered = identities.invite_keys(actor=self.person, user=self.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            if send_key_invitation(offered):
                messages.success(request, f"L’invitation est partie à {self.user.email}.")
            else:
                messages.error(
                    request, "L’e-mail n’a pas pu partir. Invitez à nouveau dans quelques minutes."
                )
        return HttpResponseRedirect(self.done_url())


class Unlock(OfPerson):
    """Too many wrong passwords: the next try counts again, at once."""

    right = Right.RESET_PASSWORD
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if unlock(actor=self.person, user=self.user):
            messages.success(request, f"{self.user.audit_label} peut de nouveau essayer son mot de passe.")
        else:
            messages.info(request, "Ce compte n’était pas bloqué.")
        return HttpResponseRedirect(self.done_url())


class ForgetNiss(OfPerson, FormPage):
    """A number that was stated by mistake is taken away; whoever came by it is signed out."""

    right = Right.RESET_PASSWORD
    page_title = "Retirer le numéro de registre national"
    submit = "Retirer le numéro"
    serious = True
    refusal = "Le numéro n’est pas retiré"

    def find(self, **ids: Any) -> None:
        super().find(**ids)
        if not self.user.has_niss:
            raise Http404

    def says(self) -> list[str]:
        return [
            f"eID, itsme et clés BOSA n’ouvriront plus le compte de {self.user.audit_label}, et ses sessions "
            "se terminent aussitôt. La personne pourra convertir son utilisateur à nouveau."
        ]

    def act(self, typed: dict[str, Any]) -> str:
        identities.forget_niss(actor=self.person, user=self.user)
        return "Le numéro est retiré."


class ForReason(OfPerson, FormPage):
    """The account ends, or serves again; the reason is asked for."""

    right = Right.DEACTIVATE_PERSON
    form_class = ReasonForm
    # Whether the account serves, before.
    active: bool

    def find(self, **ids: Any) -> None:
        super().find(**ids)
        if self.user.is_active is not self.active or self.user.pk == self.person.pk:
            raise Http404
        if not may_deactivate(self.person, self.user):
            raise Http404


class Deactivate(ForReason):
    active = True
    page_title = "Désactiver le compte"
    submit = "Désactiver le compte"
    serious = True
    refusal = "Le compte n’est pas désactivé"

    def says(self) -> list[str]:
        return [
            f"{self.user.audit_label} ne pourra plus se connecter, et ses sessions se terminent aussitôt. "
            "Ses accès et ses fonctions restent inscrits, pour le jour où le compte serait réactivé."
        ]

    def act(self, typed: dict[str, Any]) -> str:
        people.deactivate(actor=self.person, user_id=self.user.pk, reason=typed["reason"])
        return f"Le compte de {self.user.audit_label} est désactivé."


class Reactivate(ForReason):
    active = False
    page_title = "Réactiver le compte"
    submit = "Réactiver le compte"
    refusal = "Le compte n’est pas réactivé"

    def says(self) -> list[str]:
        return [f"{self.user.audit_label} pourra se connecter à nouveau, avec ses accès et ses fonctions."]

    def act(self, typed: dict[str, Any]) -> str:
        people.reactivate(actor=self.person, user_id=self.user.pk, reason=typed["reason"])
        return f"Le compte de {self.user.audit_label} est réactivé."


class GiveFunction(OfPerson, FormPage):
    """A function, in a territory where it has them."""

    right = Right.MANAGE_AGENTS
    page_title = "Donner une fonction"
    submit = "Donner la fonction"
    refusal = "La fonction n’est pas encore donnée"
    form_class = FunctionForm

    def find(self, **ids: Any) -> None:
        super().find(**ids)
        if not self.user.is_active:
            raise Http404

    def initial(self) -> dict[str, Any]:
        return {"since": clock.today()}

    def act(self, typed: dict[str, Any]) -> str:
        post = posts.give_post(
            actor=self.person,
            user=self.user,
            function=Role(typed["function"]),
            territory=Territory(typed["territory"]) if typed["territory"] else None,
            since=typed["since"],
        )
        return f"{self.user.audit_label} a la fonction {post} à partir du {long_date(post.since)}."


class EndFunction(OfPerson, FormPage):
    """The last day of a function."""

    right = Right.MANAGE_AGENTS
    page_title = "Mettre fin à une fonction"
    submit = "Mettre fin à la fonction"
    serious = True
    refusal = "La fonction n’est pas changée"
    form_class = LastDayForm
    post_held: AgentPost

    def find(self, **ids: Any) -> None:
        super().find(**ids)
        held = AgentPost.objects.not_ended(clock.today()).filter(user=self.user)
        self.post_held = held.get(pk=possible(ids["post_id"]))

    def initial(self) -> dict[str, Any]:
        return {"last_day": clock.today()}

    def says(self) -> list[str]:
        return [
            f"{self.user.audit_label}\u00a0: {self.post_held}, depuis le {long_date(self.post_held.since)}."
        ]

    def act(self, typed: dict[str, Any]) -> str:
        posts.end_post(actor=self.person, post_id=self.post_held.pk, last_day=typed["last_day"])
        return f"Le dernier jour de la fonction {self.post_held} est le {long_date(typed['last_day'])}."


def urls() -> list[URLPattern]:
    person = "personnes/<int:user_id>/"
    return [
        path(f"{person}mot-de-passe/", SendLink.as_view(), name="office_send_link"),
        path(f"{person}cles/", InviteKeys.as_view(), name="office_invite_keys"),
        path(f"{person}deblocage/", Unlock.as_view(), name="office_unlock"),
        path(f"{person}numero/", ForgetNiss.as_view(), name="office_forget_niss"),
        path(f"{person}desactiver/", Deactivate.as_view(), name="office_deactivate"),
        path(f"{person}reactiver/", Reactivate.as_view(), name="office_reactivate"),
        path(f"{person}fonctions/", GiveFunction.as_view(), name="office_give_function"),
        path(f"{person}fonctions/<int:post_id>/fin/", EndFunction.as_view(), name="office_end_function"),
    ]
