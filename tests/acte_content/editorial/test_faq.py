"""Themes of frequent questions: on two pages, each written and published by those whose page it is."""

from typing import Any

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from wagtail.models import TaskState
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from acte_content.editorial.access import faq_themes
from acte_content.editorial.enums import FaqPlace
from acte_content.editorial.models import FaqTheme
from portal.accounts.enums import Role
from portal.accounts.models import User
from tests.accounts.conftest import MakeUser
from tests.acte_content.editorial.conftest import strong_client
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db
VIEW = "wagtailsnippets_editorial_faqtheme:"
LIST = reverse(f"{VIEW}list")
PUBLISH, SUBMIT = {"action-publish": "1"}, {"action-submit": "1"}


def theme(title: str, place: FaqPlace, *, live: bool = True, to_complete: bool = False) -> FaqTheme:
    asked = {
        "question": f"{title}\u202f?",
        "answer": RichText("<p>Une <b>réponse</b>.</p>"),
        "to_complete": to_complete,
    }
    return FaqTheme.objects.create(title=title, place=place, live=live, questions=[("question", asked)])


def typed(title: str, place: FaqPlace, **more: Any) -> dict[str, Any]:
    block = {"question": "Pourquoi\u202f?", "answer": rich_text("<p>Parce que.</p>"), "to_complete": "on"}
    return nested_form_data(
        {"title": title, "place": place.value, "position": "1", "go_live_at": "", "expire_at": "",
         "questions": streamfield([("question", block)])} | more
    )  # fmt: skip


def at(view: str, of: FaqTheme, *more: Any) -> str:
    return reverse(VIEW + view, args=[of.pk, *more])


@pytest.fixture
def team(make_user: MakeUser) -> StrictClient:
    """Somebody of the ACTE project's team, who writes nothing of MY.ONE."""
    return strong_client(make_user("equipe", function=Role.ACTE_TEAM))


def test_a_page_has_its_published_themes(
    client: StrictClient, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    theme("Réservation", FaqPlace.MY)
    theme("Ébauche", FaqPlace.MY, live=False)
    theme("Subside", FaqPlace.ACTE, to_complete=True)
    FaqTheme.objects.create(title="Vide", place=FaqPlace.MY)
    with django_assert_num_queries(1):
        assert [found.title for found in faq_themes(FaqPlace.MY)] == ["Réservation"]
    of_my = client.get("/questions-frequentes/").content.decode()
    of_acte = client.get("/acte/questions/").content.decode()
    assert "Réservation</h2>" in of_my
    assert "Subside" not in of_my
    assert "Subside</h2>" in of_acte
    assert "Une <b>réponse</b>" in of_acte
    assert of_acte.count("Réponse à compléter") == 1
    assert "Réservation" not in of_acte


def test_the_team_of_acte_writes_its_own_and_no_other(team: StrictClient) -> None:
    others, own = theme("Réservation", FaqPlace.MY), theme("Subside", FaqPlace.ACTE)
    listed = team.get(LIST).content.decode()
    assert "Subside" in listed
    assert "Réservation" not in listed
    for view in ("edit", "history", "unpublish", "delete"):
        assert team.get(at(view, others)).status_code == 404, view
    assert team.post(at("edit", others), typed("Pris", FaqPlace.MY) | PUBLISH).status_code == 404
    team.post(at("edit", own), typed("Le subside", FaqPlace.ACTE) | PUBLISH)
    own.refresh_from_db()
    assert (own.title, own.live) == ("Le subside", True)
    # Neither a new one of the other page, nor one's own moved there.
    for address in (reverse(f"{VIEW}add"), at("edit", own)):
        refused = team.post(address, typed("Pris", FaqPlace.MY) | PUBLISH)
        assert "Pris" not in [row.title for row in FaqTheme.objects.all()]
        assert refused.context["form"].errors["place"]


def test_one_that_is_moved_is_of_both_pages(team: StrictClient, editor: User) -> None:
    own = theme("Subside", FaqPlace.ACTE)
    strong_client(editor).post(at("edit", own), typed("Subside", FaqPlace.MY))
    # A draft of it stands on the other page: who writes for one page alone publishes it on neither.
    assert team.get(at("edit", own)).status_code == 404
    own.refresh_from_db()
    assert own.place == FaqPlace.ACTE


def test_an_editor_submits_and_whoever_may_publishes(
    client: StrictClient, team: StrictClient, editor: User, moderator: User
) -> None:
    writing = strong_client(editor)
    add = reverse(f"{VIEW}add")
    assert b"action-publish" not in writing.get(add).content
    writing.post(add, typed("Subside", FaqPlace.ACTE) | PUBLISH)
    writing.post(add, typed("Réservation", FaqPlace.MY) | SUBMIT)
    of_acte, of_my = FaqTheme.objects.get(title="Subside"), FaqTheme.objects.get(title="Réservation")
    assert not of_acte.live
    writing.post(at("edit", of_acte), typed("Subside", FaqPlace.ACTE) | SUBMIT)
    # Each of those who may publish finds what is theirs.
    assert "Subside" in team.get("/office/").content.decode()
    assert "Réservation" not in team.get("/office/").content.decode()
    home = strong_client(moderator).get("/office/").content.decode()
    assert "Subside" in home
    assert "Réservation" in home
    for text, client_of, published in ((of_my, team, False), (of_acte, team, True)):
        state = TaskState.objects.get(revision__object_id=str(text.pk))
        client_of.post(at("workflow_action", text, "approve", state.pk), {"comment": ""})
        text.refresh_from_db()
        assert text.live is published, text
    assert "Subside</h2>" in client.get("/acte/questions/").content.decode()
    # « Publier » is there for whoever may, and for nobody else.
    assert b"action-publish" in team.get(at("edit", of_acte)).content
    assert b"action-publish" not in writing.get(at("edit", of_acte)).content


@pytest.mark.parametrize(
    ("place", "heading"), [(FaqPlace.MY, "Questions fréquentes"), (FaqPlace.ACTE, "Questions fréquentes")]
)
def test_the_preview_is_the_page_with_this_theme(moderator: User, place: FaqPlace, heading: str) -> None:
    theme("Déjà là", place)
    writing = strong_client(moderator)
    assert writing.post(reverse(f"{VIEW}preview_on_add"), typed("Nouveau", place)).json()["is_valid"]
    shown = writing.get(reverse(f"{VIEW}preview_on_add")).content.decode()
    assert f"<h1>{heading}</h1>" in shown
    assert "Nouveau</h2>" in shown
    assert "Déjà là" not in shown
    assert ("Poser une question" in shown) is (place is FaqPlace.ACTE)
