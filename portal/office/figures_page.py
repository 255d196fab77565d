"""« Chiffres »: how many listings of an agent are fresh, complete and visible, by kind and by territory."""

from typing import Any

from django.urls import URLPattern, path, reverse
from wagtail.admin.menu import MenuItem

from portal.accounts.rights import Right
from portal.facilities.figures import tallies_of
from portal.kernel.days import long_date
from portal.office.figures import figures_of
from portal.office.pages import OfficePage, RightMenuItem, say_errors_aloud
from portal.office.register_filters import FiguresFilterSet
from portal.office.register_pages import RegisterPage
from portal.office.search_words import counted


class FiguresPage(OfficePage):
    """One query counts all; a territory or a sector narrows it."""

    template_name = "office/register/figures.html"
    page_title = "Chiffres du registre"
    header_icon = "order"
    right = Right.SEE_REGISTER
    filters: FiguresFilterSet

    def find(self, **ids: Any) -> None:
        self.filters = FiguresFilterSet(self.request.GET, person=self.person)

    def above(self) -> list[tuple[str, str]]:
        return [(str(RegisterPage.page_title), reverse("office_register"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filters = self.filters
        tallies = tallies_of(filters.rows, filters.today)
        say_errors_aloud(filters.form)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        total = counted(sum(tally.count for tally in tallies), "fiche")
        return context | {
            "form": filters.form,
            "is_narrowed": filters.is_narrowed,
            "is_valid": filters.is_valid(),
            "linkurl": self.request.path,
            "figures": figures_of(tallies, filters.chosen),
            "said": f"{total} le {long_date(filters.today)}",
        }


def urls() -> list[URLPattern]:
    return [path("registre/chiffres/", FiguresPage.as_view(), name="office_figures")]


def menu_item() -> MenuItem:
    page = FiguresPage
    return RightMenuItem(
        "Chiffres", "office_figures", right=page.right, name="figures", icon_name=page.header_icon, order=106
    )
