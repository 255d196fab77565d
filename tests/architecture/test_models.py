"""Two rooms: what a private model may never be, and which tables only services write."""

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.models import BigAutoField, Model
from wagtail.admin.viewsets import viewsets
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)
from wagtail.search.index import Indexed
from wagtail.snippets.models import get_snippet_models

from acte_content.questions.models import TeamQuestion
from portal.accounts.models import (
    AgentCard,
    AgentInvitation,
    AgentPost,
    EmergencyKey,
    FederatedIdentity,
    KeyInvitation,
    StandIn,
    User,
)
from portal.audit.models import AuditEntry, AuditSeal
from portal.conversations.models import Conversation, ConversationMessage
from portal.facilities.models import (
    BankStatement,
    Facility,
    Listing,
    Organiser,
    PedagogicalProject,
    Photo,
    StaffContact,
)
from portal.files.models import ReceivedFile
from portal.helpdesk.models import HelpdeskMessage, MessageAttachment
from portal.kernel.private_fields import private_columns, private_fields
from portal.kernel.service import guarded_columns, guarded_tables

SEALED = {model for model, _ in private_fields()}
KEPT_PRIVATE = {
    Facility, Organiser, StaffContact, AuditEntry, AuditSeal, User, HelpdeskMessage, MessageAttachment,
    Conversation, ConversationMessage, ReceivedFile, Photo, PedagogicalProject, BankStatement, TeamQuestion,
}  # fmt: skip
PRIVATE = sorted(KEPT_PRIVATE | SEALED, key=lambda model: model._meta.label)
# Each of them keeps or shows what was typed, in clear, beyond the model's own table.
KEEP_A_COPY = (
    RevisionMixin,
    DraftStateMixin,
    WorkflowMixin,
    LockableMixin,
    PreviewableMixin,
    TranslatableMixin,
    Indexed,
)
# Written by Django and Wagtail themselves (sign-in, pages and uploads of editors), so by no service of ours.
WRITTEN_BY_THE_FRAME = {"accounts", "catalogue", "editorial", "files"}
# Counts of how often somebody asked: nothing of the domain.
TECHNICAL = {"limits"}
# Beside the frame's, ours alone.
GUARDED_THERE = {
    AgentCard,
    AgentInvitation,
    AgentPost,
    EmergencyKey,
    FederatedIdentity,
    KeyInvitation,
    ReceivedFile,
    StandIn,
}


def portal_models() -> list[type[Model]]:
    return [
        model
        for config in apps.get_app_configs()
        if config.name.startswith(("portal.", "acte_content."))
        for model in config.get_models(include_auto_created=True)
    ]


@pytest.mark.parametrize("model", PRIVATE)
def test_private_models_leave_no_copies(model: type[Model]) -> None:
    assert [mixin.__name__ for mixin in KEEP_A_COPY if issubclass(model, mixin)] == []


@pytest.mark.parametrize("model", PRIVATE)
def test_private_models_are_no_snippets(model: type[Model]) -> None:
    assert model not in get_snippet_models()


def test_private_models_have_no_chooser() -> None:
    choosers = {viewset.model for viewset in viewsets.viewsets if "chooser" in type(viewset).__name__.lower()}
    assert choosers & set(PRIVATE) == set()


def test_the_listing_keeps_no_revisions() -> None:
    """Its drafts would be second writers, and its previews hold the posted form."""
    stored = (RevisionMixin, DraftStateMixin, WorkflowMixin, LockableMixin)
    assert [mixin.__name__ for mixin in stored if issubclass(Listing, mixin)] == []


@pytest.mark.parametrize("model", portal_models(), ids=lambda model: model._meta.label)
def test_services_alone_write_the_domain(model: type[Model]) -> None:
    of_the_domain = model._meta.app_label not in WRITTEN_BY_THE_FRAME | TECHNICAL
    expected = of_the_domain or model in GUARDED_THERE
    assert (model._meta.db_table.lower() in guarded_tables()) is expected


def test_sealed_values_are_found() -> None:
    """What the tests above hold of models with private fields, they hold of somebody."""
    assert User in SEALED


@pytest.mark.parametrize(
    "model", sorted(SEALED, key=lambda model: model._meta.label), ids=lambda model: model._meta.label
)
def test_services_alone_write_private_values(model: type[Model]) -> None:
    table = model._meta.db_table.lower()
    assert table in guarded_tables() or private_columns(model) <= guarded_columns(table)


@pytest.mark.parametrize("model", portal_models(), ids=lambda model: model._meta.label)
def test_ids_never_run_out(model: type[Model]) -> None:
    assert settings.DEFAULT_AUTO_FIELD == "django.db.models.BigAutoField"
    key = model._meta.pk
    assert key is not None
    if key.get_internal_type().endswith("AutoField"):
        assert isinstance(key, BigAutoField)


@pytest.mark.django_db
def test_migrations_tell_the_models_as_they_are() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
