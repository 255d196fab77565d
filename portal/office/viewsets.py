"""The base of every register in OFFICE.ONE: no view of it shows or changes a row that its user may not.

Wagtail asks a permission policy about the *model* nearly everywhere, and about the row almost nowhere: with
stock views, lists, edit, delete, history, inspect and choosers reach foreign rows. Here each view of a
viewset passes through `Gate`, since `construct_view` makes them all. What is not offered has no address.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import ModelChoiceField
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.tables import BaseColumn, BulkActionsCheckboxColumn
from wagtail.permissions import policy_registry
from wagtail.snippets.views import snippets
from wagtail.snippets.views.chooser import SnippetChooserViewSet

from portal.accounts.forms import add_errors
from portal.accounts.person import person_behind
from portal.audit.services import record_consultation
from portal.office.pages import has_method

ANY_ACTION = ("add", "change", "delete", "view")


def rows_for(user: Any, model: type[Model], actions: Any = ANY_ACTION) -> QuerySet[Any]:
    """The rows of `model` on which the user may do at least one of `actions`, as its policy says."""
    policy = policy_registry.get_by_type(model)
    return policy.instances_user_has_any_permission_for(user, actions)


def limited(queryset: QuerySet[Any], user: Any, actions: Any = ANY_ACTION) -> QuerySet[Any]:
    """`queryset` without the rows that are not the user's."""
    return queryset.filter(pk__in=rows_for(user, queryset.model, actions).order_by().values("pk"))


class Gate:
    """Mixed in before any view of a viewset: a row that is not the user's does not exist (404).

    It never sets `permission_required`: the view's own check of the model stays in force. Where the view says
    as what its object is consulted, that is in the history before anything is shown.
    """

    request: HttpRequest
    model: type[Model]
    consulted_as: str = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        # Before super(), which loads the object.
        if "pk" in kwargs:
            found = self._own_row(request, kwargs["pk"])
            if self.consulted_as and has_method(self, request):
                record_consultation(
                    actor=person_behind(request.user), subject=found, purpose=self.consulted_as
                )
        super().setup(request, *args, **kwargs)  # type: ignore[misc]  # the view's

    def get_base_queryset(self) -> QuerySet[Any]:
        """Of lists. A history lists other things than the model: its gate is the row in its address."""
        queryset: QuerySet[Any] = super().get_base_queryset()  # type: ignore[misc]  # the view's
        return self._own(queryset) if queryset.model is self.model else queryset

    def get_object_list(self) -> QuerySet[Any]:
        """Of choosers."""
        return self._own(super().get_object_list())  # type: ignore[misc]  # the view's

    def get_objects(self, pks: list[str]) -> QuerySet[Any]:
        """Of choosers of several rows."""
        try:
            return self._own(super().get_objects(pks))  # type: ignore[misc]  # the view's
        except ValueError as malformed:
            raise Http404 from malformed

    def _own(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return limited(queryset, self.request.user, self._actions())

    def _actions(self) -> Any:
        required = getattr(self, "permission_required", None)
        return (required,) if required else getattr(self, "any_permission_required", None) or ANY_ACTION

    def _own_row(self, request: HttpRequest, quoted: Any) -> Model:
        try:
            pk = self.model._meta.pk.to_python(unquote(str(quoted)))
        except ValidationError as malformed:
            raise Http404 from malformed
        found: Model | None = rows_for(request.user, self.model, self._actions()).filter(pk=pk).first()
        if found is None:
            raise Http404
        return found


def gated(view_class: type[Any], consulted_as: str = "") -> type[Any]:
    """The same view behind the gate; its own `consulted_as` comes first."""
    said = getattr(view_class, "consulted_as", consulted_as)
    return type(view_class.__name__, (Gate, view_class), {"consulted_as": said})


class GatedForm(WagtailAdminModelForm):
    """A form that offers only the user's rows in its choices, and leaves the rules to the service.

    `version` travels with the form: the service refuses to overwrite what somebody else saved meanwhile.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, ModelChoiceField) and field.queryset is not None:
                field.queryset = limited(field.queryset, self.for_user)

    def _post_clean(self) -> None:
        # The service says in plain French, by field, what is wrong; Django would name the constraint.
        self.instance.__dict__["validate_constraints"] = _left_to_the_service
        super()._post_clean()
        del self.instance.__dict__["validate_constraints"]


def _left_to_the_service(exclude: Any = None) -> None:
    """Instead of a model's own check of its constraints."""


class GatedFilterSet(WagtailFilterSet):
    """Filters that offer only the user's rows in their choices."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for choice in self.filters.values():
            queryset = choice.extra.get("queryset")
            if isinstance(queryset, QuerySet):
                choice.extra["queryset"] = limited(queryset, self.request.user)


class GatedIndexView(snippets.IndexView):
    """A list without check boxes (no bulk action is offered), and never exported."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.is_export = False

    @property
    def columns(self) -> list[BaseColumn]:
        return [column for column in super().columns if not isinstance(column, BulkActionsCheckboxColumn)]

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Wagtail's index finds; the database filters, since the index knows no filter on related tables."""
        if not self.is_searching:
            return queryset
        found = super().search_queryset(self.model._default_manager.all())
        return queryset.filter(pk__in=[row.pk for row in found[:MOST_FOUND]])


# A search that finds more needs another word, not another page.
MOST_FOUND = 1_000


class SaysWhatTheServiceRefused:
    """For an edit view: a `ValidationError` of the service becomes errors of the form, not a 500."""

    get_error_message: Callable[[], str]
    form_invalid: Callable[[Any], HttpResponse]

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # the view's
        except ValidationError as refusal:
            add_errors(form, refusal)
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)
        return response


class GatedEditView(SaysWhatTheServiceRefused, snippets.EditView):
    """The edit view, whose action calls a service."""

    def get_history_url(self) -> str | None:
        """The way to its history, for whoever may read that."""
        readable = rows_for(self.request.user, self.model, ("history",)).filter(pk=self.object.pk)
        return super().get_history_url() if readable.exists() else None

    success_message = "«\u00a0%(object)s\u00a0»\u00a0: les modifications sont enregistrées."
    error_message = "Rien n’est encore enregistré\u00a0: corrigez ce qui est signalé ci-dessous."


class GatedChooserViewSet(SnippetChooserViewSet):
    """A chooser of the user's own rows. It creates nothing: that would pass by the services."""

    def construct_view(self, view_class: type[Any], **kwargs: Any) -> Any:
        return super().construct_view(gated(view_class), **kwargs)

    def get_urlpatterns(self) -> list[Any]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]


class GatedSnippetViewSet(snippets.SnippetViewSet):
    """A snippet behind the gate. `offers` names its views; all others have no address."""

    offers: frozenset[str] = frozenset({"list", "list_results", "inspect"})
    # What the history says of whoever opens a page of one row.
    consulted_as: str = ""
    base_form_class = GatedForm
    chooser_viewset_class = GatedChooserViewSet
    index_view_class = GatedIndexView
    edit_view_class = GatedEditView
    # Without the bar of bulk actions that snippets have.
    index_template_name = snippets.IndexView.template_name
    create_template_name = "office/snippet_create.html"
    edit_template_name = "office/snippet_edit.html"
    inspect_view_enabled = True
    copy_view_enabled = False
    # Wagtail's index of references would keep, and show, who points at whom.
    add_to_reference_index = False

    def construct_view(self, view_class: type[Any], **kwargs: Any) -> Any:
        return super().construct_view(gated(view_class, self.consulted_as), **kwargs)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {
            key: None if key.endswith("_url_name") and not self._is_offered(value) else value
            for key, value in super().get_common_view_kwargs(**kwargs).items()
        }

    def get_urlpatterns(self) -> list[Any]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in self.offers]

    def _is_offered(self, url_name: str | None) -> bool:
        return url_name is not None and url_name.rpartition(":")[2] in self.offers
