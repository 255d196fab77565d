"""Photos, projects and statements afterwards: a virus found late, and files that nobody needs."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from portal.audit.models import AuditEntry
from portal.facilities import services
from portal.facilities.bank_standing import Standing, standing_of
from portal.facilities.enums import SubmissionState
from portal.facilities.public_copies import PHOTOS
from portal.facilities.public_files import public_files
from portal.facilities.queues import PHOTOS as PHOTO_QUEUE
from portal.facilities.queues import PROJECTS, STATEMENTS
from portal.files import forgetting
from portal.files.forgetting import forget_unneeded
from portal.files.models import ReceivedFile
from portal.files.publishing import published_tokens
from portal.files.quarantine import scan_unscanned
from portal.kernel import clock
from portal.kernel.service import writing
from portal.notifications.models import Notification
from search import changes
from tests.facilities.submitted import Committing, Scene, account, approved, photo, project, statement
from tests.files.scanners import Answering

pytestmark = pytest.mark.django_db
TODAY = clock.today()


def unscanned() -> None:
    """As what arrives where there is no scanner."""
    with writing():
        ReceivedFile.objects.update(scanned_at=None)


def told(user_id: int) -> list[str]:
    found = Notification.objects.filter(user=user_id, text__contains="virus").order_by("pk")
    return [f"{one.title} {one.text} {one.path}" for one in found]


class TestAVirusFoundAfterTheDecision:
    def test_parents_see_it_no_more_and_both_sides_are_told(
        self, scene: Scene, committed: Committing, answering: Answering, caplog: pytest.LogCaptureFixture
    ) -> None:
        sent = approved(scene, photo(scene), committed)
        unscanned()
        answering(b"stream: Win.Test FOUND\0")
        before = changes.head().sequence
        with committed():
            assert scan_unscanned(TODAY) == 1
        sent.refresh_from_db()
        assert (sent.state, sent.decided_by_id, sent.public_token) == (SubmissionState.REFUSED, None, "")
        assert "virus" in sent.reason
        assert (public_files(scene.listing.pk).photos, published_tokens(PHOTOS)) == ((), set())
        assert changes.head().sequence == before + 1
        assert not PHOTO_QUEUE.items(scene.adviser).exists()
        assert AuditEntry.objects.filter(purpose="virus trouvé dans un fichier reçu").count() == 1
        (to_holder,), (to_agent,) = told(scene.holder.pk), told(scene.adviser.pk)
        assert to_holder.endswith(f"/pro/milieux/{scene.facility.pk}/photos/")
        assert "Les parents ne voient plus ce fichier" in to_agent
        # Which file, and nothing of what it is called or shows.
        assert "jardin" not in caplog.text
        assert f"n°\u00a0{sent.received_id}" in caplog.text

    def test_a_project_and_a_statement(
        self, scene: Scene, committed: Committing, answering: Answering
    ) -> None:
        account(scene)
        sent, proof = project(scene), statement(scene)
        with committed():
            services.approve_project(actor=scene.adviser, project_id=sent.pk)
            services.validate_bank_statement(actor=scene.adviser, statement_id=proof.pk)
        unscanned()
        answering(b"stream: Win.Test FOUND\0")
        with committed():
            assert scan_unscanned(TODAY) == 2
        assert published_tokens("projets") == set()
        # Nothing is paid on a proof that nobody can look at any more.
        assert standing_of(scene.organiser).standing is Standing.REFUSED
        assert not PROJECTS.items(scene.adviser).exists()
        assert not STATEMENTS.items(scene.adviser).exists()
        assert len(told(scene.adviser.pk)) == len(told(scene.holder.pk)) == 2

    def test_an_agent_s_reason_stays_and_what_was_withdrawn_concerns_nobody(
        self, scene: Scene, answering: Answering
    ) -> None:
        refused, withdrawn = photo(scene), photo(scene, "La cuisine")
        services.refuse_photo(actor=scene.adviser, photo_id=refused.pk, reason="Floue.")
        services.withdraw_photo(actor=scene.holder, photo_id=withdrawn.pk)
        unscanned()
        answering(b"stream: Win.Test FOUND\0")
        assert scan_unscanned(TODAY) == 2
        refused.refresh_from_db()
        assert (refused.reason, refused.decided_by_id) == ("Floue.", scene.adviser.pk)
        assert len(told(scene.holder.pk)) == 1


def test_the_file_of_what_is_withdrawn_goes_in_its_time_and_no_other(
    scene: Scene, committed: Committing, settings: Any
) -> None:
    account(scene)
    gone, public, refused, waiting = (photo(scene, name) for name in ("Une", "Deux", "Trois", "Quatre"))
    approved(scene, public, committed)
    services.refuse_photo(actor=scene.adviser, photo_id=refused.pk, reason="Floue.")
    services.withdraw_photo(actor=scene.holder, photo_id=gone.pk)
    earlier, newer = statement(scene), statement(scene)
    place = Path(settings.PRIVATE_ROOT) / str(gone.received.file)
    assert forget_unneeded(TODAY) == 0
    with writing():
        late = clock.now() - settings.WITHDRAWN_FILES_KEPT_FOR - timedelta(days=1)
        ReceivedFile.objects.update(unneeded_since=late)
    with committed():
        assert forget_unneeded(TODAY) == 2
    kept = set(ReceivedFile.objects.exclude(file="").values_list("pk", flat=True))
    assert kept == {one.received_id for one in (public, refused, waiting, newer)}
    assert not place.exists()
    # What is left says that there was something, and what became of it.
    earlier.refresh_from_db()
    assert (earlier.state, earlier.received.name) == (SubmissionState.WITHDRAWN, "")
    assert len(published_tokens(PHOTOS)) == 1
    assert set(forgetting._unneeded) == {"photos", "projets", "releves"}
