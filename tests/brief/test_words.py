"""The words follow the numbers, whichever way they point."""

import re
from collections.abc import Callable

import pytest

from latticework.brief.document import Brief, Points, Words, blocks
from latticework.brief.findings import Findings
from latticework.brief.sentences import Sentence
from latticework.brief.words import best, five, grounds, how_sure, other_values, turning, whose

Argued = Callable[[float], Findings]


@pytest.mark.parametrize(("side", "winner", "loser"), [(1.0, "Web", "Pact"), (-1.0, "Pact", "Web")])
def test_an_argument_turned_round_makes_the_opposite_words(
    argued: Argued, side: float, winner: str, loser: str
) -> None:
    findings = argued(side)
    told = [sentence.text for sentence in five(findings)]
    assert f"“{winner}” is worth most" in told[0]
    assert "(+" in told[0]
    assert "best in 79" in told[0]
    assert told[1].startswith("“As it is” comes second")
    where = f"where fear is {'below'} 0."
    assert where in told[2]
    assert f"“{winner}” in" in told[2] or f"more than “{winner}”" in told[2]
    assert loser in told[2] or "As it is" in told[2]
    assert "1 of 1 other value sets (Other)" in told[3]


def test_turned_round_only_the_options_change_places(argued: Argued) -> None:
    one = " ".join(sentence.text for sentence in five(argued(1.0)))
    other = " ".join(sentence.text for sentence in five(argued(-1.0)))
    swapped = {"Web": "Pact", "Pact": "Web"}
    words = re.sub("Web|Pact", lambda found: swapped[found[0]], one)
    assert re.sub(r"[−+]?[\d.]+", "#", words) == re.sub(r"[−+]?[\d.]+", "#", other)


def test_what_no_belief_changes_is_said_so(findings: Findings, argued: Argued) -> None:
    words = turning(argued(1.0))
    assert "The answer turns to" in words.text
    first = findings.answer.judgement().ranking.order[0]
    shares = [one.share for one in findings.answer.judgement().flips if one.better == first]
    assert shares == [0.0] * 7
    assert "in any future" in turning(findings).text


def test_a_baseline_that_nothing_beats_is_said_to_be_best(argued: Argued) -> None:
    findings = argued(1.0)
    study = findings.study
    swapped = {
        "base": study.options["web"],
        "pact": study.options["pact"],
        "web": study.options["base"],
    }
    assert "“As it is” is worth most" in best(
        Findings(
            type(study)(**{**vars(study), "options": swapped}), findings.views, findings.result,
            findings.answer, {},
        )
    ).text  # fmt: skip


def test_how_sure_names_what_cannot_be_told_apart(findings: Findings) -> None:
    same = findings.answer.judgement().ranking.same
    text = how_sure(findings).text
    assert text.startswith("How sure is this ranking?")
    assert ("only" in text) == (same < 0.95)


def test_grounds_tell_the_share_of_judged_beliefs(argued: Argued, findings: Findings) -> None:
    assert "100\u00a0% of the 4 beliefs are judged" in grounds(argued(1.0)).text
    assert "fear" in grounds(argued(1.0)).text
    assert f"{len(findings.study.beliefs)} beliefs" in grounds(findings).text


def test_each_value_set_has_its_line(findings: Findings) -> None:
    lines = list(whose(findings, findings.answer.judgements))
    assert [line.text.partition(":")[0] for line in lines][1:] == [
        "Brussels", "Washington", "Tokyo", "Jakarta", "New Delhi", "Beijing",
    ]  # fmt: skip
    assert "of 6 other value sets" in other_values(findings).text


def _sentences(brief: Brief) -> list[Sentence]:
    found = [brief.colophon]
    for block in blocks(brief):
        if isinstance(block, Words):
            found.append(block.sentence)
        elif isinstance(block, Points):
            found += block.sentences
        elif caption := getattr(block, "caption", None):
            found.append(caption)
    return found


def test_nothing_is_foretold(brief: Brief, argued: Argued) -> None:
    told = [*_sentences(brief), *five(argued(1.0)), *five(argued(-1.0))]
    foretold = re.compile(r"\b(will|shall|won't|is going to|certainly|prove[sd]?)\b", re.I)
    assert not [one.text for one in told if foretold.search(one.own_words)]
    sides = re.compile(r"\b(should|must|ought|wise|wrong|unfortunately|clearly)\b", re.I)
    said = [one.own_words for one in told if sides.search(one.own_words)]
    assert all("cites the answer should cite" in words for words in said)
