"""The gravity fill: known answers, and sums that hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latticework.array import Array
from latticework.evidence import gravity
from latticework.evidence.gravity import Total


class World:
    """A made-up world that follows the model exactly, rest of the world included."""

    def __init__(self, n: int = 12, seed: int = 3, shown: float = 0.5) -> None:
        rng = np.random.default_rng(seed)
        self.beta = np.array([-0.9, 0.6])
        places = rng.uniform(-1, 1, (2, n + 1))
        distance = np.hypot(*(axis[:, None] - axis for axis in places)) + 0.1
        region = rng.integers(0, 3, n + 1)
        self.features = np.stack([np.log(distance), (region[:, None] == region).astype(float)])
        pull = np.exp(np.tensordot(self.beta, self.features, axes=1))
        out, into = rng.lognormal(2, 1, n), rng.lognormal(2, 1, n)
        self.flows = _settled(pull, out, into)
        self.exports = self.flows.sum(axis=1)[:-1]
        self.imports = self.flows.sum(axis=0)[:-1]
        self.world = float(self.flows.sum())
        hidden = rng.random((n, n)) > shown
        self.published = np.where(hidden | np.eye(n, dtype=bool), np.nan, self.flows[:-1, :-1])

    def filled(self, *totals: Total) -> gravity.Filled:
        return gravity.fill(
            self.published, self.exports, self.imports, self.features, totals, world=self.world
        )

    def fit(self) -> gravity.Fit:
        return gravity.fit(self.published, self.features[:, :-1, :-1])

    def total(self, exporters: slice, importers: slice, factor: float = 1.0) -> Total:
        """Return the true sum of a part of the table, times `factor`."""
        cells = np.zeros(self.flows.shape, dtype=bool)
        cells[exporters, importers] = True
        return Total("part", cells, factor * float(self.flows[cells].sum()))


def _settled(pull: Array, out: Array, into: Array) -> Array:
    """Return the flows (n + 1, n + 1) of states that pull and push in proportion."""
    flows = pull * np.outer(np.append(out, 9.0), np.append(into, 9.0))
    np.fill_diagonal(flows[:-1, :-1], 0.0)
    return np.asarray(flows)


# --- known answers ---


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_planted_coefficients_are_recovered(seed: int) -> None:
    world = World(seed=seed)
    found = world.fit()
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
    assert world.filled().flows == pytest.approx(world.flows, rel=1e-6)


def test_effects_absorb_what_belongs_to_one_side() -> None:
    world = World()
    tilted = world.published * np.exp(np.linspace(0, 3, len(world.published)))[:, None]
    assert gravity.fit(tilted, world.features[:, :-1, :-1]).beta == pytest.approx(
        world.beta, abs=1e-6
    )


def test_pseudo_likelihood_balances_the_sums_of_each_state() -> None:
    world = World()
    rng = np.random.default_rng(0)
    noisy = world.published * rng.lognormal(0, 0.5, world.published.shape)
    found = gravity.fit(noisy, world.features[:, :-1, :-1])
    known, states = np.isfinite(noisy), world.features[:, :-1, :-1]
    mean = np.exp(
        found.exporter[:, None] + found.importer + np.tensordot(found.beta, states, axes=1)
    )
    for axis in (0, 1):
        wanted = np.where(known, noisy, 0).sum(axis=axis)
        assert np.where(known, mean, 0).sum(axis=axis) == pytest.approx(wanted, rel=1e-6)


def test_without_features_the_gaps_are_shared_in_proportion() -> None:
    exports, imports = np.array([6.0, 3.0, 1.0]), np.array([2.0, 4.0, 4.0])
    nothing, featureless = np.full((3, 3), np.nan), np.zeros((0, 4, 4))
    filled = gravity.fill(nothing, exports, imports, featureless, world=1e6).flows
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


def test_balance_meets_a_further_sum_and_keeps_the_other_odds() -> None:
    cells = np.zeros((3, 3), dtype=bool)
    cells[0, :2] = True
    seed, wanted = np.arange(1.0, 10).reshape(3, 3), np.array([4.0, 5, 6])
    result = gravity.balance(seed, wanted, wanted[::-1], (Total("part", cells, 1.5),))
    assert result[cells].sum() == pytest.approx(1.5)
    assert result.sum(axis=1) == pytest.approx(wanted)
    assert result.sum(axis=0) == pytest.approx(wanted[::-1])
    for table in (seed, result):  # what one factor for the part cannot change
        odds = table[0, 0] * table[1, 1] / (table[0, 1] * table[1, 0])
        assert odds == pytest.approx(5 / 8)


def test_a_true_sum_changes_nothing_and_a_false_one_is_met() -> None:
    world = World()
    true, false = (world.total(slice(0, 1), slice(3, 9), factor) for factor in (1.0, 1.1))
    assert world.filled(true).flows == pytest.approx(world.flows, rel=1e-6)
    filled = world.filled(false)
    assert filled.skipped == ()
    assert filled.flows[false.cells].sum() == pytest.approx(false.value, rel=1e-9)
    known = np.isfinite(world.published)
    assert (filled.flows[:-1, :-1][known] == world.published[known]).all()


def test_sums_that_cannot_be_met_are_told_and_left_out() -> None:
    world = World()
    world.published[0] = world.flows[0, :-1]
    full = world.total(slice(0, 1), slice(3, 9), 2.0)
    small = world.total(slice(1, 2), slice(0, 12), 1e-6)
    filled = world.filled(full, small)
    assert "all its flows are published" in filled.skipped[0]
    assert "make" in filled.skipped[1]
    assert filled.flows == pytest.approx(world.filled().flows)


# --- what always holds ---


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.floats(0.25, 0.9))
def test_sums_are_kept_and_published_flows_untouched(seed: int, shown: float) -> None:
    world = World(n=9, seed=seed, shown=shown)
    part = world.total(slice(0, 1), slice(2, 9), 1.0)  # true, hence within reach of any seed
    filled = world.filled(part).flows
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
    before = world.filled().flows[i, j]
    world.features[0, i, j] += farther
    assert world.filled().flows[i, j] < before


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.floats(0.1, 1000.0))
def test_units_do_not_matter(seed: int, unit: float) -> None:
    world = World(n=7, seed=seed % 50, shown=0.6)
    scaled = gravity.fill(
        world.published * unit,
        world.exports * unit,
        world.imports * unit,
        world.features,
        world=world.world * unit,
    )
    assert scaled.flows == pytest.approx(world.filled().flows * unit, rel=1e-6)


def test_flows_beyond_a_total_are_refused() -> None:
    world = World()
    world.exports[4] *= 0.01
    with pytest.raises(ValueError, match="exports of state 4"):
        world.filled()


def test_sums_out_of_reach_are_refused() -> None:
    with pytest.raises(ArithmeticError, match="out of reach"):
        gravity.balance(np.diag([1.0, 1.0]), np.array([1.0, 2.0]), np.array([2.0, 1.0]), limit=50)
