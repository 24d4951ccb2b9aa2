"""Hindcasts of the fits."""

from pathlib import Path

import polars as pl
import pytest

from latticework.evidence.report_card import read as read_card
from latticework.insight.hindcast_fits import _votes, contests
from latticework.insight.hindcast_table import read
from latticework.reading import ReadingError


def test_votes_are_held_against_the_majority_and_the_static_model() -> None:
    row = {"cells": 10, "contested_cells": 6, "contested_right": 0.5, "contested_loss": 0.7}
    table = pl.DataFrame(
        [
            {"rule": "modal", "right": 0.8, "loss": 0.5} | row,
            {"rule": "static", "right": 0.9, "loss": 0.3} | row,
            {"rule": "dynamic", "right": 0.85, "loss": 0.28} | row,
        ]
    )
    checks = {check.metric + check.test: check for check in _votes(table)}
    assert checks["share predicted, against modalhidden votes, all roll calls"].passed is True
    assert checks["share predicted, against statichidden votes, all roll calls"].passed is False
    assert checks["log loss, against statichidden votes, all roll calls"].passed is True
    assert checks["log loss, against modalhidden votes, contested roll calls"].rows == 6


def test_a_missing_set_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match="gml_dirdisp"):
        contests(tmp_path)


def test_the_embedded_checks_are_those_of_the_embedded_report_card() -> None:
    """The same fits on the same data: one list must not say other than the other."""
    kept = {(check.test, check.metric): check.value for check in read_card().checks}
    fits = read().only(["H1", "H2", "H3", "H6"])
    assert {(check.test, check.metric): check.value for check in fits.card.checks} == kept
