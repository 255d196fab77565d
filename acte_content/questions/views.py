"""« Une autre question ? »: the form, and the page that says that it was sent."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from acte_content.questions.forms import QuestionForm
from acte_content.questions.services import VISITOR, ask_team
from portal.accounts.models import User
from portal.accounts.sessions import PortalRequest
from portal.files.receiving import dropped_files
from portal.limits.clients import client_of
from portal.limits.limiting import Refusal, spend

_FIELDS = ("first_name", "last_name", "email", "text")


@sensitive_post_parameters(*_FIELDS)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: PortalRequest) -> HttpResponse:
    """The form; what was typed comes back where it is refused."""
    person, status = request.person, 200
    user = User.objects.defer("niss").get(pk=person.pk) if person else None
    is_posted = request.method == "POST"
    # To look into a file is dear: counted before it is done, whatever becomes of the form.
    too_many_files = spend("acte_question_files", client_of(request)) if request.FILES else None
    form = QuestionForm(
        request.POST if is_posted else None,
        request.FILES if is_posted and not too_many_files else None,
        user=user,
        dropped=dropped_files(request),
    )
    if too_many_files:
        form.add_error("attachments", _too_many_files(too_many_files))
        status = 429
    elif is_posted and form.is_valid():
        if refusal := spend("acte_question", client_of(request)):
            form.add_error(None, _too_many(refusal))
            status = 429
        else:
            try:
                ask_team(
                    actor=person or VISITOR,
                    files=form.cleaned_data["attachments"],
                    **{name: form.cleaned_data[name] for name in _FIELDS},
                )
            except ValidationError as refused:
                form.refuse(refused)
            else:
                return redirect("acte_questions:sent")
    return render(request, "acte/question.html", {"form": form}, status=status)


@require_safe
def sent(request: PortalRequest) -> HttpResponse:
    """That it was sent, and what happens now."""
    return render(request, "acte/question_sent.html")


def _too_many(refusal: Refusal) -> str:
    if refusal.whose == "client":
        return "Vous avez envoyé beaucoup de questions en peu de temps. Réessayez dans une heure."
    return "Le formulaire ne peut pas prendre votre question en ce moment. Réessayez un peu plus tard."


def _too_many_files(refusal: Refusal) -> str:
    if refusal.whose == "client":
        return "Vous avez envoyé beaucoup de fichiers. Réessayez dans une heure, ou sans fichier."
    return "Les fichiers ne peuvent pas être pris en ce moment. Envoyez votre question sans fichier."
