"""The question, and the answer in five sentences; what the options are, and what each is worth."""

from __future__ import annotations

from latticework.brief.document import Block, Chapter, Part, Picture, Points, Words
from latticework.brief.findings import Findings
from latticework.brief.pictures.strips import Axis, Strip, strips
from latticework.brief.sentences import (
    Name,
    Sentence,
    amount,
    brief_percent,
    paragraph,
    percent,
    said,
)
from latticework.brief.tables import Column, Table
from latticework.brief.words import five, how_sure


def opening(findings: Findings) -> Chapter:
    """Return the first chapter."""
    first, second, *others = five(findings)
    blocks: tuple[Block, ...] = (
        Words(paragraph([first, second]), lead=True),
        Words(paragraph(others)),
        worths(findings),
        Words(how_sure(findings)),
        options(findings),
    )
    return Chapter("answer", "The answer", blocks)


def worths(findings: Findings) -> Picture:
    """Show what each option is worth by the study's weights."""
    own = findings.answer.judgement()
    by_option = {one.option: one for one in own.standings}
    ordered = [by_option[slug] for slug in own.ranking.order]
    rows = [
        Strip(
            findings.option(one.option), one.worth, None, (one.low90, one.high90),
            brief_percent(one.best),
            "other" if one.option == findings.answer.baseline else "mark",
        )
        for one in ordered
    ]  # fmt: skip
    title = "Gain on the baseline, in spreads, by the study’s weights"
    caption = said(
        "Dot: mean over all futures. Bar: where {band} of futures lie. At the end: share of "
        "futures in which the option is best. A spread is how much an outcome varies among futures "
        "under “{baseline}”; a weighted sum of gains makes the worth.",
        band=percent(0.9), baseline=findings.option(findings.answer.baseline),
    )  # fmt: skip
    svg = strips(rows, Axis(title, reference=0.0, notes="best in"))
    return Picture("worth", "What each option is worth", caption, (svg,), _worth(findings))


def _worth(findings: Findings) -> Table:
    own = findings.answer.judgement()
    by_option = {one.option: one for one in own.standings}
    regret = {one.option: one for one in own.regrets}
    robust = {one.option: one for one in own.robustness}
    columns = (
        Column("Option", wrap=True), Column("Worth", "spreads", 3),
        Column("from", "95 % interval", 3),
        Column("to", "95 % interval", 3), Column("5 %", "of futures below", 2),
        Column("95 %", "of futures below", 2), Column("Best in", "% of futures", 1),
        Column("Regret", "mean, spreads", 3), Column("Regret in 90 %", "at most, spreads", 2),
        Column("Worst regret", "spreads", 2), Column("Near best", "regret ≤ 0.25, % of futures", 0),
        Column("Best by", "% of all weightings", 0),
    )  # fmt: skip
    near = findings.answer.thresholds.index(NEAR)
    rows = tuple(
        (
            findings.option(slug), one.worth, one.worth_low, one.worth_high, one.low90, one.high90,
            100 * one.best, regret[slug].mean, regret[slug].high90, regret[slug].most,
            100 * robust[slug].satisficing[near], 100 * robust[slug].volume,
        )
        for slug in own.ranking.order
        for one in [by_option[slug]]
    )  # fmt: skip
    note = "Regret: what was best to do in the same future, less what was done."
    return Table("What each option is worth, and its regret", columns, rows, (note,))


NEAR = 0.25
"""Spreads of regret up to which an option is near the best; one of the answer's thresholds."""


def options(findings: Findings) -> Part:
    """List the options with their letters, what they do, and what they cost in full effect."""
    told = tuple(
        said(
            "{option}. {summary} Cost at its centre: {cost} bn USD a year once all is in effect.",
            option=Sentence((Name(findings.lettered(slug), emphasised=True),)),
            summary=findings.study.options[slug].summary,
            cost=amount(sum(part.cost.centre for part in findings.study.parts[slug].values())),
        )
        for slug in findings.options
    )  # fmt: skip
    return Part("options", "The options", (Points(told),))
