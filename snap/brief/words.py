"""The answer in sentences: which option is worth most, how sure that is, and what it hangs on.

Everything said follows from numbers of the answer, whichever way they point. Nothing is foretold:
a sentence says in which share of futures something holds, and under which beliefs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from latticework.brief.findings import Findings
from latticework.brief.flip_words import belief, where
from latticework.brief.sentences import (
    Part,
    Sentence,
    amount,
    count,
    joined,
    paragraph,
    percent,
    said,
    share,
)
from latticework.insight.answer import Judgement, Standing
from latticework.insight.drivers import Drivers
from latticework.insight.flips import Flip
from latticework.insight.values import OWN

FOREMOST = 3  # drivers named in a sentence
SAME_RANK = 0.95
"""Share of resamples in which options must keep their places for a ranking to be called steady."""


def five(findings: Findings) -> tuple[Sentence, ...]:
    """Return the answer in five sentences."""
    return (
        best(findings), runner_up(findings), turning(findings), other_values(findings),
        grounds(findings),
    )  # fmt: skip


# --- the best, and the next ---


def standing(judgement: Judgement, option: str) -> Standing:
    """Return what an option is worth by a value set."""
    return next(one for one in judgement.standings if one.option == option)


def wins(findings: Findings, one: str, other: str) -> float:
    """Return the share of futures in which an option is worth more than another."""
    options = findings.options
    return findings.answer.judgement().wins[options.index(one)][options.index(other)]


def best(findings: Findings) -> Sentence:
    """Say which option is worth most on average, and in which share of futures it is best."""
    own = findings.answer.judgement()
    first = standing(own, own.ranking.order[0])
    often = max(own.standings, key=lambda one: one.best)
    parts: dict[str, Part] = {
        "options": count(len(findings.options), "option"),
        "futures": count(findings.answer.futures, "future"),
        "first": findings.option(first.option),
        "worth": amount(first.worth, sign=True),
        "best": share(first.best),
        "baseline": findings.option(findings.answer.baseline),
    }
    opening = (
        "Of {options}, played through {futures}, “{first}” is worth most on average by the study’s "
        "weights"
    )
    if first.option == findings.answer.baseline:
        worth = ": no other option gains on it, and it is best in {best}"
    else:
        worth = " ({worth} spreads against “{baseline}”) and is best in {best}"
    whole = said(opening + worth, **parts)
    if often.option == first.option:
        return joined([whole, said(".")], "")
    more = said(
        ", though “{often}” is best more often, in {share}.",
        often=findings.option(often.option), share=share(often.best),
    )  # fmt: skip
    return joined([whole, more], "")


def runner_up(findings: Findings) -> Sentence:
    """Say what comes next, how often the first is better, and how sure the ranking is."""
    ranking = findings.answer.judgement().ranking
    if len(ranking.order) == 1:
        return said("There is no other option to compare it with.")
    first, second = ranking.order[:2]
    return paragraph([said(
        "“{second}” comes second; “{first}” is worth more than it in {wins}, and the first place "
        "stays the same in {first_place} and the whole order in {same} of resamples.",
        first=findings.option(first), second=findings.option(second),
        wins=share(wins(findings, first, second)),
        first_place=percent(ranking.places[0][0]), same=percent(ranking.same),
    )])  # fmt: skip


def how_sure(findings: Findings) -> Sentence:
    """Say how far other futures of the same kind would leave the ranking as it is."""
    ranking = findings.answer.judgement().ranking
    if ranking.same >= SAME_RANK:
        return said(
            "How sure is this ranking? Drawn again from the same beliefs, the options keep their "
            "order in {same} of resamples.", same=percent(ranking.same),
        )  # fmt: skip
    pairs = zip(ranking.order, ranking.order[1:], ranking.ahead, strict=False)
    loose = [
        said("“{one}” and “{other}” ({ahead})", one=findings.option(one),
             other=findings.option(other), ahead=percent(ahead))
        for one, other, ahead in pairs if ahead < SAME_RANK
    ]  # fmt: skip
    return said(
        "How sure is this ranking? The whole order is the same in {same} of resamples only. Hardly "
        "told apart on average, with the share of resamples in which the first is ahead: {loose}.",
        same=percent(ranking.same), loose=joined(loose),
    )  # fmt: skip


# --- where it turns ---


def turning(findings: Findings) -> Sentence:
    """Say under which beliefs another option is better than the first, or that nothing tells."""
    first = findings.answer.judgement().ranking.order[0]
    against = [one for one in findings.answer.judgement().flips if one.better == first]
    told = [one for one in findings.flips if one.better == first]
    if told:
        return said(
            "The answer turns to “{other}” {where}.",
            other=findings.option(told[0].worse), where=where(told[0], findings),
        )  # fmt: skip
    rival = max(against, key=lambda one: one.share, default=None)
    if rival is None or rival.share == 0:
        return said(
            "No other option is worth more than “{first}” in any future, whatever is believed "
            "within the ranges of this study.", first=findings.option(first),
        )  # fmt: skip
    return _scattered(findings, rival)


def _scattered(findings: Findings, rival: Flip) -> Sentence:
    return said(
        "Its closest rival future by future, “{other}”, is worth more in {share}; no box of "
        "beliefs was found in which that is mostly so.",
        other=findings.option(rival.worse), share=share(rival.share),
    )  # fmt: skip


# --- by other values, and on what grounds ---


def other_values(findings: Findings) -> Sentence:
    """Say which option comes first by each other value set."""
    others = [one for one in findings.answer.judgements if one.slug != OWN]
    first = findings.answer.judgement().ranking.order[0]
    if not others:
        return said("The study holds no value sets besides its own weights.")
    groups: dict[str, list[str]] = {}
    for one in others:
        groups.setdefault(one.ranking.order[0], []).append(one.name)
    agreeing = groups.pop(first, [])
    opening = said(
        "It also comes first by {agreeing} of {all} other value sets",
        agreeing=count(len(agreeing)), all=count(len(others)),
    )  # fmt: skip
    mine = [said(" ({names})", names=joined(agreeing))] if agreeing else []
    dissent = [
        said("“{option}” by that of {names}", option=findings.option(slug), names=joined(names))
        for slug, names in groups.items()
    ]
    rest = [said("; first is {dissent}", dissent=joined(dissent))] if dissent else []
    return joined([opening, *mine, *rest, said(".")], "", "")


def grounds(findings: Findings) -> Sentence:
    """Say how much of the answer rests on judged beliefs, and which matter most."""
    drivers, answer = findings.answer.judgement().drivers, findings.answer
    beliefs = said(
        "{judged} of the {beliefs} are judged rather than estimated from data",
        judged=percent(answer.judged_beliefs), beliefs=count(answer.beliefs, "belief"),
    )  # fmt: skip
    if drivers.judged is None or not drivers.beliefs:
        return said("{beliefs}; no single belief surely explains which option is best.",
                    beliefs=beliefs)  # fmt: skip
    return said(
        "{beliefs}, and they carry {share} of what single beliefs explain of which option is best; "
        "foremost {drivers}.", beliefs=beliefs, share=percent(drivers.judged),
        drivers=foremost(drivers, findings),
    )  # fmt: skip


def foremost(drivers: Drivers, findings: Findings) -> Sentence:
    """Name the strongest drivers with the share of the variance that each explains alone."""
    return joined([
        said("{belief} ({share})", belief=belief(one.belief, findings), share=percent(one.share))
        for one in drivers.beliefs[:FOREMOST]
    ])  # fmt: skip


# --- value sets, one by one ---


def whose(findings: Findings, judgements: Sequence[Judgement]) -> Iterator[Sentence]:
    """Say of each value set what it puts first and last, and how sure the first place is."""
    for one in judgements:
        order = one.ranking.order
        leader = standing(one, order[0])
        yield said(
            "{name}: “{first}” first (best in {best}; first in {sure} of resamples), “{last}” "
            "last.",
            name=one.name, first=findings.option(order[0]), best=share(leader.best),
            sure=percent(one.ranking.places[0][0]), last=findings.option(order[-1]),
        )  # fmt: skip
