import pytest

from latticework.brief.findings import Findings
from latticework.brief.summary import FLIPS, scorecard, signed, summary


@pytest.mark.parametrize("width", [40, 80, 120])
def test_nothing_is_wider_than_the_terminal(findings: Findings, width: int) -> None:
    text = summary(findings, width)
    assert max(map(len, text.splitlines())) <= width
    assert "\x1b" not in text


def test_scorecard_and_flips_are_told(findings: Findings) -> None:
    table = scorecard(findings)
    assert [row[0] for row in table.rows[:3]] == [
        "Worth by the study’s weights", "Best in", "Expected regret",
    ]  # fmt: skip
    assert len(table.rows) == 3 + len(findings.weighty)
    assert "A Status quo" in table.notes[0]
    text = summary(findings, 80)
    assert "The sharpest flips\n1. “" in text
    numbered = [line for line in text.splitlines() if line[:3] in ("1. ", "2. ", "3. ", "4. ")]
    assert len(numbered) == min(FLIPS, len(findings.flips))


def test_signs_are_shown_but_for_nothing() -> None:
    assert [signed(value) for value in (0.5, -0.5, 0.001, -0.001)] == [
        "+0.50",
        "−0.50",
        "0.00",
        "0.00",
    ]
