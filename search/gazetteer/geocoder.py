"""The port to a geocoder, for street addresses, and its adapter to a Nominatim service.

What is sent is somebody's address: it is never logged, neither here nor by geopy (whose logger the settings
silence), and exceptions carry the kind of a failure only.
"""

import json
import logging
import queue
import threading
import time
from functools import lru_cache
from http.client import HTTPException
from typing import Any, NamedTuple, Protocol
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request

from django.conf import settings
from geopy.adapters import URLLibAdapter
from geopy.exc import GeocoderParseError, GeocoderServiceError, GeocoderTimedOut, GeopyError
from geopy.geocoders import Nominatim

logger = logging.getLogger(__name__)

_USER_AGENT = "ONE-Portails (recherche publique)"
_BELGIUM = "be"
_MAX_ANSWER = 256 * 1024
# Questions that may be under way at once, and how failures in a row make us stop asking for a while: a
# geocoder that hangs must not take the threads that serve pages.
_SLOTS = 4
_FAILURES = 3
_PAUSE_SECONDS = 30.0


class Point(NamedTuple):
    """A position in degrees."""

    lat: float
    lon: float


class GeocoderFailed(Exception):  # noqa: N818 -- names what happened
    """No usable answer: the service is away, slow, or speaks nonsense."""


class Geocoder(Protocol):
    """Where an address in Belgium is."""

    def geocode(self, text: str) -> Point | None:
        """The point of an address, or None where it is unknown. Raises `GeocoderFailed`."""
        ...


def configured() -> Geocoder | None:
    """The geocoder of the settings, with its time limit, or None where there is none."""
    url = settings.GEOCODER_URL
    return _at(url, settings.GEOCODER_TIMEOUT_SECONDS) if url else None


@lru_cache(maxsize=4)
def _at(url: str, seconds: float) -> Geocoder:
    return TimeLimited(NominatimGeocoder(url, seconds), seconds)


class NominatimGeocoder:
    """A service that speaks Nominatim's protocol, at the address of its API (`https://host[/path]`)."""

    def __init__(self, url: str, seconds: float) -> None:
        parts = urlsplit(url)
        self._service = Nominatim(
            domain=parts.netloc + parts.path,
            scheme=parts.scheme,
            user_agent=_USER_AGENT,
            timeout=seconds,
            adapter_factory=_BoundedAdapter,
        )

    def geocode(self, text: str) -> Point | None:
        try:
            found = self._service.geocode(text, country_codes=_BELGIUM, addressdetails=True, language="fr")
        except GeopyError as error:
            raise GeocoderFailed(type(error).__name__) from None
        if found is None or found.raw["country_code"] != _BELGIUM:
            return None
        return Point(found.latitude, found.longitude)


class _BoundedAdapter(URLLibAdapter):
    """geopy's own adapter limits the time of each read; this one the whole answer, its size and its shape."""

    def get_json(self, url: str, *, timeout: float, headers: dict[str, str]) -> list[dict[str, Any]]:
        try:
            places = json.loads(self.get_text(url, timeout=timeout, headers=headers))
            if not isinstance(places, list):
                raise ValueError("not a list")
            return [_place(place) for place in places[:1]]
        except (ValueError, TypeError, KeyError, RecursionError):
            raise GeocoderParseError("not a list of places") from None

    def get_text(self, url: str, *, timeout: float, headers: dict[str, str]) -> str:
        until = time.monotonic() + timeout
        body = bytearray()
        try:
            with self.urlopen(Request(url, headers=headers), timeout=timeout) as page:  # noqa: S310 -- ours
                while chunk := page.read1(16_384):
                    body += chunk
                    if time.monotonic() > until or len(body) > _MAX_ANSWER:
                        raise GeocoderTimedOut("too slow or too long")
        except TimeoutError:
            raise GeocoderTimedOut("too slow") from None
        except HTTPError as error:
            error.close()
            raise GeocoderServiceError(f"HTTP {error.code}") from None
        except (OSError, HTTPException) as error:
            raise GeocoderServiceError(type(error).__name__) from None
        return body.decode(errors="replace")


def _place(place: Any) -> dict[str, Any]:
    """What we use of one of Nominatim's places. ValueError, TypeError or KeyError for anything else."""
    lat, lon = float(place["lat"]), float(place["lon"])
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValueError("no point on Earth")
    country = dict(place.get("address", {})).get("country_code", _BELGIUM)
    return {"lat": lat, "lon": lon, "display_name": "", "country_code": country}


class TimeLimited:
    """A geocoder that answers in time or fails: the whole call counts, name look-up included.

    The question goes on in a thread of its own; `_SLOTS` of them at most, then it fails at once. After some
    failures in a row nothing is asked for a while.
    """

    def __init__(self, geocoder: Geocoder, seconds: float) -> None:
        self._geocoder = geocoder
        self._seconds = seconds
        self._slots = threading.BoundedSemaphore(_SLOTS)
        self._failures = 0
        self._paused_until = 0.0

    def geocode(self, text: str) -> Point | None:
        if time.monotonic() < self._paused_until:
            raise GeocoderFailed("paused")
        if not self._slots.acquire(blocking=False):
            raise GeocoderFailed("busy")
        answers: queue.SimpleQueue[Point | GeocoderFailed | None] = queue.SimpleQueue()
        threading.Thread(target=self._ask, args=(text, answers), name="geocoder", daemon=True).start()
        try:
            answer = answers.get(timeout=self._seconds)
        except queue.Empty:
            answer = GeocoderFailed("timeout")
        if isinstance(answer, GeocoderFailed):
            self._count(answer)
            raise answer
        self._failures = 0
        return answer

    def _ask(self, text: str, answers: "queue.SimpleQueue[Point | GeocoderFailed | None]") -> None:
        answer: Point | GeocoderFailed | None = GeocoderFailed("crash")
        try:
            answer = self._geocoder.geocode(text)
        except GeocoderFailed as failure:
            answer = failure
        finally:
            self._slots.release()
            answers.put(answer)

    def _count(self, failure: GeocoderFailed) -> None:
        self._failures += 1
        logger.warning("The geocoder failed (%s), %s time(s) in a row.", failure, self._failures)
        if self._failures >= _FAILURES:
            self._paused_until = time.monotonic() + _PAUSE_SECONDS
