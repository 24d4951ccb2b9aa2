"""Measure runs: from the yearly tracks of a run to one number for each outcome.

An outcome reduces one track over its years (``first`` to ``last``, without them all that are
played):

====== ====================================================================
mean   the sum over the years divided by their number
last   the value of the last year
max    the highest value
sum    the sum over the years
change the last value minus the first
ever   1 − Π (1 − h): that what has hazard h a year happens in any of them
====== ====================================================================

or adds up other outcomes with weights (``combine``). A year before the first that is played is the
start: only ``change`` begins there of itself. Sums are taken year by year, so a run's outcomes do
not depend, to the last bit, on which other runs are measured with it.

Of yearly tracks themselves, :func:`quantiles` says what is usual among many futures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from latticework.mechanisms.kernel import Array
from latticework.reading import Problem, ReadingError, did_you_mean
from latticework.study.study import Outcome

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""The quantiles kept of each track."""


def measure(
    outcomes: Mapping[str, Outcome],
    names: Sequence[str],
    years: Sequence[int],
    tracks: Array,
    start: int | None = None,
) -> Array:
    """Return all outcomes of some runs, shape (runs, outcomes).

    Parameters
    ----------
    outcomes
        By slug.
    names, years
        What the tracks are called, and which years they hold.
    tracks
        Shape (runs, years, tracks).
    start
        The first year played; without it the first of `years`.

    Raises
    ------
    ReadingError
        If an outcome asks for a track, a year or an outcome that is not there.

    Examples
    --------
    >>> peak = Outcome(name="Peak", unit="%", better="low", track="burden", reduce="max")
    >>> measure({"peak": peak}, ["burden"], [2025, 2026], np.array([[[2.0], [3.5]]])).item()
    3.5
    """
    return Measures.of(outcomes, names, years, start).taken(tracks)


@dataclass(frozen=True)
class _Reduction:
    """An outcome by position: track number `track`, year numbers `first` to `last`."""

    track: int
    how: str
    first: int
    last: int

    def taken(self, tracks: Array, _others: Mapping[str, Array]) -> Array:
        span = range(self.first, self.last + 1)
        return _REDUCE[self.how]([tracks[:, year, self.track] for year in span])


@dataclass(frozen=True)
class _Sum:
    """A weighted sum of outcomes."""

    terms: tuple[tuple[str, float], ...]

    def taken(self, _tracks: Array, others: Mapping[str, Array]) -> Array:
        return _sum([weight * others[name] for name, weight in self.terms])


@dataclass(frozen=True)
class Measures:
    """Outcomes made ready for the tracks of one stage, once for all runs.

    Attributes
    ----------
    names
        The outcomes' slugs, in their order.
    steps
        How each is taken, in an order in which sums come after their terms.
    """

    names: tuple[str, ...]
    steps: Mapping[str, _Reduction | _Sum]

    @classmethod
    def of(
        cls,
        outcomes: Mapping[str, Outcome],
        names: Sequence[str],
        years: Sequence[int],
        start: int | None = None,
    ) -> Measures:
        """Return `outcomes` made ready; see :func:`measure`."""
        axes = _Axes(tuple(names), tuple(years), years[0] if start is None else start)
        problems = [p for slug, outcome in outcomes.items() for p in axes.problems(slug, outcome)]
        problems += _sums_problems(outcomes)
        if problems:
            raise ReadingError(problems)
        ready = {slug: axes.step(outcomes[slug]) for slug in _terms_first(outcomes)}
        return cls(tuple(outcomes), ready)

    def taken(self, tracks: Array) -> Array:
        """Return the outcomes of runs, shape (runs, outcomes), from (runs, years, tracks)."""
        taken: dict[str, Array] = {}
        for slug, step in self.steps.items():
            taken[slug] = step.taken(tracks, taken)
        measured = np.empty((len(tracks), len(self.names)))
        for column, slug in enumerate(self.names):
            measured[:, column] = taken[slug]
        return measured


# --- reductions of a list of years, each an array over runs ---


def _sum(values: Sequence[Array]) -> Array:
    return reduce(np.add, values)


def _ever(hazards: Sequence[Array]) -> Array:
    never: Array = reduce(np.multiply, [1 - hazard for hazard in hazards])
    return 1 - never


_REDUCE: Mapping[str, Callable[[Sequence[Array]], Array]] = {
    "mean": lambda values: _sum(values) / len(values),
    "last": lambda values: values[-1],
    "max": lambda values: reduce(np.maximum, values),
    "sum": _sum,
    "change": lambda values: values[-1] - values[0],
    "ever": _ever,
}


# --- outcomes against what the stage records ---


@dataclass(frozen=True)
class _Axes:
    """What tracks hold: their names, their years, and which of these is the first played."""

    names: tuple[str, ...]
    years: tuple[int, ...]
    start: int

    def span(self, outcome: Outcome) -> tuple[int, int]:
        begin = self.years[0] if outcome.reduce == "change" else self.start
        first = begin if outcome.first is None else outcome.first
        return first, self.years[-1] if outcome.last is None else outcome.last

    def step(self, outcome: Outcome) -> _Reduction | _Sum:
        if outcome.track is None or outcome.reduce is None:
            return _Sum(tuple(outcome.combine.items()))
        first, last = (self.years.index(year) for year in self.span(outcome))
        return _Reduction(self.names.index(outcome.track), outcome.reduce, first, last)

    def problems(self, slug: str, outcome: Outcome) -> Iterator[Problem]:
        if outcome.track is None:
            return
        if outcome.track not in self.names:
            near = did_you_mean(outcome.track, self.names)
            yield _problem(f"{slug}.track", outcome.track, f"expected a track{near}")
        first, last = self.span(outcome)
        known = f"expected a year within {self.years[0]}–{self.years[-1]}"
        for field, year in (("first", first), ("last", last)):
            if year not in self.years:
                yield _problem(f"{slug}.{field}", str(year), known)
        if last < first + (outcome.reduce == "change"):
            wanted = "after" if outcome.reduce == "change" else "no earlier than"
            yield _problem(f"{slug}.last", str(last), f"expected a year {wanted} {first}")


def _sums_problems(outcomes: Mapping[str, Outcome]) -> Iterator[Problem]:
    """Yield sums of outcomes that are not there, or that come back to themselves."""
    for slug, outcome in outcomes.items():
        for term in outcome.combine:
            if term not in outcomes:
                near = did_you_mean(term, outcomes)
                yield _problem(f"{slug}.combine", term, f"expected an outcome{near}")
        if slug in _below(outcomes, slug):
            yield _problem(f"{slug}.combine", slug, "expected no outcome to be part of itself")


def _below(outcomes: Mapping[str, Outcome], slug: str) -> set[str]:
    """Return the outcomes that `slug` is made of, at any depth."""
    found: set[str] = set()
    ahead = list(outcomes[slug].combine)
    while ahead:
        term = ahead.pop()
        if term not in found and term in outcomes:
            found.add(term)
            ahead.extend(outcomes[term].combine)
    return found


def _terms_first(outcomes: Mapping[str, Outcome]) -> list[str]:
    """Return the outcomes in an order in which each comes after those that it is made of."""
    return sorted(outcomes, key=lambda slug: len(_below(outcomes, slug)))


def _problem(field: str, value: str, expected: str) -> Problem:
    return Problem("outcomes.yaml", 1, field, value, expected)


# --- quantiles of tracks ---


def quantiles(tracks: Array) -> Array:
    """Return the `LEVELS` among runs of each year and track, shape (years, tracks, levels).

    The p-quantile of n values lies at place (n + 1/3) p + 1/3 among them in rising order, between
    neighbours in proportion. It is as often too high as too low, whatever the distribution [1]_;
    definitions that lie nearer to the middle would add up their error in averages over samples.

    References
    ----------
    .. [1] Hyndman, R. J., & Fan, Y. (1996). Sample quantiles in statistical packages. The American
       Statistician 50(4), 361–365 (definition 8).
    """
    runs, years, names = tracks.shape
    place = np.clip((runs + 1 / 3) * np.array(LEVELS) + 1 / 3, 1, runs) - 1
    below = place.astype(np.int64)
    above, share = np.minimum(below + 1, runs - 1), place - below
    ordered = np.ascontiguousarray(tracks.reshape(runs, -1).T)
    ordered.sort(axis=1)
    found: Array = ordered[:, below] * (1 - share) + ordered[:, above] * share
    return (found + 0.0).reshape(years, names, len(LEVELS))
