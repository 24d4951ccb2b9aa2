"""Two options against each other: who wins how often, by what, where it flips, what it hangs on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from rich.console import RenderableType
from rich.text import Text

from latticework.array import Array
from latticework.brief.findings import Findings
from latticework.brief.flip_words import clearest, flip, tipping
from latticework.brief.sentences import Sentence, percent, said, share
from latticework.brief.tables import Cell, Column, Table, as_json
from latticework.brief.terminal import as_terminal, paragraph, printed
from latticework.insight.answer import Contrast, plain
from latticework.insight.flips import Flip
from latticework.insight.frame import DIRECTIONS, TIE, Frame
from latticework.insight.values import weights, worth

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class Versus:
    """Two options of a run, by their slugs."""

    findings: Findings
    frame: Frame
    one: str
    other: str

    @cached_property
    def flip(self) -> Flip:
        """Where the better of the two changes."""
        flips = self.findings.answer.judgement().flips
        return next(row for row in flips if {row.better, row.worse} == {self.one, self.other})

    @cached_property
    def contrast(self) -> Contrast:
        """What the difference in worth hangs on."""
        pairs = self.findings.answer.judgement().contrasts
        return next(row for row in pairs if {row.one, row.other} == {self.one, self.other})

    def difference(self, outcome: str) -> Array:
        """Return by how much the first exceeds the second on an outcome in each future, (F,)."""
        return self.frame.column(self.one, outcome) - self.frame.column(self.other, outcome)


# --- tables ---


def by_values(pair: Versus) -> Table:
    """Return by each value set how often each option wins, and by how much."""
    a, b = (pair.frame.options.index(slug) for slug in (pair.one, pair.other))
    columns = (
        Column("Value set", wrap=True), Column(f"{pair.one} wins", "% of futures", 1),
        Column(f"{pair.other} wins", "% of futures", 1), Column("Difference", "mean, spreads", 2),
        Column("5 %", "spreads", 2), Column("95 %", "spreads", 2),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for one in weights(pair.frame, pair.findings.views.values):
        value = worth(pair.frame.gains, one)
        ahead = value[:, a] - value[:, b]
        low, high = np.quantile(ahead, (0.05, 0.95))
        wins, losses = np.mean(ahead > TIE), np.mean(ahead < -TIE)
        rows.append((one.name, *map(float, (100 * wins, 100 * losses, ahead.mean(), low, high))))
    return Table(
        f"{_named(pair, pair.one)} against {_named(pair, pair.other)}", columns, tuple(rows)
    )


def by_outcome(pair: Versus, *, main: bool = False) -> Table:
    """Return the differences by outcome, in the same future; all, or those that have weight."""
    columns = (
        Column("Outcome", wrap=True), Column("Unit", wrap=True), Column("Better"),
        Column("Median", digits=2), Column("5 %", digits=2), Column("95 %", digits=2),
        Column("25 %", digits=2, detail=True), Column("75 %", digits=2, detail=True),
        Column(f"{pair.one} better in", "% of futures", 0), Column("Slug", detail=True),
    )  # fmt: skip
    chosen = pair.findings.weighty if main else pair.frame.outcomes
    rows = tuple(_row(pair, outcome) for outcome in chosen)
    note = f"{pair.one} less {pair.other}, in the same future."
    return Table("Differences by outcome", columns, rows, (note,))


def _row(pair: Versus, outcome: str) -> tuple[str | float | None, ...]:
    measure, more = pair.findings.measures[outcome], pair.difference(outcome)
    low90, low50, median, high50, high90 = map(float, np.quantile(more, LEVELS))
    good = DIRECTIONS[measure.better] * more / measure.spread
    better = 100 * float(np.mean(good > TIE)) if DIRECTIONS[measure.better] else None
    return (
        measure.name, measure.unit, measure.better, median, low90, high90, low50, high50, better,
        outcome,
    )  # fmt: skip


def drivers(pair: Versus) -> Table:
    """Return the beliefs that the difference in worth hangs on."""
    columns = (
        Column("Belief", wrap=True), Column("Kind"), Column("Explains alone", "%", 0),
        Column("from", "%", 0), Column("to", "%", 0), Column("With others, at least", "%", 0),
    )  # fmt: skip
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            one.belief.replace("_", " "), one.kind,
            *(100 * value for value in (one.share, one.low, one.high, one.with_others)),
        )
        for one in pair.contrast.drivers.beliefs
    )  # fmt: skip
    note = "" if rows else "No single belief surely explains it."
    return Table("What the difference hangs on", columns, rows, (note,) if note else ())


def _named(pair: Versus, slug: str) -> str:
    return pair.findings.option(slug)


# --- told ---


def lines(pair: Versus) -> Iterator[Sentence]:
    """Yield what is said of the two: who wins, where that changes, what tips it, what is judged."""
    row = pair.flip
    ahead = 1 - row.share - row.ties
    yield said(
        "“{better}” is worth more than “{worse}” by the study’s weights in {share}; the other way "
        "round in {other}.", better=_named(pair, row.better), worse=_named(pair, row.worse),
        share=share(ahead), other=percent(row.share),
    )  # fmt: skip
    if clearest(row.where) is not None:
        yield flip(row, pair.findings)
    elif row.share:
        yield said("No box of beliefs was found in which that is mostly the other way round.")
    yield from (tipping(one, row, pair.findings) for one in row.tippings)
    judged = pair.contrast.drivers.judged
    if judged is not None:
        yield said("Of what single beliefs explain of the difference, {judged} is judged.",
                   judged=percent(judged))  # fmt: skip


def as_text(pair: Versus, width: int | None = None) -> str:
    """Return the comparison for a terminal."""
    words: list[RenderableType] = [Text("In short", style="bold")]
    words += [paragraph(one.text) for one in lines(pair)]
    tables = (by_values(pair), by_outcome(pair, main=True), drivers(pair))
    told = [as_terminal(table, width) for table in tables]
    return "\n".join([printed(*words, width=width), *told])


def as_plain(pair: Versus) -> dict[str, Any]:
    """Return the comparison as plain values."""
    return {
        "one": pair.one,
        "other": pair.other,
        "futures": pair.frame.futures,
        "words": [one.as_json() for one in lines(pair)],
        "values": as_json(by_values(pair)),
        "outcomes": as_json(by_outcome(pair)),
        "flip": plain(pair.flip),
        "drivers": plain(pair.contrast.drivers),
    }
