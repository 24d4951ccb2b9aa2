from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from latticework.array import Array
from latticework.ensemble.identity import RunError
from latticework.insight.frame import Frame, of_table, spreads
from latticework.study.study import Study


def test_a_table_becomes_futures_by_options_by_outcomes(
    study_of: Callable[..., Study], table_of: Callable[..., pl.DataFrame]
) -> None:
    study = study_of(
        {"war": ("low", 1.0), "room": ("high", 0.5), "who": ("none", 0.0)}, 2, ["a", "b"]
    )
    values = np.arange(5 * 2 * 3, dtype=np.float64).reshape(5, 2, 3)
    draws = np.arange(10.0).reshape(5, 2)
    frame = of_table(table_of(study, draws, values).lazy(), study)
    assert (frame.values == values).all()
    assert (frame.draws == draws).all()
    assert frame.options == ("a", "b")
    assert frame.sign.tolist() == [-1.0, 1.0, 0.0]
    assert frame.weight.tolist() == [1.0, 0.5, 0.0]
    assert frame.kinds == ("judged", "estimated")
    assert (frame.column("b", "room") == values[:, 1, 1]).all()
    assert frame.first(2).futures == 2


def test_gains_are_differences_within_a_future_in_spreads_of_the_baseline(
    framed_of: Callable[..., Frame],
) -> None:
    values = np.array([[[0.0], [3.0]], [[2.0], [3.0]]])
    frame = framed_of(values)
    assert frame.spread.tolist() == [1.0]
    assert frame.gains[:, 1, 0].tolist() == [3.0, 1.0]


def test_what_the_baseline_does_not_vary_is_scaled_by_all_runs() -> None:
    values = np.zeros((4, 2, 3))
    values[:, 1, 0] = [1.0, 3.0, 1.0, 3.0]
    values[:, :, 1] = 0.1 + 1e-17
    values[:, 0, 2] = [1.0, -1.0, 1.0, -1.0]
    found = spreads(values, 0)
    assert found[0] == pytest.approx(values[:, :, 0].std())
    assert found[1:].tolist() == [1.0, 1.0]


@pytest.mark.parametrize("lost", ["b1", "war"])
def test_a_run_of_another_study_is_refused(
    lost: str, study_of: Callable[..., Study], table_of: Callable[..., pl.DataFrame]
) -> None:
    study = study_of({"war": ("low", 1.0)}, 2, ["a", "b"])
    table = table_of(study, np.zeros((3, 2)), np.zeros((3, 2, 1)))
    with pytest.raises(RunError, match=f"holds no {lost}.*another study"):
        of_table(table.drop(lost).lazy(), study)


def _swapped(table: pl.DataFrame) -> pl.DataFrame:
    return table[[1, 0, *range(2, len(table))]]


@pytest.mark.parametrize("broken", [lambda t: t[:-1], _swapped, lambda t: t[[0, 3, 2, 1, 4, 5]]])
def test_rows_out_of_turn_are_refused(
    broken: Callable[[pl.DataFrame], pl.DataFrame],
    study_of: Callable[..., Study],
    table_of: Callable[..., pl.DataFrame],
) -> None:
    study = study_of({"war": ("low", 1.0)}, 1, ["a", "b"])
    table = table_of(study, np.zeros((3, 1)), np.zeros((3, 2, 1)))
    with pytest.raises(RunError, match="every option of every future"):
        of_table(broken(table).lazy(), study)


def test_a_run_without_the_baseline_is_refused(
    study_of: Callable[..., Study], table_of: Callable[..., pl.DataFrame]
) -> None:
    study = study_of({"war": ("low", 1.0)}, 1, ["a", "b"])
    table = table_of(study, np.zeros((3, 1)), np.zeros((3, 2, 1)))
    with pytest.raises(RunError, match="lacks the baseline a"):
        of_table(table.filter(pl.col("option") == "b").lazy(), study)


def test_one_future_is_refused(framed_of: Callable[..., Frame]) -> None:
    with pytest.raises(RunError, match="run 2 or more"):
        framed_of(np.zeros((1, 2, 1)))


def test_arrays_do_not_share_rows_with_each_other(framed_of: Callable[..., Frame]) -> None:
    values: Array = np.random.default_rng(0).normal(size=(6, 3, 2))
    assert framed_of(values).values.flags["C_CONTIGUOUS"]
