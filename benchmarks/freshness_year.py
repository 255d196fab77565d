"""A year of professionals who answer, forget and leave: `python -m benchmarks.freshness_year [--places 200]`.

In memory, on SQLite, by the services of the site, day by day with the clock set: places that state something
on the first day, in pairs of twins. Both twins do of themselves the same on the same days; the holder of the
first is reminded as in real life, and answers by the link of the e-mail, or does not; the second has a
member only, whom nobody reminds. How people behave is assumed (`PEOPLE`), not measured.
"""

import argparse
import logging
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from benchmarks.machine import machine
from benchmarks.scratch import set_up

SCRATCH = Path(tempfile.mkdtemp(prefix="one-freshness-"))
set_up(SCRATCH, "sqlite://:memory:")

from django.conf import settings  # noqa: E402 -- after setup()
from django.core import mail  # noqa: E402 -- after setup()
from django.core.exceptions import ValidationError  # noqa: E402 -- after setup()
from django.core.management import call_command  # noqa: E402 -- after setup()

from portal.accounts.enums import LoginLevel, Role  # noqa: E402 -- after setup()
from portal.accounts.models import User  # noqa: E402 -- after setup()
from portal.accounts.person import person_of  # noqa: E402 -- after setup()
from portal.facilities import services  # noqa: E402 -- after setup()
from portal.facilities.availability import is_stale  # noqa: E402 -- after setup()
from portal.facilities.models import FreshnessReminder, Listing  # noqa: E402 -- after setup()
from portal.facilities.services import confirmation_link, reminders  # noqa: E402 -- after setup()
from portal.kernel import clock  # noqa: E402 -- after setup()
from tests.facilities.making import ACTOR, make_draft, make_organiser  # noqa: E402 -- after setup()
from tests.facilities.reminded import join  # noqa: E402 -- after setup()

SEED, FIRST_DAY, DAYS = 20_261_126, date(2026, 1, 5), 365


@dataclass(frozen=True)
class Sort:
    """How many of a hundred are like this; every how many days they look in of themselves; how many of a
    hundred reminders they answer; whether they leave within the year."""

    share: int
    looks_in: int
    answers: int
    leaves: bool = False


PEOPLE = {
    "keep it true of themselves": Sort(20, 45, 90),
    "answer when asked": Sort(45, 180, 75),
    "forget": Sort(25, 300, 30),
    "leave within the year": Sort(10, 120, 60, leaves=True),
}


@dataclass
class Place:
    """One place: what its people will do of themselves, and when they will answer a reminder."""

    listing_id: int
    user: User
    sort: Sort
    own_days: frozenset[int]
    leaves_on: int | None
    answers_on: dict[int, str] = field(default_factory=dict)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--places", type=int, default=200)
    pairs = parser.parse_args().places // 2
    started = time.perf_counter()
    logging.disable(logging.INFO)
    _set_clock(0)
    call_command("migrate", verbosity=0)
    asked, unasked = _open(pairs)
    draw, fresh = random.Random(SEED + 1), []
    did: Counter[str] = Counter()
    for day in range(1, DAYS + 1):
        today = _set_clock(day)
        _of_themselves([*asked.values(), *unasked.values()], day, today, did)
        reminders.remind_due(today)
        _plan_answers(asked, day, draw)
        _answer(asked, day, today, did)
        if day % 30 == 0 or day == DAYS:
            fresh.append((day, _shares(asked, today), _shares(unasked, today)))
    _print(pairs, fresh, did, time.perf_counter() - started)


def _set_clock(day: int) -> date:
    moment = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, 9, tzinfo=UTC) + timedelta(days=day)
    clock.now = lambda: moment
    return clock.today()


def _open(pairs: int) -> tuple[dict[int, Place], dict[int, Place]]:
    """Twins: the first with a holder, the second with a member; by listing."""
    settings.MAIL_IN_BACKGROUND = False
    draw = random.Random(SEED)
    sides: tuple[dict[int, Place], dict[int, Place]] = ({}, {})
    for number in range(pairs):
        name = draw.choices(list(PEOPLE), [sort.share for sort in PEOPLE.values()])[0]
        sort = PEOPLE[name]
        age = draw.randrange(60)
        own = frozenset(_own_days(sort, draw))
        leaves_on = draw.randrange(30, DAYS) if sort.leaves else None
        for side, role in zip(sides, (Role.HOLDER, Role.MEMBER), strict=True):
            slug = f"{role.value}-{number}"
            user = User.objects.create_user(slug, f"{slug}@exemple.be")
            organiser = make_organiser(slug)
            join(organiser.pk, user, role)
            stated = {"availability": "maintenant", "confirmed_on": FIRST_DAY - timedelta(days=age)}
            draft = make_draft(reference_number=slug, organiser=organiser, **stated)
            listing_id = services.open_facility(actor=ACTOR, today=FIRST_DAY, draft=draft)
            side[listing_id] = Place(listing_id, user, sort, own, leaves_on)
    return sides


def _own_days(sort: Sort, draw: random.Random) -> Iterator[int]:
    day = 0
    while (day := day + max(1, round(draw.expovariate(1 / sort.looks_in)))) <= DAYS:
        yield day


def _of_themselves(places: list[Place], day: int, today: date, did: Counter[str]) -> None:
    for place in places:
        if place.leaves_on == day:
            User.objects.filter(pk=place.user.pk).update(is_active=False)
            did["left"] += 1
        elif day in place.own_days and (place.leaves_on or DAYS + 1) > day:
            person = person_of(place.user, LoginLevel.PASSWORD, today)
            services.confirm_availability(actor=person, listing_id=place.listing_id, today=today)
            did["confirmed of themselves"] += 1


def _plan_answers(asked: dict[int, Place], day: int, draw: random.Random) -> None:
    """Who answers does so within ten days, most of them soon."""
    by_user = {place.user.email: place for place in asked.values()}
    for sent in mail.outbox:
        place = by_user[sent.to[0]]
        if draw.randrange(100) < place.sort.answers:
            found = re.search(r"/confirmer/([^/\s]+)/", str(sent.body))
            assert found is not None
            place.answers_on[day + min(10, round(draw.expovariate(0.4)))] = found[1]
    mail.outbox.clear()


def _answer(asked: dict[int, Place], day: int, today: date, did: Counter[str]) -> None:
    for place in asked.values():
        secret = place.answers_on.pop(day, "")
        if not secret:
            continue
        try:
            link = confirmation_link.open_link(secret, today)
            confirmation_link.confirm_by_link(actor=link.holder, secret=secret, today=today)
            did["answered by the link"] += 1
        except (confirmation_link.LinkUnusable, ValidationError):
            did["came with a link that served no more"] += 1


def _shares(places: dict[int, Place], today: date) -> tuple[float, float]:
    """Per cent that parents believe, and per cent confirmed within `REMIND_AFTER_DAYS`."""
    confirmed = Listing.objects.filter(pk__in=places).order_by("pk").values_list("confirmed_on", flat=True)
    believed = sum(not is_stale(on, today, settings.SEARCH_STALE_DAYS) for on in confirmed)
    recent = sum(not is_stale(on, today, settings.REMIND_AFTER_DAYS) for on in confirmed)
    return 100 * believed / len(places), 100 * recent / len(places)


def _print(
    pairs: int,
    fresh: list[tuple[int, tuple[float, float], tuple[float, float]]],
    did: Counter[str],
    seconds: float,
) -> None:
    stale, due = settings.SEARCH_STALE_DAYS, settings.REMIND_AFTER_DAYS
    print(
        f"{pairs} pairs of places, {seconds:.0f} s, {time.process_time():.0f} s of one processor; {machine()}"
    )
    people = ", ".join(f"{sort.share} {name}" for name, sort in PEOPLE.items())
    print(f"People, of a hundred: {people}.\n")
    print(
        f"| day | believed (≤ {stale} days), reminded | not reminded "
        f"| confirmed ≤ {due} days ago, reminded | not reminded |"
    )
    print("|---:|---:|---:|---:|---:|")
    for day, asked, unasked in fresh:
        cells = (asked[0], unasked[0], asked[1], unasked[1])
        print(f"| {day} | " + " | ".join(f"{share:.0f} %" for share in cells) + " |")
    told = FreshnessReminder.objects.count()
    print(f"\n{told} reminders, " + ", ".join(f"{count} {what}" for what, count in sorted(did.items())) + ".")


if __name__ == "__main__":
    main()
