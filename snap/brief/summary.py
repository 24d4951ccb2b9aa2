"""The brief in a terminal: the scorecard, and the three sharpest flips."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from latticework.brief.findings import Findings
from latticework.brief.flip_words import flip
from latticework.brief.measured import gain
from latticework.brief.sentences import brief_percent, count, fixed
from latticework.brief.tables import Cell, Column, Table
from latticework.brief.terminal import as_terminal, paragraph, printed
from latticework.brief.words import best, turning

FLIPS = 3


def summary(findings: Findings, width: int | None = None) -> str:
    """Return the scorecard and the sharpest flips as text for a terminal."""
    told: list[RenderableType] = [paragraph(best(findings).text), paragraph(turning(findings).text)]
    heading = "The sharpest flips" if findings.flips else "No flip was found in a box of beliefs"
    flips: list[RenderableType] = [Text(heading, style="bold")]
    flips += [
        paragraph(f"{number}. {flip(one, findings).text}")
        for number, one in enumerate(findings.flips[:FLIPS], 1)
    ]
    parts = (
        printed(*told, width=width), as_terminal(scorecard(findings), width),
        printed(*flips, width=width),
    )  # fmt: skip
    return "\n".join(parts)


def scorecard(findings: Findings) -> Table:
    """Return options by outcomes as mean gains on the baseline, with worth and regret."""
    own, options = findings.answer.judgement(), findings.options
    standings = {one.option: one for one in own.standings}
    regrets = {one.option: one for one in own.regrets}
    columns = (
        Column("Gain, in spreads", wrap=True),
        *(Column(findings.letter(slug), wrap=True) for slug in options),
    )
    rows: list[tuple[Cell, ...]] = [
        ("Worth by the study’s weights", *(signed(standings[slug].worth) for slug in options)),
        ("Best in", *(brief_percent(standings[slug].best) for slug in options)),
        ("Expected regret", *(fixed(regrets[slug].mean, 2) for slug in options)),
    ]
    rows += [
        (
            findings.measures[outcome].name,
            *(signed(gain(findings, slug, outcome)) for slug in options),
        )
        for outcome in findings.weighty
    ]
    futures = count(findings.answer.futures, "future").text
    title = f"{findings.study.question.name}: {count(len(options), 'option').text}, {futures}"
    key = ", ".join(findings.lettered(slug) for slug in options)
    baseline = findings.option(findings.answer.baseline)
    note = f"{key}. Mean gain on “{baseline}”; above 0 is better on every line but regret."
    return Table(title, columns, tuple(rows), (note,))


def signed(value: float) -> str:
    """Return a gain to two decimals, with its sign."""
    text = fixed(value, 2)
    return f"+{text}" if value > 0 and text.strip("0.") else text
