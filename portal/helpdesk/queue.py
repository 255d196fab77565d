"""Messages to the helpdesk, and conversions that failed, as queues of OFFICE.ONE.

Messages wait in two: with the helpdesk, and with the people who look after the software (the second line).
"""

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q

from portal.accounts.forms import PlainForm
from portal.accounts.lockout import is_locked_out
from portal.accounts.models import User
from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.facilities.people_access import people_for
from portal.helpdesk import conversions, treating
from portal.helpdesk.access import message_for, messages_for, treating_agents
from portal.helpdesk.enums import ConversionState, MessageState
from portal.helpdesk.models import FailedConversion, HelpdeskMessage
from portal.kernel.days import long_date
from portal.queues.registry import Decision, Line, Queue, Shown, Undo, register_queue

_ANSWER = "Ce que la personne lira"
_NOTE = "Note pour vos collègues (la personne ne la lit pas)"


class ColleagueForm(PlainForm):
    """Whom a message is entrusted to."""

    user_id = forms.TypedChoiceField(
        label="À qui", coerce=int, error_messages={"required": "Choisissez un collègue de la liste."}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(user.pk, user.audit_label) for user in treating_agents()]
        self.fields["user_id"].choices = [("", "Choisissez…"), *names]  # type: ignore[attr-defined]


def _take_up(*, actor: Person, item_id: int) -> HelpdeskMessage:
    return treating.take_up_message(actor=actor, message_id=item_id)


def _assign(*, actor: Person, item_id: int, user_id: int) -> HelpdeskMessage:
    return treating.assign_message(actor=actor, message_id=item_id, user_id=user_id)


def _answer(*, actor: Person, item_id: int, reason: str) -> HelpdeskMessage:
    return treating.answer_message(actor=actor, message_id=item_id, answer=reason)


def _pass_on(*, actor: Person, item_id: int, reason: str) -> HelpdeskMessage:
    return treating.pass_on_message(actor=actor, message_id=item_id, note=reason)


def _take_back(*, actor: Person, item_id: int, reason: str = "") -> HelpdeskMessage:
    return treating.take_back_message(actor=actor, message_id=item_id, note=reason)


def _treat(*, actor: Person, item_id: int, reason: str = "") -> HelpdeskMessage:
    return treating.treat_message(actor=actor, message_id=item_id, answer=reason)


def _reopen(*, actor: Person, item_id: int) -> HelpdeskMessage:
    return treating.reopen_message(actor=actor, message_id=item_id)


def _free(*, actor: Person, item_id: int, reason: str) -> FailedConversion:
    return conversions.free_number(actor=actor, conversion_id=item_id, how=reason)


def _explain(*, actor: Person, item_id: int, reason: str) -> FailedConversion:
    return conversions.explain_conversion(actor=actor, conversion_id=item_id, words=reason)


def _reopen_conversion(*, actor: Person, item_id: int) -> FailedConversion:
    return conversions.reopen_conversion(actor=actor, conversion_id=item_id)


def _line(message: HelpdeskMessage) -> Line:
    whose = f", chez {message.taken_by.audit_label}" if message.taken_by else ""
    return Line(
        f"{message.get_category_display()} du {long_date(message.sent_at)}",
        f"{message.user.audit_label}{whose}",
    )


def _show(person: Person, message_id: int) -> Shown:
    message = message_for(person, message_id)
    helps = people_for(person, Right.RESET_PASSWORD).filter(pk=message.user_id).exists()
    return Shown(
        "office/queues/helpdesk.html",
        {
            "sent": message,
            "files": message.attachments.all(),
            "thread": message.thread,  # type: ignore[attr-defined]  # prefetched by message_for
            "sees_writer": people_for(person).filter(pk=message.user_id).exists(),
            "helps_writer": helps and message.user.is_active,
            "is_locked": helps and is_locked_out(message.user),
        },
    )


def _line_of_conversion(found: FailedConversion) -> Line:
    tries = f"{found.tries}\u00a0essai{'s' if found.tries > 1 else ''}"
    return Line(found.user.audit_label, tries)


def _show_conversion(person: Person, pk: int) -> Shown:
    found = conversions.failed_conversion_for(person, pk)
    accounts: list[tuple[str, User]] = [("Qui convertit", found.user), ("Qui a ce numéro", found.holder)]
    return Shown("office/queues/conversion.html", {"failed": found, "accounts": accounts})


_TREAT = Decision(
    "traiter",
    "Marquer comme traité",
    done="Message traité",
    effect="La personne est prévenue, et lit votre réponse sur la page de son message.",
    service=_treat,
    shortcut="t",
    takes_reason=True,
    reason_label=_ANSWER,
    undo=Undo(_reopen),
)
_REPLY = Decision(
    "repondre",
    "Répondre et garder",
    done="Réponse envoyée",
    effect="La personne est prévenue et lit votre réponse\u00a0; le message reste à traiter.",
    service=_answer,
    shortcut="r",
    needs_reason=True,
    reason_label=_ANSWER,
    ends=False,
)
_BY_PHONE = (
    "Répondu par téléphone",
    "Nous en avons parlé par téléphone\u00a0: votre question est réglée de notre côté.",
)
_STRONG_LOGIN = (
    "Se connecter avec itsme ou eID",
    "Pour itsme, appelez le 02/657.32.13\u00a0; pour votre carte eID ou des clés BOSA, le 02/740.79.92. "
    "Ensuite, convertissez votre utilisateur dans «\u00a0Gestion de mon utilisateur\u00a0».",
)
_MORE = (
    "Il manque une précision",
    "Pouvez-vous nous dire sur quelle page vous étiez, ce que vous vouliez faire et ce qui s’est "
    "affiché\u00a0?",
)

MESSAGES = Queue(
    key="messages",
    title="Messages au helpdesk",
    short="Messages",
    words=("message", "messages"),
    icon="mail",
    right=Right.TREAT_MESSAGES,
    items=messages_for,
    waits=Q(state__in=[MessageState.SENT, MessageState.IN_HAND]),
    since="waits_since",
    about="facility",
    late_after=timedelta(days=3),
    line=_line,
    show=_show,
    decisions=(
        Decision(
            "prendre-en-charge",
            "M’en occuper",
            done="Vous vous occupez de ce message",
            effect="La personne voit que quelqu’un s’en occupe.",
            service=_take_up,
            shortcut="m",
            ends=False,
            offered=lambda person, message: message.state == MessageState.SENT,
        ),
        _TREAT,
        _REPLY,
        Decision(
            "transmettre",
            "Transmettre à l’informatique",
            done="Message transmis à l’informatique",
            effect="Le message attend l’informatique\u00a0; la personne voit qu’on s’en occupe.",
            service=_pass_on,
            shortcut="i",
            needs_reason=True,
            reason_label=_NOTE,
            undo=Undo(_take_back, possible=lambda person, message: message.state == MessageState.SECOND_LINE),
        ),
        Decision(
            "confier",
            "Confier à un collègue",
            done="Message confié",
            effect="Le collègue est prévenu.",
            service=_assign,
            shortcut="c",
            ends=False,
            form_class=ColleagueForm,
        ),
    ),
    canned={
        "traiter": (_BY_PHONE, _STRONG_LOGIN),
        "repondre": (_MORE, _STRONG_LOGIN),
    },
)
SECOND_LINE = Queue(
    key="informatique",
    title="Messages en attente de l’informatique",
    short="Informatique",
    words=("message", "messages"),
    icon="cogs",
    right=Right.TREAT_MESSAGES,
    items=messages_for,
    waits=Q(state=MessageState.SECOND_LINE),
    since="waits_since",
    about="facility",
    line=_line,
    show=_show,
    decisions=(
        Decision(
            "reprendre",
            "Rendre au helpdesk",
            done="Message rendu au helpdesk",
            effect="Le helpdesk le retrouve parmi ses messages à traiter.",
            service=_take_back,
            shortcut="h",
            takes_reason=True,
            reason_label=_NOTE,
        ),
        _TREAT,
    ),
    canned={
        "traiter": (
            ("C’est corrigé", "Le problème est corrigé\u00a0: réessayez, et dites-nous s’il revient."),
        )
    },
)
CONVERSIONS = Queue(
    key="conversions",
    title="Conversions qui ont échoué",
    short="Conversions",
    words=("conversion", "conversions"),
    icon="key",
    right=Right.RESET_PASSWORD,
    items=conversions.failed_conversions_for,
    # Whoever could convert in the end waits for nothing.
    waits=Q(
        state=ConversionState.WAITING, user__niss_digest__isnull=True, user__federated_identity__isnull=True
    ),
    since="first_at",
    late_after=timedelta(days=3),
    line=_line_of_conversion,
    show=_show_conversion,
    advice=(
        "Le numéro que la personne a encodé est déjà lié à l’autre compte.",
        "Vérifiez par téléphone, à un numéro connu de l’ONE, de qui est ce numéro.",
        "Un compte libéré ne s’ouvre plus avec eID, itsme ou des clés BOSA.",
    ),
    decisions=(
        Decision(
            "expliquer",
            "Expliquer sans rien changer",
            done="Explication envoyée",
            effect="Les comptes restent comme ils sont\u00a0; la personne est prévenue et vous lit.",
            service=_explain,
            shortcut="e",
            needs_reason=True,
            undo=Undo(_reopen_conversion),
        ),
        Decision(
            "liberer",
            "Libérer le numéro",
            done="Numéro libéré",
            effect="L’autre compte perd ce numéro\u00a0; la personne est prévenue et peut convertir.",
            service=_free,
            shortcut="l",
            needs_reason=True,
            reason_label="Comment vous l’avez vérifié (pour vos collègues)",
            is_serious=True,
            in_batches=False,
            offered=lambda person, found: found.holder.has_niss,
        ),
    ),
    canned={
        "expliquer": (
            (
                "Votre autre compte est déjà converti",
                "Vous avez un autre utilisateur déjà converti\u00a0: connectez-vous avec eID, itsme ou "
                "des clés BOSA, sans nom d’utilisateur ni mot de passe.",
            ),
            (
                "Numéro à vérifier",
                "Le numéro que vous avez encodé est celui d’une autre personne. Vérifiez-le sur votre carte "
                "d’identité et recommencez.",
            ),
            ("Appelez-nous", "Appelez le helpdesk\u00a0: nous devons vérifier ce numéro avec vous."),
        ),
    },
)


def register() -> None:
    """Called in `AppConfig.ready()`."""
    for queue in (MESSAGES, SECOND_LINE, CONVERSIONS):
        register_queue(queue)
