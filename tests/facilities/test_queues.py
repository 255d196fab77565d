"""Photos, projects and bank statements in the queues of OFFICE.ONE: for whom, decided once, undone."""

from typing import Any

import pytest

from portal.accounts.enums import LoginLevel
from portal.accounts.models import User
from portal.accounts.person import Person
from portal.audit.models import AuditEntry
from portal.facilities import services
from portal.facilities.bank_standing import Standing, standing_of
from portal.facilities.queues import PHOTOS, PROJECTS, STATEMENTS
from portal.files.accepting import Accepted
from portal.files.publishing import published_tokens
from portal.files.scanning import Verdict
from portal.queues.deciding import decide, undo
from portal.queues.refusals import NotDecided
from portal.queues.registry import Queue
from tests.facilities.submitted import IBAN, Committing, Scene, account, photo, project, statement
from tests.files.making import image
from tests.pro.conftest import client_of
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db
WHO = ("adviser", "coordinator", "far_adviser", "officer", "holder", "stranger")


def handed_in(scene: Scene) -> list[tuple[Queue, Any]]:
    account(scene)
    return [(PHOTOS, photo(scene)), (PROJECTS, project(scene)), (STATEMENTS, statement(scene))]


def browser_of(person: Person) -> StrictClient:
    return client_of(User.objects.get(pk=person.pk), LoginLevel.EID)


@pytest.mark.parametrize(
    ("key", "deciders"),
    [("photos", {"adviser"}), ("projets", {"adviser"}), ("releves", {"adviser", "officer"})],
)
def test_who_finds_what(scene: Scene, settings: Any, key: str, deciders: set[str]) -> None:
    settings.STRONG_LOGIN = True
    queue, item = next((queue, item) for queue, item in handed_in(scene) if queue.key == key)
    for who in WHO:
        person = getattr(scene, who)
        assert queue.waiting(person).filter(pk=item.pk).exists() is (who in deciders), who
        answer = browser_of(person).get(f"/office/files-d-attente/{key}/{item.pk}/")
        assert (answer.status_code == 200) is (who in deciders), who


def test_the_pages_show_what_there_is_to_decide(scene: Scene, settings: Any) -> None:
    settings.STRONG_LOGIN = True
    found = handed_in(scene)
    sent_photo, sent_project, sent_statement = (item for _, item in found)
    browser = browser_of(scene.adviser)
    for queue, item in found:
        for path in ("", f"{item.pk}/"):
            html = browser.get(f"/office/files-d-attente/{queue.key}/{path}").content.decode()
            assert "BE91 9980" not in html or path
    assert (
        f"/office/pieces/photos/{sent_photo.pk}/"
        in browser.get(f"/office/files-d-attente/photos/{sent_photo.pk}/").content.decode()
    )
    html = browser.get(f"/office/files-d-attente/releves/{sent_statement.pk}/").content.decode()
    assert f"{IBAN[:4]} {IBAN[4:8]}" in html
    assert AuditEntry.objects.filter(
        actor_id=scene.adviser.pk, purpose="relevé d’identité bancaire à valider"
    ).exists()
    picture = browser.get(f"/office/pieces/photos/{sent_photo.pk}/?petite")
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/jpeg")
    for address in (
        f"projets/{sent_project.pk}/", f"releves/{sent_statement.pk}/",
    ):  # fmt: skip
        saved = browser.get(f"/office/pieces/{address}")
        assert saved["Content-Disposition"].startswith("attachment;")
    # A statement that is a picture stands on the page; a PDF is only ever saved.
    assert browser.get(f"/office/pieces/releves/{sent_statement.pk}/?image").status_code == 404
    sheet = Accepted("releve.jpg", "image/jpeg", image(size=(500, 300)), Verdict.CLEAN)
    pictured = services.submit_bank_statement(
        actor=scene.holder, organiser_id=scene.organiser.pk, document=sheet
    )
    address = f"/office/pieces/releves/{pictured.pk}/?image"
    assert address in browser.get(f"/office/files-d-attente/releves/{pictured.pk}/").content.decode()
    shown = browser.get(address)
    assert (shown["Content-Type"], shown["Content-Disposition"][:6]) == ("image/jpeg", "inline")


def test_decided_once_and_undone(scene: Scene, committed: Committing) -> None:
    for queue, item in handed_in(scene):
        yes = queue.decisions[0].name
        with committed():
            made = decide(actor=scene.adviser, queue=queue, item_id=item.pk, decision=yes, typed={})
        assert not queue.waiting(scene.adviser).exists()
        with pytest.raises(NotDecided):
            decide(actor=scene.adviser, queue=queue, item_id=item.pk, decision=yes, typed={})
        undo(actor=scene.adviser, made_id=made.pk)
        assert queue.waiting(scene.adviser).get() == item
        assert not published_tokens("photos") | published_tokens("projets")
        made = decide(
            actor=scene.adviser, queue=queue, item_id=item.pk, decision="refuser", typed={"reason": "Flou."}
        )
        item.refresh_from_db()
        assert (item.state, item.reason) == ("refuse", "Flou.")
        undo(actor=scene.adviser, made_id=made.pk)
    assert standing_of(scene.organiser).standing is Standing.WAITING
