"""Arrays of annals."""

import numpy as np
import polars as pl
import pytest

from latticework.insight.hindcast_arrays import given, matrix, yearly

ROWS = pl.DataFrame(
    {"state": ["FRA", "FRA", "DEU"], "year": [1990, 1992, 1991], "milex": [1.0, 3.0, None]}
)


def test_a_missing_row_stays_missing() -> None:
    found = yearly(ROWS, "milex", ("DEU", "FRA"), range(1990, 1993))
    assert found == pytest.approx(
        np.array([[np.nan, 1.0], [np.nan, np.nan], [np.nan, 3.0]]), nan_ok=True
    )


def test_or_is_zero_where_the_set_says_so() -> None:
    assert given(ROWS, "milex", ("DEU", "FRA"), (1990, 1991)).tolist() == [[0, 1], [0, 0]]


def test_a_matrix_holds_the_highest_of_several_rows_and_no_strangers() -> None:
    rows = pl.DataFrame(
        {"a": ["FRA", "FRA", "FRA"], "b": ["DEU", "DEU", "ITA"], "duty": [2.0, 4.0, 4.0]}
    )
    assert matrix(rows, ("a", "b"), "duty", ("DEU", "FRA")).tolist() == [[0, 0], [4, 0]]
