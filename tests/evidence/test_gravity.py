"""The gravity fill: known answers, sums that hold, and how well it guesses what it has not seen."""

from __future__ import annotations

import csv
import shutil
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latticework.evidence import gravity
from latticework.evidence.gravity import Array
from latticework.reading import ReadingError

ATLAS = Path(str(files("latticework") / "data" / "atlas"))
NAMES = ("states.csv", "figures/trade.csv", "trade.csv")


class World:
    """A made-up world that follows the model exactly, rest of the world included."""

    def __init__(self, n: int = 12, seed: int = 3, shown: float = 0.5) -> None:
        rng = np.random.default_rng(seed)
        self.beta = np.array([-0.9, 0.6])
        places = rng.uniform(-1, 1, (2, n))
        distance = np.hypot(*(axis[:, None] - axis for axis in places)) + 0.1
        region = rng.integers(0, 3, n)
        self.features = np.stack([np.log(distance), (region[:, None] == region).astype(float)])
        pull = np.exp(np.tensordot(self.beta, self.features, axes=1))
        out, into = rng.lognormal(2, 1, n), rng.lognormal(2, 1, n)
        self.flows = _settled(pull, out, into)
        self.exports = self.flows.sum(axis=1)[:-1]
        self.imports = self.flows.sum(axis=0)[:-1]
        self.world = float(self.flows.sum())
        hidden = rng.random((n, n)) > shown
        self.published = np.where(hidden | np.eye(n, dtype=bool), np.nan, self.flows[:-1, :-1])

    def filled(self) -> Array:
        return gravity.fill(self.published, self.exports, self.imports, self.features, self.world)


def _settled(pull: Array, out: Array, into: Array) -> Array:
    """Return flows (n + 1, n + 1) whose rest of the world agrees with the sums they imply."""
    exports, imports = out, into
    for _ in range(500):
        seed = gravity.with_rest(pull, exports, imports)
        flows = seed * np.outer(np.append(out, 9.0), np.append(into, 9.0))
        np.fill_diagonal(flows[:-1, :-1], 0.0)
        exports, imports = flows.sum(axis=1)[:-1], flows.sum(axis=0)[:-1]
    return np.asarray(flows)


@pytest.fixture(scope="module")
def shipped() -> gravity.Table:
    return gravity.read_table(ATLAS)


def _copy(folder: Path) -> None:
    (folder / "figures").mkdir()
    for name in NAMES:
        shutil.copy(ATLAS / name, folder / name)


# --- known answers --------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_planted_coefficients_are_recovered(seed: int) -> None:
    world = World(seed=seed)
    found = gravity.fit(world.published, world.features)
    assert found.beta == pytest.approx(world.beta, abs=1e-6)
    rows, columns = np.nonzero(np.isfinite(world.published))
    fitted = np.exp(
        found.exporter[rows]
        + found.importer[columns]
        + found.beta @ world.features[:, rows, columns]
    )
    assert fitted == pytest.approx(world.published[rows, columns], rel=1e-6)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_hidden_flows_of_a_world_that_obeys_the_model_are_recovered(seed: int) -> None:
    world = World(seed=seed)
    assert world.filled() == pytest.approx(world.flows, rel=1e-6)


def test_effects_absorb_what_belongs_to_one_side() -> None:
    world = World()
    tilted = world.published * np.exp(np.linspace(0, 3, len(world.published)))[:, None]
    assert gravity.fit(tilted, world.features).beta == pytest.approx(world.beta, abs=1e-6)


def test_pseudo_likelihood_balances_the_sums_of_each_state() -> None:
    world = World()
    rng = np.random.default_rng(0)
    noisy = world.published * rng.lognormal(0, 0.5, world.published.shape)
    found = gravity.fit(noisy, world.features)
    known = np.isfinite(noisy)
    mean = np.exp(
        found.exporter[:, None] + found.importer + np.tensordot(found.beta, world.features, axes=1)
    )
    for axis in (0, 1):
        wanted = np.where(known, noisy, 0).sum(axis=axis)
        assert np.where(known, mean, 0).sum(axis=axis) == pytest.approx(wanted, rel=1e-6)


def test_without_features_the_gaps_are_shared_in_proportion() -> None:
    exports, imports = np.array([6.0, 3.0, 1.0]), np.array([2.0, 4.0, 4.0])
    filled = gravity.fill(np.full((3, 3), np.nan), exports, imports, np.zeros((0, 3, 3)), 1e6)
    assert filled[0, 1] / filled[0, 3] == pytest.approx(filled[2, 1] / filled[2, 3])
    assert filled[1, 2] / filled[3, 2] == pytest.approx(filled[1, 0] / filled[3, 0])
    assert filled[:-1].sum(axis=1) == pytest.approx(exports, rel=1e-9)


def test_balance_gives_the_textbook_table() -> None:
    result = gravity.balance(
        np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([5.0, 5.0]), np.array([4.0, 6.0])
    )
    assert result.sum(axis=1) == pytest.approx([5, 5])
    assert result.sum(axis=0) == pytest.approx([4, 6])
    odds = result[0, 0] * result[1, 1] / (result[0, 1] * result[1, 0])
    assert odds == pytest.approx(4 / 6)


def test_distances_are_great_circles() -> None:
    # Tokyo, Berlin; the poles; a degree of longitude on the equator is 111.195 km
    found = gravity.great_circle(np.array([35.68, 52.52, 90, -90, 0, 0]),
                                 np.array([139.69, 13.40, 0, 0, 0, 1]))  # fmt: skip
    assert found[0, 1] == pytest.approx(8_918, rel=2e-3)
    assert found[2, 3] == pytest.approx(np.pi * gravity.EARTH_RADIUS)
    assert found[4, 5] == pytest.approx(111.195, abs=1e-3)
    assert found == pytest.approx(found.T)


def test_affinity_of_proportional_sales_is_nil_and_gaps_are_told() -> None:
    sales = np.outer([1.0, 2, 3], [3.0, 2, 1])
    sales[0, 2] = np.nan
    found, missing = gravity.affinity(sales)
    assert missing.tolist() == [[True, False, True], [False, True, False], [False, False, True]]
    assert (found[missing] == 0).all()
    heavy = np.full((4, 4), 1.0)
    heavy[0, 1] = 1e9
    assert gravity.affinity(heavy)[0].max() <= gravity.AFFINITY_BOUND


# --- what always holds ----------------------------------------------------------------------------


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.floats(0.25, 0.9))
def test_sums_are_kept_and_published_flows_untouched(seed: int, shown: float) -> None:
    world = World(n=9, seed=seed, shown=shown)
    filled = world.filled()
    assert filled[:-1].sum(axis=1) == pytest.approx(world.exports, rel=1e-9)
    assert filled[:, :-1].sum(axis=0) == pytest.approx(world.imports, rel=1e-9)
    assert filled.sum() == pytest.approx(world.world, rel=1e-9)
    known = np.isfinite(world.published)
    assert (filled[:-1, :-1][known] == world.published[known]).all()
    assert (filled >= 0).all()


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.floats(0.01, 3.0))
def test_farther_means_less_all_else_equal(seed: int, farther: float) -> None:
    world = World(n=8, seed=seed % 50)
    gaps = np.argwhere(np.isnan(world.published) & ~np.eye(8, dtype=bool))
    i, j = gaps[seed % len(gaps)]
    before = world.filled()[i, j]
    world.features[0, i, j] += farther
    assert world.filled()[i, j] < before


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.floats(0.1, 1000.0))
def test_units_do_not_matter(seed: int, unit: float) -> None:
    world = World(n=7, seed=seed % 50, shown=0.6)
    scaled = gravity.fill(
        world.published * unit,
        world.exports * unit,
        world.imports * unit,
        world.features,
        world.world * unit,
    )
    assert scaled == pytest.approx(world.filled() * unit, rel=1e-6)


def test_flows_beyond_a_total_are_refused() -> None:
    world = World()
    world.exports[4] *= 0.01
    with pytest.raises(ValueError, match="exports of state 4"):
        world.filled()


def test_sums_out_of_reach_are_refused() -> None:
    with pytest.raises(ArithmeticError, match="out of reach"):
        gravity.balance(np.diag([1.0, 1.0]), np.array([1.0, 2.0]), np.array([2.0, 1.0]), limit=50)


# --- the shipped table ----------------------------------------------------------------------------


def test_shipped_table_has_every_pair_once(shipped: gravity.Table) -> None:
    with (ATLAS / "trade.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    pairs = [(row["exporter"], row["importer"]) for row in rows]
    n = len(shipped.states)
    assert pairs == sorted(set(pairs))
    assert len(pairs) == n * (n - 1)
    assert all(float(row["value"]) >= 0 for row in rows)


def test_shipped_flows_stay_within_the_totals(shipped: gravity.Table) -> None:
    with (ATLAS / "trade.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for side, totals in (("exporter", shipped.exports), ("importer", shipped.imports)):
        for key, total in zip(shipped.states, totals, strict=True):
            flows = sum(float(row["value"]) for row in rows if row[side] == key)
            assert flows <= total * 1.005, (side, key)


def test_remaking_gives_the_shipped_bytes(tmp_path: Path) -> None:
    _copy(tmp_path)
    for _ in range(2):
        gravity.remake(tmp_path)
        assert (tmp_path / "trade.csv").read_bytes() == (ATLAS / "trade.csv").read_bytes()
    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert sorted(path.relative_to(tmp_path).as_posix() for path in left) == sorted(NAMES)


def test_held_out_flows_are_guessed_better_than_by_size_or_distance(shipped: gravity.Table) -> None:
    def guessed(features: Array) -> gravity.Score:
        return gravity.held_out(shipped.published, shipped.exports, shipped.imports, features)

    sizes, distance, full = (guessed(shipped.features[:k]) for k in (0, 1, 5))
    assert full.flows > 600
    assert full.median < 0.5
    assert full.rmse < 1.1
    assert full.rank > 0.91
    assert full.rmse < 0.8 * distance.rmse
    assert distance.rmse < 0.85 * sizes.rmse
    assert full.median < 0.4 * sizes.median


def test_signs_of_the_fitted_coefficients(shipped: gravity.Table) -> None:
    distance, region, closeness, _, alone = gravity.fit(shipped.published, shipped.features).beta
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
    ],
)
def test_mistakes_are_told_and_leave_the_table_alone(
    tmp_path: Path, name: str, old: str, new: str, expected: str
) -> None:
    _copy(tmp_path)
    before = (tmp_path / "trade.csv").read_bytes()
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ReadingError, match=expected) as error:
        gravity.remake(tmp_path)
    assert name in str(error.value)
    if name != "trade.csv":
        assert (tmp_path / "trade.csv").read_bytes() == before
