"""How many files one person may send: each costs us seconds of drawing or reading."""

from portal.accounts.person import Person
from portal.limits.limiting import spend


def too_many(person: Person) -> str:
    """Counts one file; what to say where it is one too many, else nothing."""
    refusal = spend("uploads", str(person.pk))
    if refusal is None:
        return ""
    minutes = max(1, -(-refusal.seconds // 60))
    return (
        "Vous avez envoyé beaucoup de fichiers en peu de temps. Celui-ci n’est pas parti\u00a0: réessayez "
        f"dans {minutes}\u00a0minute{'s' if minutes > 1 else ''}."
    )
