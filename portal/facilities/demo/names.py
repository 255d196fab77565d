"""Invented names. Childminders have a first name and no surname: nobody should find themselves here."""

from random import Random

from django.utils.text import slugify

from portal.facilities.enums import FacilityKind
from search.analysis import fold

FIRST_NAMES = (
    "Aline", "Amandine", "Amina", "Anaïs", "Anne", "Aurélie", "Béatrice", "Bénédicte", "Camille", "Carine",
    "Catherine", "Cécile", "Céline", "Charlotte", "Chantal", "Christelle", "Claire", "Clarisse", "Colette",
    "Coralie", "Dalila", "Delphine", "Denise", "Dominique", "Dorothée", "Élise", "Élodie", "Émilie", "Emma",
    "Estelle", "Fabienne", "Fatima", "Fanny", "Florence", "Françoise", "Gaëlle", "Geneviève", "Géraldine",
    "Hanane", "Hélène", "Inès", "Isabelle", "Jamila", "Jeanne", "Jessica", "Joëlle", "Julie", "Justine",
    "Karima", "Karine", "Khadija", "Laetitia", "Laura", "Laurence", "Leïla", "Léa", "Lina", "Lucie", "Lydie",
    "Madeleine", "Manon", "Marie", "Marine", "Marjorie", "Marthe", "Mélanie", "Mélissa", "Michel", "Monique",
    "Myriam", "Nadia", "Nadine", "Naïma", "Nathalie", "Nicolas", "Nicole", "Noémie", "Océane", "Odile",
    "Olivia", "Ophélie", "Pascale", "Patricia", "Pauline", "Philippe", "Rachel", "Régine", "Romane", "Rosa",
    "Sabine", "Sabrina", "Samira", "Sandrine", "Sarah", "Séverine", "Simon", "Solange", "Sonia", "Sophie",
    "Soraya", "Stéphanie", "Sylvie", "Thérèse", "Tiffany", "Valérie", "Véronique", "Virginie", "Yasmina",
    "Yvette", "Zoé",
)  # fmt: skip
INVENTED = "(organisme fictif)"
_MASCULINE = frozenset({"Michel", "Nicolas", "Philippe", "Simon"})

# Feminine and masculine plurals, so that adjectives agree.
_THINGS = (
    ("m", "Lutins"), ("m", "Oursons"), ("m", "Lapins"), ("m", "Écureuils"), ("m", "Moineaux"),
    ("m", "Hérissons"), ("m", "Dauphins"), ("m", "Papillons"), ("m", "Canetons"), ("m", "Poussins"),
    ("m", "Galopins"), ("m", "Pirates"), ("m", "Nuages"), ("m", "Cailloux"), ("m", "Marrons"),
    ("m", "Pinsons"), ("m", "Doudous"), ("m", "Petons"), ("m", "Bourgeons"), ("m", "Matelots"),
    ("f", "Coccinelles"), ("f", "Abeilles"), ("f", "Étoiles"), ("f", "Mésanges"), ("f", "Libellules"),
    ("f", "Cigognes"), ("f", "Grenouilles"), ("f", "Frimousses"), ("f", "Bulles"), ("f", "Pâquerettes"),
    ("f", "Noisettes"), ("f", "Hirondelles"), ("f", "Tortues"), ("f", "Cerises"), ("f", "Loutres"),
)  # fmt: skip
_ADJECTIVES = (
    ("Joyeux", "Joyeuses"), ("Malins", "Malines"), ("Curieux", "Curieuses"), ("Rêveurs", "Rêveuses"),
    ("Câlins", "Câlines"), ("Bavards", "Bavardes"), ("Coquins", "Coquines"), ("Dorés", "Dorées"),
    ("Bleus", "Bleues"), ("Voyageurs", "Voyageuses"),
)  # fmt: skip
_HOUSES = (
    "La Maison des", "Le Jardin des", "Le Nid des", "L’Île aux", "Le Pré aux", "La Cabane des",
    "Le Refuge des", "La Ronde des", "Le Royaume des", "La Clairière aux",
)  # fmt: skip
_TREES = (
    "Tilleuls", "Érables", "Bouleaux", "Charmes", "Merisiers", "Sorbiers", "Noyers", "Saules", "Acacias",
    "Frênes", "Aubépines", "Genêts", "Bruyères", "Pommiers", "Châtaigniers", "Églantiers", "Fougères",
    "Jonquilles", "Myrtilles", "Roseaux",
)  # fmt: skip
_NICKNAMES = (
    "Les P’tits Bouts {of}", "Chez {name}", "Le Nid {of}", "La Cabane {of}", "Les Câlins {of}",
    "Le Jardin {of}", "Les Loulous {of}", "Au Pays {of}", "Les Pitchouns {of}", "La Bulle {of}",
)  # fmt: skip
_LEISURE = {
    FacilityKind.AFTER_SCHOOL: (
        "Accueil extrascolaire {}", "Garderie {}", "L’Après-quatre-heures {}", "Accueil {}",
    ),
    FacilityKind.HOMEWORK_SCHOOL: ("École de devoirs {}", "Le Coup de pouce {}", "La Page blanche {}"),
    FacilityKind.HOLIDAY_ACTIVITY: ("Plaine {}", "Stages {}", "Les Vacances {}", "Camp {}"),
}  # fmt: skip


def first_name(rng: Random) -> str:
    """A first name of any gender."""
    return rng.choice(FIRST_NAMES)


def of_name(name: str) -> str:
    """« de Namur », « d’Andenne », « du Rœulx », « des Bons Villers »."""
    for article, contracted in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    return f"d’{name}" if fold(name)[0] in "aeiou" else f"de {name}"


def at_place(name: str) -> str:
    """« à Namur », « au Rœulx », « aux Bons Villers »."""
    for article, contracted in (("Le ", "au "), ("Les ", "aux ")):
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    return f"à {name}"


def is_masculine(name: str) -> bool:
    """Whether texts about this first name are in the masculine."""
    return name in _MASCULINE


def listing_name(rng: Random, kind: FacilityKind, person: str, locality: str) -> str:
    """The name of a facility; `person` is its childminder's first name, where it has one."""
    if kind in (FacilityKind.INDEPENDENT_CHILDMINDER, FacilityKind.EMPLOYED_CHILDMINDER):
        return rng.choice(_NICKNAMES).format(name=person, of=of_name(person))
    if kind == FacilityKind.CONSULTATION:
        return f"Consultation pour enfants – {locality}"
    if kind == FacilityKind.SAE:
        return f"Service d’accueil «\u00a0{_group_name(rng)}\u00a0»"
    if kind in _LEISURE:
        return rng.choice(_LEISURE[kind]).format(f"«\u00a0{_group_name(rng)}\u00a0»")
    return _group_name(rng)


def association_name(rng: Random) -> str:
    """A name for an organiser, which says that it is invented."""
    form = rng.choice(("Les {}", "Enfance aux {}", "Les Amis des {}", "Le Clos des {}"))
    trees = f"{rng.choice(_TREES)} {rng.choice(('d’Or', 'du Levant', 'de Mai', 'd’Avril', 'du Parc'))}"
    return f"{form.format(trees)} ASBL {INVENTED}"


def person_as_organiser(person: str) -> str:
    """A childminder on their own account."""
    return f"{person} {INVENTED}"


def email(name: str, number: int) -> str:
    """An address in a domain that nobody can own."""
    return f"contact{number}@{_host(name)}"


def website(name: str) -> str:
    """An address that leads nowhere."""
    return f"https://www.{_host(name)}/"


def facebook(name: str, number: int) -> str:
    """A page that nobody has."""
    return f"https://www.facebook.com/exemple-fictif-{slugify(name)[:30]}-{number}"


def _host(name: str) -> str:
    return f"{slugify(name.replace('’', '-'))[:40].strip('-')}.example"


def _group_name(rng: Random) -> str:
    gender, things = rng.choice(_THINGS)
    if rng.random() < 0.45:
        adjective = rng.choice(_ADJECTIVES)[0 if gender == "m" else 1]
        return f"Les {things} {adjective}"
    if rng.random() < 0.5:
        return f"{rng.choice(_HOUSES)} {things}"
    petit = "Petits" if gender == "m" else "Petites"
    return f"Les {petit} {things}"
