"""Messages: sent once, treated by whoever may, told to their writer. Coordinates: in one row."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError

from portal.accounts.enums import Role, Territory
from portal.accounts.models import User
from portal.accounts.rights import TABLE, Right
from portal.audit.models import AuditEntry
from portal.facilities.models import Facility, Organiser
from portal.files.enums import FileState
from portal.files.models import ReceivedFile
from portal.files.quarantine import scan_held
from portal.helpdesk.access import (
    attachment_for,
    helpdesk_contact,
    message_for,
    messages_for,
    messages_that_wait,
    own_attachment,
    own_message,
    own_messages,
    treating_agents,
)
from portal.helpdesk.documents import sent_files
from portal.helpdesk.enums import MessageState
from portal.helpdesk.models import HelpdeskContact, HelpdeskMessage, MessageAttachment
from portal.helpdesk.services import (
    send_message,
    state_contact,
    write_again,
)
from portal.helpdesk.treating import (
    answer_message,
    assign_message,
    pass_on_message,
    reopen_message,
    take_back_message,
    take_up_message,
    treat_message,
)
from portal.helpdesk.workflow import MESSAGE
from portal.kernel import clock
from portal.kernel.service import WriteOutsideService, writing
from portal.kernel.workflow import TransitionRefused
from portal.notifications.models import Notification
from tests.files.scanners import Answering
from tests.helpdesk.conftest import FILE, MakeFacility, MakeUser, by_password, strongly

pytestmark = pytest.mark.django_db
TEXT = "Où sont mes subsides\u00a0?"


def on_the_disk(settings: Any) -> list[Path]:
    return sorted(path for path in (Path(settings.PRIVATE_ROOT) / "helpdesk").glob("*") if path.is_file())


def send(user: User, **more: Any) -> HelpdeskMessage:
    return send_message(actor=by_password(user), **{"category": "question", "text": TEXT} | more)


def test_a_message_lands_with_user_facility_and_page(
    nadia: User, place: Facility, message: HelpdeskMessage
) -> None:
    assert (message.user, message.facility, message.page) == (nadia, place, "/pro/historique/")
    assert message.facility.reference_number == place.reference_number
    assert message.state == MessageState.SENT


def test_the_history_tells_that_it_was_sent_and_not_what(message: HelpdeskMessage) -> None:
    entry = AuditEntry.objects.get(subject_type="helpdesk.helpdeskmessage", kind="modification")
    assert entry.changes["attachments"] == [0, 1]
    assert "subsides" not in str(entry.changes)
    assert str(message) == entry.subject_label


@pytest.mark.parametrize(
    "page",
    ["https://mal.example/pro/", "//mal.example", "/invitation/secret/", "/pro/nulle-part/", "/office/",
     "/pro/utilisateur/adresse/jeton/", "javascript:alert(1)", "/pro/" + "x" * 300],
)  # fmt: skip
def test_only_pages_of_ours_without_secrets_are_kept(nadia: User, page: str) -> None:
    assert send(nadia, page=page).page == ""


def test_what_was_searched_is_no_part_of_a_page(nadia: User) -> None:
    assert send(nadia, page="/pro/notifications/?page=2&q=secret#x").page == "/pro/notifications/"


def test_the_same_click_twice_is_one_message(nadia: User, settings: Any) -> None:
    before = len(on_the_disk(settings))
    first, second = send(nadia, files=[FILE]), send(nadia, files=[FILE])
    assert first == second
    assert MessageAttachment.objects.count() == 1
    assert len(on_the_disk(settings)) == before + 1
    other = replace(FILE, content=FILE.content + b"\n")
    for files in ([other], [replace(FILE, name="capture.pdf")], [FILE, FILE]):
        third = send(nadia, files=files)
        assert third != first
        assert third == send(nadia, files=files)
    assert send(nadia, text="Autre chose") != first
    assert send(nadia) != first


@pytest.mark.parametrize(
    ("change", "field"),
    [({"category": "autre"}, "category"), ({"category": ""}, "category"), ({"text": " \n "}, "text"),
     ({"text": "x" * 5001}, "text"), ({"files": [FILE] * 6}, "attachments")],
)  # fmt: skip
def test_what_is_wrong_is_told_by_its_field_and_nothing_is_kept(
    nadia: User, change: dict[str, Any], field: str, settings: Any
) -> None:
    before = on_the_disk(settings)
    with pytest.raises(ValidationError) as refusal:
        send(nadia, **change)
    assert set(refusal.value.message_dict) == {field}
    assert not HelpdeskMessage.objects.exists()
    assert on_the_disk(settings) == before


def test_nobody_writes_about_a_facility_that_is_not_theirs(
    nadia: User, other_organiser: Organiser, make_facility: MakeFacility
) -> None:
    foreign = make_facility(other_organiser)
    with pytest.raises(ValidationError):
        send(nadia, facility_id=foreign.pk)


def test_files_have_names_that_tell_nothing(message: HelpdeskMessage, settings: Any) -> None:
    received = message.attachments.get().received
    assert received.name == "relevé.pdf"
    assert "relev" not in received.file.name
    path = Path(received.file.path)
    assert path.is_relative_to(Path(settings.PRIVATE_ROOT).resolve())
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(ValueError, match="no URL"):
        _ = received.file.url


def test_where_the_disk_fails_nothing_is_left(
    nadia: User, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    before, save, calls = on_the_disk(settings), ReceivedFile.save, []

    def fails_the_second_time(self: ReceivedFile, *args: Any, **kwargs: Any) -> None:
        calls.append(self)
        if len(calls) == 2:
            raise OSError("disk full")
        save(self, *args, **kwargs)

    monkeypatch.setattr(ReceivedFile, "save", fails_the_second_time)
    with pytest.raises(OSError, match="full"):
        send(nadia, files=[FILE, FILE])
    assert len(calls) == 2
    assert on_the_disk(settings) == before
    assert not HelpdeskMessage.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_file_waits_for_the_scanner_and_its_writer_is_told_of_a_virus(
    nadia: User, answering: Answering
) -> None:
    answering(None)
    attachment = send(nadia, files=[FILE]).attachments.get()
    assert attachment.received.is_held
    assert not list(sent_files(by_password(nadia)))
    answering(b"stream: Win.Test FOUND\0")
    assert scan_held(clock.today()) == 1
    attachment.received.refresh_from_db()
    assert attachment.received.state == FileState.INFECTED
    (told,) = Notification.objects.all()
    assert (told.user, "virus" in told.text, told.path) == (
        nadia,
        True,
        f"/pro/aide/messages/{attachment.message_id}/",
    )


def test_only_the_services_write(message: HelpdeskMessage) -> None:
    for change in (
        lambda: HelpdeskMessage.objects.update(text="autre"),
        lambda: MessageAttachment.objects.all().delete(),
        lambda: HelpdeskContact.objects.create(pk=1),
    ):
        with pytest.raises(WriteOutsideService):
            change()


ACTS: dict[str, Any] = {
    "take_up": take_up_message,
    "assign": lambda **ids: assign_message(user_id=treating_agents()[0].pk, **ids),
    "answer": lambda **ids: answer_message(answer="Voilà.", **ids),
    "pass_on": lambda **ids: pass_on_message(note="À voir.", **ids),
    "take_back": take_back_message,
    "treat": treat_message,
    "reopen": reopen_message,
    # Not of whoever treats messages: of its writer.
    "write_again": lambda **ids: write_again(text="Encore", **ids),
}


@pytest.mark.parametrize("role", [*TABLE[Right.TREAT_MESSAGES], Role.ADMINISTRATOR, Role.CARE_OFFICER])
def test_treating_follows_its_table(
    role: Role, make_user: MakeUser, message: HelpdeskMessage, agent: User
) -> None:
    who = strongly(make_user("x", function=role, territory=Territory.NAMUR if role.has_territory else None))
    for case in MESSAGE.matrix(role.value):
        if case.role != role.value:
            continue
        with writing():
            treated = case.status == MessageState.TREATED
            HelpdeskMessage.objects.update(state=case.status, treated_at=message.sent_at if treated else None)
        act = ACTS[case.transition.name]
        if case.is_allowed:
            assert act(actor=who, message_id=message.pk).state == case.transition.target
        else:
            with pytest.raises((HelpdeskMessage.DoesNotExist, TransitionRefused)):
                act(actor=who, message_id=message.pk)
            assert HelpdeskMessage.objects.get().state == case.status


def test_a_treated_message_is_told_without_its_words(
    message: HelpdeskMessage, agent: User, nadia: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        treat_message(actor=strongly(agent), message_id=message.pk, answer="Appelez-moi au sujet du compte.")
    told = Notification.objects.get(user=nadia, kind="helpdesk.message_treated")
    assert told.path == f"/pro/aide/messages/{message.pk}/"
    everywhere = told.text + told.title + "".join(sent.body for sent in mail.outbox)
    assert "compte" not in everywhere
    assert "subsides" not in everywhere
    entry = AuditEntry.objects.order_by("-pk").filter(subject_type="helpdesk.helpdeskmessage")[0]
    assert entry.purpose == "message traité"
    assert "compte" not in str(entry.changes)
    assert [reply.text for reply in own_message(by_password(nadia), message.pk).told] == [
        "Appelez-moi au sujet du compte."
    ]


def test_by_password_an_agent_treats_nothing(message: HelpdeskMessage, agent: User) -> None:
    assert not messages_for(by_password(agent)).exists()
    with pytest.raises(HelpdeskMessage.DoesNotExist):
        treat_message(actor=by_password(agent), message_id=message.pk)


def test_one_s_own_and_nobody_else_s(message: HelpdeskMessage, nadia: User, make_user: MakeUser) -> None:
    stranger = by_password(make_user("autre"))
    attachment = message.attachments.get()
    assert own_message(by_password(nadia), message.pk) == message
    assert own_attachment(by_password(nadia), message.pk, attachment.pk) == attachment
    assert not own_messages(stranger).exists()
    with pytest.raises(HelpdeskMessage.DoesNotExist):
        own_message(stranger, message.pk)
    with pytest.raises(MessageAttachment.DoesNotExist):
        own_attachment(stranger, message.pk, attachment.pk)
    other = send(nadia, text="Sans fichier")
    with pytest.raises(MessageAttachment.DoesNotExist):
        own_attachment(by_password(nadia), other.pk, attachment.pk)
    for number in (0, 2**63, 2**80):
        with pytest.raises(HelpdeskMessage.DoesNotExist):
            own_message(by_password(nadia), number)


def test_that_an_agent_reads_it_is_in_the_history(message: HelpdeskMessage, agent: User) -> None:
    read = AuditEntry.objects.filter(kind="consultation", subject_id=message.pk, actor_id=agent.pk)
    assert message_for(strongly(agent), message.pk) == message
    assert [entry.purpose for entry in read] == ["message au helpdesk"]
    assert attachment_for(strongly(agent), message.pk, message.attachments.get().pk)
    assert read.all().count() == 2


def test_what_waits_longest_comes_first(nadia: User, message: HelpdeskMessage, agent: User) -> None:
    second = send(nadia, text="Encore")
    assert list(messages_that_wait(strongly(agent))) == [message, second]
    treat_message(actor=strongly(agent), message_id=message.pk)
    assert list(messages_that_wait(strongly(agent))) == [second]


def contact(**more: Any) -> dict[str, Any]:
    return {
        "version": 0,
        "phone": "02 542 14 46",
        "email": "aide@one.be",
        "hours": "du lundi au jeudi",
    } | more


def test_coordinates_are_in_one_place(agent: User) -> None:
    assert helpdesk_contact().phone == "+3225421445"
    assert state_contact(actor=strongly(agent), **contact())
    assert helpdesk_contact().phone == "+3225421446"
    assert not state_contact(actor=strongly(agent), **contact(version=1))
    entry = AuditEntry.objects.get(purpose="coordonnées du helpdesk")
    assert entry.changes["phone"] == ["+3225421445", "+3225421446"]


def test_coordinates_are_not_overwritten_unseen(agent: User) -> None:
    state_contact(actor=strongly(agent), **contact())
    with pytest.raises(ValidationError, match="entre-temps"):
        state_contact(actor=strongly(agent), **contact(phone="081 22 33 44"))
    assert helpdesk_contact().phone == "+3225421446"


@pytest.mark.parametrize(
    ("change", "field"),
    [({"phone": ""}, "phone"), ({"phone": "12"}, "phone"), ({"email": "x"}, "email"),
     ({"hours": " "}, "hours"), ({"notice": "x" * 301}, "notice"), ({"hours": "x" * 201}, "hours")],
)  # fmt: skip
def test_bad_coordinates_change_nothing(agent: User, change: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        state_contact(actor=strongly(agent), **contact(**change))
    assert set(refusal.value.message_dict) == {field}
    assert not HelpdeskContact.objects.exists()


def test_who_may_state_coordinates(make_user: MakeUser, nadia: User, agent: User) -> None:
    for who in (
        by_password(nadia),
        by_password(agent),
        strongly(make_user("aca", function=Role.ADMINISTRATOR)),
    ):
        with pytest.raises(PermissionDenied):
            state_contact(actor=who, **contact())
    for version, role in enumerate((Role.HELPDESK, Role.DIGIPRO, Role.EDITOR)):
        who = strongly(make_user(f"r{version}", function=role))
        assert state_contact(actor=who, **contact(version=version, phone=f"02 542 14 5{version}"))
