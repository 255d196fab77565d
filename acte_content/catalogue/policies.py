"""Who writes the catalogue in OFFICE.ONE: whoever has the right in the house's table, on every row."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from acte_content.catalogue.models import CharterVersion
from acte_content.editorial.policies import users_with
from portal.accounts.models import User
from portal.accounts.person import person_behind
from portal.accounts.rights import Right
from portal.office.policies import ContentRights


class TextRights(ContentRights):
    """Drafts, publication and history of the texts. Nobody deletes one: it is withdrawn."""

    right = Right.EDIT_ACTE
    actions = frozenset({"view", "add", "change", "history"})

    def user_has_permission(self, user: Any, action: str) -> bool:
        """To publish is a right of its own: a draft waits for whoever has it."""
        if action == "publish":
            return person_behind(user).may(Right.PUBLISH_ACTE)
        return super().user_has_permission(user, action)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        """Those who are told that a text waits for them."""
        return users_with([Right.PUBLISH_ACTE if set(actions) == {"publish"} else Right.EDIT_ACTE])


class CharterRights(TextRights):
    """A version that has been published is read, and changed no more: people have signed it."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: CharterVersion) -> bool:
        settled = action in ("change", "publish") and instance.is_settled
        return not settled and super().user_has_permission_for_instance(user, action, instance)

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Any]:
        asked = set(actions)
        rows = super().instances_user_has_any_permission_for(user, asked)
        # To read one is asked for by more than these two.
        return rows.filter(first_published_at=None) if asked <= {"change", "publish"} else rows
