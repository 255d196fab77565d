"""« Pouvoirs organisateurs »: who has access to each; for the helpdesk and DIGIPRO, inviting and removing."""

from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models import Count, QuerySet
from django.urls import URLPattern, path, reverse
from wagtail.admin.menu import MenuItem

from portal.accounts.enums import Role
from portal.accounts.link_secrets import INVITATION_LASTS
from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.facilities.access import possible
from portal.facilities.facility_access import facilities_for, may_on, organisers_for
from portal.facilities.forms import InviteForm, RoleForm
from portal.facilities.invitations import send_invitation, words_of
from portal.facilities.models import Facility, Invitation, Membership, Organiser
from portal.facilities.people_access import organiser_with_its_people, organisers_named, people_for
from portal.facilities.services import members, require_strong_login
from portal.kernel import clock
from portal.office.agent_forms import RequireForm
from portal.office.pages import FormPage, ListPage, OfficePage, RightMenuItem

# So many places tell two organisers of one name apart.
PLACES_SHOWN = 3
# Of an organiser that runs more, the look-up finds the others.
MOST_PLACES = 100


class OrganisersPage(ListPage):
    """All that this agent may see, by name."""

    right = Right.SEE_MEMBERS
    template_name = "office/organisers.html"
    page_title = "Pouvoirs organisateurs"
    header_icon = "group"
    sealed_as = "office.organisers"
    words = ("pouvoir organisateur", "pouvoirs organisateurs")
    search_label = "Nom du pouvoir organisateur"

    def rows(self) -> QuerySet[Organiser]:
        return organisers_for(self.person, Right.SEE_MEMBERS)

    def named(self, rows: QuerySet[Organiser], text: str) -> QuerySet[Organiser]:
        return organisers_named(rows, text)

    def shown(self, rows: list[Organiser]) -> list[dict[str, Any]]:
        """With where their places are, as far as this agent may see them, and how many have access."""
        ids = [row.pk for row in rows]
        places: dict[int, list[str]] = defaultdict(list)
        facilities = facilities_for(self.person, Right.SEE_FACILITY).filter(organiser__in=ids)
        where = facilities.order_by("locality").values_list("organiser_id", "locality").distinct()
        for organiser_id, locality in where:
            places[organiser_id].append(locality)
        counts = Membership.objects.filter(organiser__in=ids).order_by().values("organiser")
        people = dict(counts.annotate(people=Count("pk")).values_list("organiser", "people"))
        return [
            {
                "organiser": row,
                "places": places[row.pk][:PLACES_SHOWN],
                "has_more": len(places[row.pk]) > PLACES_SHOWN,
                "people": people.get(row.pk, 0),
            }
            for row in rows
        ]


def places_seen(person: Person, organiser_ids: Iterable[int]) -> QuerySet[Facility]:
    """The facilities of these organisers that this agent may see, by name."""
    found = facilities_for(person, Right.SEE_FACILITY).filter(organiser__in=list(organiser_ids))
    return found.select_related("listing").order_by("listing__name_key", "pk")


class OfOrganiser(OfficePage):
    """Something about the organiser whom the address names, on whose members this agent has `right`."""

    header_icon = "group"
    organiser: Organiser

    def find(self, **ids: Any) -> None:
        self.organiser = organiser_with_its_people(self.person, ids["organiser_id"], right=self.right)

    def above(self) -> list[tuple[str, str]]:
        return [
            (OrganisersPage.page_title, reverse("office_organisers")),
            (self.organiser.name, self.done_url()),
        ]

    def done_url(self) -> str:
        return reverse("office_organiser", args=[self.organiser.pk])


class OrganiserPage(OfOrganiser):
    """Members, and who is invited."""

    right = Right.SEE_MEMBERS
    template_name = "office/organiser.html"

    def get_page_title(self) -> str:
        return self.organiser.name

    def above(self) -> list[tuple[str, str]]:
        return super().above()[:1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        organiser, person = self.organiser, self.person
        memberships = (
            Membership.objects.filter(organiser=organiser)
            .select_related("user")
            .order_by("-role", "user__name_key", "pk")
        )
        seen = people_for(person).filter(memberships__organiser=organiser).order_by()
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "organiser": organiser,
            "memberships": memberships,
            "people_seen": set(seen.values_list("pk", flat=True)),
            "facilities": places_seen(person, [organiser.pk])[:MOST_PLACES],
            "most_places": MOST_PLACES,
            "invitations": Invitation.objects.still_open().filter(organiser=organiser),
            "now": clock.now(),
            "manages": may_on(person, Right.MANAGE_MEMBERS, organiser),
            "decides": (settings.STRONG_LOGIN or organiser.strong_login_required)
            and may_on(person, Right.REQUIRE_STRONG, organiser),
        }


class Invite(OfOrganiser, FormPage):
    """By e-mail, a holder or a member; the first one, too."""

    right = Right.MANAGE_MEMBERS
    page_title = "Inviter une personne"
    submit = "Inviter"
    refusal = "L’invitation n’est pas encore partie"
    form_class = InviteForm

    def initial(self) -> dict[str, Any]:
        has_holder = self.organiser.memberships.filter(role=Role.HOLDER).exists()
        return {"role": (Role.MEMBER if has_holder else Role.HOLDER).value}

    def says(self) -> list[str]:
        return [
            f"Elle reçoit un e-mail avec un lien, valable {INVITATION_LASTS.days}\u00a0jours\u00a0: "
            f"il donne accès à {self.organiser.name} dans PRO.ONE. Vérifiez d’abord qui vous le demande."
        ]

    def act(self, typed: dict[str, Any]) -> str:
        wanted = typed | {"role": Role(typed["role"])}
        invited = members.invite_member(actor=self.person, organiser_id=self.organiser.pk, **wanted)
        transaction.on_commit(partial(self._send, invited))
        return ""

    def _send(self, invited: members.Invited) -> None:
        is_sent = send_invitation(invited, invited_by=f"{self.person.audit_label} (ONE)")
        (messages.success if is_sent else messages.error)(self.request, words_of(invited, is_sent=is_sent))


class Withdraw(OfOrganiser, FormPage):
    """An invitation that nobody has accepted yet."""

    right = Right.MANAGE_MEMBERS
    page_title = "Retirer une invitation"
    submit = "Retirer l’invitation"
    serious = True
    invitation: Invitation

    def find(self, **ids: Any) -> None:
        super().find(**ids)
        still_open = Invitation.objects.still_open().filter(organiser=self.organiser)
        self.invitation = still_open.get(pk=possible(ids["invitation_id"]))

    def says(self) -> list[str]:
        return [f"Le lien envoyé à {self.invitation.email} ne servira plus."]

    def act(self, typed: dict[str, Any]) -> str:
        members.withdraw_invitation(
            actor=self.person, organiser_id=self.organiser.pk, invitation_id=self.invitation.pk
        )
        return "L’invitation est retirée\u00a0: son lien ne sert plus."


class OfMember(OfOrganiser, FormPage):
    """Something about one member."""

    right = Right.MANAGE_MEMBERS
    membership: Membership

    def find(self, **ids: Any) -> None:
        super().find(**ids)
        found = Membership.objects.filter(organiser=self.organiser).select_related("user")
        self.membership = found.get(user=possible(ids["user_id"]))


class ChangeRole(OfMember):
    """Holder or member."""

    page_title = "Changer le rôle"
    refusal = "Le rôle n’est pas changé"
    form_class = RoleForm

    def initial(self) -> dict[str, Any]:
        return {"role": self.membership.role}

    def says(self) -> list[str]:
        return [
            f"{self.membership.user.audit_label}, pour {self.organiser.name}.",
            "Titulaires et membres tiennent à jour les données. Les titulaires décident de qui a accès.",
        ]

    def act(self, typed: dict[str, Any]) -> str:
        changed = members.change_role(
            actor=self.person,
            organiser_id=self.organiser.pk,
            user_id=self.membership.user_id,
            role=Role(typed["role"]),
        )
        return f"Le rôle de {self.membership.user.audit_label} est changé." if changed else ""


class Remove(OfMember):
    """End somebody's access."""

    page_title = "Retirer l’accès"
    submit = "Retirer l’accès"
    serious = True
    refusal = "L’accès n’est pas retiré"

    def says(self) -> list[str]:
        return [
            f"{self.membership.user.audit_label} ne verra plus rien de {self.organiser.name}, aussitôt.",
            "Ce que cette personne a fait reste dans l’historique.",
        ]

    def act(self, typed: dict[str, Any]) -> str:
        members.remove_member(
            actor=self.person, organiser_id=self.organiser.pk, user_id=self.membership.user_id
        )
        return f"{self.membership.user.audit_label} n’a plus accès à {self.organiser.name}."


class StrongLogin(OfOrganiser, FormPage):
    """Whether the organiser asks its people for a strong login: the other of the two, after a question."""

    right = Right.REQUIRE_STRONG
    page_title = "Connexion forte"
    refusal = "Rien n’est changé"
    form_class = RequireForm

    def find(self, **ids: Any) -> None:
        super().find(**ids)
        required = self.organiser.strong_login_required
        if not (required or settings.STRONG_LOGIN):
            # Nobody could pass.
            raise Organiser.DoesNotExist
        self.serious = not required
        self.submit = "Ne plus la rendre obligatoire" if required else "La rendre obligatoire"

    def says(self) -> list[str]:
        if self.organiser.strong_login_required:
            return [f"Un mot de passe suffira de nouveau pour {self.organiser.name}."]
        return [
            f"Toutes les personnes qui ont accès à {self.organiser.name} devront se connecter avec itsme, "
            "l’eID ou les clés BOSA, aussitôt. Par mot de passe, elles n’en verront plus rien."
        ]

    def initial(self) -> dict[str, Any]:
        return {"required": "non" if self.organiser.strong_login_required else "oui"}

    def act(self, typed: dict[str, Any]) -> str:
        # What the button said, also where somebody else has decided meanwhile.
        required = typed["required"] == "oui"
        require_strong_login(actor=self.person, organiser_id=self.organiser.pk, required=required)
        return f"La connexion forte {'est maintenant' if required else 'n’est plus'} obligatoire."


def menu_item() -> MenuItem:
    return RightMenuItem(
        OrganisersPage.page_title, "office_organisers", right=OrganisersPage.right, name="organisers",
        icon_name=OrganisersPage.header_icon, order=120,
    )  # fmt: skip


def urls() -> list[URLPattern]:
    one = "organisateurs/<int:organiser_id>/"
    return [
        path("organisateurs/", OrganisersPage.as_view(), name="office_organisers"),
        path(one, OrganiserPage.as_view(), name="office_organiser"),
        path(f"{one}inviter/", Invite.as_view(), name="office_invite"),
        path(f"{one}connexion-forte/", StrongLogin.as_view(), name="office_strong_login"),
        path(
            f"{one}invitations/<int:invitation_id>/retirer/",
            Withdraw.as_view(),
            name="office_withdraw_invitation",
        ),
        path(f"{one}membres/<int:user_id>/role/", ChangeRole.as_view(), name="office_change_role"),
        path(f"{one}membres/<int:user_id>/retirer/", Remove.as_view(), name="office_remove_member"),
    ]
