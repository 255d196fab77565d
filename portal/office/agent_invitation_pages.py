"""« Invitations d’agents »: who is invited to work in OFFICE.ONE; inviting, sending again, withdrawing."""

from typing import Any, cast

from django.contrib import messages
from django.urls import URLPattern, path, reverse

from portal.accounts import agent_invitations
from portal.accounts.agent_invitations import AgentInvited
from portal.accounts.enums import Role, Territory
from portal.accounts.link_secrets import INVITATION_LASTS
from portal.accounts.models import AgentInvitation, User
from portal.accounts.rights import Right
from portal.accounts.strong.invitations import send_agent_invitation
from portal.audit.services import record_consultation
from portal.facilities.access import possible
from portal.kernel import clock
from portal.kernel.days import long_date
from portal.office.agent_forms import InviteAgentForm
from portal.office.pages import FormPage, OfficePage
from portal.office.person_pages import PeoplePage

LIST_PURPOSE = "liste des invitations d’agents"
PURPOSE = "invitation d’agent"
# Of those that were accepted or withdrawn; the history has them all.
ENDED_SHOWN = 20


class AgentInvitationsPage(OfficePage):
    """Those without an answer, and the last ones that ended."""

    right = Right.MANAGE_AGENTS
    template_name = "office/agent_invitations.html"
    page_title = "Invitations d’agents"
    header_icon = "mail"

    def find(self, **ids: Any) -> None:
        """Names and addresses of people: who read them is in the history, of the reader."""
        record_consultation(actor=self.person, subject=cast(User, self.request.user), purpose=LIST_PURPOSE)

    def above(self) -> list[tuple[str, str]]:
        return [(PeoplePage.page_title, reverse("office_people"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = AgentInvitation.objects.select_related("invited_by", "accepted_by")
        opened, now = list(found.still_open()), clock.now()
        vouched_for = agent_invitations.vouched_for(opened)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "open": [
                {
                    "invitation": one,
                    "serves": one.expires_at > now and one.pk in vouched_for,
                    "is_late": one.expires_at <= now,
                }
                for one in opened
            ],
            "ended": found.exclude(accepted_at=None, withdrawn_at=None)[:ENDED_SHOWN],
        }


class AboutInvitations(FormPage):
    """A form that leads back to the list."""

    right = Right.MANAGE_AGENTS
    header_icon = "mail"

    def above(self) -> list[tuple[str, str]]:
        page = AgentInvitationsPage
        return [(PeoplePage.page_title, reverse("office_people")), (str(page.page_title), self.done_url())]

    def done_url(self) -> str:
        return reverse("office_agent_invitations")

    def send(self, invited: AgentInvited) -> None:
        """The e-mail of an invitation that is committed by now, and what became of it."""
        invitation = invited.invitation
        if send_agent_invitation(invited, invited_by=f"{self.person.audit_label} (ONE)"):
            messages.success(
                self.request, f"L’invitation de {invitation.full_name} est partie à {invitation.email}."
            )
        else:
            messages.error(
                self.request,
                f"L’e-mail n’a pas pu partir à {invitation.email}. Envoyez l’invitation à nouveau dans "
                "quelques minutes.",
            )


class InviteAgent(AboutInvitations):
    """Somebody who need not have a user."""

    page_title = "Inviter un·e agent·e"
    submit = "Inviter"
    refusal = "L’invitation n’est pas encore partie"
    form_class = InviteAgentForm

    def initial(self) -> dict[str, Any]:
        return {"since": clock.today()}

    def says(self) -> list[str]:
        return [
            f"La personne reçoit un e-mail avec un lien, valable {INVITATION_LASTS.days}\u00a0jours. Elle "
            "l’accepte en se connectant avec eID, itsme ou des clés BOSA, et a aussitôt la fonction\u00a0: "
            "elle n’a besoin d’aucun mot de passe.",
            "Indiquez le nom de sa carte d’identité\u00a0: si la connexion donne un nom de famille, un de "
            "ses mots au moins doit s’y trouver. Prenez une adresse que cette personne est seule à lire.",
        ]

    def act(self, typed: dict[str, Any]) -> str:
        wanted = typed | {
            "function": Role(typed["function"]),
            "territory": Territory(typed["territory"]) if typed["territory"] else None,
        }
        self.send(agent_invitations.invite_agent(actor=self.person, **wanted))
        return ""


class OfInvitation(AboutInvitations):
    """Something about an invitation that is open, and that the address names."""

    invitation: AgentInvitation

    def find(self, **ids: Any) -> None:
        still_open = AgentInvitation.objects.still_open()
        self.invitation = still_open.get(pk=possible(ids["invitation_id"]))
        record_consultation(actor=self.person, subject=self.invitation, purpose=PURPOSE)


class SendAgain(OfInvitation):
    """A new link for the same."""

    page_title = "Envoyer à nouveau"
    submit = "Envoyer à nouveau"
    refusal = "L’invitation n’est pas repartie"

    def says(self) -> list[str]:
        one = self.invitation
        return [
            f"{one.full_name}, {one.email}\u00a0: {one.post_words}, à partir du {long_date(one.since)}.",
            f"Un nouveau lien part, valable {INVITATION_LASTS.days}\u00a0jours\u00a0; celui d’avant ne "
            "servira plus.",
        ]

    def act(self, typed: dict[str, Any]) -> str:
        self.send(agent_invitations.invite_agent_again(actor=self.person, invitation_id=self.invitation.pk))
        return ""


class WithdrawAgentInvitation(OfInvitation):
    """Its link serves no more."""

    page_title = "Retirer une invitation"
    submit = "Retirer l’invitation"
    serious = True
    refusal = "L’invitation n’est pas retirée"

    def says(self) -> list[str]:
        one = self.invitation
        return [f"Le lien envoyé à {one.full_name} ({one.email}) ne servira plus."]

    def act(self, typed: dict[str, Any]) -> str:
        agent_invitations.withdraw_agent_invitation(actor=self.person, invitation_id=self.invitation.pk)
        return "L’invitation est retirée\u00a0: son lien ne sert plus."


def urls() -> list[URLPattern]:
    one = "agents/invitations/<int:invitation_id>/"
    return [
        path("agents/invitations/", AgentInvitationsPage.as_view(), name="office_agent_invitations"),
        path("agents/inviter/", InviteAgent.as_view(), name="office_invite_agent"),
        path(f"{one}renvoyer/", SendAgain.as_view(), name="office_send_agent_invitation"),
        path(f"{one}retirer/", WithdrawAgentInvitation.as_view(), name="office_withdraw_agent_invitation"),
    ]
