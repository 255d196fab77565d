"""Information for professionals of the demonstration: documentation, Covid, calls for projects."""

from acte_content.editorial.demo import IS_EXAMPLE, Example
from acte_content.editorial.drawings import Drawing
from portal.facilities.enums import Category

_EARLY = [Category.CHILDMINDER, Category.CRECHE, Category.SAE]

INFORMATION = (
    Example(
        "documentation-bilan",
        "Documentation\u00a0: préparer son bilan de fonctionnement",
        "Le bilan est prévu par l’article\u00a075 de l’arrêté du 2\u00a0mai 2019. Sa documentation se lit avant qu’il commence.",
        Drawing.PAPERS,
        (
            IS_EXAMPLE,
            ("title", "Deux volets, puis un plan d’action"),
            (
                "steps",
                [
                    {
                        "title": "Le volet\u00a01",
                        "text": "<p>Un tableau de bord en sept catégories\u00a0: cadre réglementaire, infrastructure et "
                        "équipements, alimentation, hygiène, environnement, éveil culturel, transition écologique.</p>",
                    },
                    {
                        "title": "Le volet\u00a02",
                        "text": "<p>Vos objectifs généraux, et des documents de travail qui restent privés.</p>",
                    },
                    {
                        "title": "Le plan d’action",
                        "text": "<p>Ce que vous retenez pour la suite, avec l’agent qui suit votre lieu.</p>",
                    },
                ],
            ),
            ("title", "Qui voit quoi"),
            (
                "paragraph",
                "<p>Vous donnez accès à l’ONE un volet à la fois. Avant cela, les agents n’en voient rien.</p>",
            ),
        ),
        {"audience": _EARLY},
    ),
    Example(
        "documentation-formation-continue",
        "Documentation\u00a0: la formation continue en accueil temps libre",
        "Cinquante heures sur trois ans pour chaque personne qualifiée d’un opérateur agréé\u00a0: ce qui compte, et comment l’indiquer.",
        Drawing.TABLE,
        (
            IS_EXAMPLE,
            ("title", "Ce qui est reconnu"),
            (
                "paragraph",
                "<p>Un module est reconnu s’il entre dans le programme quinquennal et s’il approfondit les notions de "
                "base des fonctions.</p>",
            ),
            (
                "notice",
                {
                    "title": "Un délai de traitement ne vous pénalise pas",
                    "text": "<p>Les heures encore à valider ne pénalisent jamais un agrément.</p>",
                },
            ),
            ("title", "Si l’organisme n’est pas dans la liste"),
            (
                "paragraph",
                "<p>Indiquez le nom de l’organisme et l’intitulé du module, et joignez l’attestation.</p>",
            ),
        ),
        {"audience": [Category.LEISURE]},
    ),
    Example(
        "covid",
        "Covid\u00a0: où trouver les consignes",
        "Les consignes en vigueur paraissent ici. Quand il n’y en a pas, la page le dit.",
        Drawing.HOUSES,
        (
            IS_EXAMPLE,
            ("title", "Aujourd’hui"),
            ("paragraph", "<p>Aucune consigne particulière n’est en vigueur.</p>"),
            ("title", "Une question\u202f?"),
            (
                "paragraph",
                "<p>Pour une question de santé, appelez la référente ou le référent santé de votre lieu.</p>",
            ),
            ("links", [{"words": "Vos contacts à l’ONE", "page": None, "address": "/pro/contacts/"}]),
        ),
    ),
    Example(
        "appel-a-projets-exterieur",
        "Appel à projets\u00a0: jouer dehors",
        "Un exemple d’appel\u00a0: aménager un espace extérieur avec les enfants et leurs familles.",
        Drawing.LETTER,
        (
            IS_EXAMPLE,
            ("title", "Qui peut répondre"),
            ("paragraph", "<p>Les crèches et les services d’accueil d’enfants.</p>"),
            ("title", "Comment répondre"),
            (
                "steps",
                [
                    {"title": "Décrivez votre espace d’aujourd’hui", "text": ""},
                    {"title": "Dites ce que vous voulez changer, et avec qui", "text": ""},
                    {"title": "Envoyez votre dossier au helpdesk, depuis «\u00a0Aide\u00a0»", "text": ""},
                ],
            ),
        ),
        {"audience": [Category.CRECHE, Category.SAE], "days": 45},
    ),
)
