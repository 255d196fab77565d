"""What Wagtail brings along for pages and images: for those who write them, and there for nobody else.

Wagtail itself lets whoever may enter read there: titles of pages and images in its API and choosers, tags,
tasks, the log of the site, and a form that makes the server fetch what somebody types.
"""

from typing import Any

from portal.accounts.person import person_behind
from portal.accounts.rights import Right

_FOR_EDITORS = (
    "/office/api/",
    "/office/block-preview/",
    "/office/bulk/",
    "/office/choose-",
    "/office/collections/",
    "/office/embeds/",
    "/office/images/",
    "/office/pages/",
    "/office/redirects/",
    "/office/reports/",
    "/office/settings/",
    "/office/sites/",
    "/office/snippets/choose/editorial/",
    "/office/snippets/editorial/",
    "/office/tag-autocomplete/",
    "/office/workflows/",
)


def hides(path: str, user: Any) -> bool:
    """Whether this address does not exist for this user, who has signed in."""
    return path.startswith(_FOR_EDITORS) and not person_behind(user).may(Right.EDIT_CONTENT)
