"""What Wagtail asks about people and rows, answered from the table of rights (`portal.accounts.rights`)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.permission_policies import BasePermissionPolicy

from portal.accounts.models import User
from portal.accounts.person import person_behind
from portal.accounts.rights import Right
from portal.audit.models import AuditEntry
from portal.facilities.facility_access import facilities_for
from portal.facilities.models import Listing


class ListingRights(BasePermissionPolicy):
    """Listings, by the facilities on which somebody has the right. Nobody adds or deletes one by itself."""

    rights: Mapping[str, Right] = {
        "view": Right.SEE_FACILITY,
        "change": Right.EDIT_LISTING,
        "history": Right.SEE_HISTORY,
    }

    def user_has_permission(self, user: Any, action: str) -> bool:
        right = self.rights.get(action)
        return right is not None and person_behind(user).may(right)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Listing) -> bool:
        return self.instances_user_has_any_permission_for(user, [action]).filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Listing]:
        rights = [self.rights[action] for action in actions if action in self.rights]
        person, found = person_behind(user), Q(pk__in=())
        for right in rights:
            found |= Q(facility__in=facilities_for(person, right))
        return Listing.objects.filter(found)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        """Wagtail asks this for lists of people to assign things to: nobody is offered."""
        return User.objects.none()


class ContentRights(BasePermissionPolicy):
    """What editors write for professionals: every row for whoever has the right. Nobody deletes one."""

    right = Right.EDIT_CONTENT
    actions = frozenset({"view", "add", "change"})

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in self.actions and person_behind(user).may(self.right)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_permission(user, action)

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Any]:
        rows = self.model._default_manager
        return (
            rows.all() if any(self.user_has_permission(user, action) for action in actions) else rows.none()
        )

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        return User.objects.none()


class ReasonRights(ContentRights):
    """Canned reasons: every row for whoever writes them."""

    right = Right.EDIT_REASONS


class HistoryRights(BasePermissionPolicy):
    """The whole history, to read: whoever has the right has it on every entry, and nobody on one alone."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and person_behind(user).may(Right.SEARCH_HISTORY)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: AuditEntry) -> bool:
        return self.user_has_permission(user, action)

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Iterable[str]
    ) -> QuerySet[AuditEntry]:
        may = any(self.user_has_permission(user, action) for action in actions)
        return AuditEntry.objects.all() if may else AuditEntry.objects.none()

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        return User.objects.none()
