"""`manage.py demo_people`: people to sign in as in PRO.ONE and OFFICE.ONE, where these are open for trial."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from portal.accounts import posts
from portal.accounts.enums import LoginLevel, Role, Territory
from portal.accounts.models import User
from portal.accounts.person import person_of
from portal.accounts.strong.identities import convert
from portal.accounts.strong.personas import PERSONAS, Persona
from portal.facilities.demo.handed_in import hand_in_photos, hand_in_statement
from portal.facilities.demo.private import give_private_values
from portal.facilities.enums import FacilityKind
from portal.facilities.models import Facility, Membership, Organiser
from portal.facilities.services import members, state_bank_account
from portal.facilities.services.bank import NEVER_STATED
from portal.facilities.submission_access import decided_by_one
from portal.kernel import clock
from portal.kernel.actors import SystemActor
from portal.notifications.services import bell_only

ACTOR = SystemActor("données de démonstration")
PASSWORD = "demo"  # noqa: S105 -- known to all, hence only where the doors are open for trial

# Where the agent conseil among them is in charge.
_NEAR = Territory.NAMUR
# No mail server is there.
DEMO_MAIL = "@demo.example"

# The example of all manuals: nobody's account.
IBAN = "BE68539007547034"


@dataclass(frozen=True, slots=True)
class Someone:
    """Somebody fictitious: holder of an organiser of this kind, or an agent with these functions."""

    username: str
    first_name: str
    last_name: str
    who: str
    kind: FacilityKind | None = None
    functions: tuple[Role, ...] = ()
    territory: Territory | None = None


HOLDERS = (
    Someone("nadia", "Nadia", "Lambert", "accueillante indépendante", FacilityKind.INDEPENDENT_CHILDMINDER),
    Someone("karim", "Karim", "Bensaïd", "directeur d’une crèche", FacilityKind.CRECHE),
    Someone("anne", "Anne", "Delvaux", "responsable d’un accueil extrascolaire", FacilityKind.AFTER_SCHOOL),
    Someone("rosa", "Rosa", "Ferrari", "accueillante en co-accueil", FacilityKind.CO_CHILDMINDERS),
    Someone("luc", "Luc", "Henrion", "responsable d’un SAE, et membre de la crèche", FacilityKind.SAE),
)
AGENTS = (
    Someone(
        "sophie",
        "Sophie",
        "Marchal",
        "agente conseil, Namur",
        functions=(Role.ADVISER,),
        territory=_NEAR,
    ),
    Someone("helpdesk", "Hélène", "Dupuis", "helpdesk", functions=(Role.HELPDESK,)),
    Someone("digipro", "David", "Gillet", "DIGIPRO", functions=(Role.DIGIPRO,)),
    # Together they may do all that can be done in OFFICE.ONE today.
    Someone(
        "agent",
        "Agent",
        "de démonstration",
        "tout OFFICE.ONE, à l’essai",
        functions=(Role.ADMINISTRATOR, Role.DIGIPRO, Role.EDITOR, Role.MODERATOR, Role.ACTE_TEAM),
    ),
)
EVERYBODY = (*HOLDERS, *AGENTS)


class Command(BaseCommand):
    help = "Crée des personnes fictives (mot de passe «\u00a0demo\u00a0») pour essayer PRO.ONE et OFFICE.ONE."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IS_TRIAL:
            raise CommandError(
                "Ceci n’est pas un site d’essai\u00a0: un mot de passe connu de tous n’y a pas sa place."
            )
        if _others().exists():
            raise CommandError(
                "Cette base a déjà des comptes\u00a0: ce n’est pas une base de démonstration. "
                "Vérifiez DATABASE_URL."
            )
        with bell_only():
            for someone in HOLDERS:
                self._holder(someone)
            self._second_organiser(HOLDERS[-1], HOLDERS[1])
            for someone in AGENTS:
                self._agent(someone)
            for persona in PERSONAS:
                _make_known(persona)
            self._hand_in(HOLDERS[0])
        self.stdout.write(f"Un de ces noms, et le mot de passe «\u00a0{PASSWORD}\u00a0»\u00a0:")
        for someone in EVERYBODY:
            self.stdout.write(f"  {someone.username:<10}{someone.who}")

    def _holder(self, someone: Someone) -> None:
        user = _user(someone)
        if user.memberships.exists():
            return
        organiser = _organiser_without_members(someone.kind)
        if organiser is None:
            # Few demonstration data, or none yet: the person is there, without a place.
            return
        members.give_first_holder(actor=ACTOR, organiser_id=organiser.pk, user=user)
        for facility in organiser.facilities.select_related("listing", "organiser").order_by("pk"):
            give_private_values(actor=ACTOR, user=user, facility=facility, today=clock.today())
        state_bank_account(
            actor=person_of(user, LoginLevel.EID),
            organiser_id=organiser.pk,
            version=NEVER_STATED,
            iban=IBAN,
            bic="",
            account_holder=user.get_full_name(),
        )

    @staticmethod
    def _second_organiser(guest: Someone, host: Someone) -> None:
        """One person in two organisers, the second by an invitation as anybody's."""
        user, holder = _user(guest), _user(host)
        membership = Membership.objects.filter(user=holder).order_by("pk").first()
        if (
            membership is None
            or Membership.objects.filter(user=user, organiser=membership.organiser).exists()
        ):
            return
        invited = members.invite_member(
            actor=person_of(holder, LoginLevel.PASSWORD),
            organiser_id=membership.organiser_id,
            role=Role.MEMBER,
            email=user.email,
            first_name=user.first_name,
            last_name=user.last_name,
        )
        members.accept_invitation(
            actor=person_of(user, LoginLevel.PASSWORD), secret=invited.secret, user=user
        )

    @staticmethod
    def _hand_in(someone: Someone) -> None:
        """Photos and a bank statement of this one, where the agent conseil of the demonstration decides."""
        holder = person_of(_user(someone), LoginLevel.EID)
        adviser = person_of(_user(AGENTS[0]), LoginLevel.EID)
        own = Facility.objects.filter(organiser__memberships__user=holder.pk).select_related("listing")
        for facility in own.order_by("pk"):
            if decided_by_one(adviser).filter(pk=facility.pk).exists():
                hand_in_photos(holder, adviser, facility)
                hand_in_statement(holder, facility.organiser_id)

    @staticmethod
    def _agent(someone: Someone) -> None:
        user = _user(someone)
        if not user.posts.exists():
            for function in someone.functions:
                posts.give_post(actor=ACTOR, user=user, function=function, territory=someone.territory)


def _others() -> QuerySet[User]:
    """Accounts that no command of the demonstration has made."""
    names = [someone.username for someone in EVERYBODY]
    return User.objects.exclude(username__in=names).exclude(email__endswith=DEMO_MAIL)


def _user(someone: Someone) -> User:
    user = User.objects.filter(username=someone.username).first()
    # Past the rules for passwords: nobody would type twelve characters in a demonstration.
    return user or User.objects.create_user(
        someone.username,
        email=f"{someone.username}{DEMO_MAIL}",
        password=PASSWORD,
        first_name=someone.first_name,
        last_name=someone.last_name,
    )


def _make_known(persona: Persona) -> None:
    """To strong login, as somebody who has converted."""
    user = User.objects.filter(username=persona.username).first()
    if user and not user.is_converted:
        convert(
            actor=ACTOR,
            user=user,
            first_name=persona.first_name,
            last_name=persona.last_name,
            niss=persona.niss,
            consent=True,
        )


def _organiser_without_members(kind: FacilityKind | None) -> Organiser | None:
    """One that runs this kind of facility and nothing else, where there is one: in the territory of the agent
    conseil among these people, who decides about its photos; of few places, as most do."""
    of_kind = Facility.objects.filter(kind=kind).values("organiser")
    others = Facility.objects.exclude(kind=kind).values("organiser")
    fitting = Organiser.objects.filter(pk__in=of_kind, memberships=None)
    is_near = Q()
    for postcodes in _NEAR.postcodes:
        is_near |= Q(postcode__range=postcodes)
    near = Facility.objects.filter(is_near, organiser=OuterRef("pk"))
    fitting = fitting.annotate(places=Count("facilities"), is_near=Exists(near))
    fitting = fitting.order_by("-is_near", "places", "pk")
    return fitting.exclude(pk__in=others).first() or fitting.first()
