"""« Registre des fiches »: every listing that an agent reaches, filtered and ordered."""

from typing import Any

from django.urls import URLPattern, path, reverse
from wagtail.admin.menu import MenuItem
from wagtail.admin.paginator import WagtailPaginator

from portal.accounts.rights import Right
from portal.facilities.register import rows_of
from portal.facilities.territories import reaches_everywhere
from portal.office.pages import PER_PAGE, OfficePage, RightMenuItem, say_errors_aloud
from portal.office.register_filters import RegisterFilterSet, register_url
from portal.office.search_words import number

WORDS = ("fiche", "fiches")


class RegisterPage(OfficePage):
    """The rows of the register, page by page. Of an address that says nonsense: none, and why."""

    template_name = "office/register/list.html"
    page_title = "Registre des fiches"
    header_icon = "table"
    right = Right.SEE_REGISTER
    filters: RegisterFilterSet

    def find(self, **ids: Any) -> None:
        self.filters = RegisterFilterSet(self.request.GET, person=self.person)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_valid = self.filters.is_valid()
        found = WagtailPaginator(self.filters.rows, PER_PAGE)
        found.verbose_name, found.verbose_name_plural = WORDS
        page = found.get_page(self.request.GET.get("p"))
        say_errors_aloud(self.filters.form)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "form": self.filters.form,
            "is_narrowed": self.filters.is_narrowed,
            "is_valid": is_valid,
            "rows": list(rows_of(page.object_list, self.filters.today)),
            "items": page,
            "elided_page_range": found.get_elided_page_range(page.number),
            "linkurl": self.request.path,
            "exportable": self._exportable(found.count) if is_valid else "",
            "figures_url": reverse("office_figures"),
            "export_url": register_url(self.filters.chosen, "office_register_export"),
        }

    def _exportable(self, shown: int) -> str:
        """How many of them an export would hold, in figures; nothing for whoever may export none."""
        if not self.person.may(Right.EXPORT_REGISTER):
            return ""
        if reaches_everywhere(self.person, Right.EXPORT_REGISTER) or set(
            self.person.rights(Right.EXPORT_REGISTER)
        ) == set(self.person.rights(Right.SEE_REGISTER)):
            return number(shown)
        own = RegisterFilterSet(self.request.GET, person=self.person, right=Right.EXPORT_REGISTER)
        return number(own.rows.count())


def urls() -> list[URLPattern]:
    return [path("registre/", RegisterPage.as_view(), name="office_register")]


def menu_item() -> MenuItem:
    page = RegisterPage
    return RightMenuItem(
        page.page_title, "office_register", right=page.right, name="register",
        icon_name=page.header_icon, order=105,
    )  # fmt: skip
