"""Texts for programs: axes, actions, charter, questions, announcements. What is published, nothing else."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Field, Query, Router

from acte_content.catalogue import access, filtering
from acte_content.catalogue.enums import Age, Cost, Difficulty, Season
from acte_content.catalogue.filtering import LONGEST_TEXT, Criteria
from acte_content.catalogue.models import Action, Axis
from acte_content.editorial.access import faq_themes
from acte_content.editorial.enums import FaqPlace
from acte_content.editorial.models import FaqTheme
from acte_content.headless import schemas
from acte_content.headless.problems import Refused
from acte_content.headless.reading import NOT_UNDERSTOOD, Asked, absolute, link_to_other_pages, pages
from acte_content.headless.rich_text import PublicLinks
from portal.my.frame import frame_of_today

router = Router(tags=["Textes"])
ACTE, PARENTS = "acte", "parents"


class AskedActions(Asked):
    """The filters of the catalogue."""

    q: str = Field("", max_length=LONGEST_TEXT, description="Mots cherchés.", examples=["jardin"])
    axe: str = Field("", max_length=120, description="`slug` d’un axe.", examples=["eau"])
    difficulte: Difficulty | None = None
    cout: Cost | None = None
    saison: Season | None = None
    age: Age | None = None


@router.get("/axes", response=schemas.AxisList, summary="Les axes d’ACTE", url_name="axes")
def axes(request: HttpRequest) -> Any:
    """Tous, dans l’ordre du projet."""
    found = access.axes()
    return {"total": len(found), "resultats": [_axis(axis, axis.action_count) for axis in found]}


@router.get(
    "/axes/{slug:slug}", response=schemas.AxisDetail, summary="Un axe et son auto-diagnostic", url_name="axis"
)
def axis(request: HttpRequest, slug: str) -> Any:
    """Avec les questions par lesquelles une équipe voit où elle en est."""
    found = access.axis_by_slug(slug)
    questions = [question.text for question in found.questions.all()]
    return _axis(found, len(access.actions_of(found))) | {"auto_diagnostic": questions}


@router.get("/actions", response=schemas.ActionList, summary="Le catalogue d’actions", url_name="actions")
def actions(request: HttpRequest, response: HttpResponse, asked: Query[AskedActions]) -> Any:
    """Les mêmes filtres que la page `/acte/actions/`\u00a0: tous ensemble, une valeur par filtre."""
    asked.refuse_unknown(request.GET)
    known = access.axes()
    criteria = filtering.criteria_in(request.GET, known)
    _refuse_ignored(asked, criteria)
    ids = filtering.matching(criteria)
    first = (asked.page - 1) * asked.par_page
    last = pages(len(ids), asked.par_page)
    if links := link_to_other_pages(request, asked.page, last):
        response["Link"] = links
    shown = access.actions_with(ids[first : first + asked.par_page])
    return {
        "total": len(ids),
        "page": asked.page,
        "pages": last,
        "resultats": [_action(action) for action in shown],
    }


@router.get("/actions/{slug:slug}", response=schemas.ActionDetail, summary="Une action", url_name="action")
def action(request: HttpRequest, slug: str) -> Any:
    """Pourquoi, comment, avec quelle aide."""
    found = access.action_by_slug(slug)
    return _action(found) | {"pourquoi": found.why, "etapes": found.steps, "aides": found.help_lines}


@router.get("/charte", response=schemas.Charter, summary="La charte en vigueur", url_name="charter")
def charter(request: HttpRequest) -> Any:
    """La dernière version publiée; 404 tant qu’il n’y en a pas."""
    found = access.charter()
    return {
        "nom": found.name,
        "introduction": found.introduction,
        "publiee_le": found.first_published_at,
        "elements": [{"titre": one.title, "texte": one.text} for one in found.elements.all()],
    }


@router.get("/faq", response=schemas.QuestionList, summary="Les questions fréquentes", url_name="faq")
def faq(request: HttpRequest) -> Any:
    """Celles des parents, thème par thème, puis celles d’ACTE."""
    published = [theme for place in (FaqPlace.MY, FaqPlace.ACTE) for theme in faq_themes(place)]
    links = PublicLinks(block.value["answer"].source for theme in published for block in theme.questions)
    themes = [_theme(theme, links) for theme in published]
    return {"total": sum(len(theme["questions"]) for theme in themes), "resultats": themes}


@router.get(
    "/annonces", response=schemas.AnnouncementList, summary="Les annonces du jour", url_name="announcements"
)
def announcements(request: HttpRequest) -> Any:
    """Celles de MY.ONE, pour tout le monde. Celles de PRO.ONE se lisent après connexion, et jamais ici."""
    banners = [
        {
            "texte": banner.text,
            "lien": banner.link and {"texte": banner.link.words, "url": absolute(banner.link.url)},
        }
        for banner in frame_of_today().banners
    ]
    return {"total": len(banners), "resultats": banners}


def _axis(axis: Axis, action_count: int) -> dict[str, Any]:
    return {
        "slug": axis.slug,
        "titre": axis.title,
        "resume": axis.summary,
        "introduction": axis.introduction,
        "nombre_actions": action_count,
        "url": absolute(axis.get_absolute_url()),
        "api_url": absolute(reverse("api:axis", args=[axis.slug])),
    }


def _action(action: Action) -> dict[str, Any]:
    return {
        "slug": action.slug,
        "titre": action.title,
        "axe": action.axis.slug,
        "resume": action.summary,
        "difficulte": action.difficulty,
        "cout": action.cost,
        "saisons": action.seasons,
        "ages": action.ages,
        "exemple": action.is_example,
        "url": absolute(action.get_absolute_url()),
        "api_url": absolute(reverse("api:action", args=[action.slug])),
    }


def _theme(theme: FaqTheme, links: PublicLinks) -> dict[str, Any]:
    return {
        "sujet": ACTE if theme.place == FaqPlace.ACTE else PARENTS,
        "theme": theme.title,
        "questions": [_question(block.value, links) for block in theme.questions],
    }


def _question(asked: Any, links: PublicLinks) -> dict[str, Any]:
    return {
        "question": asked["question"],
        "reponse_html": links.html(asked["answer"].source),
        "a_completer": bool(asked["to_complete"]),
    }


def _refuse_ignored(asked: AskedActions, criteria: Criteria) -> None:
    """What the catalogue's page would leave out is told: an axis that is not there, say."""
    stated = {
        name: value
        for name in ("axe", "difficulte", "cout", "saison", "age")
        if (value := getattr(asked, name))
    }
    if ignored := stated.keys() - criteria.values.keys():
        raise Refused(dict.fromkeys(sorted(ignored), NOT_UNDERSTOOD))
