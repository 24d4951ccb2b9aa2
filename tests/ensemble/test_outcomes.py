from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from latticework.ensemble.outcomes import LEVELS, Measures, measure, quantiles
from latticework.mechanisms.kernel import Array
from latticework.reading import ReadingError
from latticework.study.study import Outcome

NAMES = ("burden", "hazard")
YEARS = (2024, 2025, 2026, 2027)  # the start, and three that are played
RUNS = np.array(
    [
        [[2.0, 0.9], [1.0, 0.1], [4.0, 0.0], [3.0, 0.5]],
        [[0.0, 0.0], [-1.0, 0.0], [-2.0, 0.0], [-6.0, 0.0]],
    ]
)


def outcome(**fields: Any) -> Outcome:
    return Outcome(name="x", unit="u", better="low", **fields)


def one(**fields: Any) -> list[float]:
    """Return an outcome of both runs."""
    found = measure({"x": outcome(**fields)}, NAMES, YEARS, RUNS, start=2025)
    return [float(value) for value in found[:, 0]]


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("mean", [8 / 3, -3]),
        ("last", [3, -6]),
        ("max", [4, -1]),
        ("sum", [8, -9]),
        ("change", [1, -6]),
    ],
)
def test_a_track_is_reduced_over_the_years_played(how: str, expected: list[float]) -> None:
    assert one(track="burden", reduce=how) == expected


def test_ever_is_the_probability_of_at_least_one() -> None:
    assert one(track="hazard", reduce="ever") == pytest.approx([1 - 0.9 * 1 * 0.5, 0])


@pytest.mark.parametrize(
    ("how", "first", "last", "expected"),
    [
        ("sum", 2026, None, [7, -8]),
        ("sum", None, 2026, [5, -3]),
        ("mean", 2026, 2026, [4, -2]),
        ("sum", 2024, 2025, [3, -1]),
        ("change", 2025, 2026, [3, -1]),
        ("change", None, 2025, [-1, -1]),
    ],
)
def test_an_outcome_can_have_years_of_its_own(
    how: str, first: int | None, last: int | None, expected: list[float]
) -> None:
    assert one(track="burden", reduce=how, first=first, last=last) == expected


def test_without_a_start_all_years_are_played() -> None:
    found = measure({"x": outcome(track="burden", reduce="sum")}, NAMES, YEARS, RUNS)
    assert found[:, 0].tolist() == [10, -9]


def test_outcomes_can_be_sums_of_others_in_any_order() -> None:
    outcomes = {
        "all": outcome(combine={"both": 2.0, "low": -1.0}),
        "both": outcome(combine={"low": 1.0, "top": 0.5}),
        "low": outcome(track="burden", reduce="last"),
        "top": outcome(track="burden", reduce="max"),
    }
    found = measure(outcomes, NAMES, YEARS, RUNS, start=2025)
    assert found.tolist() == [[7, 5, 3, 4], [-7, -6.5, -6, -1]]


@given(arrays(float, (7, 4, 2), elements=st.floats(-1e3, 1e3)))
@settings(deadline=None)
def test_a_run_is_measured_the_same_alone(tracks: Array) -> None:
    ways = ("mean", "last", "max", "sum", "change", "ever")
    outcomes = {how: outcome(track="hazard", reduce=how) for how in ways}
    outcomes["all"] = outcome(combine=dict.fromkeys(ways, 0.1))
    measures = Measures.of(outcomes, NAMES, YEARS)
    alone = [measures.taken(tracks[run : run + 1])[0] for run in range(7)]
    assert (measures.taken(tracks) == np.array(alone)).all()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"track": "burdn", "reduce": "mean"}, r"x.track: burdn — .*did you mean burden\?"),
        ({"track": "burden", "reduce": "mean", "first": 2020}, "x.first: 2020 — .*2024–2027"),
        ({"track": "burden", "reduce": "mean", "last": 2050}, "x.last: 2050"),
        ({"track": "burden", "reduce": "sum", "first": 2027, "last": 2025}, "no earlier than 2027"),
        ({"track": "burden", "reduce": "change", "last": 2024}, "a year after 2024"),
        ({"combine": {"yy": 1.0}}, r"x.combine: yy — .*did you mean y\?"),
        ({"combine": {"x": 1.0}}, "part of itself"),
        ({"combine": {"y": 1.0}}, "part of itself"),
    ],
)
def test_what_cannot_be_measured_is_told(fields: dict[str, Any], words: str) -> None:
    outcomes = {"x": outcome(**fields), "y": outcome(combine={"x": 1.0})}
    with pytest.raises(ReadingError, match=words):
        measure(outcomes, NAMES, YEARS, RUNS)


def test_all_mistakes_are_told_at_once() -> None:
    outcomes = {name: outcome(track=name, reduce="mean") for name in ("a", "b", "burden", "c")}
    with pytest.raises(ReadingError) as told:
        measure(outcomes, NAMES, YEARS, RUNS)
    assert [problem.value for problem in told.value.problems] == ["a", "b", "c"]


# --- quantiles ---


def test_quantiles_are_those_of_definition_8() -> None:
    tracks = np.random.default_rng(1).normal(size=(256, 3, 5))
    expected = np.quantile(tracks, LEVELS, axis=0, method="median_unbiased")
    assert quantiles(tracks) == pytest.approx(np.moveaxis(expected, 0, -1), rel=1e-12)


@pytest.mark.parametrize("runs", [1, 2, 3])
def test_few_runs_have_quantiles_too(runs: int) -> None:
    tracks = np.arange(runs, dtype=float).reshape(runs, 1, 1)
    found = quantiles(tracks)[0, 0]
    assert found[2] == (runs - 1) / 2
    assert found[0] == 0
    assert found[-1] == runs - 1


@pytest.mark.parametrize("runs", [256, 128])
def test_quantiles_of_small_samples_hardly_lean(runs: int) -> None:
    """Averaged over many samples they are those of the distribution, to a third of a percent."""
    tracks = np.random.default_rng(2).exponential(size=(runs, 1, 4000))
    found = quantiles(tracks)[0].mean(0)
    assert -np.expm1(-found) == pytest.approx(np.array(LEVELS), abs=0.003)
