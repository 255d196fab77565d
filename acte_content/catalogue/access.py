"""What readers get of the catalogue: what is published, and nothing else."""

from django.db.models import Count, Q
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
    return list(Action.objects.published().filter(axis=axis).select_related("axis"))


def action_by_slug(slug: str) -> Action:
    """A published action, whose axis is published too; 404 where there is none of this name."""
    rows = Action.objects.published().filter(axis__live=True).select_related("axis")
    found: Action | None = rows.filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def explanation() -> Explanation:
    """The explanatory document with its sections; 404 while none is published."""
    found: Explanation | None = Explanation.objects.published().prefetch_related("sections").first()
    if found is None:
        raise Http404
    return found


def charter_in_force() -> CharterVersion | None:
    """The version that is signed today, with its elements."""
    rows = CharterVersion.objects.published().prefetch_related("elements")
    found: CharterVersion | None = rows.order_by("-first_published_at", "-pk").first()
    return found
