"""What happens to a user: signing in and out, passwords, names. The history's subject is always the user."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from portal.accounts.enums import LoginLevel
from portal.accounts.models import User
from portal.accounts.security_events import SecurityEventKind, announce
from portal.audit.models import AuditEntry
from portal.audit.services import masked, record_modification
from portal.kernel import clock
from portal.kernel.actors import Actor
from portal.kernel.service import service
from search.analysis import fold

SIGNED_IN = "connexion"
RESET_ASKED = "lien pour un nouveau mot de passe"
# Whoever asks again sooner gets no second e-mail: a stranger must not fill somebody's mailbox.
ONE_RESET_MAIL = timedelta(minutes=5)
MAX_NAME = 150
# Of a user name that is made of names: a number still fits behind.
_LONGEST_BASE = 140
NO_EMAIL = "Indiquez une adresse e-mail complète. Exemple\u00a0: prenom.nom@exemple.be"


@service
def note_sign_in(*, actor: Actor, user: User, level: LoginLevel) -> None:
    """Somebody has signed in, this way."""
    _tell(actor, user, SIGNED_IN, {"login": ("", level.label)})


def last_sign_in(user: User) -> AuditEntry | None:
    """When this user signed in last, and how: `changes["login"]`."""
    return (
        AuditEntry.objects.filter(subject_type=User._meta.label_lower, subject_id=user.pk, purpose=SIGNED_IN)
        .order_by("-at", "-pk")
        .first()
    )


@service
def note_sign_out(*, actor: Actor, user: User) -> None:
    """Somebody has signed out; a session that ends by itself is not written down."""
    _tell(actor, user, "déconnexion", {"login": ("connecté", "")})


@service
def note_lock_out(*, actor: Actor, user: User) -> None:
    """So many wrong passwords that the name may not be tried for a while."""
    _tell(actor, user, "connexion bloquée", {"login": ("", "trop de mots de passe erronés")})
    announce(SecurityEventKind.LOCKED_OUT, actor=actor, user=user)


@service
def note_reset_asked(*, actor: Actor, user: User) -> bool:
    """A link for a new password is about to be sent. False: one was sent a moment ago, send none."""
    asked = AuditEntry.objects.filter(
        subject_type=User._meta.label_lower,
        subject_id=user.pk,
        purpose=RESET_ASKED,
        at__gt=clock.now() - ONE_RESET_MAIL,
    )
    if asked.exists():
        return False
    _tell(actor, user, RESET_ASKED, {"password": ("", "lien envoyé")})
    return True


@service
def register_user(
    *, actor: Actor | None, username: str, email: str, first_name: str, last_name: str, password: str
) -> User:
    """A new user, who can sign in with this password. `ValidationError` by field.

    `actor` None: the new user, who makes it for themselves.
    """
    names = _checked_names(first_name, last_name)
    user = User(username=username.strip(), email=email.strip(), **names)
    _check_username(user.username)
    check_email(user.email)
    _check_password(password, user)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError({"username": _TAKEN}) from error
    _tell(actor or user, user, "création", {"name": ("", user.audit_label), "email": ("", masked(email))})
    return user


@service
def register_without_password(*, actor: Actor | None, email: str, first_name: str, last_name: str) -> User:
    """A new user whom no password lets in, and none ever will by a link; the caller says how else.

    The user name is made of the names: « ines.petit », or « ines.petit2 » where that is somebody's.
    `actor` None: the new user. `ValidationError` by field.
    """
    user = User(email=email.strip(), **_checked_names(first_name, last_name))
    check_email(user.email)
    user.set_unusable_password()
    for username in _free_usernames(user):
        user.username = username
        try:
            with transaction.atomic():
                user.save(force_insert=True)
        except IntegrityError:
            # Somebody else has taken it at this very moment.
            user.pk = None
            continue
        break
    _tell(actor or user, user, "création", {"name": ("", user.audit_label), "email": ("", masked(email))})
    return user


def _free_usernames(user: User) -> Iterator[str]:
    """Without end, since each may be taken before it is used."""
    base = ".".join(fold(f"{user.first_name} {user.last_name}").split())[:_LONGEST_BASE] or "agent"
    alike = User.objects.filter(username__istartswith=base).values_list("username", flat=True)
    taken = {name.lower() for name in alike}
    for number in count(1):
        name = base if number == 1 else f"{base}{number}"
        if name not in taken:
            yield name


@service
def rename_user(*, actor: Actor, user: User, first_name: str, last_name: str) -> bool:
    """First name and name, as others read them. False where they are the same."""
    names = _checked_names(first_name, last_name)
    before = {name: getattr(user, name) for name in names}
    if before == names:
        return False
    for name, value in names.items():
        setattr(user, name, value)
    user.save(update_fields=list(names))
    changed: dict[str, tuple[object, object]] = {
        name: (before[name], value) for name, value in names.items() if before[name] != value
    }
    _tell(actor, user, "nom", changed)
    return True


@service
def change_email(*, actor: Actor, user: User, email: str) -> None:
    """The address of somebody who has shown, by a link sent there, that it is theirs."""
    check_email(email)
    before, user.email = user.email, email
    user.save(update_fields=["email"])
    _tell(actor, user, "adresse e-mail", {"email": (masked(before), masked(email))})
    announce(SecurityEventKind.EMAIL_CHANGED, actor=actor, user=user)


@service
def set_password(*, actor: Actor, user: User, password: str, purpose: str) -> None:
    """A new password: every session of this user ends, save one that is told (`update_session_auth_hash`)."""
    _check_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    _tell(actor, user, purpose, {"password": (masked("x"), masked("x"))})
    announce(SecurityEventKind.PASSWORD_CHANGED, actor=actor, user=user)


@service
def end_sessions(*, actor: Actor, user: User) -> None:
    """Every session of this user ends with its next request, on every device, this one's too."""
    User.objects.filter(pk=user.pk).update(sessions_from=clock.now())
    _tell(actor, user, "déconnexion partout", {"login": ("connecté", "")})


_TAKEN = "Ce nom d’utilisateur est déjà pris. Choisissez-en un autre."


def _check_username(username: str) -> None:
    """Letters, digits and . + - _ ; no @: it could be somebody's address."""
    if not username:
        raise ValidationError({"username": "Choisissez un nom d’utilisateur."})
    if len(username) > MAX_NAME:
        raise ValidationError({"username": f"{MAX_NAME} caractères au plus."})
    if not all(character.isalnum() or character in ".+-_" for character in username):
        raise ValidationError(
            {"username": "Des lettres, des chiffres, et les signes . + - _ seulement\u00a0: aline.dubois"}
        )
    if User.objects.filter(username__iexact=username).exists():
        raise ValidationError({"username": _TAKEN})


def check_email(email: str) -> None:
    """`ValidationError` on the field `email` where this is no address."""
    try:
        validate_email(email)
    except ValidationError as error:
        raise ValidationError({"email": NO_EMAIL}) from error


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error


def _checked_names(first_name: str, last_name: str) -> dict[str, str]:
    names = {"first_name": " ".join(first_name.split()), "last_name": " ".join(last_name.split())}
    problems = {
        name: "Indiquez votre prénom." if name == "first_name" else "Indiquez votre nom."
        for name, value in names.items()
        if not value
    }
    problems |= {name: f"{MAX_NAME} caractères au plus." for name, v in names.items() if len(v) > MAX_NAME}
    if problems:
        raise ValidationError(problems)
    return names


def _tell(actor: Actor, user: User, purpose: str, changes: dict[str, tuple[object, object]]) -> None:
    record_modification(actor=actor, subject=user, changes=changes, purpose=purpose)
