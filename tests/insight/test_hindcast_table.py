"""Hindcasts as records and their files."""

import csv
import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from latticework.evidence.report_card import Check
from latticework.insight.hindcast_table import (
    COLUMNS,
    Hindcast,
    Hindcasts,
    Point,
    calibration_points,
    read,
    rows,
    texts,
)
from latticework.reading import ReadingError

DAY, LATER = date(2026, 1, 2), date(2026, 3, 4)
CHECKS = (
    Check("arms, “so”", "R²", -0.25, least=0.0, against="none, at all", rows=9, margin=1e-5),
    Check("arms", "share", 0.5, note="a null"),
)
ONE = Hindcast("H3", "arms", "fitted before, judged after", ("cow_nmc", "atop_alliance"), CHECKS,
               (Point("a plot: x, y", "came", 1990.0, 0.25, None, 0.5, 7),))  # fmt: skip
OTHER = Hindcast("H8", "races", "a design", ("cow_nmc",), (Check("races", "r", 0.125, least=0.0),))
BOTH = Hindcasts((ONE, OTHER))


def kept(folder: Path, found: Hindcasts) -> tuple[Path, Path]:
    paths = folder / "hindcasts.csv", folder / "points.csv"
    for path, text in zip(paths, texts(found, [], DAY), strict=True):
        path.write_text(text, "utf-8")
    return paths


def test_hindcasts_survive_their_files(tmp_path: Path) -> None:
    assert read(*kept(tmp_path, BOTH)) == BOTH


def test_a_row_tells_versions_and_command() -> None:
    text, _ = texts(BOTH, [], DAY)
    first = next(csv.DictReader(io.StringIO(text)))
    assert tuple(first) == COLUMNS
    assert first["sets"] == "cow_nmc 7.0; atop_alliance 5.1"
    assert first["command"].startswith("latticework hindcast")
    assert first["made"] == "2026-01-02"


def test_a_row_keeps_its_day_until_it_changes(tmp_path: Path) -> None:
    before = rows(kept(tmp_path, BOTH)[0])
    assert texts(BOTH, before, LATER) == texts(BOTH, [], DAY)
    moved = replace(OTHER, checks=(replace(OTHER.checks[0], value=0.5),))
    changed = csv.DictReader(io.StringIO(texts(Hindcasts((ONE, moved)), before, LATER)[0]))
    assert [row["made"] for row in changed] == ["2026-01-02", "2026-01-02", "2026-03-04"]


def test_what_passed_is_counted() -> None:
    assert (ONE.judged, ONE.passed) == (1, 0)
    assert (OTHER.judged, OTHER.passed) == (1, 1)
    assert [check.metric for check in BOTH.card.failed] == ["R²"]


def test_some_can_be_taken() -> None:
    assert BOTH.only(["H8"]).parts == (OTHER,)
    with pytest.raises(KeyError):
        BOTH.only(["H10"])


@pytest.mark.parametrize("column", ["x", "y"])
def test_a_point_without_a_place_is_an_error(tmp_path: Path, column: str) -> None:
    results, points = kept(tmp_path, BOTH)
    text = points.read_text("utf-8").replace("1990" if column == "x" else "0.25", "far")
    points.write_text(text, "utf-8")
    with pytest.raises(ReadingError, match=rf"{column}.*far.*expected a number"):
        read(results, points)


def test_a_check_without_a_value_is_an_error(tmp_path: Path) -> None:
    results, points = kept(tmp_path, BOTH)
    results.write_text(results.read_text("utf-8").replace("-0.25", ""), "utf-8")
    with pytest.raises(ReadingError, match=r"value.*expected a number"):
        read(results, points)


def test_calibration_points_tell_how_often_what_was_forecast_came() -> None:
    rng = np.random.default_rng(1)
    forecast = rng.random(20_000) * 0.8 + 0.1
    events = (rng.random(20_000) < forecast).astype(float)
    points = calibration_points("rain", forecast, events)
    assert sum(point.rows for point in points) == 20_000
    assert all(abs(point.x - point.y) < 0.05 for point in points)


def test_the_embedded_results_need_no_data() -> None:
    found = read()
    names = [part.name for part in found.parts]
    assert names == [*(f"H{n}" for n in range(1, 10)), "deterrence", "blocs", "worlds"]
    assert found.card.failed  # what fails stays
    assert all(part.sets and part.design and part.checks for part in found.parts)
