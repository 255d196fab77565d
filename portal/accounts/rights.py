"""Who may do what. One table: access functions, OFFICE's policies, menus and docs/rights.md are made of it.

A role has a right *within a reach*. What its reach holds is decided where the objects are: which facilities
are an organiser's own, and which a function is in charge of, in `portal.facilities.access`.
"""

from collections.abc import Mapping
from enum import StrEnum

from portal.accounts.enums import STRONG, LoginLevel, Role


class Reach(StrEnum):
    OWN = "les siens"
    IN_CHARGE = "son territoire et sa fonction"
    ALL = "tous"


class Right(StrEnum):
    """What can be done, as it is said in docs/rights.md."""

    SEE_FACILITY = "voir un milieu d’accueil et sa fiche"
    SEE_PRIVATE = "voir NISS et compte en banque en clair"
    LOOK_UP_NISS = "chercher un milieu d’accueil par NISS"
    SEE_REGISTER = "consulter le registre des fiches et ses chiffres"
    EXPORT_REGISTER = "exporter le registre des fiches"
    EDIT_LISTING = "modifier la signalétique d’un milieu, données non publiques comprises"
    RECORD_AUTHORISATION = "encoder la capacité et la validité d’une autorisation"
    STATE_BANK_ACCOUNT = "modifier les coordonnées bancaires"
    DECIDE_PHOTOS = "approuver les photos et les projets pédagogiques"
    VALIDATE_BANK_STATEMENT = "valider les relevés d’identité bancaire"
    SEE_HISTORY = "lire l’historique d’un milieu d’accueil"
    SEE_MEMBERS = "voir qui a accès à un pouvoir organisateur"
    MANAGE_MEMBERS = "inviter et retirer des membres"
    REQUIRE_STRONG = "rendre la connexion forte obligatoire"
    SEE_PERSON = "voir la page d’une personne"
    RESET_PASSWORD = "envoyer un lien pour un nouveau mot de passe"  # noqa: S105 -- a right, not a password
    DEACTIVATE_PERSON = "désactiver et réactiver un compte"
    MANAGE_AGENTS = "donner et retirer des fonctions d’agent"
    STATE_OWN_CARD = "indiquer comment les professionnels le joignent"
    SEARCH_HISTORY = "chercher dans tout l’historique"
    SEE_GAZETTEER = "consulter le répertoire des lieux"
    EDIT_ACTE = "rédiger le catalogue ACTE"
    PUBLISH_ACTE = "publier et retirer les textes du catalogue ACTE"
    EDIT_CONTENT = "rédiger les pages, et les soumettre à la relecture"
    PUBLISH_CONTENT = "relire et publier les pages"
    WRITE_TO_PLACE = "écrire aux personnes d’un milieu d’accueil et lire leurs réponses"
    ANSWER_ACTE = "lire et traiter les questions sur ACTE"
    TREAT_MESSAGES = "lire et traiter les messages au helpdesk"
    EDIT_HELPDESK = "modifier les coordonnées du helpdesk"
    EDIT_REASONS = "rédiger les motifs et réponses types des files d’attente"
    ENTER_OFFICE = "entrer dans OFFICE.ONE"


_OWN, _CHARGE, _ALL = Reach.OWN, Reach.IN_CHARGE, Reach.ALL
_AGENTS_IN_CHARGE = {
    Role.ADVISER: _CHARGE,
    Role.CARE_COORDINATOR: _CHARGE,
    Role.CARE_OFFICER: _CHARGE,
    Role.HEALTH_OFFICER: _CHARGE,
    Role.APPROVAL_OFFICER: _CHARGE,
}
_AGENTS_OF_ALL = {
    Role.WATCH_UNIT: _ALL,
    Role.ACTE_TEAM: _ALL,
    Role.HELPDESK: _ALL,
    Role.DIGIPRO: _ALL,
    Role.ADMINISTRATOR: _ALL,
}
_MEMBERS = {Role.HOLDER: _OWN, Role.MEMBER: _OWN}
_AGENTS = _AGENTS_IN_CHARGE | _AGENTS_OF_ALL

TABLE: Mapping[Right, Mapping[Role, Reach]] = {
    Right.SEE_FACILITY: _MEMBERS | _AGENTS,
    # The agents who validate bank statements and authorisations; not whoever only helps or looks after ACTE.
    Right.SEE_PRIVATE: _MEMBERS | {
        Role.ADVISER: _CHARGE,
        Role.CARE_COORDINATOR: _CHARGE,
        Role.CARE_OFFICER: _CHARGE,
        Role.APPROVAL_OFFICER: _CHARGE,
    },
    # For whoever reads these numbers: a search tells whose place it is, and is in the history.
    Right.LOOK_UP_NISS: {
        Role.ADVISER: _CHARGE,
        Role.CARE_COORDINATOR: _CHARGE,
        Role.CARE_OFFICER: _CHARGE,
        Role.APPROVAL_OFFICER: _CHARGE,
    },
    Right.SEE_REGISTER: _AGENTS,
    # A file leaves the house: for those who follow places up, not for those who help or look after software.
    Right.EXPORT_REGISTER: _AGENTS_IN_CHARGE | {Role.WATCH_UNIT: _ALL, Role.DIGIPRO: _ALL},
    Right.EDIT_LISTING: _MEMBERS | {
        Role.ADVISER: _CHARGE,
        Role.CARE_COORDINATOR: _CHARGE,
        Role.CARE_OFFICER: _CHARGE,
        Role.APPROVAL_OFFICER: _CHARGE,
        Role.HELPDESK: _ALL,
        Role.DIGIPRO: _ALL,
    },
    # Those who prepare the decisions; an agent conseil advises. DIGIPRO mends what was recorded wrongly.
    Right.RECORD_AUTHORISATION: {
        Role.CARE_COORDINATOR: _CHARGE,
        Role.CARE_OFFICER: _CHARGE,
        Role.APPROVAL_OFFICER: _CHARGE,
        Role.DIGIPRO: _ALL,
    },
    # Nobody of ONE says where an organiser's subsidies go.
    Right.STATE_BANK_ACCOUNT: _MEMBERS,
    # Of childminders the agent conseil; of crèches and SAE the coordinator; of ATL the référente agrément.
    Right.DECIDE_PHOTOS: {
        Role.ADVISER: _CHARGE,
        Role.CARE_COORDINATOR: _CHARGE,
        Role.APPROVAL_OFFICER: _CHARGE,
    },
    Right.VALIDATE_BANK_STATEMENT: {
        Role.ADVISER: _CHARGE,
        Role.CARE_OFFICER: _CHARGE,
        Role.APPROVAL_OFFICER: _CHARGE,
    },
    Right.SEE_HISTORY: _MEMBERS | _AGENTS_IN_CHARGE | {Role.DIGIPRO: _ALL, Role.ADMINISTRATOR: _ALL},
    Right.SEE_MEMBERS: _MEMBERS | _AGENTS,
    Right.MANAGE_MEMBERS: {Role.HOLDER: _OWN, Role.HELPDESK: _ALL, Role.DIGIPRO: _ALL},
    Right.REQUIRE_STRONG: {Role.HOLDER: _OWN, Role.HELPDESK: _ALL, Role.DIGIPRO: _ALL},
    # Of an agent in charge: the members of the organisers that they are in charge of.
    Right.SEE_PERSON: _AGENTS_IN_CHARGE | {
        Role.HELPDESK: _ALL,
        Role.DIGIPRO: _ALL,
        Role.ADMINISTRATOR: _ALL,
    },
    Right.RESET_PASSWORD: {Role.HELPDESK: _ALL, Role.DIGIPRO: _ALL},
    # Whoever manages agents takes away more than that; the helpdesk is called where an account is misused.
    Right.DEACTIVATE_PERSON: {Role.HELPDESK: _ALL, Role.DIGIPRO: _ALL, Role.ADMINISTRATOR: _ALL},
    Right.MANAGE_AGENTS: {Role.DIGIPRO: _ALL, Role.ADMINISTRATOR: _ALL},
    # « Contacts ONE » names them alone; of anybody else, nobody reads it.
    Right.STATE_OWN_CARD: _AGENTS_IN_CHARGE,
    Right.SEARCH_HISTORY: {Role.DIGIPRO: _ALL, Role.ADMINISTRATOR: _ALL},
    Right.SEE_GAZETTEER: _AGENTS,
    Right.EDIT_ACTE: {
        Role.ACTE_TEAM: _ALL,
        Role.EDITOR: _ALL,
        Role.MODERATOR: _ALL,
        Role.ADMINISTRATOR: _ALL,
    },
    # What an editor drafts, the team of the project or a moderator reads again.
    Right.PUBLISH_ACTE: {Role.ACTE_TEAM: _ALL, Role.MODERATOR: _ALL, Role.ADMINISTRATOR: _ALL},
    Right.EDIT_CONTENT: {Role.EDITOR: _ALL, Role.MODERATOR: _ALL, Role.ADMINISTRATOR: _ALL},
    # Nobody publishes what nobody has read again.
    Right.PUBLISH_CONTENT: {Role.MODERATOR: _ALL, Role.ADMINISTRATOR: _ALL},
    # The answers are for the function that wrote, where it is in charge: for no other.
    Right.WRITE_TO_PLACE: _AGENTS_IN_CHARGE | {
        Role.WATCH_UNIT: _ALL,
        Role.ACTE_TEAM: _ALL,
        Role.HELPDESK: _ALL,
        Role.DIGIPRO: _ALL,
    },
    # For those whom they wrote to.
    Right.ANSWER_ACTE: {Role.ACTE_TEAM: _ALL},
    # What people write may be about anything of theirs: for those whom they wrote to.
    Right.TREAT_MESSAGES: {Role.HELPDESK: _ALL, Role.DIGIPRO: _ALL},
    Right.EDIT_HELPDESK: {Role.HELPDESK: _ALL, Role.DIGIPRO: _ALL, Role.EDITOR: _ALL},
    Right.EDIT_REASONS: {
        Role.HELPDESK: _ALL,
        Role.DIGIPRO: _ALL,
        Role.ADMINISTRATOR: _ALL,
        Role.EDITOR: _ALL,
    },
    Right.ENTER_OFFICE: _AGENTS | {Role.EDITOR: _ALL, Role.MODERATOR: _ALL},
}  # fmt: skip

# What a password is not enough for; whoever asks all members for a strong login has shown that they can have
# one. Agents sign in strongly whatever they do.
_STRONG_RIGHTS = frozenset({Right.SEE_PRIVATE, Right.STATE_BANK_ACCOUNT, Right.REQUIRE_STRONG})


def level_for(right: Right, role: Role) -> LoginLevel:
    """The weakest login with which this role may use this right."""
    return STRONG if right in _STRONG_RIGHTS or not role.is_of_organiser else LoginLevel.PASSWORD


def as_markdown() -> str:
    """The table of docs/rights.md: a line a right, a column a role."""
    mark = {Reach.OWN: "○", Reach.IN_CHARGE: "◐", Reach.ALL: "●"}
    lines = [["", *(role.label for role in Role)], ["---", *[":-:"] * len(Role)]]
    for right, reaches in TABLE.items():
        cells = (
            mark[reaches[role]] + ("*" if level_for(right, role) >= STRONG else "") if role in reaches else ""
            for role in Role
        )
        lines.append([right.value, *cells])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
