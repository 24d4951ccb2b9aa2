from collections.abc import Callable

import pytest

from latticework.brief.chapters.flip_map import boxes, flip_map, pairs, places, wins
from latticework.brief.document import Points
from latticework.brief.findings import Findings


def test_who_beats_whom_is_told_both_ways(findings: Findings) -> None:
    made = wins(findings)
    order = findings.answer.judgement().ranking.order
    assert [row[0] for row in made.table.rows] == [findings.option(slug) for slug in order]
    for n, tints in enumerate(made.tints):
        assert made.table.rows[n][n + 1] == ""
        for m in range(len(order)):
            here, there = tints[m + 1], made.tints[m][n + 1]
            assert here == (None if there is None else -there)


def test_the_planted_flip_is_on_the_map_and_in_the_list(findings: Findings) -> None:
    first = places(findings)[0]
    assert first.label == "1"
    assert first.density > 0.9
    assert first.coverage > 0.9
    points = next(block for block in flip_map(findings).blocks if isinstance(block, Points))
    assert points.numbered
    belief = findings.study.beliefs[0].name.replace("_", " ")
    assert f"where {belief} is above" in points.sentences[0].text


def test_tables_hold_every_pair_and_every_limit(findings: Findings) -> None:
    count = len(findings.options)
    assert len(pairs(findings).rows) == count * (count - 1) // 2
    told = boxes(findings)
    methods = {row[1] for row in told.rows}
    assert methods == {"PRIM", "CART"}
    units = {belief.name.replace("_", " "): belief.unit for belief in findings.study.beliefs}
    assert all(units[str(row[2])] == row[6] for row in told.rows)
    assert all(isinstance(row[8], float) and 50 <= row[8] <= 100 for row in told.rows)


@pytest.mark.parametrize("side", [1.0, -1.0])
def test_claims_stand_on_the_map_beside_flips(
    argued: Callable[[float], Findings], side: float
) -> None:
    found = places(argued(side))
    assert {place.label for place in found} >= {"1", "C1"}
    assert [place.claim for place in found if place.label == "C1"] == [True]
