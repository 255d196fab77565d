"""Django's question `user.has_perm(…)`, answered from the table of rights."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from portal.accounts.person import person_behind
from portal.accounts.rights import Right

# What Wagtail and Django ask, as they name it.
_PERMISSIONS = {
    "wagtailadmin.access_admin": Right.ENTER_OFFICE,
    "search.view_gazetteerplace": Right.SEE_GAZETTEER,
    "facilities.view_listing": Right.SEE_FACILITY,
    "facilities.change_listing": Right.EDIT_LISTING,
    "queues.view_reason": Right.EDIT_REASONS,
    "queues.add_reason": Right.EDIT_REASONS,
    "queues.change_reason": Right.EDIT_REASONS,
    "news.view_announcement": Right.EDIT_CONTENT,
    "news.add_announcement": Right.EDIT_CONTENT,
    "news.change_announcement": Right.EDIT_CONTENT,
}


class ByRights(BaseBackend):
    """Signs nobody in; says what the roles of somebody who is signed in allow, at the level of that login."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        right = _PERMISSIONS.get(perm)
        return right is not None and user_obj.is_authenticated and person_behind(user_obj).may(right)
