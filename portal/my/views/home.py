"""The home page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.facilities.enums import Sector
from portal.kernel import clock
from portal.my.around import free_now_around_towns
from portal.my.frame import guides_to_offer

# What parents read for each sector, and an example of what they find in it.
SECTORS = (
    (Sector.EARLY_CHILDHOOD.value, "Petite enfance", "avant l’école"),
    (Sector.LEISURE.value, "Temps libre", "devoirs, vacances"),
    (Sector.SUPPORT.value, "Consultations", "suivi de l’enfant"),
)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The search bar first, then what is free now around the large towns, and guides to read."""
    towns = free_now_around_towns(clock.today())
    return render(
        request,
        "my/home.html",
        {
            "sectors": SECTORS,
            "towns": towns,
            "some_free": any(town.free for town in towns),
            "guides": guides_to_offer(),
        },
    )
