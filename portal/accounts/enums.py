"""Who somebody can be in the portals, where, and how surely we know it."""

from django.db import models


class LoginLevel(models.IntegerChoices):
    """How somebody has shown who they are, as the federation numbers it: higher is a stronger proof."""

    PASSWORD = 200, "mot de passe"
    BOSA_KEYS = 400, "clés BOSA"
    # Not of the federation: for the day on which it does not answer.
    EMERGENCY = 401, "accès de secours"
    ITSME = 450, "itsme"
    EID = 500, "eID"


# What agents always need, and what uncovers NISS and bank account.
STRONG = LoginLevel.BOSA_KEYS
# What a right reaches whatever the log-in: with the strongest there is.
STRONGEST = max(LoginLevel)


class Territory(models.TextChoices):
    """Administration subrégionale: a province, or Brussels. The unit by which agents are in charge."""

    BRUSSELS = "bruxelles", "Bruxelles"
    WALLOON_BRABANT = "brabant-wallon", "Brabant wallon"
    HAINAUT = "hainaut", "Hainaut"
    LIEGE = "liege", "Liège"
    LUXEMBOURG = "luxembourg", "Luxembourg"
    NAMUR = "namur", "Namur"

    @property
    def postcodes(self) -> tuple[tuple[str, str], ...]:
        """First and last postcode of each of its ranges, as bpost gives them to the provinces."""
        return _POSTCODES[self]


def territory_of(postcode: str) -> Territory | None:
    """In which one a postcode lies; None: in none of ours."""
    for territory, ranges in _POSTCODES.items():
        if any(first <= postcode <= last for first, last in ranges):
            return territory
    return None


_POSTCODES = {
    Territory.BRUSSELS: (("1000", "1299"),),
    Territory.WALLOON_BRABANT: (("1300", "1499"),),
    Territory.HAINAUT: (("6000", "6599"), ("7000", "7999")),
    Territory.LIEGE: (("4000", "4999"),),
    Territory.LUXEMBOURG: (("6600", "6999"),),
    Territory.NAMUR: (("5000", "5999"),),
}


class Role(models.TextChoices):
    """What somebody is: a member of an organiser, or an agent or editor of ONE with a function."""

    # Of an organiser.
    HOLDER = "titulaire", "Titulaire"
    MEMBER = "membre", "Membre"
    # Agents in charge of facilities, by territory.
    ADVISER = "agent-conseil", "Agent conseil (ACA)"
    CARE_COORDINATOR = "coordination-accueil", "Coordinateur·rice accueil"
    CARE_OFFICER = "referent-accueil", "Référent·e accueil"
    HEALTH_OFFICER = "referent-sante", "Référent·e santé"
    APPROVAL_OFFICER = "referent-agrement", "Référent·e agrément"
    # Agents for the whole of the Community.
    WATCH_UNIT = "veille", "Cellule de veille"
    ACTE_TEAM = "acte", "Équipe de projet ACTE"
    HELPDESK = "helpdesk", "Helpdesk"
    DIGIPRO = "digipro", "DIGIPRO"
    ADMINISTRATOR = "administration", "Administration du portail"
    EDITOR = "redaction", "Rédaction"
    MODERATOR = "relecture", "Relecture"

    @property
    def is_of_organiser(self) -> bool:
        return self in MEMBERS

    @property
    def has_territory(self) -> bool:
        """Whether a post with this function names the territories it is in charge of."""
        return self in IN_CHARGE


MEMBERS = frozenset({Role.HOLDER, Role.MEMBER})
IN_CHARGE = frozenset(
    {Role.ADVISER, Role.CARE_COORDINATOR, Role.CARE_OFFICER, Role.HEALTH_OFFICER, Role.APPROVAL_OFFICER}
)
FUNCTIONS = frozenset(Role) - MEMBERS
