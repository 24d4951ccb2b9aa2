"""Whose values: what each value set says of the options, side by side."""

from __future__ import annotations

from latticework.brief.document import Chapter, Grid, Listed, Points, Words
from latticework.brief.findings import Findings
from latticework.brief.measured import tint
from latticework.brief.sentences import brief_percent, said
from latticework.brief.summary import signed
from latticework.brief.tables import Cell, Column, Table
from latticework.brief.words import whose as said_of


def whose(findings: Findings) -> Chapter:
    """Return the chapter."""
    words = said(
        "The same runs, weighted by what others hold dear. Value sets are judged readings of "
        "published positions; none is privileged, the study’s own weights among them."
    )
    blocks = (
        Words(words), grid(findings), Points(tuple(said_of(findings, findings.answer.judgements))),
        Listed("weights", weights(findings)), Listed("value-regrets", regrets(findings)),
    )  # fmt: skip
    return Chapter("values", "By whose values", blocks)


def grid(findings: Findings) -> Grid:
    """Return the worth of each option by each value set, and in how many futures it is best."""
    columns = (
        Column("Value set"), *(Column(findings.option(slug)) for slug in findings.options),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    tints: list[tuple[int | None, ...]] = []
    small: list[tuple[str, ...]] = []
    for one in findings.answer.judgements:
        by_option = {row.option: row for row in one.standings}
        own = [by_option[slug] for slug in findings.options]
        rows.append((one.name, *(signed(row.worth) for row in own)))
        tints.append((None, *(tint(row.worth) for row in own)))
        small.append(("", *(f"best in {brief_percent(row.best)}" for row in own)))
    caption = said(
        "Mean gain on the baseline, in spreads, and the share of futures in which it is best."
    )
    table = Table("Worth by value set", columns, tuple(rows))
    return Grid("value-sets", table, caption, tuple(tints), tuple(small))


def weights(findings: Findings) -> Table:
    """Return the signed weights of each value set."""
    judgements = findings.answer.judgements
    given = [dict(one.weights) for one in judgements]
    columns = (
        Column("Outcome", wrap=True), *(Column(one.name, "weight", 3) for one in judgements),
    )  # fmt: skip
    rows = tuple(
        (measure.name, *(own.get(measure.slug) for own in given))
        for measure in findings.answer.measures
        if any(measure.slug in own for own in given)
    )
    note = "Sizes add up to 1 in each column; below 0 where less is better."
    return Table("Weights of the value sets", columns, rows, (note,))


def regrets(findings: Findings) -> Table:
    """Return the expected and the worst regret of each option by each value set."""
    columns = (
        Column("Value set", wrap=True), Column("Regret", wrap=True),
        *(Column(findings.option(slug), "spreads", 2) for slug in findings.options),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for one in findings.answer.judgements:
        own = {row.option: row for row in one.regrets}
        rows.append((one.name, "expected", *(own[slug].mean for slug in findings.options)))
        rows.append(
            (one.name, "at most, in 90 %", *(own[slug].high90 for slug in findings.options))
        )
        rows.append((one.name, "worst", *(own[slug].most for slug in findings.options)))
    return Table("Regret by value set", columns, tuple(rows))
