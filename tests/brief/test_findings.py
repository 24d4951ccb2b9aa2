from dataclasses import replace
from pathlib import Path

import pytest

from latticework.brief.findings import Findings, gathered, left_out, sharpness
from latticework.ensemble.store import Result
from latticework.insight.boxes import Box, Found
from latticework.insight.flips import Flip
from latticework.reading import ReadingError
from latticework.study.study import Study


def test_letters_are_those_of_the_studys_order(findings: Findings) -> None:
    assert [findings.letter(slug) for slug in findings.options] == list("ABCDEFGH")
    assert findings.lettered("status-quo") == "A Status quo"
    assert findings.others == findings.options[1:]


def test_the_planted_flip_is_the_sharpest(findings: Findings) -> None:
    first = findings.flips[0]
    assert {first.better, first.worse} == {"nato-asia", "asian-nato"}
    assert all(
        sharpness(one) >= sharpness(other)
        for one, other in zip(findings.flips, findings.flips[1:], strict=False)
    )


def test_sharpness_is_that_of_the_best_told_boxes() -> None:
    leaf = Box((), 0.1, 0.9, 0.5, 0.9, 0.5, 0.0)
    assert sharpness(Flip("a", "b", 0.3, 0, "found", Found((), 0, 0, (leaf,)), ())) == 0.45


def test_outcomes_without_weight_are_set_aside_unless_there_are_no_others(
    findings: Findings,
) -> None:
    assert "war-korea" not in findings.weighty
    bare = tuple(replace(one, weight=0.0) for one in findings.answer.measures)
    same = replace(findings, answer=replace(findings.answer, measures=bare))
    assert len(same.weighty) == len(bare)


def test_an_outcome_is_found_by_its_track(findings: Findings) -> None:
    assert findings.outcome_of("hazard_war.korea") == "war-korea"
    assert findings.outcome_of("no.track") is None


def test_what_is_left_out_is_read_with_every_mistake(
    tmp_path: Path, study: Study, played: Result
) -> None:
    assert left_out(tmp_path) == {}
    file = tmp_path / "not-modelled.yaml"
    file.write_text("one: {what: A, why: B}\n", "utf-8")
    assert left_out(tmp_path)["one"].why == "B"
    file.write_text("one: {what: A}\ntwo: {wat: A, why: B}\n", "utf-8")
    with pytest.raises(ReadingError) as error:
        left_out(tmp_path)
    assert len(error.value.problems) >= 2
    assert "nuclear-use" in gathered("nato-in-asia", study, played).left_out
