"""Outcomes in words and digits: how exactly they are told, and where options differ on them."""

from __future__ import annotations

from math import ceil, log10

from latticework.brief.findings import Findings
from latticework.brief.sentences import Number, Sentence, chance, fixed, joined, said
from latticework.insight.frame import DIRECTIONS

DIGITS = 2
"""Significant digits of how wide an outcome's range is."""

FINER = 2
"""More decimals than these are not told to show that options differ."""

APART = 0.25
"""Gains on the baseline, in spreads, from which options are said to differ."""

TINTS = (0.02, APART, 1.0)
"""Gains on the baseline, in spreads, from which a cell is tinted faintly, clearly, strongly."""


def gain(findings: Findings, option: str, outcome: str) -> float:
    """Return by how much an option does better than the baseline on an outcome, in spreads."""
    measure, scores = findings.measures[outcome], findings.scores
    more = scores[option, outcome].mean - scores[findings.answer.baseline, outcome].mean
    return DIRECTIONS[measure.better] * more / measure.spread


def tint(gained: float) -> int | None:
    """Return how a cell is tinted: −3 much worse to 3 much better, None for no difference."""
    strength = sum(abs(gained) >= least for least in TINTS)
    return (strength if gained > 0 else -strength) or None


def places(findings: Findings, outcome: str) -> int:
    """Return how many decimals tell an outcome: its usual range, and that options differ."""
    found = [findings.scores[option, outcome] for option in findings.options]
    widths = sorted(one.high90 - one.low90 for one in found if one.high90 > one.low90)
    medians = [one.median for one in found]
    width = widths[len(widths) // 2] if widths else max(medians) - min(medians)
    least = max(0, DIGITS - ceil(log10(width))) if width > 0 else 0
    finer = (n for n in range(least, least + FINER) if len({fixed(m, n) for m in medians}) > 1)
    return next(finer, least)


def short(findings: Findings, outcome: str, value: float) -> str:
    """Return a value of an outcome as it is told in a picture."""
    decimals = places(findings, outcome)
    text = fixed(value, decimals)
    return f"<{fixed(10.0**-decimals, decimals)}" if value > 0 and not text.strip("0.") else text


def told(findings: Findings, outcome: str, value: float) -> Number:
    """Return a value of an outcome as it is told in a sentence."""
    if findings.measures[outcome].unit.startswith("probability"):
        return chance(value)
    return Number(value, fixed(value, places(findings, outcome)))


def between(words: str, outcome: str, findings: Findings) -> Sentence:
    """Say between which options an outcome is lowest and highest by its median."""
    ordered = sorted(findings.options, key=lambda slug: findings.scores[slug, outcome].median)
    low, high = (
        told(findings, outcome, findings.scores[slug, outcome].median)
        for slug in (ordered[0], ordered[-1])
    )
    opening = Sentence((words,))
    if low.text == high.text:
        return said("{words} is {low} under every option.", words=opening, low=low)
    return said(
        "{words} lies between {low} (“{lowest}”) and {high} (“{highest}”).", words=opening, low=low,
        lowest=findings.option(ordered[0]), high=high, highest=findings.option(ordered[-1]),
    )  # fmt: skip


def differ(findings: Findings, outcome: str) -> bool:
    """Tell whether any option does better or worse than the baseline by a quarter of a spread."""
    measure, scores = findings.measures[outcome], findings.scores
    usual = scores[findings.answer.baseline, outcome].mean
    moved = (scores[option, outcome].mean - usual for option in findings.others)
    return any(abs(more) >= APART * measure.spread for more in moved)


def alike(names: list[str]) -> Sentence:
    """Say of which outcomes no option moves the mean by as much as a quarter of a spread."""
    return said(
        "No option moves the mean of {names} by as much as a quarter of what it varies among "
        "futures.",
        names=joined(["“" + name + "”" for name in names], " or "),
    )  # fmt: skip
