"""Mes préférences: how the Flash accueil comes, and of what one wants e-mails beside the bell."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from portal.accounts.models import User
from portal.accounts.person import Person
from portal.accounts.sessions import PortalRequest
from portal.accounts.views.signing import for_people, typed
from portal.news.access import delivery_of
from portal.news.services import choose_delivery
from portal.notifications.access import mail_choices
from portal.notifications.services import choose_mails
from portal.pro.forms import DeliveryForm, MailChoicesForm
from portal.pro.shell import page

_SAME = "Rien n’a changé\u00a0: vos préférences étaient déjà celles-là."
_SAVED = "Vos préférences sont enregistrées."
FLASH = "flash"


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def preferences(request: PortalRequest, person: Person) -> HttpResponse:
    """Two forms, each with its own button; what has no choice is said: the bell, and security."""
    own, choices = User.objects.get(pk=person.pk), mail_choices(person.pk)
    data = typed(request)
    is_flash = data is not None and FLASH in data
    delivery = DeliveryForm(data if is_flash else None, initial={"delivery": delivery_of(person.pk)})
    mails = MailChoicesForm(None if is_flash else data, choices=choices)
    if request.method == "POST" and (delivery if is_flash else mails).is_valid():
        try:
            changed = (
                choose_delivery(actor=person, **delivery.cleaned_data)
                if is_flash
                else choose_mails(actor=person, user=own, wanted=mails.cleaned_data)
            )
        except ValidationError as refusal:
            delivery.refuse(refusal)
        else:
            if changed:
                messages.success(request, _SAVED)
            else:
                messages.info(request, _SAME)
            return redirect("pro:preferences")
    context = {
        "delivery": delivery,
        "form": mails,
        "always": [group for group, _ in choices if group.always],
        "email": own.email,
        "flash": FLASH,
    }
    return page(request, person, "pro/preferences.html", context, section="preferences")
