"""The tiles of maps, as the scripts of every front door want them."""

from django.conf import settings
from django.urls import reverse


def tiles_url() -> str:
    """The address of tiles, with places for zoom, x and y; empty where none are configured."""
    if not settings.TILES_UPSTREAM_URL:
        return ""
    return reverse("my:tile", args=[0, 0, 0]).removesuffix("0/0/0.png") + "{z}/{x}/{y}.png"
