"""The catalogue in OFFICE.ONE: drafted, previewed, published, taken back, withdrawn, by whoever may."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import TaskState

from acte_content.catalogue import access
from acte_content.catalogue.models import Action, Axis, CharterVersion
from acte_content.editorial.blocks import ALTERNATIVE_IS_FILE_NAME, ALTERNATIVE_MISSING
from acte_content.editorial.jobs import keep_to_schedule
from acte_content.editorial.models import FaqTheme
from portal.accounts.enums import LoginLevel, Role
from portal.kernel import clock
from tests.office.conftest import agent_of
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db
SUBMIT = {"action-submit": "1"}
LIST = "/office/snippets/catalogue/action/"
CHARTERS = "/office/snippets/catalogue/charterversion/"
PAGE = "/acte/actions/posez-des-mousseurs/"


@pytest.fixture
def axis(db: None) -> Axis:
    return Axis.objects.create(title="Eau", slug="eau", drawing="eau", summary="Moins.", introduction="Mot.")


@pytest.fixture
def team(client: StrictClient) -> StrictClient:
    """Somebody of the project's team."""
    return signed_in(client, Role.ACTE_TEAM)


def signed_in(client: StrictClient, function: Role) -> StrictClient:
    client.level = LoginLevel.EID
    client.force_login(agent_of(function))
    return client


def typed(axis: Axis, **changes: object) -> dict[str, object]:
    return {
        "title": "Posez des mousseurs", "slug": "", "axis": axis.pk, "summary": "Moins d’eau.",
        "why": "L’eau est rare.", "how": "Mesurez.\nVissez.", "resources": "Une clé.", "difficulty": "facile",
        "cost": "gratuit", "seasons": ["ete"], "ages": [], "position": "10", "image": "", "image_words": "",
        "go_live_at": "", "expire_at": "",
    } | changes  # fmt: skip


def read(page: str = PAGE) -> str:
    """What a reader gets, at the next request."""
    return StrictClient().get(page).content.decode()


def test_from_a_draft_to_readers_and_back(team: StrictClient, axis: Axis) -> None:
    team.post(f"{LIST}add/", typed(axis))
    made = Action.objects.get()
    assert (made.slug, made.live) == ("posez-des-mousseurs", False)
    assert StrictClient().get(PAGE).status_code == 404
    # What the preview shows is the page that readers will get.
    edit = f"{LIST}edit/{made.pk}/"
    assert team.post(f"{LIST}preview/{made.pk}/", typed(axis)).json()["is_valid"]
    assert "Comment faire" in team.get(f"{LIST}preview/{made.pk}/").content.decode()
    team.post(edit, typed(axis, **{"action-publish": "1"}))
    assert "Vissez." in read()
    assert 'name="action-publish"' in team.get(edit).content.decode()
    for listed in ("/acte/actions/?q=mousseur", "/acte/axes/eau/", "/acte/actions-a-imprimer/"):
        assert "Posez des mousseurs" in read(listed)
    # A change is a draft until it is published too.
    team.post(edit, typed(axis, how="Vissez mieux."))
    assert "Vissez mieux." not in read()
    team.post(edit, typed(axis, how="Vissez mieux.", **{"action-publish": "1"}))
    assert "Vissez mieux." in read()
    # Taken back to the first version, which is in the history.
    first = made.revisions.order_by("pk").first()
    assert "Vissez." in team.get(f"{LIST}history/{made.pk}/revisions/{first.pk}/revert/").content.decode()
    assert team.get(f"{LIST}history/{made.pk}/").status_code == 200
    assert team.get(f"{LIST}history/{made.pk}/revisions/compare/earliest...latest/").status_code == 200
    team.post(f"{LIST}unpublish/{made.pk}/")
    assert StrictClient().get(PAGE).status_code == 404
    assert "Posez des mousseurs" not in read("/acte/actions/?q=mousseur")


def test_published_and_withdrawn_on_their_day(team: StrictClient, axis: Axis) -> None:
    """The days are typed; the job finds those that have come."""
    tomorrow = timezone.localtime() + timedelta(days=1)
    day = tomorrow.strftime("%Y-%m-%d %H:%M")
    team.post(f"{LIST}add/", typed(axis, go_live_at=day, **{"action-publish": "1"}))
    made = Action.objects.get()
    assert made.approved_schedule
    assert keep_to_schedule(clock.today()) == 0
    waiting = made.revisions.get()
    a_minute_ago = timezone.now() - timedelta(minutes=1)
    waiting.approved_go_live_at, waiting.content["go_live_at"] = a_minute_ago, a_minute_ago.isoformat()
    waiting.save()
    assert keep_to_schedule(clock.today()) == 1
    assert "Vissez." in read()
    Action.objects.update(expire_at=timezone.now() - timedelta(minutes=1))
    assert keep_to_schedule(clock.today()) == 1
    assert StrictClient().get(PAGE).status_code == 404


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"title": ""}, "Écrivez le titre"),
        ({"how": ""}, "Écrivez au moins une étape"),
        ({"axis": ""}, "Choisissez l’axe"),
        ({"difficulty": ""}, "Choisissez une difficulté"),
        ({"seasons": ["mousson"]}, "mousson"),
        ({"slug": "pas une adresse"}, "slug"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_kept(
    team: StrictClient, axis: Axis, change: dict[str, object], told: str
) -> None:
    page = team.post(f"{LIST}add/", typed(axis) | {"action-publish": "1"} | change).content.decode()
    assert told in page
    assert "Rien n’est encore enregistré" in page
    assert not Action.objects.exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [("", ALTERNATIVE_MISSING), ("  ", ALTERNATIVE_MISSING), ("IMG_2041.jpg", ALTERNATIVE_IS_FILE_NAME)],
)
def test_a_photo_says_what_it_shows(
    team: StrictClient, axis: Axis, picture: Any, words: str, told: str
) -> None:
    shown = {"image": picture.pk, "image_words": words}
    form = team.post(f"{LIST}add/", typed(axis, **shown) | {"action-publish": "1"}).context["form"]
    assert form.errors["image_words"] == [told]
    assert not Action.objects.exists()
    # A draft may wait for its words.
    team.post(f"{LIST}add/", typed(axis, **shown))
    made = Action.objects.get()
    assert not made.live
    right = typed(axis, image=picture.pk, image_words="Deux enfants arrosent un potager.")
    team.post(f"{LIST}edit/{made.pk}/", right | {"action-publish": "1"})
    assert 'alt="Deux enfants arrosent un potager."' in read()


def test_an_editor_submits_and_the_team_publishes(client: StrictClient, axis: Axis) -> None:
    editor, team = signed_in(client, Role.EDITOR), signed_in(StrictClient(), Role.ACTE_TEAM)
    editor.post(f"{LIST}add/", typed(axis, **{"action-publish": "1"}))
    made = Action.objects.get()
    assert not made.live
    edit = f"{LIST}edit/{made.pk}/"
    page = editor.get(edit).content.decode()
    assert "action-publish" not in page
    assert "Soumettre à Relecture" in page
    assert editor.get(f"{LIST}unpublish/{made.pk}/").status_code in (302, 403, 404)
    editor.post(edit, typed(axis) | SUBMIT)
    state = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    # While it is read, its editor changes nothing, and does not approve it.
    editor.post(edit, typed(axis, how="Autrement."))
    assert made.revisions.count() == 2
    approve = f"{LIST}workflow/action/{made.pk}/approve/{state.pk}/"
    editor.post(approve, {"comment": ""})
    assert StrictClient().get(PAGE).status_code == 404
    assert "Posez des mousseurs" in team.get("/office/").content.decode()
    assert "Comment faire" in team.get(f"{LIST}workflow/preview/{made.pk}/{state.task_id}/").content.decode()
    team.post(approve, {"comment": ""})
    assert "Vissez." in read()


def test_what_is_submitted_is_whole(client: StrictClient, axis: Axis) -> None:
    editor = signed_in(client, Role.EDITOR)
    form = editor.post(f"{LIST}add/", typed(axis, how="") | SUBMIT).context["form"]
    assert form.errors["how"]
    assert not TaskState.objects.exists()


def test_nobody_approves_another_text_through_their_own(client: StrictClient, axis: Axis) -> None:
    """Wagtail's view asks about the text in its address, and takes the step of any."""
    team = signed_in(client, Role.ACTE_TEAM)
    team.post(f"{LIST}add/", typed(axis) | SUBMIT)
    own, foreign = Action.objects.get(), FaqTheme.objects.create(title="Réserver", live=False)
    foreign.save_revision()
    foreign.get_workflow().start(foreign, None)
    step = foreign.current_workflow_task_state
    team.post(f"{LIST}workflow/action/{own.pk}/approve/{step.pk}/", {"comment": ""})
    foreign.refresh_from_db()
    assert not foreign.live


def test_the_menu_names_it_for_those_who_write_it(client: StrictClient, axis: Axis) -> None:
    assert "ACTE" in signed_in(client, Role.ACTE_TEAM).get("/office/").content.decode()
    other = signed_in(StrictClient(), Role.WATCH_UNIT)
    assert LIST not in other.get("/office/").content.decode()
    assert other.get(LIST).status_code in (302, 403, 404)


class TestCharter:
    """What has been published is what people sign."""

    def typed(self, name: str, text: str) -> dict[str, object]:
        return {
            "name": name, "introduction": "Nous nous engageons.", "go_live_at": "", "expire_at": "",
            "elements-TOTAL_FORMS": "1", "elements-INITIAL_FORMS": "0", "elements-MIN_NUM_FORMS": "1",
            "elements-MAX_NUM_FORMS": "1000", "elements-0-id": "", "elements-0-ORDER": "1",
            "elements-0-title": "L’eau", "elements-0-text": text, "action-publish": "1",
        }  # fmt: skip

    def test_a_published_version_stays_and_a_new_one_takes_its_place(self, team: StrictClient) -> None:
        team.post(f"{CHARTERS}add/", self.typed("2026", "Je surveille ma consommation."))
        first = access.charter_in_force()
        assert first
        assert [element.title for element in first.elements.all()] == ["L’eau"]
        # Neither its form, nor what is sent all the same.
        edit = f"{CHARTERS}edit/{first.pk}/"
        assert team.get(edit).status_code == 404
        assert team.post(edit, self.typed("2026 bis", "Rien.")).status_code == 404
        assert team.get(f"{CHARTERS}inspect/{first.pk}/").status_code == 200
        assert team.get(f"{CHARTERS}history/{first.pk}/").status_code == 200
        revert = f"{CHARTERS}history/{first.pk}/revisions/{first.latest_revision_id}/revert/"
        assert team.get(revert).status_code == 404
        team.post(f"{CHARTERS}add/", self.typed("2027", "Je la réduis."))
        second = access.charter_in_force()
        assert second
        assert second.name == "2027"
        assert CharterVersion.objects.get(pk=first.pk).elements.get().text == "Je surveille ma consommation."

    def test_a_version_is_read_again_before_it_is_signed(self, client: StrictClient) -> None:
        editor, team = signed_in(client, Role.EDITOR), signed_in(StrictClient(), Role.ACTE_TEAM)
        submitted = self.typed("2026", "Je surveille.") | SUBMIT
        submitted.pop("action-publish")
        editor.post(f"{CHARTERS}add/", submitted)
        assert access.charter_in_force() is None
        made, state = CharterVersion.objects.get(), TaskState.objects.get()
        approve = f"{CHARTERS}workflow/action/{made.pk}/approve/{state.pk}/"
        editor.post(approve, {"comment": ""})
        assert access.charter_in_force() is None
        team.post(approve, {"comment": ""})
        assert access.charter_in_force() == made
        # From now on it stays: nothing submits it, or changes it, any more.
        assert team.post(f"{CHARTERS}edit/{made.pk}/", submitted).status_code == 404
        assert team.get(f"{CHARTERS}edit/{made.pk}/").status_code == 404

    def test_without_an_element_it_is_no_charter(self, team: StrictClient) -> None:
        empty = self.typed("2026", "") | {"elements-TOTAL_FORMS": "0"}
        page = team.post(f"{CHARTERS}add/", empty).content.decode()
        assert "Rien n’est encore enregistré" in page
        assert not CharterVersion.objects.exists()
