"""Pages of our own inside the Wagtail admin: each for whoever has a right, and not there for others."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.accounts.forms import PlainForm, add_errors
from portal.accounts.person import Person, person_behind
from portal.accounts.rights import Right
from portal.accounts.sealing import Unsealable, seal, unseal

PER_PAGE = 50
SEARCH = "recherche"
SEARCH_LASTS = timedelta(hours=12)


def has_method(view: Any, request: HttpRequest) -> bool:
    """Whether the view answers this method at all: where it does not, nothing is looked at."""
    method = (request.method or "").lower()
    return method in view.http_method_names and hasattr(view, "get" if method == "head" else method)


class OfficePage(WagtailAdminTemplateMixin, TemplateView):
    """A page for whoever has `right`. What `find` does not find is not there: 404."""

    right: Right
    person: Person

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.person = person_behind(request.user)
        if not self.person.may(self.right):
            raise Http404
        if not has_method(self, request):
            return self.http_method_not_allowed(request, *args, **kwargs)
        try:
            self.find(**kwargs)
        except ObjectDoesNotExist as nobodys:
            raise Http404 from nobodys
        return super().dispatch(request, *args, **kwargs)

    def find(self, **ids: Any) -> None:
        """Get what the address names through access functions."""

    def above(self) -> list[tuple[str, str]]:
        """The pages above this one: (label, url)."""
        return []

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = [{"url": url, "label": label} for label, url in self.above()]
        return [*self.breadcrumbs_items, *above, {"url": "", "label": self.get_page_title()}]


class SeeOther(HttpResponseRedirect):
    """After a POST that changed nothing: get the answer."""

    status_code = 303


class ListPage(OfficePage):
    """Rows, page by page, and a search of them.

    What is searched is often somebody's name: it is posted, and stands in the address sealed, for the one who
    typed it alone. So pages can be turned and come back to, and no log and no link tells whom one looked for.
    """

    sealed_as: str
    search_label: str
    # Of what is listed: one, several.
    words: tuple[str, str]

    def rows(self) -> QuerySet[Any]:
        """All that this person may see, in order."""
        raise NotImplementedError

    def named(self, rows: QuerySet[Any], text: str) -> QuerySet[Any]:
        """Those of them that a search finds."""
        raise NotImplementedError

    def shown(self, rows: list[Any]) -> list[Any]:
        """What the page tells of the rows that it lists."""
        return rows

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        text = request.POST.get(SEARCH, "").strip()[:200].strip()
        if not text:
            return SeeOther(request.path)
        return SeeOther(f"{request.path}?{SEARCH}={seal(self.sealed_as, [self.person.pk, text])}")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text, rows = self._searched(), self.rows()
        found = WagtailPaginator(self.named(rows, text) if text else rows, PER_PAGE)
        found.verbose_name, found.verbose_name_plural = self.words
        page = found.get_page(self.request.GET.get("p"))
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "searched": text,
            "search_label": self.search_label,
            "rows": self.shown(list(page.object_list)),
            "items": page,
            "elided_page_range": found.get_elided_page_range(page.number),
            "linkurl": self.request.path,
        }

    def _searched(self) -> str:
        token = self.request.GET.get(SEARCH, "")
        try:
            owner_id, text = unseal(self.sealed_as, token, valid=SEARCH_LASTS) if token else (None, "")
        except Unsealable:
            return ""
        return str(text) if owner_id == self.person.pk else ""


class FormPage(OfficePage):
    """A form whose `act` calls one service. What that refuses is told by the field, and nothing changes."""

    template_name = "office/form.html"
    form_class: type[forms.Form] = PlainForm
    submit = "Enregistrer"
    # Of what takes something away.
    serious = False
    refusal = "Rien n’est encore enregistré"

    def says(self) -> list[str]:
        """What will happen, before the button."""
        return []

    def initial(self) -> dict[str, Any]:
        return {}

    def form_arguments(self) -> dict[str, Any]:
        return {}

    def act(self, typed: dict[str, Any]) -> str:
        """Call the service; what was done, in words (empty: nothing to tell). `ValidationError` by field."""
        raise NotImplementedError

    def done_url(self) -> str:
        raise NotImplementedError

    def back_url(self) -> str:
        """Of « Annuler »."""
        return self.done_url()

    def get_header_title(self) -> str:
        return f"Erreur\u00a0: {self.page_title}" if self.form.errors else str(self.get_page_title())

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.form = self.form_class(initial=self.initial(), **self.form_arguments())
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.form = self.form_class(request.POST, initial=self.initial(), **self.form_arguments())
        if self.form.is_valid():
            try:
                done = self.act(self.form.cleaned_data)
            except ValidationError as refusal:
                add_errors(self.form, refusal)
            except ObjectDoesNotExist as gone:
                # Somebody else was faster.
                raise Http404 from gone
            else:
                if done:
                    messages.success(request, done)
                return HttpResponseRedirect(self.done_url())
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        say_errors_aloud(self.form)
        return context | {
            "form": self.form,
            "says": self.says(),
            "submit": self.submit,
            "serious": self.serious,
            "refusal": self.refusal,
            "back_url": self.back_url(),
        }


def say_errors_aloud(form: forms.Form) -> None:
    """A field names its error, too: Wagtail's names its help alone."""
    for field in form:
        if field.errors and not field.use_fieldset:
            hint = f"{field.id_for_label}-helptext " if field.help_text else ""
            field.field.widget.attrs["aria-describedby"] = f"{hint}{field.auto_id}_error"


class RightMenuItem(MenuItem):
    """A line of the menu, for whoever has the right."""

    def __init__(self, label: str, url_name: str, *arguments: Any, right: Right, **kwargs: Any) -> None:
        super().__init__(label, reverse(url_name, args=arguments), **kwargs)
        self.right = right

    def is_shown(self, request: HttpRequest) -> bool:
        return person_behind(request.user).may(self.right)
