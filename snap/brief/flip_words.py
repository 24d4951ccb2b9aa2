"""Flips and claims in sentences: in which box of beliefs an answer changes, and how surely."""

from __future__ import annotations

from latticework.brief.findings import Findings
from latticework.brief.sentences import (
    Name,
    Number,
    Part,
    Sentence,
    amount,
    joined,
    percent,
    said,
    share,
    shown,
)
from latticework.insight.boxes import Box, Found, Limit
from latticework.insight.claims import Verdict
from latticework.insight.flips import Flip
from latticework.insight.tipping import Tipping

LIMIT_DIGITS = 3
MOSTLY, RARELY = 2 / 3, 1 / 3
"""Shares of futures from which a claim mostly, and up to which it rarely, holds."""


def belief(name: str, findings: Findings) -> Sentence:
    """Return a belief's name as a reader sees it."""
    known = findings.beliefs[name]
    return Sentence((Name(known.name.replace("_", " "), emphasised=True),))


# --- boxes ---


def limit(one: Limit, findings: Findings) -> Sentence:
    """Return the range of a belief in a box: ``reactance is above 0.2 (logit)``."""
    unit = findings.beliefs[one.belief].unit
    parts: dict[str, Part] = {
        "belief": belief(one.belief, findings),
        "low": _end(one.low),
        "high": _end(one.high),
    }
    if one.low is None:
        template = "{belief} is below {high}"
    elif one.high is None:
        template = "{belief} is above {low}"
    else:
        template = "{belief} is between {low} and {high}"
    return joined([said(template, **parts), _unit(unit)], "")


def _unit(unit: str) -> Sentence:
    return said(" ({unit})", unit=unit) if unit else said("")


def _end(value: float | None) -> Number:
    return Number(value, shown(value, LIMIT_DIGITS)) if value is not None else Number(0, "")


def box(found: Box, findings: Findings) -> Sentence:
    """Return the limits of a box in words."""
    return joined([limit(one, findings) for one in found.limits])


def clearest(found: Found) -> Box | None:
    """Return the box that tells most: by its coverage times its density."""
    every = (*found.boxes, *found.leaves)
    return max(every, key=lambda one: one.coverage * one.density, default=None)


def where(flip: Flip, findings: Findings) -> Sentence:
    """Say in which box of beliefs the worse of two options is the better one, and how surely."""
    found = clearest(flip.where)
    if found is None:
        raise ValueError(f"no box tells where {flip.worse} is better than {flip.better}")
    return said(
        "where {box}: in {density} of such futures “{worse}” is worth more than “{better}” "
        "(against {share} of all), and {coverage} of the futures in which it is lie there",
        box=box(found, findings), density=percent(found.density), worse=findings.option(flip.worse),
        better=findings.option(flip.better), share=percent(flip.share),
        coverage=percent(found.coverage),
    )  # fmt: skip


def flip(one: Flip, findings: Findings) -> Sentence:
    """Return a flip as a sentence of its own."""
    return said(
        "“{better}” gives way to “{worse}” {where}.", better=findings.option(one.better),
        worse=findings.option(one.worse), where=where(one, findings),
    )  # fmt: skip


def tipping(one: Tipping, pair: Flip, findings: Findings) -> Sentence:
    """Say at which value of a single belief the expected difference changes its sign."""
    unit = findings.beliefs[one.belief].unit
    upper, lower = (pair.better, pair.worse) if one.rising else (pair.worse, pair.better)
    return said(
        "{belief}: above {value}{unit} “{upper}” is worth more on average, below it “{lower}” (95 "
        "% interval {low} to {high}).",
        belief=belief(one.belief, findings), value=amount(one.value, digits=LIMIT_DIGITS),
        unit=_unit(unit), upper=findings.option(upper), lower=findings.option(lower),
        low=amount(one.low, digits=LIMIT_DIGITS), high=amount(one.high, digits=LIMIT_DIGITS),
    )  # fmt: skip


# --- claims ---


def verdict(one: Verdict) -> str:
    """Return the verdict on a claim in a word or two."""
    if one.untested is not None:
        return "not tested"
    if one.share is None:
        return "never asked"
    if one.share >= MOSTLY:
        return "mostly holds"
    return "rarely holds" if one.share <= RARELY else "depends"


def claim(one: Verdict, findings: Findings) -> Sentence:
    """Say in which share of futures a claim holds, and on which beliefs that hangs."""
    if one.untested is not None:
        return said("Not tested: {why}", why=one.untested)
    if one.share is None:
        return said("Not asked in any future, since what it takes for granted holds in none.")
    asked = said("Holds in {share}", share=share(one.share))
    if one.given is not None:
        asked = said("{asked} in which it can be asked ({futures} of all)", asked=asked,
                     futures=percent(one.futures))  # fmt: skip
    return joined([asked, _hangs(one, findings), _boxed(one, findings), said(".")], "", "")


def _hangs(one: Verdict, findings: Findings) -> Sentence:
    if one.share in (0.0, 1.0):
        return said(", whatever is believed")
    told = [
        said("{belief} ({share})", belief=belief(driver.belief, findings),
             share=percent(driver.share))
        for driver in one.drivers.beliefs[:3]
    ]  # fmt: skip
    if not told:
        return said("; no single belief surely explains when")
    judged = one.drivers.judged
    more = (
        said(", {judged} of it judged", judged=percent(judged)) if judged is not None else said("")
    )
    return said("; that depends most on {beliefs}{more}", beliefs=joined(told), more=more)


def _boxed(one: Verdict, findings: Findings) -> Sentence:
    for found, words in ((one.where, "holds"), (one.where_not, "does not hold")):
        place = clearest(found)
        if place is not None:
            return said(
                "; it {words} in {density} of the futures where {box}",
                words=Sentence((words,)), density=percent(place.density), box=box(place, findings),
            )  # fmt: skip
    return said("")
