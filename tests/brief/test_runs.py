from pathlib import Path

import numpy as np
import polars as pl
import pytest

from latticework.brief.runs import Spread, as_rows, side_by_side, spreads
from latticework.brief.tables import as_csv, as_json
from latticework.brief.terminal import as_terminal
from latticework.ensemble.store import Result
from latticework.study.loading import load_study
from latticework.study.study import Outcome, Study


def outcome(name: str, better: str, weight: float) -> Outcome:
    return Outcome.model_validate(
        {
            "name": name, "unit": "u", "better": better, "track": "t", "reduce": "last",
            "weight": weight,
        }
    )  # fmt: skip


@pytest.fixture(scope="module")
def study() -> Study:
    outcomes = {
        "peace": outcome("Peace", "high", 1.0),
        "aside": outcome("Aside", "none", 0.0),
        "cost": outcome("Cost", "low", 0.5),
    }
    loaded = load_study("template")
    return Study(
        loaded.question, loaded.atlas, loaded.options, loaded.worlds, loaded.beliefs,
        loaded.correlations, outcomes,
    )  # fmt: skip


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Peace is 0 to 4 in 101 futures and twice that, the cost nothing and 1,234 to 1,334."""
    folder = tmp_path_factory.mktemp("run")
    order = np.random.default_rng(1).permutation(101)
    frames = [
        pl.DataFrame({
            "option": [option] * 101, "peace": order * share, "aside": order * 1.0, "cost": cost,
        })
        for option, share, cost in (
            ("as-is", 0.04, np.zeros(101)), ("coast-guards", 0.08, 1234.0 + order)
        )
    ]  # fmt: skip
    pl.concat(frames).write_parquet(folder / "futures.parquet")
    identity = {"options": ["as-is", "coast-guards"], "outcomes": ["peace", "aside", "cost"]}
    return Result(folder, {**identity, "futures": 101})


def test_spreads_are_quantiles_in_the_order_of_the_study(study: Study, result: Result) -> None:
    found = spreads(study, result)
    assert [(s.outcome, s.option) for s in found] == [
        (name, option)
        for name in ("peace", "aside", "cost")
        for option in ("as-is", "coast-guards")
    ]
    assert found[0][2:] == pytest.approx((2.0, 0.2, 3.8))
    assert found[1][2:] == pytest.approx((4.0, 0.4, 7.6))
    assert found[5][2:] == pytest.approx((1284.0, 1239.0, 1329.0))


def test_main_outcomes_are_those_with_weight(study: Study, result: Result) -> None:
    assert {s.outcome for s in spreads(study, result, main=True)} == {"peace", "cost"}
    weightless = {"peace": outcome("P", "high", 0), "cost": outcome("C", "low", 0)}
    other = Study(
        study.question, study.atlas, study.options, study.worlds, study.beliefs,
        study.correlations, weightless,
    )  # fmt: skip
    both = Result(result.folder, {**result.identity, "outcomes": ["peace", "cost"]})
    assert {s.outcome for s in spreads(other, both, main=True)} == {"peace", "cost"}


def test_a_reader_sees_options_side_by_side(study: Study, result: Result) -> None:
    table = side_by_side(study, result, spreads(study, result, main=True))
    assert table.title == "Template: 2 options, 101 futures"
    assert [column.name for column in table.columns] == ["Outcome", "as-is", "coast-guards"]
    assert table.rows == (
        ("↑ Peace (u)", "2.0 (0.2 to 3.8)", "4.0 (0.4 to 7.6)"),
        ("↓ Cost (u)", "0 (0 to 0)", "1,284 (1,239 to 1,329)"),
    )
    assert "1 outcome without weight" in table.notes[0]


def test_where_nothing_varies_digits_are_those_of_the_value(study: Study, result: Result) -> None:
    same = (Spread("peace", "as-is", 0.034, 0.034, 0.034), Spread("peace", "coast-guards", 0, 0, 0))
    ((_, one, other),) = side_by_side(study, result, same).rows
    assert one == "0.034 (0.034 to 0.034)"
    assert other == "0.000 (0.000 to 0.000)"


@pytest.mark.parametrize("width", [40, 80, 120])
def test_it_fits_any_terminal(study: Study, result: Result, width: int) -> None:
    text = as_terminal(side_by_side(study, result, spreads(study, result)), width)
    assert max(map(len, text.splitlines())) <= width
    assert "1,284" in text


def test_machines_get_every_digit(study: Study, result: Result, tmp_path: Path) -> None:
    table = as_rows(study, spreads(study, result))
    assert as_json(table)["rows"][1] == {
        "Outcome": "peace", "Name": "Peace", "Unit": "u", "Better": "high", "Weight": 1.0,
        "Option": "coast-guards", "Median": 4.0, "5 %": 0.4, "95 %": 7.6,
    }  # fmt: skip
    path = tmp_path / "table.csv"
    path.write_text(as_csv(table), "utf-8")
    assert pl.read_csv(path)["95 %"].to_list() == [3.8, 7.6, 95.0, 95.0, 0.0, 1329.0]
