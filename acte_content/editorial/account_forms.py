"""What an agent chooses of Wagtail's e-mails, beside the notifications of the portals."""

from typing import Any

from wagtail.admin.forms.account import NotificationPreferencesForm


class OwnNotificationsForm(NotificationPreferencesForm):
    """Those that are left: about comments. All others are chosen with every notification, in PRO.ONE."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for told in ("submitted", "approved", "rejected"):
            self.fields.pop(f"{told}_notifications", None)
