"""Counts of every value of every axis, each as if its own axis asked for nothing."""

from collections.abc import Iterable

import numpy as np

from search.documents import FACET_AXES, Facets
from search.engines.columnar.moment import AVAILABILITY_BIT, FEATURE_BIT, OPENING_BIT
from search.engines.columnar.segment import Segment
from search.engines.columnar.selection import (
    CLASS_OF,
    CLASSES,
    MISSES_AVAILABILITY,
    Selection,
)

# The axes whose values are bits of a state.
_AVAILABILITY, _FEATURES, _OPENINGS = (
    tuple((value.value, bit) for value, bit in bits.items())
    for bits in (AVAILABILITY_BIT, FEATURE_BIT, OPENING_BIT)
)


def count(segment: Segment, selection: Selection) -> Facets:
    """The facets of one part. Values that nothing has are left out."""
    if not len(selection.rows):
        return {name: {} for name in FACET_AXES}
    combinations = len(segment.profiles)
    # One pass: how many rows of each combination miss nothing, or one axis alone.
    cells = CLASS_OF[selection.misses].astype(np.intp) * combinations + segment.profile[selection.rows]
    table = np.bincount(cells, minlength=CLASSES * combinations).reshape(CLASSES, combinations)
    facets: dict[str, dict[str, int]] = {name: {} for name in FACET_AXES}
    for axis, value, number in segment.profiles.counts(table):
        facets[axis][value] = number
    matching = selection.states[selection.misses == 0]
    but_for_availability = selection.states[selection.misses & ~MISSES_AVAILABILITY == 0]
    facets["availability"] = _bits(but_for_availability, _AVAILABILITY)
    facets["feature"] = _bits(matching, _FEATURES)
    facets["opening"] = _bits(matching, _OPENINGS)
    return facets


def _bits(states: np.ndarray, bits: Iterable[tuple[str, int]]) -> dict[str, int]:
    if not len(states):
        return {}
    counts = ((value, int(np.count_nonzero(states & bit))) for value, bit in bits)
    return {value: number for value, number in counts if number}


def total(parts: list[Facets]) -> Facets:
    """The facets of several parts together."""
    if len(parts) == 1:
        return parts[0]
    sums: dict[str, dict[str, int]] = {name: {} for name in FACET_AXES}
    for facets in parts:
        for name, counts in facets.items():
            for value, number in counts.items():
                sums[name][value] = sums[name].get(value, 0) + number
    return sums
