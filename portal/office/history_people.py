"""Whom a search of the history is about: found by name in a posted form: no name gets into an address."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.permissions import policy_registry

from portal.accounts.models import User
from portal.accounts.person import person_behind
from portal.accounts.posts import posts_of
from portal.audit.models import WHOLE_HISTORY, AuditEntry
from portal.audit.services import record_consultation

PURPOSE = "recherche d’une personne"
# Who finds more types more of the name.
MOST_FOUND = 50


class NameForm(forms.Form):
    """A part of a name, or of a user name."""

    name = forms.CharField(
        label="Nom, prénom ou nom d’utilisateur",
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Indiquez un nom, ou le début d’un nom."},
    )


class HistoryPeopleView(WagtailAdminTemplateMixin, TemplateView):
    """People whose names hold every word that was typed; each leads to their entries by their number."""

    template_name = "office/history/people.html"
    page_title = "Chercher une personne"
    header_icon = "user"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not policy_registry.get_by_type(AuditEntry).user_has_permission(request.user, "view"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form, people = NameForm(request.POST), None
        if form.is_valid():
            record_consultation(
                actor=person_behind(request.user), subject=AuditEntry(pk=WHOLE_HISTORY), purpose=PURPOSE
            )
            people = _shown(_named(form.cleaned_data["name"]))
        return self.render_to_response(self.get_context_data(form=form, people=people))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**{"form": NameForm(), "people": None} | kwargs)
        return context | {"most": MOST_FOUND}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse("history:index"), "label": "Historique"}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.page_title}]


def _named(text: str) -> QuerySet[User]:
    found = Q()
    for word in text.split():
        found &= Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(username__icontains=word)
    return User.objects.filter(found).order_by("last_name", "first_name", "pk")[:MOST_FOUND]


def _shown(people: QuerySet[User]) -> list[dict[str, Any]]:
    found = list(people)
    posts = posts_of([person.pk for person in found])
    return [
        {
            "name": person.audit_label,
            "number": person.pk,
            "functions": ", ".join(dict.fromkeys(str(post) for post in posts.get(person.pk, ()))),
            "url": f"{reverse('history:index')}?actor_id={person.pk}",
        }
        for person in found
    ]


def urls() -> list[URLPattern]:
    return [path("historique/personne/", HistoryPeopleView.as_view(), name="office_history_people")]
