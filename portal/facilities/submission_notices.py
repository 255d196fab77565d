"""What becomes of a photo, a project or a bank statement, told to its people: never the reason itself."""

from collections.abc import Iterable

from django.urls import reverse

from portal.accounts.enums import Role
from portal.facilities.models import BankStatement, Membership, Organiser, PedagogicalProject, Photo
from portal.kernel.actors import Actor
from portal.notifications.kinds import Group, Kind, register_kinds
from portal.notifications.services import notify

OF_SUBMISSIONS = Group(
    "pieces",
    "Vos photos et vos documents",
    "Une photo, un projet pédagogique ou un relevé bancaire est approuvé ou refusé.",
)
OF_DECISIONS = Group(
    "facilities.deciding",
    "Fichiers dont vous avez décidé",
    "Un virus est trouvé après coup dans une photo, un projet ou un relevé.",
)
PHOTO_DECIDED = Kind("facilities.photo_decided", "Votre photo", OF_SUBMISSIONS)
PROJECT_DECIDED = Kind("facilities.project_decided", "Votre projet pédagogique", OF_SUBMISSIONS)
STATEMENT_DECIDED = Kind("facilities.statement_decided", "Votre relevé d’identité bancaire", OF_SUBMISSIONS)

VIRUS_FOUND = Kind("facilities.virus_found", "Un virus dans un fichier dont vous avez décidé", OF_DECISIONS)


def register() -> None:
    """Called in `AppConfig.ready()`."""
    register_kinds(PHOTO_DECIDED, PROJECT_DECIDED, STATEMENT_DECIDED, VIRUS_FOUND)


def tell_decided(actor: Actor, submission: Photo | PedagogicalProject) -> None:
    """That parents see it, or that there is a reason to read."""
    if isinstance(submission, Photo):
        yes = "est approuvée. Les parents la voient."
        no = "est refusée. Le motif est à lire sur sa page\u00a0: vous pouvez en envoyer une autre."
    else:
        yes = "est approuvé. Les parents peuvent le lire."
        no = "est refusé. Le motif est à lire sur sa page\u00a0: vous pouvez en envoyer un autre."
    _tell_place(actor, submission, f"{_words(submission)[0]} {yes if submission.is_approved else no}")


def tell_reopened(actor: Actor, submission: Photo | PedagogicalProject | BankStatement) -> None:
    """That the decision that they were told does not hold."""
    if isinstance(submission, BankStatement):
        text = f"Votre relevé pour {submission.organiser.name} est à nouveau en attente d’une décision."
        _tell_organiser(actor, submission, text)
        return
    what, _ = _words(submission)
    _tell_place(actor, submission, f"{what} est à nouveau en attente d’une décision.")


def tell_infected(actor: Actor, submission: Photo | PedagogicalProject | BankStatement) -> None:
    """That a virus was found in it after it had been received."""
    text = (
        "Un virus a été trouvé dans un fichier que vous avez envoyé. Il n’est pas gardé\u00a0: "
        "faites contrôler votre appareil."
    )
    if isinstance(submission, BankStatement):
        _tell_organiser(actor, submission, text)
    else:
        _tell_place(actor, submission, text)


def tell_decider_of_virus(
    actor: Actor, submission: Photo | PedagogicalProject | BankStatement, decider: int
) -> None:
    """Whoever had decided about it: it is no longer in their queue, nor anywhere else."""
    if isinstance(submission, BankStatement):
        what = f"un relevé d’identité bancaire de {submission.organiser.name}"
        then = "Le compte n’est plus validé par ce relevé"
        path = reverse("office_organiser", args=[submission.organiser_id])
    else:
        kind = "une photo" if isinstance(submission, Photo) else "le projet pédagogique"
        what = f"{kind} de {submission.facility.listing.name}"
        then = "Les parents ne voient plus ce fichier"
        path = reverse("office_facility", args=[submission.facility_id])
    text = f"Un virus a été trouvé dans {what}, dont vous aviez décidé. {then}, et la personne est prévenue."
    notify(actor=actor, kind=VIRUS_FOUND, to=[decider], text=text, path=path)


def tell_statement_decided(actor: Actor, statement: BankStatement) -> None:
    """That subsidies may be paid, or that there is a reason to read. Neither number nor reason."""
    if statement.is_approved:
        said = "est validé\u00a0: l’ONE peut verser sur ce compte."
    else:
        said = (
            "est refusé. Le motif est à lire sur la page de vos coordonnées bancaires\u00a0: "
            "déposez un nouveau relevé pour débloquer vos subsides."
        )
    text = f"Votre relevé d’identité bancaire pour {statement.organiser.name} {said}"
    _tell_organiser(actor, statement, text)


def _words(submission: Photo | PedagogicalProject) -> tuple[str, Kind]:
    name = submission.facility.listing.name
    if isinstance(submission, Photo):
        return f"Une photo de {name}", PHOTO_DECIDED
    return f"Le projet pédagogique de {name}", PROJECT_DECIDED


def _tell_place(actor: Actor, submission: Photo | PedagogicalProject, text: str) -> None:
    _, kind = _words(submission)
    page = "pro:photos" if isinstance(submission, Photo) else "pro:project"
    facility = submission.facility
    to = _told(facility.organiser_id, submission.sent_by_id)
    notify(actor=actor, kind=kind, to=to, text=text, path=reverse(page, args=[facility.pk]))


def _tell_organiser(actor: Actor, statement: BankStatement, text: str) -> None:
    organiser: Organiser = statement.organiser
    path = reverse("pro:bank_account", args=[organiser.pk])
    to = _told(organiser.pk, statement.sent_by_id)
    notify(actor=actor, kind=STATEMENT_DECIDED, to=to, text=text, path=path)


def _told(organiser_id: int, sent_by: int | None) -> Iterable[int]:
    """Every holder, and who sent it where they are a member still."""
    members = Membership.objects.filter(organiser=organiser_id).order_by("pk").values_list("user_id", "role")
    return {user for user, role in members if role == Role.HOLDER or user == sent_by}
