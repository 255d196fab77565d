"""Photos: sent by a place's people, decided by its agent conseil, public while they are approved."""

from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from portal.audit.models import AuditEntry
from portal.facilities import services
from portal.facilities.enums import SubmissionState
from portal.facilities.models import Listing, Photo
from portal.facilities.public_files import public_files
from portal.facilities.services import public_copies
from portal.facilities.services.photos import MAX_PHOTOS, prepare_photo
from portal.facilities.submission_access import photo_to_decide, photos_of, photos_to_decide_for
from portal.files.accepting import Accepted
from portal.files.publishing import publish, published_tokens
from portal.files.quarantine import scan_held
from portal.files.scanning import Verdict
from portal.kernel import clock
from portal.kernel.service import WriteOutsideService
from portal.kernel.workflow import ReasonMissing, WrongStatus
from portal.notifications.models import Notification
from search import changes
from tests.facilities.submitted import Committing, Scene, approved, photo, prepared
from tests.files.making import image
from tests.files.scanners import Answering

pytestmark = pytest.mark.django_db
REASON = "Un enfant est reconnaissable."


def test_it_waits_then_parents_see_it_until_it_is_withdrawn(
    scene: Scene,
    committed: Committing,
    settings: Any,
) -> None:
    sent = photo(scene)
    assert (sent.state, sent.position, sent.public_token) == (SubmissionState.WAITING, 1, "")
    assert public_files(scene.listing.pk).photos == ()
    assert not Path(settings.MEDIA_ROOT).exists()
    before = changes.head().sequence
    approved(scene, sent, committed)
    assert changes.head().sequence == before + 1
    (shown,) = public_files(scene.listing.pk).photos
    assert (shown.description, shown.width, shown.height) == ("Le jardin", 500, 300)
    assert shown.url == f"/media/photos/{sent.public_token}/500.jpg"
    folder = Path(settings.MEDIA_ROOT) / "photos" / sent.public_token
    assert sorted(path.name for path in folder.iterdir()) == ["480.jpg", "480.webp", "500.jpg", "500.webp"]
    services.withdraw_photo(actor=scene.holder, photo_id=sent.pk)
    assert public_files(scene.listing.pk).photos == ()
    assert not folder.exists()
    assert changes.head().sequence == before + 2
    assert not photos_of(scene.facility).exists()
    # Another approval would have another name.
    with pytest.raises(WrongStatus):
        services.reopen_photo(actor=scene.adviser, photo_id=sent.pk)


def test_people_are_told_and_the_reason_stays_on_the_page(
    scene: Scene,
    committed: Committing,
) -> None:
    first, second = photo(scene), photo(scene, "La cuisine")
    approved(scene, first, committed)
    with pytest.raises(ReasonMissing):
        services.refuse_photo(actor=scene.adviser, photo_id=second.pk, reason="  ")
    with committed():
        services.refuse_photo(actor=scene.adviser, photo_id=second.pk, reason=f" {REASON} ")
    second.refresh_from_db()
    assert (second.state, second.reason, second.decided_by_id) == ("refuse", REASON, scene.adviser.pk)
    told = Notification.objects.filter(kind="facilities.photo_decided").order_by("pk")
    assert [one.user_id for one in told] == [scene.holder.pk] * 2
    assert ["approuvée" in one.text for one in told] == [True, False]
    for one in told:
        assert one.path == f"/pro/milieux/{scene.facility.pk}/photos/"
        assert REASON not in one.text
    assert len(mail.outbox) == 2
    assert not [one for one in mail.outbox if REASON in one.body]
    entry = AuditEntry.objects.filter(purpose="photo refusée").get()
    assert entry.changes["reason"] == ["", REASON]
    assert entry.changes["submission_state"] == ["En attente", "Refusé"]
    assert (entry.subject_type, entry.subject_id) == ("facilities.facility", scene.facility.pk)


def test_a_decision_is_undone_while_its_people_have_not_withdrawn_it(
    scene: Scene,
    committed: Committing,
    settings: Any,
) -> None:
    sent = approved(scene, photo(scene), committed)
    token = sent.public_token
    services.reopen_photo(actor=scene.adviser, photo_id=sent.pk)
    sent.refresh_from_db()
    assert (sent.state, sent.decided_at, sent.reason, sent.public_token) == ("en-attente", None, "", "")
    assert published_tokens("photos") == set()
    approved(scene, sent, committed)
    assert sent.public_token != token
    services.reopen_photo(actor=scene.adviser, photo_id=sent.pk)
    services.refuse_photo(actor=scene.adviser, photo_id=sent.pk, reason=REASON)
    services.reopen_photo(actor=scene.adviser, photo_id=sent.pk)
    sent.refresh_from_db()
    assert (sent.state, sent.reason) == ("en-attente", "")


@pytest.mark.parametrize("name", ["approve_photo", "refuse_photo", "reopen_photo"])
@pytest.mark.parametrize("who", ["holder", "coordinator", "far_adviser", "officer", "stranger"])
def test_the_agent_conseil_of_the_territory_decides_alone(scene: Scene, who: str, name: str) -> None:
    sent, person = photo(scene), getattr(scene, who)
    more = {"reason": REASON} if name == "refuse_photo" else {}
    with pytest.raises(Photo.DoesNotExist):
        getattr(services, name)(actor=person, photo_id=sent.pk, **more)
    assert not photos_to_decide_for(person).exists()
    with pytest.raises(Photo.DoesNotExist):
        photo_to_decide(person, sent.pk)


def test_the_agent_conseil_finds_it_and_that_is_recorded(scene: Scene) -> None:
    sent = photo(scene)
    assert list(photos_to_decide_for(scene.adviser)) == [sent]
    assert photo_to_decide(scene.adviser, sent.pk) == sent
    entry = AuditEntry.objects.filter(kind="consultation").latest("pk")
    assert (entry.actor_id, entry.subject_id, entry.purpose) == (
        scene.adviser.pk, scene.facility.pk, "photo à valider",
    )  # fmt: skip


def test_strangers_change_nothing(scene: Scene) -> None:
    sent = photo(scene)
    for change in (
        lambda: services.describe_photo(actor=scene.stranger, photo_id=sent.pk, description="x"),
        lambda: services.move_photo(actor=scene.stranger, photo_id=sent.pk, earlier=True),
        lambda: services.withdraw_photo(actor=scene.stranger, photo_id=sent.pk),
        lambda: services.withdraw_photo(actor=scene.holder, photo_id=0),
    ):
        with pytest.raises(Photo.DoesNotExist):
            change()
    with pytest.raises(Listing.DoesNotExist):
        photo(scene, actor=scene.stranger)
    with pytest.raises(WriteOutsideService):
        Photo.objects.update(state="accepte")


def test_of_two_decisions_the_second_is_told(scene: Scene, committed: Committing) -> None:
    sent = approved(scene, photo(scene), committed)
    for second in (services.approve_photo, services.refuse_photo):
        more = {"reason": REASON} if second is services.refuse_photo else {}
        with pytest.raises(WrongStatus, match="n’est plus possible"):
            second(actor=scene.adviser, photo_id=sent.pk, **more)


def test_they_have_an_order_and_words(scene: Scene, committed: Committing) -> None:
    names = ["un", "deux", "trois"]
    sent = [approved(scene, photo(scene, name), committed) for name in names]

    def order() -> list[str]:
        return [shown.description for shown in public_files(scene.listing.pk).photos]

    assert order() == names
    head = changes.head().sequence
    assert services.move_photo(actor=scene.holder, photo_id=sent[2].pk, earlier=True)
    assert order() == ["un", "trois", "deux"]
    assert not services.move_photo(actor=scene.holder, photo_id=sent[0].pk, earlier=True)
    assert not services.move_photo(actor=scene.holder, photo_id=sent[1].pk, earlier=False)
    assert services.describe_photo(actor=scene.holder, photo_id=sent[0].pk, description=" Le  coin lecture ")
    assert not services.describe_photo(actor=scene.holder, photo_id=sent[0].pk, description="Le coin lecture")
    assert order() == ["Le coin lecture", "trois", "deux"]
    assert changes.head().sequence == head + 2
    with pytest.raises(ValidationError) as refusal:
        services.describe_photo(actor=scene.holder, photo_id=sent[0].pk, description="  ")
    assert "description" in refusal.value.message_dict


def test_limits_are_told(scene: Scene) -> None:
    for number in range(MAX_PHOTOS):
        photo(scene, f"Photo {number}")
    with pytest.raises(ValidationError, match="retirez-en"):
        photo(scene, "Une de trop")
    # The same click twice is one photo, also then.
    assert photo(scene, "Photo 9") == Photo.objects.latest("pk")
    with pytest.raises(ValidationError, match="trop petite"):
        prepare_photo(Accepted("a.jpg", "image/jpeg", image(size=(479, 900))))
    with pytest.raises(ValidationError, match="200"):
        photo(scene, "x" * 201)


def test_what_is_held_waits_for_the_scanner_and_not_for_the_agent(
    scene: Scene,
    answering: Answering,
) -> None:
    answering(None)
    held = prepare_photo(Accepted("a.jpg", "image/jpeg", image(size=(500, 300)), Verdict.UNSCANNED))
    sent = photo(scene, photo=held)
    assert not photos_to_decide_for(scene.adviser).exists()
    with pytest.raises(ValidationError, match="antivirus"):
        services.approve_photo(actor=scene.adviser, photo_id=sent.pk)
    assert Photo.objects.get().is_waiting
    answering(b"stream: OK\0")
    assert scan_held(clock.today()) == 1
    assert photos_to_decide_for(scene.adviser).exists()


def test_a_virus_found_later_refuses_it(scene: Scene, answering: Answering) -> None:
    answering(None)
    held = prepare_photo(Accepted("a.jpg", "image/jpeg", image(size=(500, 300)), Verdict.UNSCANNED))
    sent = photo(scene, photo=held)
    answering(b"stream: Win.Test FOUND\0")
    assert scan_held(clock.today()) == 1
    sent.refresh_from_db()
    assert sent.is_refused
    assert "virus" in sent.reason
    assert Notification.objects.filter(user=scene.holder.pk, text__contains="virus").exists()


class TestCrashes:
    """Killed between database and disk: nothing lies there unapproved, and the job mends the rest."""

    def test_after_the_approval_and_before_the_copies(
        self,
        scene: Scene,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        sent = photo(scene)
        with django_capture_on_commit_callbacks(execute=False):
            services.approve_photo(actor=scene.adviser, photo_id=sent.pk)
        assert published_tokens("photos") == set()
        assert public_copies.mend(clock.today()) == 1
        sent.refresh_from_db()
        assert published_tokens("photos") == {sent.public_token}
        assert public_copies.mend(clock.today()) == 0

    def test_in_the_withdrawal_before_its_commit(self, scene: Scene, committed: Committing) -> None:
        sent = approved(scene, photo(scene), committed)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("portal.facilities.services.published.record", lambda *args, **kwargs: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                services.withdraw_photo(actor=scene.holder, photo_id=sent.pk)
        assert published_tokens("photos") == set()
        sent.refresh_from_db()
        assert sent.is_approved
        assert public_copies.mend(clock.today()) == 1
        assert published_tokens("photos") == {sent.public_token}

    def test_copies_that_come_late_for_what_was_withdrawn(
        self,
        scene: Scene,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        sent = photo(scene)
        with django_capture_on_commit_callbacks(execute=False) as late:
            services.approve_photo(actor=scene.adviser, photo_id=sent.pk)
        services.withdraw_photo(actor=scene.holder, photo_id=sent.pk)
        for callback in late:
            callback()
        assert published_tokens("photos") == set()

    def test_what_nobody_approved_is_removed(self, scene: Scene, committed: Committing) -> None:
        sent = approved(scene, photo(scene), committed)
        publish("photos", "f" * 32, {"480.jpg": b"x"})
        assert public_copies.mend(clock.today()) == 1
        assert published_tokens("photos") == {sent.public_token}

    def test_without_its_private_file_the_job_goes_on(self, scene: Scene, committed: Committing) -> None:
        lost, other = approved(scene, photo(scene), committed), approved(scene, photo(scene, "b"), committed)
        for sent in (lost, other):
            sent.received.file.storage.delete(sent.received.file.name.removesuffix(".jpg") + "/480.jpg")
        assert public_copies.mend(clock.today()) == 0


def test_a_coordinator_decides_for_creches(scene: Scene, make_facility: Any) -> None:
    creche = make_facility(scene.organiser)
    sent = services.submit_photo(
        actor=scene.holder, listing_id=Listing.objects.get(facility=creche).pk, photo=prepared(),
        description="La salle",
    )  # fmt: skip
    assert list(photos_to_decide_for(scene.coordinator)) == [sent]
    assert not photos_to_decide_for(scene.adviser).exists()
