"""What Wagtail brings along for pages and images: for those who write them, and there for nobody else.

Wagtail itself lets whoever may enter read there: titles of pages and images in its API and choosers, tags,
tasks, the log of the site, and a form that makes the server fetch what somebody types.
"""

from typing import Any

from portal.accounts.person import person_behind
from portal.accounts.rights import Right

# For whoever writes texts, pages or those of ACTE: what a form of either opens.
_FOR_WRITERS = (
    "/office/block-preview/",
    "/office/choose-",
    "/office/images/",
    "/office/snippets/editorial/faqtheme/",
    "/office/tag-autocomplete/",
)
_FOR_EDITORS = (
    "/office/api/",
    "/office/bulk/",
    "/office/collections/",
    "/office/documents/",
    "/office/embeds/",
    "/office/pages/",
    "/office/redirects/",
    "/office/reports/",
    "/office/settings/",
    "/office/sites/",
    "/office/snippets/choose/editorial/",
    "/office/snippets/editorial/",
    "/office/workflows/",
)


def hides(path: str, user: Any) -> bool:
    """Whether this address does not exist for this user, who has signed in."""
    if not path.startswith(_FOR_WRITERS + _FOR_EDITORS):
        return False
    person = person_behind(user)
    if person.may(Right.EDIT_CONTENT):
        return False
    return not (path.startswith(_FOR_WRITERS) and person.may(Right.EDIT_ACTE))
