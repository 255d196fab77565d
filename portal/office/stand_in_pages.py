"""Stand-ins: each agent's own (« Mes remplacements »), and those of others for whoever manages agents."""

from typing import Any

from django.urls import URLPattern, path, reverse
from wagtail.admin.menu import MenuItem

from portal.accounts import posts
from portal.accounts.models import StandIn, User
from portal.accounts.rights import Right
from portal.facilities.access import possible
from portal.facilities.people_access import colleagues, person_for
from portal.kernel import clock
from portal.kernel.days import long_date
from portal.office.agent_forms import StandInForm
from portal.office.pages import FormPage, OfficePage, RightMenuItem
from portal.office.person_pages import PURPOSE, PeoplePage


class Own(OfficePage):
    """Of the agent who asks."""

    right = Right.ENTER_OFFICE
    header_icon = "calendar-alt"
    absent: User

    def find(self, **ids: Any) -> None:
        self.absent = User.objects.defer("niss").get(pk=self.person.pk)

    def list_url(self) -> str:
        return reverse("office_own_stand_ins")

    def end_url(self, stand_in: StandIn) -> str:
        return reverse("office_end_own_stand_in", args=[stand_in.pk])


class Others(OfficePage):
    """Of the person whom the address names."""

    right = Right.MANAGE_AGENTS
    header_icon = "calendar-alt"
    absent: User

    def find(self, **ids: Any) -> None:
        self.absent = person_for(self.person, ids["user_id"], right=self.right, purpose=PURPOSE)

    def above(self) -> list[tuple[str, str]]:
        page = reverse("office_person", args=[self.absent.pk])
        return [(PeoplePage.page_title, reverse("office_people")), (self.absent.audit_label, page)]

    def list_url(self) -> str:
        return reverse("office_stand_ins", args=[self.absent.pk])

    def end_url(self, stand_in: StandIn) -> str:
        return reverse("office_end_stand_in", args=[self.absent.pk, stand_in.pk])


class StandIns(FormPage):
    """Those of today and those that are planned, and a form for another."""

    template_name = "office/stand_ins.html"
    form_class = StandInForm
    submit = "Confier les fonctions"
    refusal = "Le remplacement n’est pas encore enregistré"
    absent: User

    def form_arguments(self) -> dict[str, Any]:
        return {"absent": self.absent}

    def initial(self) -> dict[str, Any]:
        return {"first_day": clock.today()}

    def done_url(self) -> str:
        return self.list_url()

    def act(self, typed: dict[str, Any]) -> str:
        stand_in = colleagues().get(pk=int(typed["stand_in"]))
        posts.hand_over(
            actor=self.person,
            absent=self.absent,
            stand_in=stand_in,
            first_day=typed["first_day"],
            last_day=typed["last_day"],
        )
        return (
            f"{stand_in.audit_label} remplace {self.absent.audit_label} du {long_date(typed['first_day'])} "
            f"au {long_date(typed['last_day'])}."
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        planned = StandIn.objects.not_ended(clock.today())
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "stand_ins": [
                (stand_in, self.end_url(stand_in))
                for stand_in in planned.filter(absent=self.absent).select_related("stand_in")
            ],
            "stands_in_for": planned.filter(stand_in=self.absent).select_related("absent"),
            "is_me": self.absent.pk == self.person.pk,
            "absent": self.absent,
        }


class EndStandIn(FormPage):
    """Earlier than planned."""

    page_title = "Mettre fin au remplacement"
    submit = "Mettre fin au remplacement"
    serious = True
    absent: User
    stand_in: StandIn

    def find(self, **ids: Any) -> None:
        super().find(**ids)
        mine = StandIn.objects.not_ended(clock.today()).filter(absent=self.absent).select_related("stand_in")
        self.stand_in = mine.get(pk=possible(ids["stand_in_id"]))

    def done_url(self) -> str:
        return self.list_url()

    def says(self) -> list[str]:
        name = self.stand_in.stand_in.audit_label
        return [f"{name} n’aura plus, aussitôt, les fonctions de {self.absent.audit_label}."]

    def act(self, typed: dict[str, Any]) -> str:
        posts.end_stand_in(actor=self.person, stand_in_id=self.stand_in.pk)
        return f"{self.stand_in.stand_in.audit_label} ne remplace plus {self.absent.audit_label}."


class OwnStandIns(StandIns, Own):
    page_title = "Mes remplacements"


class EndOwnStandIn(EndStandIn, Own):
    def above(self) -> list[tuple[str, str]]:
        return [(OwnStandIns.page_title, self.list_url())]


class OthersStandIns(StandIns, Others):
    page_title = "Remplacements"


class EndOthersStandIn(EndStandIn, Others):
    def above(self) -> list[tuple[str, str]]:
        return [*super().above(), (OthersStandIns.page_title, self.list_url())]


def menu_item() -> MenuItem:
    return RightMenuItem(
        OwnStandIns.page_title, "office_own_stand_ins", right=OwnStandIns.right, name="stand-ins",
        icon_name=OwnStandIns.header_icon, order=160,
    )  # fmt: skip


def urls() -> list[URLPattern]:
    others = "personnes/<int:user_id>/remplacements/"
    return [
        path("remplacements/", OwnStandIns.as_view(), name="office_own_stand_ins"),
        path("remplacements/<int:stand_in_id>/fin/", EndOwnStandIn.as_view(), name="office_end_own_stand_in"),
        path(others, OthersStandIns.as_view(), name="office_stand_ins"),
        path(f"{others}<int:stand_in_id>/fin/", EndOthersStandIn.as_view(), name="office_end_stand_in"),
    ]
