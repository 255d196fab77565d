"""One of each of the texts of the ACTE catalogue."""

from acte_content.catalogue.models import Action, Axis, CharterVersion, Explanation


def made(slug: str) -> dict[str, int]:
    """Their ids, by the name of the model; those with an address have this slug. The charter is a draft."""
    axis = Axis.objects.create(
        title="Eau", slug=slug, drawing="eau", summary="Moins d’eau.", introduction="Texte."
    )
    action = Action.objects.create(
        axis=axis, title="Mousseurs", slug=slug, summary="Moins d’eau.", why="Texte.", how="Texte.",
        difficulty="facile", cost="gratuit",
    )  # fmt: skip
    charter = CharterVersion.objects.create(name="Ébauche", introduction="Texte.", live=False)
    document = Explanation.objects.create(title="Document", introduction="Texte.")
    return {
        "axis": axis.pk,
        "action": action.pk,
        "charterversion": charter.pk,
        "explanation": document.pk,
    }
