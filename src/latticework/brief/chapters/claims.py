"""The claims of the argument, each with a verdict: in which share of futures it holds, and why."""

from __future__ import annotations

from latticework.brief.document import Chapter, Part, Picture, Words
from latticework.brief.findings import Findings
from latticework.brief.flip_words import claim, verdict
from latticework.brief.pictures.strips import Axis, Strip, strips
from latticework.brief.sentences import brief_percent, joined, percent, said
from latticework.brief.tables import Column, Table
from latticework.insight.claims import Verdict


def claims(findings: Findings) -> Chapter:
    """Return the chapter."""
    told = findings.answer.claims
    words = said(
        "Each claim of the argument is tested in every future by a comparison of outcomes. It "
        "mostly holds if it does in two thirds of futures or more, rarely if in a third or less; "
        "between, it depends. That says what follows from the beliefs of this study, not what is "
        "true."
    )
    parts = [
        Part(one.claim.lower(), f"{one.claim} {verdict(one)}", _told(one, findings)) for one in told
    ]
    return Chapter("claims", "The claims, tested", (Words(words), _picture(findings), *parts))


def _told(one: Verdict, findings: Findings) -> tuple[Words, ...]:
    text = said("“{claim}”", claim=findings.study.atlas.claims[one.claim].text)
    more = [Words(said("{note}", note=one.note))] if one.note else []
    return (Words(joined([text, claim(one, findings)], " ")), *more)


def _picture(findings: Findings) -> Picture:
    rows = [
        Strip(
            f"{one.claim} {verdict(one)}", 100 * one.share, None, (100 * one.low, 100 * one.high),
            brief_percent(one.share),
        )
        for one in findings.answer.claims
        if one.share is not None and one.low is not None and one.high is not None
    ]  # fmt: skip
    caption = said(
        "Share of futures in which each claim holds by its test, with a {band} interval; those "
        "that "
        "cannot be tested by runs are left out.", band=percent(0.95),
    )  # fmt: skip
    axis = Axis("Claim holds in, % of futures", ends=(0.0, 100.0), reference=50.0)
    svg = (strips(rows, axis),) if rows else ()
    return Picture("claims-held", "In which share of futures each claim holds", caption, svg,
                   table(findings))  # fmt: skip


def table(findings: Findings) -> Table:
    """Return every claim with its test, share and drivers."""
    columns = (
        Column("Claim"), Column("Text", wrap=True), Column("Verdict"),
        Column("Holds in", "% of futures", 1), Column("from", "95 % interval", 1),
        Column("to", "95 % interval", 1), Column("Asked in", "% of futures", 0),
        Column("Hangs on", wrap=True), Column("Judged", "% of that", 0), Column("Test", wrap=True),
    )  # fmt: skip
    rows = tuple(
        (
            one.claim, findings.study.atlas.claims[one.claim].text, verdict(one),
            *(None if value is None else 100 * value for value in (one.share, one.low, one.high)),
            100 * one.futures if one.untested is None else None,
            ", ".join(driver.belief.replace("_", " ") for driver in one.drivers.beliefs),
            None if one.drivers.judged is None else 100 * one.drivers.judged,
            one.test or one.untested,
        )
        for one in findings.answer.claims
    )  # fmt: skip
    return Table("Claims", columns, rows)
