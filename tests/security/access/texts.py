"""One of each of the texts of the ACTE catalogue."""

from typing import NamedTuple

from acte_content.catalogue.models import Action, Axis, CharterVersion, Explanation
from acte_content.editorial.enums import FaqPlace
from acte_content.editorial.models import FaqTheme


class Text(NamedTuple):
    """The id of a text, and that of a draft of it."""

    pk: int
    revision_id: int


def made(slug: str) -> dict[str, Text]:
    """They, by the name of the model; those with an address have this slug. The charter is a draft."""
    axis = Axis.objects.create(
        title="Eau", slug=slug, drawing="eau", summary="Moins d’eau.", introduction="Texte."
    )
    action = Action.objects.create(
        axis=axis, title="Mousseurs", slug=slug, summary="Moins d’eau.", why="Texte.", how="Texte.",
        difficulty="facile", cost="gratuit",
    )  # fmt: skip
    charter = CharterVersion.objects.create(name="Ébauche", introduction="Texte.", live=False)
    document = Explanation.objects.create(title="Document", introduction="Texte.")
    theme = FaqTheme.objects.create(title="Subsides", place=FaqPlace.ACTE)
    return {
        "axis": Text(axis.pk, axis.save_revision().pk),
        "action": Text(action.pk, action.save_revision().pk),
        "charterversion": Text(charter.pk, charter.save_revision().pk),
        "explanation": Text(document.pk, document.save_revision().pk),
        "faqtheme": Text(theme.pk, theme.save_revision().pk),
    }
