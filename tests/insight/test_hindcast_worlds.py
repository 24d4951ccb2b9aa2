"""The whole model from past years: how it is scored."""

import numpy as np
import pytest

from latticework.evidence.report_card import Check
from latticework.insight.hindcast_table import read
from latticework.insight.hindcast_worlds import coverage, covered


def test_a_band_of_ninety_per_cent_holds_nine_in_ten() -> None:
    rng = np.random.default_rng(3)
    values, came = rng.normal(size=(400, 3000)), rng.normal(size=3000)
    assert covered(values, came).mean() == pytest.approx(0.9, abs=0.02)
    assert covered(values, came, margin=10.0).all()


def test_few_rows_may_miss_by_more() -> None:
    def least(rows: int) -> float:
        check: Check = coverage("test", np.ones(rows))
        assert check.least is not None
        return check.least

    assert least(10_000) == pytest.approx(0.8)
    assert least(14) == pytest.approx(0.9 - 2 * np.sqrt(0.09 / 14))
    assert coverage("test", np.zeros(50)).passed is False


def test_the_embedded_worlds_tell_what_fails() -> None:
    (found,) = read().only(["worlds"]).parts
    bands = [check for check in found.checks if "band" in check.metric]
    assert len(bands) == 12
    assert {"from 1990", "from 2000"} <= {c.test.split(",")[0].split(" ", 1)[1] for c in bands
                                          if c.test.startswith("alignment")}  # fmt: skip
    assert found.points
