"""What Wagtail asks about pages and images, answered from the table of rights instead of Django's groups.

Wagtail keeps such answers in tables of groups; here a person's functions say it, read at each request, so
that nothing has to be kept in step.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Collection, Page
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy

from portal.accounts.models import AgentPost, User
from portal.accounts.person import person_behind
from portal.accounts.rights import TABLE, Right
from portal.kernel import clock

# By right, what may be done. Nobody deletes pages with others below them in one go.
PAGE_ACTIONS = {
    Right.EDIT_CONTENT: frozenset({"add", "change"}),
    Right.PUBLISH_CONTENT: frozenset({"publish", "lock", "unlock"}),
}
_IMAGE_ACTIONS = {Right.EDIT_CONTENT: frozenset({"add", "change", "choose"})}


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
    """Who has one of these rights today, by a function of their own."""
    today = clock.today()
    functions = {role for right in rights for role in TABLE[right]}
    held = AgentPost.objects.not_ended(today).filter(function__in=functions, since__lte=today)
    return User.objects.filter(is_active=True, pk__in=held.values("user"))


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
    """Images of the library: every one for whoever writes content; Wagtail says where one is in use."""

    # Wagtail keeps one answer for images and documents alike: whichever is asked first.
    permission_cache_name = "_image_permission_cache"

    def get_all_permissions_for_user(self, user: Any) -> list[_Granted]:
        return _granted(user, _IMAGE_ACTIONS, Collection, "image")

    def _users_with_perm(self, actions: Iterable[str], collection: Any = None) -> QuerySet[User]:
        return users_with([Right.EDIT_CONTENT])


class PublishedAtOnce(ModelPermissionPolicy):
    """What has no draft, as menus and redirects: whoever may publish writes it."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return not user.is_anonymous and person_behind(user).may(Right.PUBLISH_CONTENT)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        return users_with([Right.PUBLISH_CONTENT])


class ContentSnippetRights(ModelPermissionPolicy):
    """Snippets that editors write: adding and changing by one right, publishing and deleting by another."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        right = Right.EDIT_CONTENT if action in ("add", "change", "view") else Right.PUBLISH_CONTENT
        return not user.is_anonymous and person_behind(user).may(right)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        return users_with([Right.EDIT_CONTENT])
