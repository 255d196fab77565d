"""What readers get of the frequent questions: what is published, and nothing else."""

from acte_content.editorial.enums import FaqPlace
from acte_content.editorial.models import FaqTheme


def faq_themes(place: FaqPlace) -> list[FaqTheme]:
    """The published themes of this page with their questions, in the editors' order: one query.

    A theme without a question is not among them.
    """
    published = FaqTheme.objects.filter(place=place, live=True).order_by("position", "title", "pk")
    return [theme for theme in published if theme.questions]
