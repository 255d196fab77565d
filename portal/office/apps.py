from datetime import timedelta

from django.apps import AppConfig
from django.core import checks


class OfficeConfig(AppConfig):
    name = "portal.office"
    label = "office"
    verbose_name = "OFFICE.ONE"

    def ready(self) -> None:
        from wagtail.admin.views.account import AvatarSettingsPanel, NameEmailSettingsPanel
        from wagtail.log_actions import registry as log_registry
        from wagtail.permissions import register_permission_policy
        from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction
        from wagtail.users.views.bulk_actions.user_bulk_action import UserBulkAction

        from portal.accounts.models import User
        from portal.audit.models import AuditEntry
        from portal.audit.words import register_subject
        from portal.facilities.models import Listing
        from portal.kernel.schedule import Job, register_job
        from portal.news.models import Announcement
        from portal.office.door import check_door
        from portal.office.policies import ContentRights, HistoryRights, ListingRights, ReasonRights
        from portal.office.previews import forget_previews
        from portal.office.register_export import TOLD
        from portal.queues.models import Reason

        register_permission_policy(Listing, ListingRights(Listing))
        register_permission_policy(Announcement, ContentRights(Announcement))
        register_permission_policy(Reason, ReasonRights(Reason))
        register_permission_policy(AuditEntry, HistoryRights(AuditEntry))
        # Who searches the history is in it; and who takes the register away, as what.
        register_subject(AuditEntry)
        register_subject(User, TOLD)
        register_job(Job("office.previews", "Aperçus effacés", timedelta(days=1), forget_previews))
        checks.register(check_door, checks.Tags.security, deploy=True)
        # Bulk actions call neither actions nor services, and ask no policy about the rows they name.
        UserBulkAction.models = []
        SnippetBulkAction.models = []
        # One's own name is changed in PRO.ONE, by a service, and told in the history: others read it there.
        NameEmailSettingsPanel.is_active = AvatarSettingsPanel.is_active = _never
        # Wagtail's own log shows labels and people to whoever holds any permission on the model: the history
        # is in the audit instead.
        log_registry.log_entry_models_by_type.register(Listing, value=None)
        log_registry.log_entry_models_by_type.register(Announcement, value=None)
        log_registry.log_entry_models_by_type.register(Reason, value=None)


def _never(panel: object) -> bool:
    """For panels of Wagtail's that are not offered."""
    return False
