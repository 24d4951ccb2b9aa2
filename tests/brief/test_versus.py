import json

import numpy as np
import pytest

from latticework.brief.findings import Findings
from latticework.brief.tables import json_text
from latticework.brief.versus import (
    Versus,
    as_plain,
    as_text,
    by_outcome,
    by_values,
    drivers,
    lines,
)
from latticework.ensemble.store import Result
from latticework.insight.frame import framed
from latticework.study.study import Study


@pytest.fixture(scope="module")
def pair(findings: Findings, study: Study, played: Result) -> Versus:
    return Versus(findings, framed(played, study), "nato-asia", "asian-nato")


def test_wins_are_those_of_the_answer_and_add_up(pair: Versus, findings: Findings) -> None:
    for row, judgement in zip(by_values(pair).rows, findings.answer.judgements, strict=True):
        one, other = row[1], row[2]
        assert isinstance(one, float)
        assert isinstance(other, float)
        assert one + other <= 100 + 1e-9
        a, b = (findings.options.index(slug) for slug in (pair.one, pair.other))
        ties = 100 - one - other
        assert one + ties / 2 == pytest.approx(100 * judgement.wins[a][b])


def test_differences_are_taken_in_the_same_future(pair: Versus) -> None:
    rows = {row[-1]: row for row in by_outcome(pair).rows}
    more = pair.frame.column("nato-asia", "cost") - pair.frame.column("asian-nato", "cost")
    assert rows["cost"][1] == pytest.approx(np.median(more))
    assert rows["cost"][4] == pytest.approx(100 * (more < 0).mean())
    assert rows["acting-korea"][4] is None  # neither way is better
    assert len(by_outcome(pair, main=True).rows) < len(rows)


def test_the_planted_flip_and_what_it_hangs_on_are_told(pair: Versus) -> None:
    text = as_text(pair, 80)
    assert max(map(len, text.splitlines())) <= 80
    belief = pair.findings.study.beliefs[0].name.replace("_", " ")
    assert drivers(pair).rows[0][0] == belief
    assert any(f"where {belief} is above" in line.text for line in lines(pair))


def test_turned_round_it_is_the_same_flip(pair: Versus) -> None:
    turned = Versus(pair.findings, pair.frame, pair.other, pair.one)
    assert turned.flip is pair.flip
    assert turned.contrast is pair.contrast
    assert by_values(turned).rows[0][1] == by_values(pair).rows[0][2]


def test_plain_values_are_json(pair: Versus) -> None:
    told = json.loads(json_text(as_plain(pair)))
    assert told["one"] == "nato-asia"
    assert told["futures"] == 512
    assert {"words", "values", "outcomes", "flip", "drivers"} <= told.keys()
