import pytest

from latticework.brief.chapters.whose import grid, regrets, weights, whose
from latticework.brief.document import Words
from latticework.brief.findings import Findings


def test_every_value_set_stands_beside_the_studys_own(findings: Findings) -> None:
    made = grid(findings)
    assert [row[0] for row in made.table.rows] == [one.name for one in findings.answer.judgements]
    own = findings.answer.judgement()
    leader = own.ranking.order[0]
    cells = dict(zip(findings.options, made.table.rows[0][1:], strict=True))
    assert str(cells[leader]).startswith("+")
    assert cells["status-quo"] == "0.00"
    assert all(text.startswith("best in") for text in made.small[0][1:])


def test_weights_add_up_to_one_in_size(findings: Findings) -> None:
    table = weights(findings)
    for column in range(1, len(table.columns)):
        given = [row[column] for row in table.rows]
        sizes = sum(abs(cell) for cell in given if isinstance(cell, float))
        assert sizes == pytest.approx(1)


def test_regrets_grow_from_expected_to_worst(findings: Findings) -> None:
    rows = regrets(findings).rows
    assert len(rows) == 3 * len(findings.answer.judgements)
    for n in range(0, len(rows), 3):
        for mean, high, worst in zip(*(row[2:] for row in rows[n : n + 3]), strict=True):
            assert 0 <= float(mean or 0) <= float(worst or 0)
            assert float(high or 0) <= float(worst or 0)


def test_no_value_set_is_privileged(findings: Findings) -> None:
    first = whose(findings).blocks[0]
    assert isinstance(first, Words)
    assert "none is privileged" in first.sentence.text
