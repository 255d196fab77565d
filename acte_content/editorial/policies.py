"""What Wagtail asks about pages and images, answered from the table of rights instead of Django's groups.

Wagtail keeps such answers in tables of groups; here a person's functions say it, read at each request, so
that nothing has to be kept in step.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import Collection, Page
from wagtail.permission_policies import BasePermissionPolicy, ModelPermissionPolicy
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy

from acte_content.editorial.enums import FaqPlace
from portal.accounts.models import AgentPost, StandIn, User
from portal.accounts.person import person_behind
from portal.accounts.rights import TABLE, Right
from portal.kernel import clock

# By right, what may be done. Nobody deletes pages with others below them in one go.
PAGE_ACTIONS = {
    Right.EDIT_CONTENT: frozenset({"add", "change"}),
    Right.PUBLISH_CONTENT: frozenset({"publish", "lock", "unlock"}),
}
_IMAGE_ACTIONS = {
    right: frozenset({"add", "change", "choose"}) for right in (Right.EDIT_CONTENT, Right.EDIT_ACTE)
}
_DOCUMENT_ACTIONS = {Right.EDIT_CONTENT: frozenset({"add", "change", "choose"})}


@dataclass(frozen=True)
class _Named:
    codename: str


@dataclass(frozen=True)
class _Granted:
    """What Wagtail expects of a row of its permissions: an action, from this node of a tree down."""

    permission: _Named
    node: Page | Collection

    @property
    def page(self) -> Page | Collection:
        return self.node

    collection = page

    @property
    def page_id(self) -> int:
        node_id: int = self.node.pk
        return node_id

    collection_id = page_id


def _granted(
    user: Any, by_right: dict[Right, frozenset[str]], tree: type[Page] | type[Collection], model_name: str
) -> list[_Granted]:
    if user.is_anonymous:
        return []
    person = person_behind(user)
    actions = {action for right, named in by_right.items() if person.may(right) for action in named}
    root = tree.get_first_root_node() if actions else None
    return [_Granted(_Named(f"{action}_{model_name}"), root) for action in sorted(actions)]


def users_with(rights: Iterable[Right]) -> QuerySet[User]:
    """Who has one of these rights today: by a function of their own, or of whom they stand in for."""
    today = clock.today()
    functions = {role for right in rights for role in TABLE[right]}
    held = AgentPost.objects.not_ended(today).filter(
        function__in=functions, since__lte=today, user__is_active=True
    )
    stand_ins = StandIn.objects.filter(
        absent__in=held.values("user"), first_day__lte=today, last_day__gte=today
    )
    either = Q(pk__in=held.values("user")) | Q(pk__in=stand_ins.values("stand_in"))
    return User.objects.filter(either, is_active=True)


class PageRights(PagePermissionPolicy):
    """On every page alike: whoever writes content adds and changes, whoever may publish publishes."""

    def get_all_permissions_for_user(self, user: Any) -> list[_Granted]:
        return _granted(user, PAGE_ACTIONS, Page, "page")

    def users_with_any_permission(
        self, actions: Iterable[str], include_superusers: bool = True
    ) -> QuerySet[User]:
        asked = set(actions)
        return users_with(right for right, does in PAGE_ACTIONS.items() if does & asked)

    def users_with_any_permission_for_instance(
        self, actions: Iterable[str], instance: Page, include_superusers: bool = True
    ) -> QuerySet[User]:
        return self.users_with_any_permission(actions)


class ImageRights(CollectionOwnershipPermissionPolicy):
    """Images of the library: every one for whoever writes pages or ACTE; Wagtail says where one is in use."""

    # Wagtail keeps one answer for images and documents alike: whichever is asked first.
    permission_cache_name = "_image_permission_cache"

    def get_all_permissions_for_user(self, user: Any) -> list[_Granted]:
        return _granted(user, _IMAGE_ACTIONS, Collection, "image")

    def _users_with_perm(self, actions: Iterable[str], collection: Any = None) -> QuerySet[User]:
        return users_with(_IMAGE_ACTIONS)


class DocumentRights(CollectionOwnershipPermissionPolicy):
    """Documents of the library: for whoever writes content; deleted by whoever may publish.

    To delete one takes it from every page that holds it.
    """

    permission_cache_name = "_document_permission_cache"

    def get_all_permissions_for_user(self, user: Any) -> list[_Granted]:
        return _granted(user, _DOCUMENT_ACTIONS, Collection, "document")

    def _users_with_perm(self, actions: Iterable[str], collection: Any = None) -> QuerySet[User]:
        return users_with([Right.EDIT_CONTENT])

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action == "delete":
            return not user.is_anonymous and person_behind(user).may(Right.PUBLISH_CONTENT)
        return bool(super().user_has_permission(user, action))

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        others = set(actions) - {"delete"}
        if others != set(actions) and self.user_has_permission(user, "delete"):
            return True
        return bool(others and super().user_has_any_permission_for_instance(user, others, instance))

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> Any:
        others = set(actions) - {"delete"}
        if others != set(actions) and self.user_has_permission(user, "delete"):
            return self.model._default_manager.all()
        return super().instances_user_has_any_permission_for(user, others)


class PublishedAtOnce(ModelPermissionPolicy):
    """What has no draft, as menus and redirects: whoever may publish writes it."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return not user.is_anonymous and person_behind(user).may(Right.PUBLISH_CONTENT)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        return users_with([Right.PUBLISH_CONTENT])


# For each page of frequent questions: who writes its themes, who publishes and deletes them.
_OF_PLACE = {
    FaqPlace.MY: (Right.EDIT_CONTENT, Right.PUBLISH_CONTENT),
    FaqPlace.ACTE: (Right.EDIT_ACTE, Right.PUBLISH_ACTE),
}
_WRITES, _PUBLISHES = frozenset({"view", "add", "change", "history"}), frozenset({"publish", "delete"})


def places_for(user: Any, action: str) -> frozenset[FaqPlace]:
    """The pages of frequent questions on whose themes the user may do this."""
    if action not in _WRITES | _PUBLISHES or user is None or user.is_anonymous:
        return frozenset()
    person = person_behind(user)
    return frozenset(place for place, rights in _OF_PLACE.items() if person.may(rights[action in _PUBLISHES]))


class ThemeRights(BasePermissionPolicy):
    """Themes of frequent questions, each by the page on which it stands.

    One that a draft moves to another page is of both: only whoever has the right on both reaches it.
    """

    def user_has_permission(self, user: Any, action: str) -> bool:
        return bool(places_for(user, action))

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        if instance.place not in places_for(user, action):
            return False
        stored = self.instances_user_has_any_permission_for(user, [action])
        return instance.pk is None or stored.filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Any]:
        found = Q(pk__in=())
        for action in actions:
            places = [place.value for place in places_for(user, action)]
            # A draft from before there were places says none.
            drafted = Q(latest_revision__content__place__in=places)
            unsaid = Q(latest_revision__content__place__isnull=True)
            found |= Q(place__in=places) & (drafted | unsaid)
        return self.model._default_manager.filter(found)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        asked = set(actions)
        publishing = bool(asked & _PUBLISHES) and not asked & _WRITES
        return users_with(rights[publishing] for rights in _OF_PLACE.values())

    def users_with_any_permission_for_instance(self, actions: Iterable[str], instance: Any) -> QuerySet[User]:
        publishing = not set(actions) & _WRITES
        return users_with([_OF_PLACE[FaqPlace(instance.place)][publishing]])
