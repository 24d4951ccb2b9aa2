"""The agreements in force under each option in each year, as arrays.

A *tie* is an agreement with one set of parties: when an organisation gains a member, its agreements
become other ties. Most options and years share most of their ties, so a *web*, one set of ties in
force at once, is worked on once however many options and years it stands for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

import numpy as np

from latticework.array import Array, IntArray, Mask
from latticework.atlas.atlas import Atlas
from latticework.atlas.records import Agreement
from latticework.ensemble.groups import NATO, PARTS
from latticework.ensemble.schedule import Schedule
from latticework.study.option import midyear

_DIGITS = 12

_NEIGHBOURHOODS = {region: name for name, regions in PARTS.items() for region in regions}


class Tie(NamedTuple):
    """What counts of an agreement while its parties stay the same.

    Attributes
    ----------
    agreement, kind
        Slug and kind.
    parties
        All of them, profiled or not.
    strength, visibility
        g and v, 0–1.
    military, nato, command
        Whether it is military; whether NATO is a party; whether it sets up a standing command.
    places
        The neighbourhoods in which it is carried out: those of its parties unless it says where.
    defenders, defended
        Who would have to defend whom, if anybody is to be defended: its parties, unless clauses
        name some of them.
    """

    agreement: str
    kind: str
    parties: frozenset[str]
    strength: float
    visibility: float
    military: bool
    nato: bool
    command: bool
    places: frozenset[str]
    defenders: frozenset[str]
    defended: frozenset[str]


def neighbourhood(region: str) -> str:
    """Return ``asia`` or ``europe`` for the regions that make them up, other regions as they are.

    Examples
    --------
    >>> neighbourhood("oceania"), neighbourhood("middle-east")
    ('asia', 'middle-east')
    """
    return _NEIGHBOURHOODS.get(region, region)


def settled(sums: Array) -> Array:
    """Return sums of strengths without what hangs on the order of adding, which machines choose.

    Strengths have a few decimals, so that twelve of the sum are exact.
    """
    return np.round(sums, _DIGITS)


@dataclass(frozen=True)
class Ties:
    """All ties of all options and years, E of them, in U webs.

    Attributes
    ----------
    rows
        The ties.
    member
        (E, N) 1 for parties.
    webs
        (U, E) 1 for the ties in force.
    web
        (O, Y) index of the web of each option and year.
    """

    rows: tuple[Tie, ...]
    member: Array
    webs: Array
    web: IntArray

    @cached_property
    def strength(self) -> Array:
        """Strength g of each tie, (E,)."""
        return np.array([tie.strength for tie in self.rows])

    @cached_property
    def visibility(self) -> Array:
        """Visibility v of each tie, (E,)."""
        return np.array([tie.visibility for tie in self.rows])

    @cached_property
    def military(self) -> Array:
        """1 for military ties, (E,)."""
        return np.array([float(tie.military) for tie in self.rows])

    def which(self, test: Callable[[Tie], bool]) -> Mask:
        """Return which ties pass a test, (E,)."""
        return np.array([test(tie) for tie in self.rows], dtype=bool)

    def carried_out(self, place: str) -> Mask:
        """Return which ties are carried out in a neighbourhood, (E,)."""
        return self.which(lambda tie: place in tie.places)

    def joined(self, weight: Array | Mask) -> Array:
        """Return the summed weights of the ties in force that both states are party to.

        Parameters
        ----------
        weight
            (E,) of each tie, ≥ 0; a mask counts ties.

        Returns
        -------
        array
            (U, N, N) symmetric, diagonal 0.
        """
        states = self.member.shape[1]
        out = np.zeros((len(self.webs), states, states))
        for web, row in zip(self.webs, out, strict=True):
            held = web * weight > 0
            member = self.member[held]
            row[:] = member.T @ (weight[held, None] * member)
            np.fill_diagonal(row, 0.0)
        return settled(out)


    def strongest(self, weight: Array) -> Array:
        """Return the greatest weight of a tie in force that both states are party to.

        Parameters
        ----------
        weight
            (E,) of each tie, ≥ 0.

        Returns
        -------
        array
            (U, N, N) symmetric, diagonal 0.
        """
        states = self.member.shape[1]
        out = np.zeros((len(self.webs), states, states))
        parties = [np.flatnonzero(row) for row in self.member]
        for web, row in zip(self.webs, out, strict=True):
            for number in np.flatnonzero(web * weight > 0):
                both = np.ix_(parties[number], parties[number])
                row[both] = np.maximum(row[both], weight[number])
            np.fill_diagonal(row, 0.0)
        return out


def gather(schedule: Schedule) -> Ties:
    """Return the ties of a schedule."""
    seen: dict[tuple[int, int], Tie] = {}
    numbers: dict[Tie, int] = {}
    in_force = [
        [numbers.setdefault(tie, len(numbers)) for tie in _in_force(schedule.world(at), year, seen)]
        for at in schedule.moments()
        for year in [schedule.years[at.t]]
    ]
    on = np.zeros((len(in_force), len(numbers)))
    for row, found in zip(on, in_force, strict=True):
        row[found] = 1.0
    webs, web = np.unique(on, axis=0, return_inverse=True)
    shape = (len(schedule.options), len(schedule.years))
    member = [schedule.roster.mask(tie.parties) for tie in numbers]
    states = len(schedule.roster.states)
    table = np.array(member).reshape(-1, states)
    return Ties(tuple(numbers), table, webs, web.reshape(shape).astype(np.int64))


def _in_force(atlas: Atlas, year: int, seen: dict[tuple[int, int], Tie]) -> Iterator[Tie]:
    """Yield the ties in force in a year; `seen` holds those met before, as worlds share records."""
    day = midyear(year)
    for slug, record in atlas.agreements.items():
        if record.in_force_on(day):
            key = (id(record), year)
            if key not in seen:
                seen[key] = _tie(atlas, slug, record, day)
            yield seen[key]


def _tie(atlas: Atlas, slug: str, record: Agreement, day: date) -> Tie:
    parties = frozenset(atlas.parties(slug, day))
    regions = record.regions or tuple(atlas.states[state].region for state in parties)
    return Tie(
        slug, record.kind, parties, atlas.strength(slug), atlas.visibility(slug),
        military=atlas.military(slug),
        nato=any(party.organisation == NATO for party in record.parties),
        command=record.command is not None,
        places=frozenset(map(neighbourhood, regions)),
        defenders=_named((clause.binds for clause in record.clauses), parties) & parties,
        defended=_named((clause.protects for clause in record.clauses), parties),
    )  # fmt: skip


def _named(clauses: Iterable[tuple[str, ...]], parties: frozenset[str]) -> frozenset[str]:
    """Return whom any clause names; one that names nobody means all parties, as does none."""
    found = [frozenset(states) or parties for states in clauses]
    return frozenset().union(*found) if found else parties
