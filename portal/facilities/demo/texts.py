"""Presentations in plain French, composed of whole sentences so that every combination reads well."""

from random import Random

from portal.facilities.demo.names import at_place, is_masculine, of_name
from portal.facilities.enums import FacilityKind

INVENTED = "Lieu fictif, inventé pour la démonstration."

_OPENINGS = {
    FacilityKind.CRECHE: (
        "Notre crèche accueille les tout-petits dans une maison lumineuse {at}.",
        "Au cœur {of}, notre équipe accueille les enfants dans des espaces à leur taille.",
        "Depuis plus de dix ans, nous accompagnons les premiers pas des enfants {of} et des environs.",
        "Une équipe stable et attentive attend votre enfant dans un quartier calme {of}.",
        "La crèche occupe le rez-de-chaussée d’une ancienne école {of}, entièrement rénovée.",
        "Ici, chaque enfant grandit à son rythme, entouré d’adultes disponibles.",
        "Trois espaces de vie, une cuisine ouverte et beaucoup de lumière\u00a0: bienvenue chez nous.",
        "Nous sommes une petite structure familiale, à deux pas du centre {of}.",
    ),
    FacilityKind.SAE: (
        "Notre service accompagne des accueillantes et des accueillants {at} et dans les communes voisines.",
        "Nous cherchons avec vous l’accueillante ou l’accueillant qui convient à votre famille.",
        "Le service encadre une équipe d’accueillantes à domicile et leur rend visite régulièrement.",
        "Une seule inscription auprès de notre service suffit pour toute la région {of}.",
    ),
    FacilityKind.INDEPENDENT_CHILDMINDER: (
        "{person} accueille les enfants chez {self}, dans une maison aménagée pour eux.",
        "Chez {person}, le petit groupe permet de suivre le rythme de chacun.",
        "{person} ouvre sa maison {of} aux enfants et à leurs familles.",
        "Dans un quartier tranquille {of}, {person} propose un accueil familial et attentif.",
        "Avec {person}, les journées se construisent autour des besoins des enfants.",
        "{person} a choisi ce métier pour accompagner les enfants dans une ambiance de maison.",
    ),
    FacilityKind.CO_CHILDMINDERS: (
        "Deux accueillantes unissent leurs expériences dans un lieu aménagé rien que pour les enfants.",
        "{At}, nous travaillons à deux, pour une présence constante auprès de chaque enfant.",
        "Notre duo accueille les enfants dans une ancienne ferme rénovée {of}.",
        "À deux, nous accompagnons un petit groupe d’âges mélangés, comme dans une fratrie.",
    ),
    FacilityKind.AFTER_SCHOOL: (
        "Avant et après l’école, une équipe formée accueille les enfants dans les locaux scolaires.",
        "L’accueil commence tôt et se termine quand les familles {of} rentrent du travail.",
        "Le mercredi après-midi, les enfants choisissent entre plusieurs ateliers.",
        "Après la classe, place au goûter, aux jeux libres et au grand air.",
    ),
    FacilityKind.HOMEWORK_SCHOOL: (
        "Les enfants viennent avec leurs leçons, et repartent avec l’envie d’apprendre.",
        "Une équipe de bénévoles et d’animateurs accompagne les devoirs, sans jugement et sans pression.",
        "{At}, l’école de devoirs est d’abord un lieu où l’on prend confiance en soi.",
        "Lecture, calcul et projets collectifs se partagent l’après-midi.",
    ),
    FacilityKind.HOLIDAY_ACTIVITY: (
        "Pendant les congés scolaires, les enfants découvrent la nature, le jeu et la création.",
        "Chaque semaine de vacances a son thème, du cirque à la cuisine.",
        "Nos animatrices et nos animateurs brevetés emmènent les enfants dehors par tous les temps.",
        "{At}, les vacances se passent en petits groupes, selon l’âge.",
    ),
    FacilityKind.CONSULTATION: (
        "La consultation suit gratuitement la santé et l’éveil des enfants, de la naissance à six ans.",
        "Une partenaire enfants-parents et un médecin vous reçoivent sur rendez-vous {at}.",
        "Pesée, vaccins, questions de tous les jours\u00a0: l’équipe prend le temps de vous écouter.",
        "La consultation est ouverte à toutes les familles {of}, sans condition.",
    ),
}  # fmt: skip
_OPENINGS[FacilityKind.EMPLOYED_CHILDMINDER] = _OPENINGS[FacilityKind.INDEPENDENT_CHILDMINDER]

_DAYS = (
    "Les journées alternent jeu libre, activités proposées et moments calmes.",
    "Nous sortons chaque jour, quelle que soit la saison.",
    "La sieste suit le rythme de chaque enfant, jamais l’horloge.",
    "Une histoire est lue chaque matin, parfois en plusieurs langues.",
    "La motricité libre a une grande place dans notre projet.",
    "La musique accompagne nos journées, des comptines aux instruments.",
    "Un atelier de peinture reste ouvert toute la semaine.",
    "Les enfants participent au potager et goûtent ce qu’ils ont semé.",
    "Chaque enfant a une personne de référence, que vous connaissez dès le premier jour.",
    "Les plus grands aident volontiers les plus petits, et chacun y gagne.",
)
_MEALS = (
    "Les repas sont préparés sur place, avec des produits de saison.",
    "Les repas et les collations sont compris, les langes ne le sont pas.",
    "Les repas sont livrés chaque matin par une cuisine locale.",
    "Vous apportez le repas de votre enfant, que nous réchauffons.",
    "Une alternative végétarienne est proposée chaque jour.",
    "L’allaitement est le bienvenu\u00a0: un coin tranquille vous attend.",
)
_FAMILIES = (
    "Une familiarisation de deux semaines permet à chacun de faire connaissance.",
    "La familiarisation se construit avec vous, à votre rythme.",
    "Les familles sont invitées à une fête au printemps et à une autre en automne.",
    "Nous prenons le temps d’un échange avec vous, matin et soir.",
    "Les enfants en situation de handicap sont les bienvenus\u00a0: parlons-en ensemble.",
    "Les demandes pour quelques jours par semaine sont étudiées avec attention.",
    "Contactez-nous pour une visite, de préférence en début d’après-midi.",
    "Un carnet de bord raconte chaque journée de votre enfant.",
)
_AROUND = (
    "Un arrêt de bus se trouve juste devant la porte.",
    "La gare est à moins de dix minutes à pied.",
    "Une petite zone de dépose permet de s’arrêter sans stress.",
    "Un abri pour vélos et remorques est à votre disposition.",
    "Le bois tout proche est notre terrain de jeu préféré.",
    "La bibliothèque du quartier nous reçoit une fois par mois.",
    "Le jardin clôturé est ombragé l’été.",
    "Le parc voisin nous voit arriver presque tous les jours.",
)
_LEISURE_AFTER = (
    "L’inscription se fait à l’année, par trimestre ou à la journée.",
    "Le tarif dégressif allège la note dès le deuxième enfant.",
    "Une participation est demandée, sans jamais être un obstacle\u00a0: parlez-nous-en.",
    "Les places sont limitées, pensez à réserver.",
    "Les animations changent chaque mois, selon les envies des enfants.",
    "Une salle de sport et une plaine de jeux sont à notre disposition.",
)
_CONSULTATION_AFTER = (
    "Les visites à domicile sont possibles, surtout après une naissance.",
    "Un dépistage visuel est organisé chaque année.",
    "Des massages pour bébés sont proposés un jeudi sur deux.",
    "Un coin lecture rend l’attente agréable.",
    "Prenez rendez-vous par téléphone, de préférence le matin.",
)
_PROJECTS = (
    "Nous voulons que chaque enfant se sente attendu. Les adultes observent avant d’intervenir, nomment ce "
    "qu’ils voient et laissent le temps d’essayer.",
    "L’autonomie se vit au quotidien\u00a0: se servir à table, choisir son jeu, participer au "
    "rangement. L’adulte soutient sans faire à la place.",
    "Le mouvement est un besoin. Nos espaces permettent de grimper, de ramper et de sauter, sans installer "
    "un enfant dans une position qu’il ne maîtrise pas encore.",
    "La continuité entre la maison et le lieu d’accueil guide notre travail\u00a0: habitudes de "
    "sommeil, langue parlée en famille, objets qui rassurent.",
    "Dehors d’abord\u00a0: pluie, vent ou soleil, nous sortons chaque jour avec des vêtements adaptés.",
    "Nous accueillons toutes les familles, dans leur diversité. Les livres, les chansons et les repas en "
    "sont le reflet.",
    "Le langage naît dans l’échange\u00a0: nous parlons avec les enfants, même les plus petits, et nous les "
    "écoutons.",
)  # fmt: skip
_WITH_GROUPS = frozenset(
    {
        FacilityKind.CRECHE, FacilityKind.INDEPENDENT_CHILDMINDER, FacilityKind.EMPLOYED_CHILDMINDER,
        FacilityKind.CO_CHILDMINDERS,
    }
)  # fmt: skip


def description(rng: Random, kind: FacilityKind, person: str, place: str) -> str:
    """Three to six sentences, the last of which says that the place is invented."""
    at = at_place(place)
    opening = rng.choice(_OPENINGS[kind]).format(
        person=person,
        self="lui" if is_masculine(person) else "elle",
        at=at,
        At=at[0].upper() + at[1:],
        of=of_name(place),
    )
    if kind == FacilityKind.CONSULTATION:
        rest = rng.sample(_CONSULTATION_AFTER, 2)
    elif kind in _WITH_GROUPS:
        themes = rng.sample((_DAYS, _MEALS, _FAMILIES, _AROUND), rng.choice((1, 2, 3, 4)))
        rest = [rng.choice(theme) for theme in themes]
    elif kind == FacilityKind.SAE:
        rest = [rng.choice(_FAMILIES)]
    else:
        rest = rng.sample(_LEISURE_AFTER, rng.choice((1, 2)))
    sentences = [opening, *rest]
    return " ".join([*sentences, INVENTED]).replace(" :", "\u00a0:")


def pedagogical_project(rng: Random, kind: FacilityKind) -> str:
    """Two or three paragraphs, for the half of the places that have written theirs."""
    if kind not in _WITH_GROUPS or rng.random() < 0.5:
        return ""
    return "\n\n".join(rng.sample(_PROJECTS, rng.choice((2, 3))))
