from collections.abc import Callable

import pytest

from latticework.brief.findings import Findings
from latticework.brief.flip_words import (
    belief,
    box,
    claim,
    clearest,
    flip,
    limit,
    tipping,
    verdict,
    where,
)
from latticework.brief.sentences import Name
from latticework.insight.boxes import Box, Found, Limit
from latticework.insight.claims import Verdict
from latticework.insight.drivers import Drivers
from latticework.insight.flips import Flip
from latticework.insight.tipping import Tipping

Argued = Callable[[float], Findings]


@pytest.fixture(scope="module")
def small(argued: Argued) -> Findings:
    return argued(1.0)


def a_limit(low: float | None, high: float | None) -> Limit:
    return Limit("second_thoughts", "judged", low, high, 0.1, 0.9, 0.001)


def a_claim(share: float | None, untested: str | None = None, given: str | None = None) -> Verdict:
    low, high = (None, None) if share is None else (share, share)
    futures = 0.5 if given else 1.0
    return Verdict(
        "C1", "a > b", given, untested, None, futures, share, low, high, Drivers(), Found(), Found()
    )


def test_limits_are_told_with_their_unit(small: Findings) -> None:
    told = [limit(a_limit(*ends), small).text for ends in ((0.25, None), (None, 0.5), (0.25, 0.5))]
    assert told == [
        "second thoughts is above 0.250 (share)",
        "second thoughts is below 0.500 (share)",
        "second thoughts is between 0.250 and 0.500 (share)",
    ]
    assert belief("more_noise", small).pieces == (Name("more noise", emphasised=True),)


def test_a_flip_tells_the_planted_box(small: Findings) -> None:
    (one,) = [row for row in small.flips if {row.better, row.worse} == {"web", "pact"}]
    found = clearest(one.where)
    assert found is not None
    assert found.beliefs == ("fear",)
    text = flip(one, small).text
    assert text.startswith("“Web” gives way to “Pact” where fear is below 0.")
    assert "against 2" in text
    ends = found.limits[0]
    assert ends.high == pytest.approx(0.2, abs=0.02)


def test_of_several_boxes_the_one_that_tells_most_is_taken() -> None:
    dense, wide = (Box((), 0.1, d, c, d, c, 0.0) for d, c in ((0.9, 0.2), (0.6, 0.8)))
    assert clearest(Found((dense,), 0.2, 0.9, (wide,))) is wide
    assert clearest(Found()) is None


def test_a_box_names_all_its_beliefs(small: Findings) -> None:
    both = Box((a_limit(0.1, None), a_limit(None, 0.9)), 0.1, 0.9, 0.5, 0.9, 0.5, 0.0)
    assert box(both, small).text.count("second thoughts") == 2


def test_without_a_box_nothing_is_made_up(small: Findings) -> None:
    with pytest.raises(ValueError, match="no box tells"):
        where(Flip("web", "pact", 0.1, 0.0, "scattered", Found(), ()), small)


@pytest.mark.parametrize(("rising", "upper"), [(True, "Web"), (False, "Pact")])
def test_a_tipping_value_says_which_side_is_whose(
    small: Findings, rising: bool, upper: str
) -> None:
    pair = Flip("web", "pact", 0.1, 0.0, "scattered", Found(), ())
    told = tipping(Tipping("fear", 0.2, 0.18, 0.22, 0.2, rising), pair, small).text
    assert told.startswith(f"fear: above 0.200 (share) “{upper}” is worth more")


@pytest.mark.parametrize(
    ("share", "word"),
    [(1.0, "mostly holds"), (0.67, "mostly holds"), (0.5, "depends"), (0.3, "rarely holds"),
     (0.0, "rarely holds"), (None, "never asked")],
)  # fmt: skip
def test_verdicts_follow_the_share(share: float | None, word: str) -> None:
    assert verdict(a_claim(share)) == word


def test_claims_are_told_as_they_stand(small: Findings) -> None:
    assert verdict(a_claim(None, untested="why")) == "not tested"
    assert claim(a_claim(None, untested="Why not."), small).text == "Not tested: Why not."
    assert "in none" in claim(a_claim(None), small).text
    assert claim(a_claim(1.0), small).text == "Holds in all futures, whatever is believed."
    assert (
        "in which it can be asked (50\u00a0% of all)" in claim(a_claim(0.5, given="x"), small).text
    )


def test_a_claim_turns_with_its_argument(argued: Argued) -> None:
    for side, word, holds in (
        (1.0, "mostly holds", "does not hold"),
        (-1.0, "rarely holds", "it holds"),
    ):
        findings = argued(side)
        told, untested = findings.answer.claims
        assert verdict(told) == word
        assert f"{holds} in" in claim(told, findings).text
        assert "fear is below" in claim(told, findings).text
        assert claim(untested, findings).text == "Not tested: It is about words."
