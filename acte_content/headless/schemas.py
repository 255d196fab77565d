"""The shapes of the texts: ACTE, questions, announcements. Keys are French, as parameters are (0175)."""

from datetime import datetime

from ninja import Field, Schema

from acte_content.catalogue.enums import Age, Cost, Difficulty, Season


class AxisSummary(Schema):
    """Un axe du projet ACTE."""

    slug: str = Field(description="Son nom dans les adresses et les filtres.", examples=["eau"])
    titre: str
    resume: str
    introduction: str
    nombre_actions: int = Field(description="Actions publiées.")
    url: str = Field(description="Sa page.")
    api_url: str


class AxisDetail(AxisSummary):
    """Un axe, avec les questions de son auto-diagnostic."""

    auto_diagnostic: list[str]


class AxisList(Schema):
    """Tous les axes publiés, dans leur ordre."""

    total: int
    resultats: list[AxisSummary]


class ActionSummary(Schema):
    """Une action du catalogue. Sans saison, elle est de toute l’année; sans âge, de tous les âges."""

    slug: str = Field(examples=["recuperer-l-eau-de-pluie"])
    titre: str
    axe: str = Field(description="`slug` de son axe.")
    resume: str
    difficulte: Difficulty
    cout: Cost
    saisons: list[Season]
    ages: list[Age]
    exemple: bool = Field(description="Vrai tant que l’équipe du projet ne l’a pas relue.")
    url: str
    api_url: str


class ActionDetail(ActionSummary):
    """Une action entière."""

    pourquoi: str
    etapes: list[str]
    aides: list[str]


class ActionList(Schema):
    """Une page du catalogue, dans son ordre."""

    total: int
    page: int
    pages: int
    resultats: list[ActionSummary]


class CharterElement(Schema):
    """Un objectif de la charte, et l’engagement qu’il demande."""

    titre: str
    texte: str


class Charter(Schema):
    """La version de la charte qui est en vigueur."""

    nom: str
    introduction: str
    publiee_le: datetime | None
    elements: list[CharterElement]


class Question(Schema):
    """Une question et sa réponse."""

    question: str
    reponse_html: str = Field(description="HTML simple\u00a0: paragraphes, listes, liens.")
    a_completer: bool = Field(description="Vrai si la réponse n’est pas encore entière.")


class QuestionTheme(Schema):
    """Les questions d’un thème, dans l’ordre voulu par leurs auteurs."""

    sujet: str = Field(
        description="`parents`\u00a0: MY.ONE. `acte`\u00a0: le projet ACTE.", examples=["acte"]
    )
    theme: str
    questions: list[Question]


class QuestionList(Schema):
    """Les questions fréquentes publiées, par thème."""

    total: int = Field(description="Nombre de questions.")
    resultats: list[QuestionTheme]


class Link(Schema):
    """Où lire la suite."""

    texte: str
    url: str


class Announcement(Schema):
    """Une annonce à tous les visiteurs de MY.ONE."""

    texte: str
    lien: Link | None


class AnnouncementList(Schema):
    """Les annonces d’aujourd’hui."""

    total: int
    resultats: list[Announcement]


class ParameterProblem(Schema):
    """Ce qui ne va pas avec un paramètre."""

    parametre: str
    message: str


class Problem(Schema):
    """Ce qui ne va pas (RFC 9457)."""

    type: str = Field(examples=["about:blank"])
    title: str = Field(examples=["Introuvable"])
    status: int = Field(examples=[404])
    detail: str | None = None
    erreurs: list[ParameterProblem] | None = None
    attendre_secondes: int | None = None
