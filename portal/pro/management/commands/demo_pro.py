"""`manage.py demo_pro`: agents to call, announcements and messages for the people of `demo_people`."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.text import slugify

from portal.accounts import posts
from portal.accounts.enums import LoginLevel, Role, Territory, territory_of
from portal.accounts.models import AgentCard, AgentPost, User
from portal.accounts.person import Person, person_of
from portal.facilities.enums import Category, FacilityKind
from portal.facilities.management.commands.demo_people import DEMO_MAIL
from portal.facilities.models import Facility
from portal.facilities.one_contacts import functions_of
from portal.facilities.services.agents import NO_CARD, state_card
from portal.helpdesk.models import HelpdeskMessage
from portal.helpdesk.services import send_message
from portal.helpdesk.treating import treat_message
from portal.kernel import clock
from portal.kernel.actors import SystemActor
from portal.news.enums import AnnouncementKind
from portal.news.models import Announcement
from portal.news.services import NEW, state_announcement
from portal.notifications.services import bell_only

ACTOR = SystemActor("données de démonstration")
HOLDERS = ("nadia", "karim", "anne", "luc")
# First name, name: of those whom a place may call.
_NAMES = {
    Role.ADVISER: ("Sophie", "Marchal"),
    Role.CARE_COORDINATOR: ("Benoît", "Lejeune"),
    Role.CARE_OFFICER: ("Claire", "Fontaine"),
    Role.HEALTH_OFFICER: ("Yasmina", "El Amrani"),
    Role.APPROVAL_OFFICER: ("Thomas", "Wauters"),
}
_HOURS = "Lundi, mardi et jeudi, de 9\u00a0h à 16\u00a0h"
_ANNOUNCEMENTS: tuple[dict[str, Any], ...] = (
    {
        "kind": AnnouncementKind.SESSION,
        "title": "Séance d’information\u00a0: tenir sa fiche à jour",
        "text": "En vidéoconférence, pendant la sieste. Durée\u00a0: 45\u00a0minutes.",
        "categories": [Category.CHILDMINDER, Category.CRECHE, Category.SAE],
        "link": "https://www.one.be/",
        "link_words": "M’inscrire",
    },
    {
        "kind": AnnouncementKind.SURVEY,
        "title": "Que pensez-vous du nouveau PRO.ONE\u00a0?",
        "text": "Cinq questions, trois minutes. Vos réponses restent anonymes.",
        "categories": list(Category),
        "link": "https://www.one.be/",
        "link_words": "Répondre à l’enquête",
    },
    {
        "kind": AnnouncementKind.RULES,
        "title": "Accueil extrascolaire\u00a0: les heures de formation continue",
        "text": "Les modules qui restent à valider ne pénalisent pas votre agrément.",
        "categories": [Category.LEISURE],
    },
)


class Command(BaseCommand):
    help = "Crée des contacts, des annonces et des messages fictifs pour essayer PRO.ONE."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IS_TRIAL:
            raise CommandError("Ceci n’est pas un site d’essai\u00a0: rien de fictif n’y a sa place.")
        with bell_only():
            for name in HOLDERS:
                self._agents_of(name)
            self._announcements()
            self._messages()
        self.stdout.write("Contacts, annonces et messages de démonstration\u00a0: prêts.")

    def _agents_of(self, username: str) -> None:
        """Somebody for each function, in the territory of each place of this person."""
        places = Facility.objects.filter(organiser__memberships__user__username=username)
        for facility in places.order_by("pk"):
            territory = territory_of(facility.postcode)
            if territory is not None:
                for function in functions_of(FacilityKind(facility.kind)):
                    self._agent(function, territory)

    @staticmethod
    def _agent(function: Role, territory: Territory) -> None:
        today = clock.today()
        held = AgentPost.objects.not_ended(today).filter(function=function, territory=territory)
        post = held.select_related("user").order_by("pk").first()
        if post is None:
            first_name, last_name = _NAMES[function]
            name = slugify(f"{first_name} {territory.value}")
            user = User.objects.filter(username=name).first() or User.objects.create_user(
                name, email=f"{name}{DEMO_MAIL}", first_name=first_name, last_name=last_name
            )
            posts.give_post(actor=ACTOR, user=user, function=function, territory=territory)
        else:
            user = post.user
        if not AgentCard.objects.filter(user=user).exists():
            _card(user, territory)

    @staticmethod
    def _announcements() -> None:
        editor = _person("agent")
        if editor is None or Announcement.objects.exists():
            return
        today = clock.today()
        for announcement in _ANNOUNCEMENTS:
            state_announcement(
                actor=editor,
                announcement_id=None,
                version=NEW,
                first_day=today - timedelta(days=3),
                last_day=today + timedelta(days=60),
                **announcement,
            )

    @staticmethod
    def _messages() -> None:
        nadia, helpdesk = _person("nadia"), _person("helpdesk")
        if nadia is None or helpdesk is None or HelpdeskMessage.objects.exists():
            return
        first = send_message(
            actor=nadia,
            category="question",
            text="Comment changer l’ordre de mes photos\u00a0?",
            page="/pro/signaletique/",
        )
        treat_message(
            actor=helpdesk,
            message_id=first.pk,
            answer="Les photos ne peuvent pas encore être déposées ici. Nous vous préviendrons.",
        )
        send_message(
            actor=nadia,
            category="suggestion",
            text="Un rappel avant les vacances scolaires serait bien utile.",
            page="/pro/",
        )


def _card(user: User, territory: Territory) -> None:
    state_card(
        actor=person_of(user, LoginLevel.EID),
        user_id=user.pk,
        version=NO_CARD,
        phone="02 542 12 11",
        mobile="0470 00 00 01",
        address=f"Administration subrégionale, {territory.label}",
        hours=_HOURS,
    )


def _person(username: str) -> Person | None:
    user = User.objects.filter(username=username).first()
    return person_of(user, LoginLevel.EID) if user else None
