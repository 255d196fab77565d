"""Two people who change one thing at once: the second is told, and overwrites nothing."""

from django.core.exceptions import ValidationError


def refuse_stale(*, seen: int, now: int, changed: str) -> None:
    """`ValidationError` with the code `stale` where a form was shown before somebody else's change.

    `seen`, `now`: the version that the form had, and the one under the lock. `changed` begins the sentence:
    « Cette fiche a été modifiée ».
    """
    if seen != now:
        raise ValidationError(
            f"{changed} entre-temps par quelqu’un d’autre. Rien n’est enregistré\u00a0: rechargez la page "
            "pour voir la version actuelle.",
            code="stale",
        )
