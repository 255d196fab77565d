"""The fictitious facilities, drafted one after the other from a seed and a day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from portal.facilities.addresses import Address
from portal.facilities.demo import kinds, names, texts
from portal.facilities.demo.availability import availability
from portal.facilities.demo.hours import opening_hours
from portal.facilities.demo.places import Map
from portal.facilities.enums import AddressPrecision, FacilityKind, Sector
from portal.facilities.services import AuthorisationEffect, FacilityDraft
from search.gazetteer import Commune

SEED = 20_190_502
REFERENCE_PREFIX = "DEMO-"
ASSOCIATIONS = 420
SELF_EMPLOYED = (FacilityKind.INDEPENDENT_CHILDMINDER, FacilityKind.CO_CHILDMINDERS)


@dataclass(frozen=True, slots=True)
class Plan:
    """One facility to come: its kind, and who is behind it."""

    kind: FacilityKind
    person: str
    organiser: str


def plans(share: float = 1.0, seed: int = SEED) -> list[Plan]:
    """Every facility to come, in a mixed order; `share` makes fewer of each kind (at least one)."""
    rng = Random(seed)  # noqa: S311 -- repeatable on purpose
    associations = [names.association_name(rng) for _ in range(max(1, round(ASSOCIATIONS * share)))]
    wanted = [kind for kind, count in kinds.COUNTS.items() for _ in range(max(1, round(count * share)))]
    rng.shuffle(wanted)
    return [_plan(rng, kind, associations) for kind in wanted]


def drafts(
    plans: Sequence[Plan], organisers: Mapping[str, int], today: date, seed: int = SEED
) -> Iterator[FacilityDraft]:
    """The drafts of `plans`, made while they are asked for. `organisers`: name to id."""
    rng = Random(seed + 1)  # noqa: S311 -- repeatable on purpose
    country = Map(rng)
    shared: tuple[Commune, Address] | None = None
    for number, plan in enumerate(plans, start=1):
        commune = country.commune()
        address = country.address(commune)
        if shared and not plan.kind.is_home and rng.random() < 0.04:
            # Two services under one roof, as a crèche and a consultation often are.
            commune, address = shared
        draft = _draft(rng, plan, number, address, country.phone(commune), today)
        shared = (commune, address)
        yield _with_organiser(draft, organisers[plan.organiser])


def _with_organiser(draft: dict[str, Any], organiser_id: int) -> FacilityDraft:
    return FacilityDraft(organiser_id=organiser_id, **draft)


def _plan(rng: Random, kind: FacilityKind, associations: Sequence[str]) -> Plan:
    person = names.first_name(rng)
    if kind in SELF_EMPLOYED:
        return Plan(kind, person, names.person_as_organiser(person))
    if kind == FacilityKind.CONSULTATION:
        return Plan(kind, person, f"ONE {names.INVENTED}")
    return Plan(kind, person, rng.choice(associations))


def _draft(rng: Random, plan: Plan, number: int, address: Address, phone: str, today: date) -> dict[str, Any]:
    kind = plan.kind
    profile = kinds.profile(rng, kind)
    name = names.listing_name(rng, kind, plan.person, address.locality)
    stated: dict[str, Any] = {
        "name": name,
        "visible": rng.random() > 0.015,
        "description": texts.description(rng, kind, plan.person, address.locality),
        "pedagogical_project": texts.pedagogical_project(rng, kind),
        "outings": rng.random() < 0.55,
        "outdoor_space": rng.random() < 0.7,
        "rest_area": rng.random() < 0.6,
        "average_group_size": profile.group_size,
        "ages": profile.ages,
        "tariff": profile.tariff,
        "subsidy_level": profile.subsidy_level,
        "opening": opening_hours(rng, kind),
        "phone": phone if rng.random() < 0.92 else "",
        "email": names.email(name, number) if rng.random() < 0.85 else "",
        "website": names.website(name) if rng.random() < 0.35 else "",
        "facebook": names.facebook(name, number) if rng.random() < 0.2 else "",
    }
    stated |= availability(rng, kind, profile, today)
    if kind.is_home:
        stated["address_precision"] = (
            AddressPrecision.ROUNDED if rng.random() < 0.45 else AddressPrecision.EXACT
        )
        stated["noindex"] = rng.random() < 0.25
    return {
        "kind": kind,
        "reference_number": f"{REFERENCE_PREFIX}{number:05}",
        "address": address,
        "effect": _effect(rng, kind, profile.capacity, today),
        "stated": stated,
    }


def _effect(rng: Random, kind: FacilityKind, capacity: int | None, today: date) -> AuthorisationEffect:
    """Mostly in force for years; some ended, some about to begin, some suspended."""
    if kind.sector == Sector.SUPPORT:
        return AuthorisationEffect(authorised_capacity=capacity)
    since = today - timedelta(days=rng.randint(200, 5_000))
    until = since + timedelta(days=365 * 5) if kind.sector == Sector.LEISURE else None
    if until and until <= today:
        # Approvals are examined at least every five years: this one has been renewed.
        since, until = (
            today - timedelta(days=rng.randint(30, 900)),
            today + timedelta(days=rng.randint(60, 900)),
        )
    fate = kinds.weighted(rng, {"in force": 973, "ended": 10, "coming": 8, "suspended": 9})
    match fate:
        case "ended":
            until = today - timedelta(days=rng.randint(1, 180))
            since = min(since, until - timedelta(days=365))
        case "coming":
            since, until = today + timedelta(days=rng.randint(3, 120)), None
        case "suspended":
            first = today - timedelta(days=rng.randint(1, 90))
            last = today + timedelta(days=rng.randint(5, 90)) if rng.random() < 0.5 else None
            return AuthorisationEffect(capacity, since, until, first, last)
    return AuthorisationEffect(capacity, since, until)
