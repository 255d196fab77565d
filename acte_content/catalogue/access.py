"""What readers get of the catalogue: what is published, and nothing else."""

from collections.abc import Sequence

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from acte_content.catalogue.models import Action, Axis, CharterVersion, Explanation

_PUBLISHED_ACTIONS = Count("actions", filter=Q(actions__live=True))


def axes() -> list[Axis]:
    """The published axes in their order, each with `action_count`: one query."""
    return list(Axis.objects.published().annotate(action_count=_PUBLISHED_ACTIONS).order_by("position", "pk"))


def axis_by_slug(slug: str) -> Axis:
    """A published axis with its questions; 404 where there is none of this name."""
    found: Axis | None = Axis.objects.published().prefetch_related("questions").filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def actions_of(axis: Axis) -> list[Action]:
    """The published actions of an axis, in their order."""
    return list(_as_shown().filter(axis=axis))


def action_by_slug(slug: str) -> Action:
    """A published action, whose axis is published too; 404 where there is none of this name."""
    found: Action | None = _as_shown().filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def published_explanation() -> Explanation | None:
    """The explanatory document with its sections, the one that was published last."""
    found: Explanation | None = Explanation.objects.published().prefetch_related("sections").first()
    return found


def explanation() -> Explanation:
    """The same; 404 while none is published."""
    found = published_explanation()
    if found is None:
        raise Http404
    return found


def charter_in_force() -> CharterVersion | None:
    """The version that is signed today, with its elements."""
    rows = CharterVersion.objects.published().prefetch_related("elements")
    found: CharterVersion | None = rows.order_by("-first_published_at", "-pk").first()
    return found


def charter() -> CharterVersion:
    """The same; 404 while none is published."""
    found = charter_in_force()
    if found is None:
        raise Http404
    return found


def actions_with(ids: Sequence[int]) -> list[Action]:
    """The published actions with these ids, in this order."""
    rows = _as_shown().in_bulk(ids)
    return [rows[pk] for pk in ids if pk in rows]


def _as_shown() -> QuerySet[Action]:
    """Actions with all that a card or a page shows of one: the sizes of photos in one query."""
    shown: QuerySet[Action] = Action.objects.readable().select_related("axis", "image")
    return shown.prefetch_related("image__renditions")
