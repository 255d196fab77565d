"""What people can be told of. Each app registers the kinds that it knows; preferences are by group."""

from collections.abc import Callable
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
class MailLink:
    """A personal link in an e-mail, made as it leaves: its secret is in that e-mail, and nowhere else.

    `path_for(user_id, about)`, each time that the e-mail is tried: the page, empty where this person gets no
    link; None where there is nothing to say any more, and no e-mail leaves.
    """

    label: str
    hint: str
    path_for: Callable[[int, int], str | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """`title` is what a notification of this kind is called, and the subject of its e-mail.

    Within `once_in`, a person is told once of the same, however often it happens. With a `mail_link`, each
    notification is `about` something, by its id.
    """

    name: str
    title: str
    group: Group
    once_in: timedelta | None = None
    mail_link: MailLink | None = None


SECURITY = Group(
    "securite",
    "La sécurité de votre utilisateur",
    "Mot de passe, adresse e-mail, connexion, fonctions et accès\u00a0: ce que vous devez savoir tout de "
    "suite si ce n’est pas vous.",
    always=True,
)

_kinds: dict[str, Kind] = {}
_choices: list[Group] = []


def register_kinds(*kinds: Kind) -> None:
    """Called in `AppConfig.ready()`; a name is one kind's."""
    for kind in kinds:
        if _kinds.setdefault(kind.name, kind) != kind:
            raise ValueError(f"{kind.name} is another kind already")


def register_choice(choice: Group) -> None:
    """A choice about what e-mails hold, beside those of which e-mails come. Called in `AppConfig.ready()`."""
    if choice not in _choices:
        _choices.append(choice)


def kind_named(name: str) -> Kind | None:
    """None: of a kind that no app knows any more."""
    return _kinds.get(name)


def groups() -> list[Group]:
    """Every group that has kinds, in the order of their registration; then the choices about e-mails."""
    return [*dict.fromkeys(kind.group for kind in _kinds.values()), *_choices]
