"""What people are told about their own access, always by e-mail too: whoever it was not must learn of it."""

from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse

from portal.accounts.security_events import SecurityEvent, SecurityEventKind
from portal.kernel import clock
from portal.kernel.days import long_date, moment
from portal.notifications.kinds import SECURITY, Kind, register_kinds
from portal.notifications.services import notify

_ONE_LOCK_OUT = timedelta(hours=1)

# Of each event: what it is called, and what is said. `{when}` is the moment at which it happened.
_WORDS: dict[SecurityEventKind, tuple[str, str]] = {
    SecurityEventKind.PASSWORD_CHANGED: (
        "Votre mot de passe a changé",
        "Un nouveau mot de passe est enregistré depuis le {when}. Vos autres sessions sont terminées.",
    ),
    SecurityEventKind.EMAIL_CHANGED: (
        "Votre adresse e-mail a changé",
        "Depuis le {when}, les messages de PRO.ONE partent à votre nouvelle adresse.",
    ),
    SecurityEventKind.LOCKED_OUT: (
        "Trop d’essais avec un mot de passe erroné",
        "Quelqu’un a tapé plusieurs mots de passe erronés avec votre nom d’utilisateur ou votre adresse, "
        "jusqu’au {when}. Cette personne ne peut plus essayer pendant {minutes}\u00a0minutes. Votre mot de "
        "passe n’a pas changé. Si c’était vous, attendez ou demandez un nouveau mot de passe.",
    ),
    SecurityEventKind.NISS_LINKED: (
        "La connexion forte est liée à votre utilisateur",
        "Depuis le {when}, votre utilisateur est lié à un numéro de registre national\u00a0: la personne qui "
        "a ce numéro s’y connecte avec eID ou itsme.",
    ),
    SecurityEventKind.KEYS_LINKED: (
        "Des clés BOSA sont liées à votre utilisateur",
        "Depuis le {when}, ces clés permettent de se connecter à votre place.",
    ),
    SecurityEventKind.POST_GIVEN: (
        "Une fonction vous est donnée",
        "Dans OFFICE.ONE, vous avez la fonction «\u00a0{post}\u00a0» à partir du {since}.",
    ),
    SecurityEventKind.POST_ENDED: (
        "Une de vos fonctions prend fin",
        "Dans OFFICE.ONE, votre fonction «\u00a0{post}\u00a0» prend fin. Dernier jour\u00a0: {last_day}.",
    ),
    SecurityEventKind.STANDS_IN: (
        "Vous remplacez une personne absente",
        "Du {first_day} au {last_day}, vous avez aussi les fonctions de {absent} dans OFFICE.ONE.",
    ),
    SecurityEventKind.IS_REPLACED: (
        "Une personne vous remplace",
        "Du {first_day} au {last_day}, {stand_in} a aussi vos fonctions dans OFFICE.ONE.",
    ),
    SecurityEventKind.AGENT_JOINED: (
        "Une invitation d’agent est acceptée",
        "{agent} a accepté l’invitation à la fonction «\u00a0{post}\u00a0» le {when}. Si ce n’est pas la "
        "personne que vous attendiez, mettez aussitôt fin à sa fonction.",
    ),
    SecurityEventKind.STAND_IN_ENDED: (
        "Un remplacement prend fin",
        "{stand_in} n’a plus les fonctions de {absent} dans OFFICE.ONE, depuis le {when}.",
    ),
}
_KINDS = {
    event: Kind(
        f"accounts.{event}",
        title,
        SECURITY,
        once_in=_ONE_LOCK_OUT if event is SecurityEventKind.LOCKED_OUT else None,
    )
    for event, (title, _) in _WORDS.items()
}


def register() -> None:
    """Called in `AppConfig.ready()`."""
    register_kinds(*_KINDS.values())


def tell(event: SecurityEvent) -> None:
    """The listener: tells the person concerned, in the transaction of the service that it happened in."""
    facts = {name: long_date(fact) if isinstance(fact, date) else fact for name, fact in event.facts.items()}
    known = {"when": moment(clock.now()), "minutes": str(_minutes(settings.AXES_COOLOFF_TIME))}
    notify(
        actor=event.actor,
        kind=_KINDS[event.kind],
        to=[event.user.pk],
        text=_WORDS[event.kind][1].format(**known, **facts),
        path=reverse("pro:user"),
    )


def _minutes(time: timedelta) -> int:
    return int(time.total_seconds() // 60)
