"""Mes préférences: of what one wants e-mails, beside the bell."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from portal.accounts.models import User
from portal.accounts.person import Person
from portal.accounts.sessions import PortalRequest
from portal.accounts.views.signing import for_people, typed
from portal.notifications.access import mail_choices
from portal.notifications.services import choose_mails
from portal.pro.forms import MailChoicesForm
from portal.pro.shell import page


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def preferences(request: PortalRequest, person: Person) -> HttpResponse:
    """The choices, and what has none: the bell, and what concerns security."""
    own, choices = User.objects.get(pk=person.pk), mail_choices(person.pk)
    form = MailChoicesForm(typed(request), choices=choices)
    if request.method == "POST" and form.is_valid():
        if choose_mails(actor=person, user=own, wanted=form.cleaned_data):
            messages.success(request, "Vos préférences sont enregistrées.")
        else:
            messages.info(request, "Rien n’a changé\u00a0: vos préférences étaient déjà celles-là.")
        return redirect("pro:preferences")
    always = [group for group, _ in choices if group.always]
    context = {"form": form, "always": always, "email": own.email}
    return page(request, person, "pro/preferences.html", context, section="preferences")
