"""What an option costs, year by year: the estimates of its parts that are in effect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import numpy as np

from latticework.array import Array
from latticework.atlas.records import Agreement
from latticework.ensemble.schedule import Schedule
from latticework.study.option import Burden, Part, midyear

_BEGINNING = {"in_force", "applied"}


def outlays(schedule: Schedule) -> Array:
    """Return public money beyond the status quo, bn USD a year.

    A part costs from the first year in which one of its levers is on or one of the agreements that
    it begins is in force, until all of these have ended. A part that only ends or changes
    agreements costs from the first year without the earliest that it ends (or of the horizon) on.
    A part that asks for a burden costs in proportion to how much of the way is gone.

    Returns
    -------
    array
        (O, Y, 3) low, centre, high.
    """
    out = schedule.zeros(3)
    for at in schedule.moments():
        agreements, year = schedule.world(at).agreements, schedule.years[at.t]
        for part in schedule.parts(at).values():
            if year in _effect(part, agreements, schedule.years):
                cost = np.array([part.cost.low, part.cost.centre, part.cost.high])
                out[at] += _progress(part, year) * cost
    return out


def _progress(part: Part, year: int) -> float:
    """Return how much of the way to its burdens a part has gone; 1 if it asks for none."""
    steps = [lever.progress(year) for lever in part.levers if isinstance(lever, Burden)]
    return sum(steps) / len(steps) if steps else 1.0


def _effect(part: Part, agreements: Mapping[str, Agreement], years: tuple[int, ...]) -> range:
    """Return the years in which a part is in effect."""
    spans = list(_spans(part, agreements, years[-1]))
    if spans:
        return range(min(first for first, _ in spans), max(last for _, last in spans) + 1)
    records = [agreements[slug] for slug in part.agreements if slug in agreements]
    without = (first_without(record.ended) for record in records if record.ended)
    return range(max(years[1], min(without, default=years[1])), years[-1] + 1)


def _spans(part: Part, agreements: Mapping[str, Agreement], last: int) -> Iterator[tuple[int, int]]:
    """Yield the first and last year of each lever, and of each agreement that the part begins."""
    for lever in part.levers:
        yield lever.start, last if isinstance(lever, Burden) else lever.end or last
    for slug, fields in part.agreements.items():
        record = agreements.get(slug)
        if record and record.start and not _BEGINNING.isdisjoint(fields):
            yield (
                first_with(record.start),
                first_without(record.ended) - 1 if record.ended else last,
            )


def first_with(start: date) -> int:
    """Return the first year for which an agreement counts that is in force from `start`."""
    return start.year + (start > midyear(start.year))


def first_without(ended: date) -> int:
    """Return the first year for which an agreement no longer counts whose last day is `ended`."""
    return ended.year + (ended >= midyear(ended.year))
