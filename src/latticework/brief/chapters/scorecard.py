"""The scorecard: options by outcomes, with spread, better direction and regret."""

from __future__ import annotations

from latticework.brief.document import Chapter, Grid, Listed, Words
from latticework.brief.findings import Findings
from latticework.brief.measured import gain, places, tint
from latticework.brief.sentences import fixed, percent, said
from latticework.brief.tables import Cell, Column, Table

ARROWS = {"high": "↑ high is better", "low": "↓ low is better", "none": ""}


def scorecard(findings: Findings) -> Chapter:
    """Return the chapter."""
    words = said(
        "Each number is the median over all futures, with the range of {band} of futures below it. "
        "Blue is better and brown worse than “{baseline}” in the same futures, on average.",
        band=percent(0.9), baseline=findings.option(findings.answer.baseline),
    )  # fmt: skip
    blocks = (
        Words(words), grid(findings), Listed("scores", scores(findings)),
        Listed("regrets", regrets(findings)),
    )  # fmt: skip
    return Chapter("scorecard", "The scorecard", blocks)


def grid(findings: Findings) -> Grid:
    """Return options by the outcomes that have weight."""
    options = findings.options
    columns = (Column("Outcome"), *(Column(findings.option(slug)) for slug in options))
    rows, tints, small = [], [], []
    for outcome in findings.weighty:
        rows.append(_medians(findings, outcome))
        tints.append((None, *(tint(gain(findings, option, outcome)) for option in options)))
        small.append(_ranges(findings, outcome))
    table = Table("Outcomes by option", columns, tuple(rows))
    caption = said("Outcomes that the study gives weight; all others are in the table below.")
    return Grid("outcomes", table, caption, tuple(tints), tuple(small))


def _medians(findings: Findings, outcome: str) -> tuple[Cell, ...]:
    decimals = places(findings, outcome)
    found = (findings.scores[option, outcome].median for option in findings.options)
    return (findings.measures[outcome].name, *(fixed(value, decimals) for value in found))


def _ranges(findings: Findings, outcome: str) -> tuple[str, ...]:
    measure, decimals = findings.measures[outcome], places(findings, outcome)
    found = (findings.scores[option, outcome] for option in findings.options)
    unit = f"{measure.unit}; {ARROWS[measure.better]}".rstrip("; ")
    return (
        unit,
        *(f"{fixed(one.low90, decimals)} to {fixed(one.high90, decimals)}" for one in found),
    )


# --- tables ---


def scores(findings: Findings) -> Table:
    """Return every outcome under every option, in rows."""
    columns = (
        Column("Outcome", wrap=True), Column("Option", wrap=True), Column("Unit", wrap=True),
        Column("Better"), Column("Weight", decimals=2), Column("Median", digits=3),
        Column("5 %", digits=3), Column("25 %", digits=3), Column("75 %", digits=3),
        Column("95 %", digits=3), Column("Mean", digits=3), Column("Gain", "mean, spreads", 2),
        Column("Best in", "% of futures", 1),
    )  # fmt: skip
    rows = tuple(
        (
            measure.name, findings.option(option), measure.unit, measure.better, measure.weight,
            one.median, one.low90, one.low50, one.high50, one.high90, one.mean,
            gain(findings, option, measure.slug) if measure.better != "none" else None,
            None if one.best is None else 100 * one.best,
        )
        for measure in findings.answer.measures
        for option in findings.options
        for one in [findings.scores[option, measure.slug]]
    )  # fmt: skip
    return Table("All outcomes under all options", columns, rows)


def regrets(findings: Findings) -> Table:
    """Return the expected regret of each option on each outcome that has weight."""
    columns = (
        Column("Outcome", wrap=True),
        *(Column(findings.option(slug), "spreads", 2) for slug in findings.options),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (findings.measures[row.outcome].name, *(one.mean for one in row.regrets))
        for row in findings.answer.regrets
        if row.outcome in findings.weighty
    )
    note = "Mean over futures of what the best option does better on that outcome."
    return Table("Expected regret by outcome", columns, rows, (note,))
