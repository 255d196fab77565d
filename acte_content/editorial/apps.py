from datetime import timedelta

from django.apps import AppConfig
from wagtail.admin.apps import WagtailAdminAppConfig
from wagtail.contrib.redirects.apps import WagtailRedirectsAppConfig
from wagtail.documents.apps import WagtailDocsAppConfig
from wagtail.images.apps import WagtailImagesAppConfig

_EACH_MINUTE = timedelta(minutes=1)


class EditorialConfig(AppConfig):
    name = "acte_content.editorial"
    label = "editorial"
    verbose_name = "Contenus"

    def ready(self) -> None:
        from wagtail.models import AbstractPage, Page
        from wagtail.permissions import register_permission_policy

        from acte_content.editorial import framing, review_notices
        from acte_content.editorial.jobs import keep_to_schedule
        from acte_content.editorial.models import FaqTheme
        from acte_content.editorial.policies import PageRights, ThemeRights
        from portal.kernel.portal_texts import register_text_source
        from portal.kernel.schedule import Job, register_job
        from portal.my.frame import register_frame
        from portal.my.views.sitemap import register_sitemap
        from portal.pro.navigation import offer

        register_permission_policy(AbstractPage, PageRights(Page))
        register_permission_policy(FaqTheme, ThemeRights(FaqTheme))
        register_frame(framing.frame, framing.guides)
        review_notices.register()
        register_text_source(framing.texts)
        register_sitemap("guides", framing.PublicPages)
        offer(framing.INFORMATIONS)
        register_job(
            Job("editorial.schedule", "Pages publiées et retirées à l’heure", _EACH_MINUTE, keep_to_schedule)
        )


class EditorialAdminConfig(WagtailAdminAppConfig):
    """Wagtail's admin, without its e-mails about moderation: the bell tells it (`review_notices`)."""

    def ready(self) -> None:
        super().ready()
        from wagtail.admin.views.account import NotificationsSettingsPanel
        from wagtail.models import TaskState, WorkflowState
        from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

        from acte_content.editorial.account_forms import OwnNotificationsForm

        for signal, sender, told in (
            (task_submitted, TaskState, "group_approval_task_submitted"),
            (workflow_submitted, WorkflowState, "workflow_state_submitted"),
            (workflow_approved, WorkflowState, "workflow_state_approved"),
            (workflow_rejected, WorkflowState, "workflow_state_rejected"),
        ):
            signal.disconnect(sender=sender, dispatch_uid=f"{told}_email_notification")
        NotificationsSettingsPanel.form_class = OwnNotificationsForm


class EditorialImagesConfig(WagtailImagesAppConfig):
    """Wagtail's app of images, whose policy is ours."""

    def ready(self) -> None:
        super().ready()
        from wagtail.images import get_image_model
        from wagtail.permissions import register_permission_policy

        from acte_content.editorial.policies import ImageRights

        image = get_image_model()
        register_permission_policy(
            image, ImageRights(image, auth_model="wagtailimages.Image", owner_field_name="uploaded_by_user")
        )


class EditorialDocumentsConfig(WagtailDocsAppConfig):
    """Wagtail's app of documents, whose policy is ours."""

    def ready(self) -> None:
        super().ready()
        from wagtail.documents import get_document_model
        from wagtail.permissions import register_permission_policy

        from acte_content.editorial.policies import DocumentRights

        document = get_document_model()
        register_permission_policy(
            document,
            DocumentRights(document, auth_model="wagtaildocs.Document", owner_field_name="uploaded_by_user"),
        )


class EditorialRedirectsConfig(WagtailRedirectsAppConfig):
    """Wagtail's app of redirects, whose policy is ours."""

    def ready(self) -> None:
        super().ready()
        from wagtail.contrib.redirects.models import Redirect
        from wagtail.permissions import register_permission_policy

        from acte_content.editorial.policies import PublishedAtOnce

        register_permission_policy(Redirect, PublishedAtOnce(Redirect))
