"""Texts for programs: what is published, in the shapes that are described; drafts never."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from acte_content.catalogue.models import Action, Axis, CharterVersion
from acte_content.editorial.demo.planting import as_stored
from acte_content.editorial.models import FaqTheme, PortalFrame

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published")]


def get(address: str, **query: Any) -> Any:
    response = Client().get(f"/api/v1/{address}", query)
    assert response.status_code == 200, response.content.decode()
    assert response["Content-Type"].startswith("application/json")
    return response.json()


def test_axes_lead_to_their_questions_and_actions(settings: Any) -> None:
    axes = get("axes")
    assert axes["total"] == 6
    assert sum(axis["nombre_actions"] for axis in axes["resultats"]) == 54
    first = axes["resultats"][0]
    assert first["url"] == f"{settings.BASE_URL}/acte/axes/{first['slug']}/"
    whole = Client().get(first["api_url"].removeprefix(settings.BASE_URL)).json()
    assert whole["auto_diagnostic"]
    assert {name: whole[name] for name in first} == first
    assert get("actions", axe=first["slug"])["total"] == first["nombre_actions"]


def test_actions_are_filtered_as_on_their_page() -> None:
    everything = get("actions", par_page=100)
    assert (everything["total"], everything["pages"], len(everything["resultats"])) == (54, 1, 54)
    found = get("actions", axe="eau", difficulte="facile", par_page=100)["resultats"]
    assert found == [
        one for one in everything["resultats"] if (one["axe"], one["difficulte"]) == ("eau", "facile")
    ]
    assert found
    assert 0 < get("actions", q="langes")["total"] < 54


def test_pages_lead_on_and_back() -> None:
    first = Client().get("/api/v1/actions", {"par_page": 20, "axe": ""})
    assert 'page=2>; rel="next"' in first["Link"]
    assert "prev" not in first["Link"]
    last = Client().get("/api/v1/actions", {"par_page": 20, "page": 3})
    assert 'page=2>; rel="prev"' in last["Link"]
    assert "next" not in last["Link"]
    slugs = [one["slug"] for page in (1, 2, 3) for one in get("actions", page=page)["resultats"]]
    assert len(set(slugs)) == len(slugs) == 54
    beyond = get("actions", page=9)
    assert (beyond["resultats"], beyond["pages"]) == ([], 3)


def test_an_action_is_whole() -> None:
    action = Action.objects.published().first()
    whole = get(f"actions/{action.slug}")
    assert (whole["titre"], whole["pourquoi"]) == (action.title, action.why)
    assert whole["etapes"] == action.steps


def test_the_charter_is_the_one_in_force() -> None:
    charter = CharterVersion.objects.get()
    answer = get("charte")
    assert (answer["nom"], len(answer["elements"])) == (charter.name, charter.elements.count())
    CharterVersion.objects.update(live=False)
    assert Client().get("/api/v1/charte").status_code == 404


@pytest.mark.usefixtures("planted")
def test_questions_come_by_theme_with_links_that_work() -> None:
    answer = get("faq")
    assert {theme["sujet"] for theme in answer["resultats"]} == {"parents", "acte"}
    assert answer["total"] == sum(len(theme["questions"]) for theme in answer["resultats"])
    html = "".join(one["reponse_html"] for theme in answer["resultats"] for one in theme["questions"])
    assert "<p>" in html
    assert "linktype" not in html


def test_announcements_are_those_of_today(set_clock: Any, settings: Any) -> None:
    frame = PortalFrame.objects.get()
    banner = {
        "text": "Le helpdesk est fermé.", "words": "Nos heures", "address": "/guides/",
        "first_day": "2026-11-09", "last_day": "2026-11-11",
    }  # fmt: skip
    frame.banners = [as_stored(("banner", banner))]
    frame.save()
    set_clock("2026-11-10T10:00Z")
    (shown,) = get("annonces")["resultats"]
    assert shown == {
        "texte": banner["text"], "lien": {"texte": "Nos heures", "url": f"{settings.BASE_URL}/guides/"},
    }  # fmt: skip
    set_clock("2026-11-12T10:00Z")
    assert get("annonces") == {"total": 0, "resultats": []}


def test_what_is_not_published_is_nowhere() -> None:
    axis, other = Axis.objects.order_by("position")[:2]
    action = Action.objects.filter(axis=other).first()
    hidden = [("axes", axis.slug), ("actions", action.slug), ("actions", axis.actions.first().slug)]
    for kind, slug in hidden:
        assert Client().get(f"/api/v1/{kind}/{slug}").status_code == 200
    Axis.objects.filter(pk=axis.pk).update(live=False)
    Action.objects.filter(pk=action.pk).update(live=False)
    for kind, slug in hidden:
        assert Client().get(f"/api/v1/{kind}/{slug}").status_code == 404
        answer = Client().get(f"/api/v1/{kind}?par_page=100" if kind == "actions" else f"/api/v1/{kind}")
        assert f'"{slug}"' not in answer.content.decode()
    assert Client().get("/api/v1/actions", {"axe": axis.slug}).status_code == 422


@pytest.mark.usefixtures("planted")
def test_a_draft_is_in_no_answer() -> None:
    action = Action.objects.published().first()
    action.title = "Brouillon-canari"
    action.save_revision()
    theme = FaqTheme.objects.filter(live=True).first()
    theme.title = "Brouillon-canari"
    theme.save_revision()
    FaqTheme.objects.create(title="Brouillon-canari", live=False)
    for address in ("axes", "actions?par_page=100", f"actions/{action.slug}", "faq", "charte", "annonces"):
        assert "canari" not in Client().get(f"/api/v1/{address}").content.decode(), address


@pytest.mark.parametrize(
    ("address", "queries"),
    [("axes", 1), ("axes/eau", 3), ("actions?par_page=100", 3), ("actions?par_page=2", 3), ("charte", 2),
     ("faq", 2), ("annonces", 1)],
)  # fmt: skip
@pytest.mark.usefixtures("planted")
def test_a_list_costs_the_same_however_long_it_is(
    address: str, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(queries):
        get(address)
