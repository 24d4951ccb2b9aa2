"""Duties under each option in each year: the rule engine's strongest verb, as a rank.

The strongest duty of all agreements is the strongest of each, so each agreement is asked once for
what the engine reads of it on a day — who is party, which clauses hold — and years and options that
read the same share the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from latticework.array import Array
from latticework.atlas.atlas import Atlas
from latticework.atlas.fields import Period, Verb
from latticework.atlas.records import Agreement
from latticework.ensemble.schedule import Schedule
from latticework.mechanisms.obligation import Attack, attack_in, obligations
from latticework.study.option import midyear

Ranks = Mapping[str, int]
_Reading = tuple[int, bool, tuple[tuple[str, str | None], ...], tuple[bool, ...]]


def duties(schedule: Schedule) -> Array:
    """Return the rank of each state's strongest duty to the attacked, on the broadest reading.

    Returns
    -------
    array
        (O, Y, C, N) 0–5, as `Verb`; 5 for the attacked itself, 0 for the challenger.
    """
    index, cases = schedule.roster.index, schedule.study.question.contingencies
    out = schedule.zeros(len(cases), len(index))
    engine = _Engine(schedule.roster.states)
    for at in schedule.moments():
        atlas, day = schedule.world(at), midyear(schedule.years[at.t])
        readings = engine.read(atlas, day)
        for row, slug in zip(out[at], cases, strict=True):
            attack = attack_in(atlas, atlas.contingencies[slug], day)
            for state, rank in engine.owed(atlas, attack, readings).items():
                row[index[state]] = rank
            if attack.attacked in index:
                row[index[attack.attacked]] = Verb.defend
    return out


@dataclass
class _Engine:
    """The rule engine with a memory of what each agreement said."""

    states: tuple[str, ...]
    _read: dict[tuple[int, date], _Reading] = field(default_factory=dict)
    _said: dict[tuple[Attack, _Reading], Ranks] = field(default_factory=dict)
    _sums: dict[tuple[Attack, frozenset[_Reading]], Ranks] = field(default_factory=dict)

    def read(self, atlas: Atlas, day: date) -> dict[str, _Reading]:
        """Return what the engine reads of each agreement with clauses on a day."""
        found = {}
        for slug, record in atlas.agreements.items():
            if record.clauses:
                key = (id(record), day)
                if key not in self._read:
                    self._read[key] = _reading(atlas, slug, record, day)
                found[slug] = self._read[key]
        return found

    def owed(self, atlas: Atlas, attack: Attack, readings: Mapping[str, _Reading]) -> Ranks:
        """Return the rank of the strongest duty of each state that has any."""
        dateless = replace(attack, day=date.min)
        whole = (dateless, frozenset(readings.values()))
        if whole not in self._sums:
            self._ask(atlas, attack, readings)
            ranks: dict[str, int] = {}
            for reading in readings.values():
                for state, rank in self._said[dateless, reading].items():
                    ranks[state] = max(rank, ranks.get(state, 0))
            self._sums[whole] = ranks
        return self._sums[whole]

    def _ask(self, atlas: Atlas, attack: Attack, readings: Mapping[str, _Reading]) -> None:
        """Ask the engine about the agreements whose readings are new."""
        dateless = replace(attack, day=date.min)
        said: dict[str, dict[str, int]] = {
            slug: {} for slug, row in readings.items() if (dateless, row) not in self._said
        }
        new = {slug: atlas.agreements[slug] for slug in said}
        for verdict in obligations(replace(atlas, agreements=new), attack, self.states):
            for duty in verdict.duties:
                ranks = said[duty.agreement]
                ranks[verdict.state] = max(duty.verb, ranks.get(verdict.state, 0))
        for slug, ranks in said.items():
            self._said[dateless, readings[slug]] = ranks


def _reading(atlas: Atlas, slug: str, record: Agreement, day: date) -> _Reading:
    parties = tuple(sorted(atlas.parties(slug, day).items()))
    holds = tuple(period.holds(day) for period in _periods(record))
    return id(record), record.in_force_on(day), parties, holds


def _periods(record: Agreement) -> Iterator[Period]:
    """Yield all that may or may not hold on a day."""
    for clause in record.clauses:
        yield clause
        yield from clause.reach
    yield from record.suspensions
    yield from record.reservations
