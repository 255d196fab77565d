"""« Personnes »: who has an account, found by name or e-mail, and one person's page."""

from typing import Any, cast

from django.db.models import Prefetch, QuerySet
from django.urls import URLPattern, path, reverse
from wagtail.admin.menu import MenuItem

from portal.accounts.lockout import is_locked_out
from portal.accounts.models import AgentPost, StandIn, User
from portal.accounts.rights import Right
from portal.accounts.services import last_sign_in
from portal.audit.models import AuditEntry
from portal.audit.services import record_consultation
from portal.facilities.facility_access import organisers_for
from portal.facilities.models import Membership
from portal.facilities.people_access import may_deactivate, people_for, people_named, person_for
from portal.facilities.services.people import DEACTIVATED
from portal.kernel import clock
from portal.office.organiser_pages import MOST_PLACES, places_seen
from portal.office.pages import ListPage, OfficePage, RightMenuItem

PURPOSE = "page de la personne"
LIST_PURPOSE = "liste des personnes"


class PeoplePage(ListPage):
    """All whom this agent may see, by name."""

    right = Right.SEE_PERSON
    template_name = "office/people.html"
    page_title = "Personnes"
    header_icon = "user"
    sealed_as = "office.people"
    words = ("personne", "personnes")
    search_label = "Nom, nom d’utilisateur ou adresse e-mail"

    def find(self, **ids: Any) -> None:
        """Names of people are personal data, also in a list: who read it is in the history, of the reader."""
        record_consultation(actor=self.person, subject=cast(User, self.request.user), purpose=LIST_PURPOSE)

    def rows(self) -> QuerySet[User]:
        posts = AgentPost.objects.not_ended(clock.today())
        return people_for(self.person).prefetch_related(
            Prefetch("memberships", memberships_for(self), to_attr="shown_memberships"),
            Prefetch("posts", posts, to_attr="shown_posts"),
        )

    def named(self, rows: QuerySet[User], text: str) -> QuerySet[User]:
        return people_named(rows, text)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"invites_agents": self.person.may(Right.MANAGE_AGENTS)}


class PersonPage(OfficePage):
    """What ONE knows of a person's access, and what this agent may do about it."""

    right = Right.SEE_PERSON
    template_name = "office/person.html"
    header_icon = "user"
    user: User

    def find(self, **ids: Any) -> None:
        self.user = person_for(self.person, ids["user_id"], purpose=PURPOSE)

    def get_page_title(self) -> str:
        return self.user.audit_label

    def above(self) -> list[tuple[str, str]]:
        return [(PeoplePage.page_title, reverse("office_people"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today, user, person = clock.today(), self.user, self.person
        signed_in, memberships = last_sign_in(user), list(memberships_for(self).filter(user=user))
        may_reset = user.is_active and self._reaches(Right.RESET_PASSWORD)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "shown": user,
            "is_converted": user.is_converted,
            "signed_in": signed_in,
            "signed_in_by": signed_in.changes["login"][1] if signed_in else "",
            "deactivated": None if user.is_active else _deactivation(user),
            "memberships": memberships,
            "places": places_seen(person, (one.organiser_id for one in memberships))[:MOST_PLACES],
            "posts": AgentPost.objects.not_ended(today).filter(user=user),
            "stand_ins": StandIn.objects.not_ended(today).filter(absent=user).select_related("stand_in"),
            "stands_in_for": StandIn.objects.not_ended(today).filter(stand_in=user).select_related("absent"),
            "today": today,
            "may_reset": may_reset,
            "is_locked": may_reset and is_locked_out(user),
            "may_deactivate": user.pk != person.pk and may_deactivate(person, user),
            "may_manage": self._reaches(Right.MANAGE_AGENTS),
        }

    def _reaches(self, right: Right) -> bool:
        return people_for(self.person, right).filter(pk=self.user.pk).exists()


def memberships_for(page: OfficePage) -> QuerySet[Membership]:
    """Accesses to the organisers whose members this agent may see, and to no others."""
    seen = organisers_for(page.person, Right.SEE_MEMBERS).order_by().values("pk")
    return (
        Membership.objects.filter(organiser__in=seen)
        .select_related("organiser")
        .order_by("organiser__name_key", "organiser", "pk")
    )


def _deactivation(user: User) -> AuditEntry | None:
    return (
        AuditEntry.objects.filter(
            subject_type=User._meta.label_lower, subject_id=user.pk, purpose=DEACTIVATED
        )
        .order_by("-at", "-pk")
        .first()
    )


def menu_item() -> MenuItem:
    return RightMenuItem(
        PeoplePage.page_title, "office_people", right=PeoplePage.right, name="people",
        icon_name=PeoplePage.header_icon, order=140,
    )  # fmt: skip


def urls() -> list[URLPattern]:
    return [
        path("personnes/", PeoplePage.as_view(), name="office_people"),
        path("personnes/<int:user_id>/", PersonPage.as_view(), name="office_person"),
    ]
