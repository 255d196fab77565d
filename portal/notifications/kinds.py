"""What people can be told of. Each app registers the kinds that it knows; preferences are by group."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Group:
    """Kinds about which one decides together: `label` and `hint` are read on « Mes préférences ».

    Everything is in the bell. An e-mail follows unless the person has said no; `always`: whatever they say.
    """

    name: str
    label: str
    hint: str
    always: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """`title` is what a notification of this kind is called, and the subject of its e-mail.

    Within `once_in`, a person is told once of the same, however often it happens.
    """

    name: str
    title: str
    group: Group
    once_in: timedelta | None = None


SECURITY = Group(
    "securite",
    "La sécurité de votre utilisateur",
    "Mot de passe, adresse e-mail, connexion, fonctions et accès\u00a0: ce que vous devez savoir tout de "
    "suite si ce n’est pas vous.",
    always=True,
)

_kinds: dict[str, Kind] = {}


def register_kinds(*kinds: Kind) -> None:
    """Called in `AppConfig.ready()`; a name is one kind's."""
    for kind in kinds:
        if _kinds.setdefault(kind.name, kind) != kind:
            raise ValueError(f"{kind.name} is another kind already")


def kind_named(name: str) -> Kind | None:
    """None: of a kind that no app knows any more."""
    return _kinds.get(name)


def groups() -> list[Group]:
    """Every group that has kinds, in the order of their registration."""
    return list(dict.fromkeys(kind.group for kind in _kinds.values()))
