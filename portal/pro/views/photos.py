"""Photos of a place: sent, described, ordered and withdrawn by its people; what ONE decided about each."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.accounts.sessions import PortalRequest
from portal.accounts.views.signing import for_people, typed
from portal.facilities import services
from portal.facilities.access import possible
from portal.facilities.facility_access import facilities_for
from portal.facilities.models import Facility, Photo
from portal.facilities.services.photos import MAX_PHOTOS
from portal.facilities.submission_access import photos_of
from portal.files.publishing import LEAST_WIDTH
from portal.files.receiving import dropped_files
from portal.files.serving import as_picture
from portal.pro.navigation import SIGNALETIQUE
from portal.pro.shell import page
from portal.pro.submission_forms import DescriptionForm, PhotoForm
from portal.pro.submission_limit import too_many
from portal.pro.views.sections import above, facility_or_404

_DO, _EARLIER, _LATER, _WITHDRAW = "faire", "avant", "apres", "retirer"


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def photos(request: PortalRequest, person: Person, facility_id: int) -> HttpResponse:
    """All photos with their states, and the form for one more."""
    right = Right.EDIT_LISTING if request.method == "POST" else Right.SEE_FACILITY
    found = facility_or_404(person, facility_id, right)
    form = PhotoForm(
        typed(request),
        request.FILES if request.method == "POST" else None,
        dropped=dropped_files(request),
    )
    status = 200
    if request.method == "POST":
        if refusal := too_many(person):
            form.add_error(None, refusal)
            status = 429
        elif form.is_valid():
            try:
                services.submit_photo(actor=person, listing_id=found.listing.pk, **form.cleaned_data)
            except ValidationError as refused:
                form.refuse(refused)
            else:
                messages.success(
                    request, "Votre photo est envoyée. Les parents la verront quand l’ONE l’aura approuvée."
                )
                return redirect("pro:photos", found.pk)
    return _page(request, person, found, form, status=status)


@require_POST
@for_people
def change_photo(request: PortalRequest, person: Person, facility_id: int, photo_id: int) -> HttpResponse:
    """One of the buttons beside a photo, or another description."""
    found = facility_or_404(person, facility_id, Right.EDIT_LISTING)
    photo = _photo_or_404(found, photo_id)
    if request.method != "POST":
        # Taken up after the session had ended: shown again, not sent.
        return redirect("pro:photos", found.pk)
    wanted = request.POST.get(_DO, "")
    try:
        if wanted in (_EARLIER, _LATER):
            services.move_photo(actor=person, photo_id=photo.pk, earlier=wanted == _EARLIER)
        elif wanted == _WITHDRAW:
            services.withdraw_photo(actor=person, photo_id=photo.pk)
            messages.success(request, "La photo est retirée. Les parents ne la voient plus.")
        else:
            return _describe(request, person, found, photo)
    except Photo.DoesNotExist as gone:
        raise Http404 from gone
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(_beside(found, photo, wanted))


@require_safe
@for_people
def picture(request: PortalRequest, person: Person, facility_id: int, photo_id: int) -> HttpResponse:
    """The smallest of its copies, for its people; 404 while it is held."""
    found = facility_or_404(person, facility_id, Right.SEE_FACILITY)
    return as_picture(_photo_or_404(found, photo_id).received, f"{LEAST_WIDTH}.jpg")


def _describe(request: PortalRequest, person: Person, found: Facility, photo: Photo) -> HttpResponse:
    form = DescriptionForm(request.POST, prefix=_prefix(photo))
    if form.is_valid():
        try:
            if services.describe_photo(actor=person, photo_id=photo.pk, **form.cleaned_data):
                messages.success(request, "La description est enregistrée.")
            return redirect(_beside(found, photo))
        except ValidationError as refusal:
            form.refuse(refusal)
    return _page(request, person, found, PhotoForm(), described={photo.pk: form})


def _page(
    request: PortalRequest,
    person: Person,
    found: Facility,
    form: PhotoForm,
    *,
    described: dict[int, DescriptionForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    own = list(photos_of(found))
    refused = next(iter(described.values())) if described else None
    context = {
        "facility": found,
        "form": form,
        "refused": refused or form,
        "photos": list(_rows(found, own, described or {})),
        "may_edit": facilities_for(person, Right.EDIT_LISTING).filter(pk=found.pk).exists(),
        "may_add": len(own) < MAX_PHOTOS,
        "most": MAX_PHOTOS,
    }
    return page(
        request,
        person,
        "pro/photos.html",
        context,
        section=SIGNALETIQUE.name,
        crumbs=above(request, person, found),
        status=status,
    )


def _rows(
    found: Facility, own: list[Photo], described: dict[int, DescriptionForm]
) -> Iterator[dict[str, Any]]:
    for number, photo in enumerate(own, start=1):
        form = described.get(photo.pk)
        yield {
            "photo": photo,
            "number": number,
            "is_last": number == len(own),
            "is_open": form is not None,
            "form": form
            or DescriptionForm(prefix=_prefix(photo), initial={"description": photo.description}),
        }


def _prefix(photo: Photo) -> str:
    return f"photo{photo.pk}"


def _photo_or_404(found: Facility, photo_id: int) -> Photo:
    photo = photos_of(found).filter(pk=possible(photo_id)).first()
    if photo is None:
        raise Http404
    return photo


def _beside(found: Facility, photo: Photo, wanted: str = "") -> str:
    """Back to the photo, so that the next button is where the finger is."""
    anchor = "" if wanted == _WITHDRAW else f"#photo-{photo.pk}"
    return f"{reverse('pro:photos', args=[found.pk])}{anchor}"
