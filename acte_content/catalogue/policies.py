"""Who writes the catalogue in OFFICE.ONE: whoever has the right in the house's table, on every row."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from acte_content.catalogue.models import CharterVersion
from portal.accounts.rights import Right
from portal.office.policies import ContentRights


class TextRights(ContentRights):
    """Drafts, publication and history of the texts. Nobody deletes one: it is withdrawn."""

    right = Right.EDIT_ACTE
    actions = frozenset({"view", "add", "change", "publish", "history"})


class CharterRights(TextRights):
    """A version that has been published is read, and changed no more: people have signed it."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: CharterVersion) -> bool:
        settled = action in ("change", "publish") and instance.is_settled
        return not settled and super().user_has_permission_for_instance(user, action, instance)

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Any]:
        asked = set(actions)
        rows = super().instances_user_has_any_permission_for(user, asked)
        return rows if asked & {"view", "history"} else rows.filter(first_published_at=None)
