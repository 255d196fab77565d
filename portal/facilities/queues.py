"""Photos, projects and bank statements as queues of OFFICE.ONE: what is shown, and which service decides."""

from django.db.models import Q
from django.urls import reverse

from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.facilities import services
from portal.facilities.bank_access import bank_account_for
from portal.facilities.enums import SubmissionState
from portal.facilities.facility_access import facilities_for
from portal.facilities.models import BankStatement, PedagogicalProject, Photo, Submission
from portal.facilities.submission_access import (
    photo_to_decide,
    photos_of,
    photos_to_decide_for,
    project_to_decide,
    projects_of,
    projects_to_decide_for,
    statement_to_decide,
    statements_to_decide_for,
)
from portal.queues.registry import Decision, Line, Queue, Shown, Undo, register_queue

# Of the organiser of a bank statement.
_PLACES_SHOWN = 5
_WAITS = Q(state=SubmissionState.WAITING)


def register() -> None:
    """Called in `AppConfig.ready()`."""
    for queue in (PHOTOS, PROJECTS, STATEMENTS):
        register_queue(queue)


def _was_decided(person: Person, submission: Submission) -> bool:
    """Its people have not withdrawn it; the service asks for the rest."""
    return submission.is_approved or submission.is_refused


def _approve_photo(*, actor: Person, item_id: int) -> Photo:
    return services.approve_photo(actor=actor, photo_id=item_id)


def _refuse_photo(*, actor: Person, item_id: int, reason: str) -> Photo:
    return services.refuse_photo(actor=actor, photo_id=item_id, reason=reason)


def _reopen_photo(*, actor: Person, item_id: int) -> Photo:
    return services.reopen_photo(actor=actor, photo_id=item_id)


def _photo_line(photo: Photo) -> Line:
    address = reverse("office_photo", args=[photo.pk])
    return Line(photo.facility.listing.name, photo.description, image_url=f"{address}?petite")


def _show_photo(person: Person, pk: int) -> Shown:
    photo = photo_to_decide(person, pk)
    others = [one for one in photos_of(photo.facility) if one.pk != photo.pk and one.received.is_clean]
    return Shown("office/queues/photos.html", {"photo": photo, "others": others})


PHOTOS = Queue(
    key="photos",
    title="Photos à valider",
    short="Photos",
    words=("photo", "photos"),
    icon="image",
    right=Right.DECIDE_PHOTOS,
    items=photos_to_decide_for,
    waits=_WAITS,
    since="sent_at",
    postcode="facility__postcode",
    about="facility",
    line=_photo_line,
    show=_show_photo,
    advice=(
        "Aucun enfant reconnaissable.",
        "Ni adresse, ni plaque de voiture, ni nom de famille lisible.",
        "C’est bien ce lieu, et le texte dit ce qu’on voit.",
    ),
    decisions=(
        Decision(
            "approuver",
            "Approuver et publier",
            done="Photo approuvée",
            effect="La photo est publiée sur MY.ONE, et la personne est prévenue.",
            service=_approve_photo,
            shortcut="a",
            undo=Undo(_reopen_photo, possible=_was_decided),
        ),
        Decision(
            "refuser",
            "Refuser",
            done="Photo refusée",
            effect="La personne lit le motif et peut envoyer une autre photo.",
            service=_refuse_photo,
            shortcut="r",
            needs_reason=True,
            is_serious=True,
            undo=Undo(_reopen_photo, possible=_was_decided),
        ),
    ),
    canned={
        "refuser": (
            (
                "Enfant reconnaissable",
                "Un enfant peut être reconnu sur cette photo. Envoyez-en une où l’on ne reconnaît personne.",
            ),
            (
                "Floue ou trop sombre",
                "On ne voit pas bien votre lieu sur cette photo. Prenez-la de jour, sans bouger.",
            ),
            (
                "Adresse ou plaque lisible",
                "On lit une adresse, un nom ou une plaque sur cette photo. Envoyez-en une sans cela.",
            ),
            (
                "Pas le lieu d’accueil",
                "Cette photo ne montre pas votre lieu. Montrez les pièces et l’extérieur.",
            ),
        )
    },
)


def _approve_project(*, actor: Person, item_id: int) -> PedagogicalProject:
    return services.approve_project(actor=actor, project_id=item_id)


def _refuse_project(*, actor: Person, item_id: int, reason: str) -> PedagogicalProject:
    return services.refuse_project(actor=actor, project_id=item_id, reason=reason)


def _reopen_project(*, actor: Person, item_id: int) -> PedagogicalProject:
    return services.reopen_project(actor=actor, project_id=item_id)


def _show_project(person: Person, pk: int) -> Shown:
    project = project_to_decide(person, pk)
    public = next((one for one in projects_of(project.facility) if one.is_approved), None)
    return Shown("office/queues/projets.html", {"project": project, "public": public})


PROJECTS = Queue(
    key="projets",
    title="Projets pédagogiques à valider",
    short="Projets",
    words=("projet pédagogique", "projets pédagogiques"),
    icon="doc-full",
    right=Right.DECIDE_PHOTOS,
    items=projects_to_decide_for,
    waits=_WAITS,
    since="sent_at",
    postcode="facility__postcode",
    about="facility",
    line=lambda project: Line(project.facility.listing.name, project.received.name),
    show=_show_project,
    advice=(
        "C’est un projet pédagogique, lisible par des parents.",
        "Aucune donnée privée\u00a0: ni numéro, ni adresse d’un enfant, ni nom de parents.",
    ),
    decisions=(
        Decision(
            "approuver",
            "Approuver et publier",
            done="Projet approuvé",
            effect="Le projet est publié sur MY.ONE à la place du précédent, et la personne est prévenue.",
            service=_approve_project,
            shortcut="a",
            undo=Undo(_reopen_project, possible=_was_decided),
        ),
        Decision(
            "refuser",
            "Refuser",
            done="Projet refusé",
            effect="La personne lit le motif et peut envoyer un autre document.",
            service=_refuse_project,
            shortcut="r",
            needs_reason=True,
            is_serious=True,
            undo=Undo(_reopen_project, possible=_was_decided),
        ),
    ),
    canned={
        "refuser": (
            (
                "Données privées",
                "Ce document contient des données privées. Enlevez-les, puis envoyez-le à nouveau.",
            ),
            ("Illisible", "Ce document ne se lit pas. Enregistrez-le à nouveau en PDF, puis envoyez-le."),
            (
                "Pas un projet pédagogique",
                "Ce document n’est pas un projet pédagogique. Envoyez celui que les parents peuvent lire.",
            ),
        )
    },
)


def _validate(*, actor: Person, item_id: int) -> BankStatement:
    return services.validate_bank_statement(actor=actor, statement_id=item_id)


def _refuse_statement(*, actor: Person, item_id: int, reason: str) -> BankStatement:
    return services.refuse_bank_statement(actor=actor, statement_id=item_id, reason=reason)


def _reopen_statement(*, actor: Person, item_id: int) -> BankStatement:
    return services.reopen_bank_statement(actor=actor, statement_id=item_id)


def _show_statement(person: Person, pk: int) -> Shown:
    """With the account in clear: to compare the two is what there is to decide."""
    statement = statement_to_decide(person, pk)
    account = bank_account_for(person, statement.organiser_id)
    places = facilities_for(person, Right.SEE_FACILITY).filter(organiser=statement.organiser_id)
    return Shown(
        "office/queues/releves.html",
        {
            "statement": statement,
            "account": account,
            "places": places.select_related("listing").order_by("listing__name_key", "pk")[:_PLACES_SHOWN],
            "is_of_the_account": account.version == statement.account_version,
        },
    )


STATEMENTS = Queue(
    key="releves",
    title="Relevés bancaires à valider",
    short="Relevés bancaires",
    words=("relevé bancaire", "relevés bancaires"),
    icon="doc-full-inverse",
    right=Right.VALIDATE_BANK_STATEMENT,
    items=statements_to_decide_for,
    waits=_WAITS,
    since="sent_at",
    about="organiser__facilities",
    line=lambda statement: Line(statement.organiser.name),
    show=_show_statement,
    advice=(
        "Le numéro et le titulaire du relevé sont ceux qui sont indiqués.",
        "Le titulaire est le pouvoir organisateur, ou la personne qui accueille.",
        "Le document vient de la banque et se lit en entier.",
    ),
    decisions=(
        Decision(
            "valider",
            "Valider le compte",
            done="Relevé validé",
            effect="L’ONE peut verser sur ce compte, et la personne est prévenue.",
            service=_validate,
            shortcut="v",
            # Each is compared with its account.
            in_batches=False,
            undo=Undo(_reopen_statement, possible=_was_decided),
        ),
        Decision(
            "refuser",
            "Refuser",
            done="Relevé refusé",
            effect="La personne lit le motif et peut déposer un autre relevé. Rien n’est versé d’ici là.",
            service=_refuse_statement,
            shortcut="r",
            needs_reason=True,
            is_serious=True,
            in_batches=False,
            undo=Undo(_reopen_statement, possible=_was_decided),
        ),
    ),
    canned={
        "refuser": (
            (
                "Titulaire illisible",
                "Le nom du titulaire n’est pas lisible. Déposez un nouveau relevé.",
            ),
            (
                "Autre numéro",
                "Le numéro du relevé n’est pas celui que vous avez indiqué. Corrigez l’un ou l’autre.",
            ),
            (
                "Autre titulaire",
                "Le titulaire du relevé n’est pas celui du compte que vous avez indiqué.",
            ),
            (
                "Pas un relevé",
                "Ce document n’est pas un relevé d’identité bancaire. Demandez-le à votre banque.",
            ),
        )
    },
)
