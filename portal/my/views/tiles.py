"""Map tiles, where the operator has configured a service."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from portal.my.tiles import TileStore


@require_safe
def tile(request: HttpRequest, zoom: int, x: int, y: int) -> HttpResponse:
    """One tile; 404 where tiles are not configured, not covered or not to be had."""
    data = _store().tile(zoom, x, y) if settings.TILES_UPSTREAM_URL else None
    if data is None:
        raise Http404("Pas de tuile ici.")
    response = HttpResponse(data, content_type="image/png")
    response["Cache-Control"] = f"public, max-age={settings.TILES_BROWSER_SECONDS}"
    return response


def _store() -> TileStore:
    return TileStore(
        upstream=settings.TILES_UPSTREAM_URL,
        root=settings.TILES_ROOT,
        max_age=settings.TILES_MAX_AGE_SECONDS,
        max_bytes=settings.TILES_MAX_BYTES,
    )
