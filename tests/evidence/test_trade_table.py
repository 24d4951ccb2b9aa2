"""The trade table: what the shipped one holds, how well gaps are guessed, and bad input."""

from __future__ import annotations

import csv
import shutil
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from latticework.array import Array
from latticework.evidence import gravity, trade_table
from latticework.evidence.gravity import Filled, Score, Total
from latticework.evidence.trade_table import Table
from latticework.reading import ReadingError

ATLAS = Path(str(files("latticework") / "data" / "atlas"))
NAMES = ("states.csv", "memberships.csv", "figures/trade.csv", "trade.csv")
EVIDENCE = ("trade_intermediates.csv", "trade_blocs.csv")

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def table() -> Table:
    return trade_table.read_table(ATLAS)


@pytest.fixture(scope="module")
def filled(table: Table) -> Filled:
    return table.filled()


@pytest.fixture(scope="module")
def rows() -> Rows:
    with (ATLAS / "trade.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture
def copy(tmp_path: Path) -> tuple[Path, Path]:
    """Copy what `remake` reads: the folders of the atlas and of the evidence."""
    atlas, evidence = tmp_path / "atlas", tmp_path / "evidence"
    (atlas / "figures").mkdir(parents=True)
    evidence.mkdir()
    for name in NAMES:
        shutil.copy(ATLAS / name, atlas / name)
    for name in EVIDENCE:
        shutil.copy(trade_table.EVIDENCE / name, evidence / name)
    return atlas, evidence


def _imposed(table: Table, filled: Filled) -> list[Total]:
    left_out = {line.split(":")[0] for line in filled.skipped}
    return [total for total in table.blocs if total.name not in left_out]


# --- the shipped table ----------------------------------------------------------------------------


def test_every_pair_stands_once(table: Table, rows: Rows) -> None:
    pairs = [(row["exporter"], row["importer"]) for row in rows]
    n = len(table.states)
    assert pairs == sorted(set(pairs))
    assert len(pairs) == n * (n - 1)
    assert all(float(row["value"]) >= 0 for row in rows)


def test_flows_stay_within_the_totals(table: Table, rows: Rows) -> None:
    for side, totals in (("exporter", table.exports), ("importer", table.imports)):
        for key, total in zip(table.states, totals, strict=True):
            flows = sum(float(row["value"]) for row in rows if row[side] == key)
            assert flows <= total * 1.005, (side, key)


def test_flows_add_up_to_the_sums_with_blocs(table: Table, filled: Filled, rows: Rows) -> None:
    at = {key: index for index, key in enumerate(table.states)}
    flows = np.zeros(filled.flows.shape)
    for row in rows:
        flows[at[row["exporter"]], at[row["importer"]]] = float(row["value"])
    for total in _imposed(table, filled):
        assert flows[total.cells].sum() == pytest.approx(total.value, rel=3e-3), total.name


def test_sums_left_out_are_those_without_a_flow_to_estimate(filled: Filled) -> None:
    assert [line.split(":")[0] for line in filled.skipped] == [
        "eu → USA",
        "CHN → asean",
        "asean → CHN",
    ]
    assert all("all its flows are published" in line for line in filled.skipped)


def test_blocs_have_the_members_of_the_year(table: Table) -> None:
    by_name = {total.name: total for total in table.blocs}
    assert by_name["eu → CHN"].cells.sum() == 27
    assert by_name["CHN → asean"].cells.sum() == 10
    assert by_name["eu ↔ SGP"].cells.sum() == 54
    members = by_name["eu → CHN"].cells[:, table.states.index("CHN")]
    assert not members[table.states.index("GBR")]


def test_shares_of_the_rest_of_the_world_are_each_states_own(table: Table, filled: Filled) -> None:
    share = dict(zip(table.states, filled.flows[:-1, -1] / table.exports, strict=True))
    assert share["IND"] > 0.15
    assert share["CHN"] > 0.2
    assert share["AUS"] < 0.05


def test_remaking_gives_the_shipped_bytes(copy: tuple[Path, Path], tmp_path: Path) -> None:
    atlas, _ = copy
    assert trade_table.remake(*copy)
    assert (atlas / "trade.csv").read_bytes() == (ATLAS / "trade.csv").read_bytes()
    left = [path.name for path in tmp_path.rglob("*") if path.is_file()]
    assert sorted(left) == sorted(name.split("/")[-1] for name in (*NAMES, *EVIDENCE))


# --- how good it is -------------------------------------------------------------------------------


def test_held_out_flows_are_guessed_better_than_by_size_or_distance(table: Table) -> None:
    def guessed(features: Array, totals: tuple[Total, ...] = ()) -> Score:
        return gravity.held_out(table.published, table.exports, table.imports, features, totals)

    sizes, distance, full = (guessed(table.features[:k]) for k in (0, 1, 5))
    assert full.flows == 688
    assert full.median < 0.33
    assert full.rmse < 0.9
    assert full.rank > 0.945
    assert full.rmse < 0.65 * distance.rmse
    assert distance.rmse < 0.8 * sizes.rmse
    assert full.median < 0.3 * sizes.median
    with_blocs = guessed(table.features, table.blocs)
    assert with_blocs.median < 0.33
    assert with_blocs.rmse < 0.92


def test_sums_with_blocs_are_near_even_before_they_are_imposed(
    table: Table, filled: Filled
) -> None:
    flows = gravity.fill(table.published, table.exports, table.imports, table.features).flows
    misses = [np.log(flows[t.cells].sum() / t.value) for t in _imposed(table, filled)]
    assert len(misses) == 32
    assert np.median(np.abs(misses)) < 0.25
    assert np.sqrt(np.mean(np.square(misses))) < 0.4


def test_signs_of_the_fitted_coefficients(table: Table) -> None:
    fit = gravity.fit(table.published, table.features[:, :-1, :-1])
    distance, region, closeness, _, alone = fit.beta
    assert distance < 0
    assert region > 0
    assert 0.5 < closeness < 1
    assert -2 < distance + alone < -0.8  # the usual −1 where distance stands alone


# --- bad input ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("trade.csv", "ARM,RUS,", "ARN,RUS,", "did you mean"),
        ("trade.csv", "DEU,POL,", "DEU,DEU,", "each pair of two states once"),
        ("figures/trade.csv", "CHN,goods_exports,3380", "CHN,goods_exports,many", "a number"),
        ("figures/trade.csv", "CHN,goods_exports,3380", "CHN,goods_exports,33", "CHN 33"),
        ("states.csv", "CHN,CN,", "CHX,CN,", "CHN"),
        ("trade_blocs.csv", "eu,IND,", "europe,IND,", "a state with goods totals or an organi"),
        ("trade_blocs.csv", "eu,IND,", "eu,FRA,", "an organisation without the exp"),
        ("trade_blocs.csv", "eu,IND,", "DEU,IND,", "an organisation without the exp"),
        ("trade_blocs.csv", "eu,SGP,55.22,2", "eu,SGP,55.22,3", "2 for the sum of both directions"),
        ("trade_intermediates.csv", "ARE,ARG,", "ARE,ARGH,", "did you mean ARG"),
    ],
)
def test_mistakes_are_told_and_leave_the_table_alone(
    copy: tuple[Path, Path], name: str, old: str, new: str, expected: str
) -> None:
    atlas, evidence = copy
    path = (evidence if name in EVIDENCE else atlas) / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    before = (atlas / "trade.csv").read_bytes()
    with pytest.raises(ReadingError, match=expected) as error:
        trade_table.remake(*copy)
    assert name in str(error.value)
    assert (atlas / "trade.csv").read_bytes() == before


def test_sums_out_of_reach_leave_the_table_alone(copy: tuple[Path, Path]) -> None:
    atlas, evidence = copy
    path = evidence / "trade_blocs.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("VNM,eu,48.74", "VNM,eu,400", 1), encoding="utf-8")
    before = (atlas / "trade.csv").read_bytes()
    with pytest.raises(ArithmeticError, match="out of reach"):
        trade_table.remake(atlas, evidence)
    assert (atlas / "trade.csv").read_bytes() == before
