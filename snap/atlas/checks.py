"""What must hold between records, beyond what each can say of itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from latticework.atlas.atlas import Atlas
from latticework.atlas.records import Agreement
from latticework.reading import Trail, did_you_mean


@dataclass(frozen=True)
class Finding:
    """A contradiction: the record (section, key), the field, its value, what was expected."""

    section: str
    key: str
    trail: Trail
    value: object
    expected: str


def findings(atlas: Atlas) -> Iterator[Finding]:
    """Yield every contradiction between the records of `atlas`."""
    yield from _states(atlas)
    yield from _figures(atlas)
    yield from _memberships(atlas)
    yield from _pairs(atlas)
    yield from _flows(atlas)
    yield from _areas(atlas)
    yield from _seas(atlas)
    yield from _agreements(atlas)
    yield from _contingencies(atlas)


def _states(atlas: Atlas) -> Iterator[Finding]:
    for code in ("iso2", "cow", "gw"):
        seen: dict[object, str] = {}
        for key, state in atlas.states.items():
            value = getattr(state, code)
            if value is not None and value in seen:
                expected = f"expected a code of its own; {seen[value]} has it too"
                yield Finding("states", key, (code,), value, expected)
            seen.setdefault(value, key)


def _figures(atlas: Atlas) -> Iterator[Finding]:
    for key, figure in atlas.figures.items():
        quantity = atlas.quantities[figure.quantity]
        if not quantity.low <= figure.value <= quantity.high:
            expected = f"expected {quantity.low:g} to {quantity.high:g} {quantity.unit}"
            yield Finding("figures", key, ("value",), figure.value, expected)


def _memberships(atlas: Atlas) -> Iterator[Finding]:
    rows = defaultdict(list)
    for key, row in atlas.memberships.items():
        rows[row.organisation, row.state].append((str(row.since or ""), key, row))
    for spells in rows.values():
        for (_, _, first), (_, key, second) in pairwise(sorted(spells, key=lambda s: s[:2])):
            if second.since is None or first.holds(second.since):
                expected = "expected spells of one membership that do not overlap"
                yield Finding("memberships", key, ("since",), second.since, expected)


def _pairs(atlas: Atlas) -> Iterator[Finding]:
    for key, row in atlas.rivalries.items():
        if row.state_a >= row.state_b:
            expected = "expected two states, in alphabetical order of their codes"
            yield Finding("rivalries", key, ("state_b",), row.state_b, expected)


def _flows(atlas: Atlas) -> Iterator[Finding]:
    for key, flow in atlas.trade.items():
        if flow.exporter == flow.importer:
            yield Finding("trade", key, ("importer",), flow.importer, "expected two states")
    total: dict[tuple[str, str], float] = defaultdict(float)
    for key, row in atlas.arms.items():
        total[row.recipient, row.period] += row.share
        if total[row.recipient, row.period] > 1 + 1e-9:
            yield Finding(
                "arms", key, ("share",), row.share, "expected shares that sum to at most 1"
            )


def _areas(atlas: Atlas) -> Iterator[Finding]:
    try:
        TopologicalSorter({key: area.union for key, area in atlas.areas.items()}).prepare()
    except CycleError as error:
        key = error.args[1][0]
        circle = " → ".join(error.args[1])
        yield Finding("areas", key, ("union",), circle, "expected unions that lead nowhere back")


def _seas(atlas: Atlas) -> Iterator[Finding]:
    """Yield the seas that no ship reaches from the first one."""
    seas = [row.seas.split() for row in atlas.waypoints.values()]
    reached = {*list(atlas.seas)[:1]}
    fringe = set(reached)
    while fringe:
        fringe = {sea for meet in seas if fringe & set(meet) for sea in meet} - reached
        reached |= fringe
    for key, sea in atlas.seas.items():
        if key not in reached:
            first = next(iter(atlas.seas))
            expected = f"expected waypoints that lead there from {first}"
            yield Finding("seas", key, ("name",), sea.name, expected)


def _agreements(atlas: Atlas) -> Iterator[Finding]:
    for key, agreement in atlas.agreements.items():
        parties = atlas.ever_parties(key)
        named: list[tuple[Trail, set[str]]] = [
            *((("clauses", n, "binds"), set(c.binds)) for n, c in enumerate(agreement.clauses)),
            *(
                (("reservations", n, "states"), set(r.states))
                for n, r in enumerate(agreement.reservations)
            ),
            *(
                (("suspensions", n), {*s.between, s.of or s.between[0]})
                for n, s in enumerate(agreement.suspensions)
            ),
        ]
        for trail, states in named:
            for state in sorted(states - parties):
                yield Finding("agreements", key, trail, state, "expected a party to the agreement")
        yield from _articles(key, agreement)


def _articles(key: str, agreement: Agreement) -> Iterator[Finding]:
    known = {clause.article for clause in agreement.clauses}
    for number, reservation in enumerate(agreement.reservations):
        for article in reservation.articles:
            if article not in known:
                trail = ("reservations", number, "articles")
                expected = f"expected an article of a clause{did_you_mean(article, known)}"
                yield Finding("agreements", key, trail, article, expected)
    spells = [(p.state or p.organisation, p.since, p.until) for p in agreement.parties]
    if len(spells) != len(set(spells)):
        yield Finding("agreements", key, ("parties",), "", "expected each party once")


def _contingencies(atlas: Atlas) -> Iterator[Finding]:
    for key, row in atlas.contingencies.items():
        if row.challenger == row.attacked:
            yield Finding(
                "contingencies", key, ("attacked",), row.attacked, "expected another state"
            )
