"""The guides of the demonstration, in plain words and without figures that nobody has checked."""

from acte_content.editorial.demo import IS_EXAMPLE, Example
from acte_content.editorial.drawings import Drawing
from portal.facilities.enums import Sector

CHOOSING = Example(
    "comment-choisir",
    "Crèche ou accueillante\u00a0: comment choisir\u202f?",
    "Il n’y a pas de meilleur choix. Il y a celui qui convient à votre enfant, à vos horaires et à votre trajet.",
    Drawing.PLAYROOM,
    (
        IS_EXAMPLE,
        ("title", "Deux façons d’accueillir"),
        (
            "paragraph",
            "<p>Une <b>crèche</b> accueille des groupes d’enfants avec une équipe. Une <b>accueillante</b> ou un "
            "accueillant reçoit un petit groupe, souvent à son domicile. Dans les deux cas, le lieu est autorisé et "
            "suivi par l’ONE.</p>",
        ),
        (
            "comparison",
            {
                "caption": "Comparer les deux façons d’accueillir",
                "first": "Crèche",
                "second": "Accueillante ou accueillant",
                "rows": [
                    {
                        "criterion": "Le groupe",
                        "first": "Plusieurs groupes, par âge ou mélangés",
                        "second": "Un petit groupe, d’âges mélangés",
                    },
                    {
                        "criterion": "Les adultes",
                        "first": "Une équipe, qui se relaie",
                        "second": "La même personne chaque jour, ou deux en co-accueil",
                    },
                    {
                        "criterion": "Les congés",
                        "first": "Fermetures annoncées par le lieu",
                        "second": "À convenir avec la personne",
                    },
                    {
                        "criterion": "Le tarif",
                        "first": "Selon vos revenus, ou fixé par le lieu",
                        "second": "Selon vos revenus, ou fixé par le lieu",
                    },
                ],
            },
        ),
        ("title", "Avant la visite"),
        (
            "paragraph",
            "<p>Notez ce qui ne peut pas bouger, et ce qui peut attendre\u00a0:</p><ul>"
            "<li>l’heure à laquelle vous déposez et reprenez votre enfant, jour par jour\u202f;</li>"
            "<li>le trajet que vous ferez vraiment, un matin de pluie\u202f;</li>"
            "<li>le tarif que vous pouvez payer.</li></ul>",
        ),
        (
            "notice",
            {
                "title": "Regardez depuis quand une place est annoncée",
                "text": "<p>Chaque fiche dit quand le lieu a confirmé ses places. Plus c’est récent, plus c’est sûr.</p>",
            },
        ),
        ("title", "Pendant la visite"),
        ("paragraph", "<p>Quelques questions qui aident à se faire une idée\u00a0:</p>"),
        (
            "steps",
            [
                {"title": "Comment se passent les premiers jours\u202f?", "text": ""},
                {"title": "Que fait-on quand un enfant ne dort pas\u202f?", "text": ""},
                {"title": "Qui prépare les repas, et avec quoi\u202f?", "text": ""},
                {
                    "title": "Comment aurez-vous des nouvelles\u202f?",
                    "text": "<p>Demandez aussi à lire le projet pédagogique\u00a0: il dit ce qui compte pour le lieu.</p>",
                },
            ],
        ),
        ("title", "Et si rien n’est libre\u202f?"),
        (
            "paragraph",
            "<p>Élargissez d’abord la distance, puis la date. Appelez aussi les lieux qui vous plaisent\u00a0: ils "
            "connaissent les départs à venir.</p>",
        ),
        ("search", {"words": "Chercher un lieu près de chez moi", "sector": Sector.EARLY_CHILDHOOD.value}),
    ),
)

KINDS = Example(
    "types-d-accueil",
    "Les types d’accueil",
    "Crèche, accueillante, école de devoirs, consultation\u00a0: ce que chaque lieu propose, et à qui.",
    Drawing.HOUSES,
    (
        IS_EXAMPLE,
        ("title", "Petite enfance\u00a0: avant l’école"),
        ("subtitle", "Les crèches"),
        (
            "paragraph",
            "<p>Une équipe accueille des groupes d’enfants dans des locaux prévus pour cela.</p>",
        ),
        ("subtitle", "Les accueillantes et accueillants"),
        (
            "paragraph",
            "<p>Une personne accueille un petit groupe, souvent chez elle. Elle travaille comme "
            "<b>indépendante</b>, ou pour un <b>service d’accueil d’enfants</b> qui l’emploie et l’encadre. Deux "
            "personnes peuvent aussi travailler ensemble\u00a0: c’est le <b>co-accueil</b>.</p>",
        ),
        ("title", "Temps libre\u00a0: autour de l’école"),
        (
            "paragraph",
            "<ul><li><b>L’accueil extrascolaire</b> reçoit les enfants avant et après l’école.</li>"
            "<li><b>Les écoles de devoirs</b> soutiennent leur travail scolaire, et ce n’est pas une école de plus.</li>"
            "<li><b>Les activités de vacances</b> les occupent pendant les congés.</li></ul>",
        ),
        ("title", "Accompagnement\u00a0: les consultations"),
        (
            "paragraph",
            "<p>Les consultations de l’ONE suivent la santé et le développement des enfants, avec leurs parents.</p>",
        ),
        (
            "questions",
            [
                {
                    "question": "Comment savoir si un lieu est en règle\u202f?",
                    "answer": "<p>Seuls les lieux autorisés ou reconnus paraissent sur MY.ONE. Une fiche disparaît "
                    "dès que ce n’est plus le cas.</p>",
                },
                {
                    "question": "Pourquoi l’adresse de certains lieux n’est-elle pas exacte\u202f?",
                    "answer": "<p>Une accueillante reçoit souvent les enfants chez elle. Elle peut choisir de ne "
                    "montrer que son quartier\u00a0; elle vous donne son adresse quand vous l’appelez.</p>",
                },
            ],
        ),
        ("search", {"words": "Voir tous les lieux", "sector": ""}),
    ),
)

TARIFFS = Example(
    "tarifs",
    "Comprendre les tarifs",
    "Selon vos revenus ou fixé par le lieu\u00a0: deux façons de calculer ce que vous payez.",
    Drawing.SCALES,
    (
        IS_EXAMPLE,
        ("title", "Deux régimes"),
        (
            "comparison",
            {
                "caption": "Ce qui change pour vous",
                "first": "Selon vos revenus",
                "second": "Fixé par le lieu",
                "rows": [
                    {
                        "criterion": "Le montant",
                        "first": "Il dépend des revenus de votre ménage",
                        "second": "Le même pour toutes les familles du lieu",
                    },
                    {
                        "criterion": "Pourquoi",
                        "first": "Le lieu reçoit des subsides qui l’y engagent",
                        "second": "Le lieu fixe librement son prix",
                    },
                    {
                        "criterion": "À demander",
                        "first": "Quels documents apporter",
                        "second": "Ce que le prix comprend\u00a0: repas, langes, jours d’absence",
                    },
                ],
            },
        ),
        ("title", "Le voir dans la recherche"),
        (
            "paragraph",
            "<p>Chaque fiche dit de quel régime il s’agit. Dans la recherche, le filtre «\u00a0Tarif\u00a0» garde les "
            "lieux de l’un ou de l’autre.</p>",
        ),
        (
            "notice",
            {
                "title": "Le montant exact se demande au lieu",
                "text": "<p>MY.ONE n’affiche pas de prix\u00a0: seul le lieu connaît votre situation.</p>",
            },
        ),
        ("search", {"words": "Chercher selon le tarif", "sector": Sector.EARLY_CHILDHOOD.value}),
    ),
)

ROLE = Example(
    "role-de-l-one",
    "Que fait l’ONE\u202f?",
    "L’Office de la Naissance et de l’Enfance autorise, subsidie et accompagne les lieux d’accueil.",
    Drawing.PAPERS,
    (
        IS_EXAMPLE,
        ("title", "Trois missions"),
        (
            "steps",
            [
                {
                    "title": "Autoriser ou reconnaître",
                    "text": "<p>Aucun lieu de la petite enfance n’ouvre sans autorisation. L’ONE fixe aussi combien "
                    "d’enfants il peut accueillir.</p>",
                },
                {
                    "title": "Subsidier",
                    "text": "<p>Certains lieux reçoivent des subsides, qui les engagent par exemple à un tarif selon "
                    "les revenus.</p>",
                },
                {
                    "title": "Accompagner",
                    "text": "<p>Des agents de l’ONE suivent chaque lieu, le visitent et font régulièrement le point "
                    "avec lui.</p>",
                },
            ],
        ),
        ("title", "Ce que l’ONE ne fait pas"),
        (
            "paragraph",
            "<p>L’ONE n’attribue pas les places\u00a0: vous contactez directement le lieu, et c’est lui qui répond.</p>",
        ),
        (
            "links",
            [
                {
                    "words": "Le site de l’Office de la Naissance et de l’Enfance",
                    "page": None,
                    "address": "https://www.one.be/",
                }
            ],
        ),
    ),
)

CONSULTATIONS = Example(
    "consultations",
    "Les consultations de l’ONE",
    "Un suivi de santé pour votre enfant, et des réponses à vos questions de parent.",
    Drawing.TABLE,
    (
        IS_EXAMPLE,
        ("title", "Ce qu’on y trouve"),
        (
            "paragraph",
            "<p>On y suit la croissance et le développement de votre enfant. Vous pouvez y parler de tout ce qui vous "
            "occupe\u00a0: le sommeil, les repas, les pleurs, la séparation.</p>",
        ),
        ("title", "Prendre contact"),
        (
            "steps",
            [
                {
                    "title": "Trouvez la consultation la plus proche",
                    "text": "<p>La recherche montre les consultations sur la carte, avec leurs horaires.</p>",
                },
                {
                    "title": "Appelez, ou écrivez",
                    "text": "<p>Les coordonnées sont sur la fiche de chaque consultation.</p>",
                },
            ],
        ),
        ("search", {"words": "Trouver une consultation", "sector": Sector.SUPPORT.value}),
    ),
)

GUIDES = (CHOOSING, KINDS, TARIFFS, ROLE, CONSULTATIONS)
