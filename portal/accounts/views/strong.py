"""Strong login: sending a browser to the federation, and what becomes of its return."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts import drafts, sessions
from portal.accounts.agent_invitations import AgentInvitationUnusable, open_agent_invitation
from portal.accounts.enums import STRONG, LoginLevel
from portal.accounts.models import User
from portal.accounts.person import Person
from portal.accounts.sessions import PortalRequest
from portal.accounts.strong import attempts, federation
from portal.accounts.strong.attempts import Attempt
from portal.accounts.strong.federation import Proof, Refused, Why
from portal.accounts.strong.identities import KeysUnusable, link_keys, open_key_invitation, user_of
from portal.accounts.strong.invitations import agent_path
from portal.accounts.strong.joining import accept_agent_invitation, has_password_user
from portal.accounts.views.signing import after_sign_in, at_the_door, following_of, for_people, is_office
from portal.kernel import clock
from portal.kernel.days import long_date
from portal.limits.limiting import limited

_STATUS = {Why.UNREACHABLE: 503}


@limited("login")
@require_POST
def begin(request: PortalRequest) -> HttpResponse:
    """Off to the federation. The level needed belongs to where one is going, never to the button.

    Whoever has signed in already proves it anew, as the same person, and at a level that uncovers.
    """
    following, person = following_of(request), request.person
    return _send(
        request,
        Attempt(
            needed=STRONG if person or is_office(following) else LoginLevel.PASSWORD,
            started=clock.now(),
            following=following,
            # Kept in the session: what we have not sealed ourselves could be anything, and as much.
            draft=drafts.carried(request),
            user_id=person.pk if person else None,
        ),
        # After a refusal: the federation would send the same person back, with the same key, unasked.
        choose_again="again" in request.POST,
    )


@limited("login")
@require_safe
@sensitive_variables()
def come_back(request: PortalRequest) -> HttpResponse:
    """The federation's answer. Nobody is let in by an answer that this browser has not asked for."""
    attempt = attempts.take(request, federation.state_of(request))
    try:
        if attempt is None:
            raise Refused(Why.NOT_BELIEVED)
        not_before = attempt.started if attempt.is_fresh else attempt.started - federation.OLDEST
        proof = federation.proof(request, needed=attempt.needed, not_before=not_before)
        user = _let_in(request, attempt, proof)
    except Refused as refusal:
        return _refused(request, refusal, attempt)
    except KeysUnusable:
        return render(request, "accounts/keys_unusable.html", status=404)
    except AgentInvitationUnusable:
        return render(request, "accounts/agent_invitation_unusable.html", status=404)
    return after_sign_in(request, user, following=attempt.following, draft=attempt.draft)


@require_safe
@for_people
def step_up(request: PortalRequest, person: Person) -> HttpResponse:
    """Why this page asks for a strong login, and the way to it. Whose page it is was checked before."""
    context = {
        "is_strong": person.level >= STRONG,
        "is_converted": cast(User, request.user).is_converted,
    }
    return render(request, "accounts/step_up.html", at_the_door(following_of(request)) | context)


@limited("invitation")
@for_people
def keys(request: PortalRequest, person: Person, secret: str) -> HttpResponse:
    """A personal invitation to link BOSA keys. Looking links nothing; others who hold it see nothing."""
    try:
        invitation = open_key_invitation(secret, person.pk)
    except KeysUnusable:
        return render(request, "accounts/keys_unusable.html", status=404)
    if request.method != "POST":
        return render(request, "accounts/keys.html", {"invitation": invitation})
    attempt = Attempt(STRONG, clock.now(), reverse("pro:user"), user_id=person.pk, key_secret=secret)
    return _send(request, attempt)


@limited("invitation")
@require_http_methods(["GET", "HEAD", "POST"])
def agent_invitation(request: PortalRequest, secret: str) -> HttpResponse:
    """An invitation to work in OFFICE.ONE. Looking accepts nothing: programs that read e-mails follow links.

    To accept it is to sign in strongly, as whoever is signed in here already, or as whoever comes.
    """
    try:
        invitation = open_agent_invitation(secret)
    except AgentInvitationUnusable:
        return render(request, "accounts/agent_invitation_unusable.html", status=404)
    person = request.person
    must_convert = person is not None and not cast(User, request.user).is_converted
    if request.method != "POST" or must_convert:
        context = {
            "invitation": invitation,
            "person_name": person.audit_label if person else "",
            "must_convert": must_convert,
            "has_password_user": person is None and has_password_user(invitation),
            "strong_login": settings.STRONG_LOGIN,
        }
        return render(request, "accounts/agent_invitation.html", context)
    starts_later = invitation.since > clock.today()
    following = reverse("pro:user" if starts_later else "wagtailadmin_home")
    return _send(
        request,
        Attempt(STRONG, clock.now(), following, user_id=person.pk if person else None, agent_secret=secret),
    )


def _send(request: PortalRequest, attempt: Attempt, *, choose_again: bool = False) -> HttpResponse:
    if not settings.STRONG_LOGIN:
        raise Http404
    try:
        fresh = choose_again or attempt.is_fresh
        url, state = federation.begin(request, needed=attempt.needed, fresh=fresh)
    except Refused as refusal:
        return _refused(request, refusal, attempt)
    attempts.keep(request, state, attempt)
    return redirect(url)


@sensitive_variables()
def _let_in(request: PortalRequest, attempt: Attempt, proof: Proof) -> User:
    """A new session of whoever the proof belongs to."""
    present = request.person.pk if request.person else None
    if attempt.user_id != present:
        # Signed in, out, or as somebody else since: the answer is to another question.
        raise Refused(Why.SOMEBODY_ELSE)
    if attempt.key_secret:
        user = cast(User, request.user)
        link_keys(actor=user, user=user, secret=attempt.key_secret, proof=proof)
        messages.success(request, "Vos clés BOSA sont liées à votre utilisateur.")
    elif attempt.agent_secret:
        user = _joined(request, attempt, proof)
    else:
        user = user_of(proof)
        if attempt.user_id not in (None, user.pk):
            raise Refused(Why.SOMEBODY_ELSE)
    user = User.objects.get(pk=user.pk)
    sessions.sign_in(request, user, level=proof.level, federated=True)
    return user


@sensitive_variables()
def _joined(request: PortalRequest, attempt: Attempt, proof: Proof) -> User:
    """Whoever has accepted the invitation by this proof."""
    accepted = accept_agent_invitation(
        actor=cast(User, request.user) if attempt.user_id else None,
        secret=attempt.agent_secret,
        proof=proof,
    )
    if accepted.since > clock.today():
        day = long_date(accepted.since)
        words = f"L’invitation est acceptée. OFFICE.ONE s’ouvrira le {day}, premier jour de votre fonction."
    else:
        words = f"L’invitation est acceptée. Votre fonction\u00a0: {accepted.post_words}."
    messages.success(request, words)
    return cast(User, accepted.accepted_by)


def _refused(request: HttpRequest, refusal: Refused, attempt: Attempt | None) -> HttpResponse:
    federation.log(refusal)
    context = at_the_door(attempt.following if attempt else "") | {
        "why": refusal.why.value,
        "draft": attempt.draft if attempt else "",
        "invitation_url": agent_path(attempt.agent_secret) if attempt and attempt.agent_secret else "",
    }
    return render(request, "accounts/strong_refused.html", context, status=_STATUS.get(refusal.why, 403))
