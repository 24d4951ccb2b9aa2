"""The report card."""

import doctest
from pathlib import Path

import pytest

from latticework.evidence import report_card
from latticework.evidence.report_card import Check, ReportCard, calibrated, read, text
from latticework.evidence.scores import Scores
from latticework.reading import ReadingError


def test_examples() -> None:
    result = doctest.testmod(report_card)
    assert result.attempted
    assert result.failed == 0


@pytest.mark.parametrize(
    ("least", "most", "passed", "words"),
    [
        (None, None, None, ""),
        (0.4, None, True, "over 0.4"),
        (None, 0.4, False, "under 0.4"),
        (0.4, 0.6, True, "0.4 to 0.6"),
        (0.5, None, False, "over 0.5"),
    ],
)
def test_a_check_keeps_its_bounds_or_not(
    least: float | None, most: float | None, passed: bool | None, words: str
) -> None:
    """To match a baseline is not to beat it."""
    check = Check("t", "m", 0.5, least, most)
    assert check.passed is passed
    assert check.to_beat == words


def test_what_failed_is_named() -> None:
    card = ReportCard.of([Check("arms", "R²", -0.1, least=0.0)], [Check("onset", "AUC", 0.9)])
    assert [check.test for check in card.failed] == ["arms"]
    assert card.summary() == "0 of 1 checks passed. Not passed: arms: R²."


@pytest.mark.parametrize(("slope", "passed"), [(1.0, True), (0.7, False), (1.3, False)])
def test_calibration(slope: float, passed: bool) -> None:
    got = Scores(10, 5, 0.1, 0.2, 0.7, 0.5, slope, 0.0)
    assert calibrated("onset", got).passed is passed


def test_a_card_survives_its_file(tmp_path: Path) -> None:
    checks = (
        Check("onset, all", "Brier", 0.002172, most=0.0022, against="a, b", rows=9, margin=1e-5),
        Check("arms", "R²", -0.25, least=0.0, note="a null"),
        Check("arms", "R² alone", 0.5),
    )
    path = tmp_path / "card.csv"
    path.write_text(text(ReportCard(checks)), "utf-8")
    assert read(path).checks == checks


def test_a_word_for_a_number_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "card.csv"
    path.write_text("test,metric,value\nonset,AUC,good\n", "utf-8")
    with pytest.raises(ReadingError, match=r"value.*good.*expected a number"):
        read(path)
    path.write_text("test,metric,value\nonset,AUC,\n", "utf-8")
    with pytest.raises(ReadingError, match="expected a number"):
        read(path)


def test_the_embedded_card_needs_no_data() -> None:
    card = read()
    tests = {check.test for check in card.checks}
    assert {"dispute onset, all pairs", "change of spending, 2000–2024"} <= tests
    assert card.failed
