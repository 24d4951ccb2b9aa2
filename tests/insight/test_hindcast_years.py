"""Years of a past world."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from latticework.array import Array
from latticework.insight import hindcast_worlds as worlds
from latticework.insight.hindcast_alignment import hit, moves
from latticework.insight.hindcast_annals import Annals
from latticework.insight.hindcast_forces import beliefs, drawn
from latticework.insight.hindcast_market import Market
from latticework.insight.hindcast_pacts import Bonds, bound
from latticework.insight.hindcast_past import Past, past
from latticework.insight.hindcast_years import Inputs, Tracks, play
from latticework.mechanisms import trade

STATES = ("CHN", "DEU", "FRA", "IND", "IRN", "JPN", "PAK", "POL", "RUS", "THA", "TUR", "USA")
POWERS = np.array([STATES.index(code) for code in ("USA", "CHN", "RUS")])
WEST = np.isin(STATES, ("DEU", "FRA", "USA")).astype(float)
YEARS = 11
N = len(STATES)


def pacts(*with_america: str) -> Bonds:
    duty = np.zeros((N, N))
    for state in with_america:
        i, j = STATES.index(state), STATES.index("USA")
        duty[i, j] = duty[j, i] = 4.0
    return bound(duty, {4.0: (0.9, 0.9)}, WEST, STATES)


def made(seed: int = 0, growing: float = 0.0) -> Past:
    """A made-up world of twelve states."""
    rng = np.random.default_rng(seed)
    km = rng.uniform(500, 9000, (N, N))
    km = np.where(np.eye(N) > 0, 0.0, (km + km.T) / 2)
    power = rng.uniform(1, 4, N)
    power[POWERS] = 40.0, 20.0, 20.0
    stocks = np.repeat(100 * power[:, None] / power.sum(), 3, axis=1)
    flows = rng.uniform(1, 5, (N, N)) + 60 * np.eye(N)
    market = Market(1990, trade.from_flows(flows), np.arange(N), WEST, 0, np.full(N, 0.6))
    position = np.clip(rng.normal(0, 0.4, (N, 3)), -0.9, 0.9)
    position[[0, N - 1]] = [[-1.0], [1.0]]
    pairs = np.array([(i, j) for i in range(N) for j in range(i + 1, N)])
    rivals = np.zeros((N, N))
    rivals[3, 6] = rivals[6, 3] = 1.0
    moving = 1.0 - np.isin(STATES, ("CHN", "USA")).astype(float)
    milex, gdp = power / 2, 20 * power
    growth = np.full(N, 0.02) + growing * moving
    path = gdp * np.exp(growth * np.arange(YEARS)[:, None])
    gap = rng.uniform(0, 2, (3, N))
    return Past(
        STATES, tuple(range(1990, 1990 + YEARS)), POWERS, moving, np.zeros(N), milex, growth, path,
        stocks, km,
        gap, rivals[POWERS], rivals[POWERS], rivals, np.full((N, N), 0.6), np.full((N, N), 0.05),
        (market,), (pacts("DEU", "FRA", "JPN"),) * YEARS, np.ones((YEARS, N)), pairs,
        np.full((2, len(pairs)), 0.02), np.repeat(position[None], YEARS, axis=0),
        np.repeat(milex[None], YEARS, axis=0), np.zeros((YEARS, len(pairs))),
    )  # fmt: skip


@pytest.fixture(scope="module")
def futures() -> Any:
    """Centres and forty draws."""
    return drawn(beliefs(), 40)


@pytest.fixture(scope="module")
def played(futures: Any) -> Tracks:
    """The made-up world with pacts that change in the fourth year."""
    changed = pacts("DEU", "FRA", "JPN"), pacts("DEU", "FRA", "JPN", "POL", "TUR", "IND")
    world = made()._replace(bonds=(changed[0],) * 4 + (changed[1],) * (YEARS - 4))
    return play(world, futures, Inputs.CAME)


def test_whoever_changes_nothing_moves_nothing(futures: Any) -> None:
    """Spending on its reference, no growth: positions, hazards and blocs stay to the last bit."""
    still = made()._replace(growth=np.zeros(N))
    only = futures[:1].copy()
    only["reference_growth"] = 0.0
    found = play(still, only, Inputs.CARRIED)
    assert found.position[0, -1] == pytest.approx(found.position[0, 0], abs=1e-9)
    assert found.milex[0, -1] == pytest.approx(found.milex[0, 0], rel=1e-9)
    assert found.force[0, -1] == pytest.approx(0.02, rel=1e-9)
    assert found.polarization[0] == pytest.approx(100.0)


def test_a_new_pact_with_the_west_draws_westward(futures: Any) -> None:
    before, after = pacts("DEU", "FRA", "JPN"), pacts("DEU", "FRA", "JPN", "POL")
    runs = [
        play(made()._replace(bonds=(before,) + (then,) * (YEARS - 1)), futures[:1], Inputs.CAME)
        for then in (before, after)
    ]
    poland = STATES.index("POL")
    assert (runs[1].position[0, -1, poland] > runs[0].position[0, -1, poland]).all()


def test_what_is_carried_on_knows_nothing_of_later_years(futures: Any) -> None:
    later = made()._replace(
        bonds=(pacts("DEU"),) + (pacts("IND"),) * (YEARS - 1), gdp=made(growing=0.1).gdp,
        troops=np.arange(YEARS)[:, None] + np.ones((YEARS, N)),
    )  # fmt: skip
    calm = later._replace(bonds=(pacts("DEU"),) * YEARS, gdp=made().gdp)
    for one, other in zip(play(later, futures[:2], Inputs.CARRIED),
                          play(calm, futures[:2], Inputs.CARRIED), strict=True):  # fmt: skip
        assert (one == other).all()


def test_everything_stays_in_its_bounds(played: Tracks) -> None:
    assert np.abs(played.position).max() <= 1.0
    assert (played.milex > 0).all()
    assert ((played.force > 0) & (played.force < 1)).all()
    assert np.isfinite(played.polarization).all()
    assert (played.position[:, :, 0] == -1.0).all()
    assert (played.position[:, :, N - 1] == 1.0).all()


# --- a planted world is recovered ---


def truths(played: Tracks) -> Iterator[Past]:
    """Yield worlds in which one future is what came."""
    for k in range(1, 41):
        yield made()._replace(position=played.position[k], spending=played.milex[k])


def test_the_band_of_a_planted_world_holds_what_came(played: Tracks) -> None:
    """Each future in turn is the truth, and the band is made of the others."""
    inside: list[Array] = []
    for k in range(1, 41):
        others = np.delete(np.arange(1, 41), k - 1)
        spent = np.log(played.milex[:, -1])
        inside.append(worlds.covered(spent[others], spent[k]))
    assert 0.82 < float(np.mean(inside)) < 0.97


def test_directions_of_a_planted_world_are_found(played: Tracks) -> None:
    hits = []
    for world in truths(played):
        found = moves(world, played.position, np.full((N, 3), np.nan), (0, 2))
        moved = np.abs(found.came) > 0.02
        hits += hit(found.said[0], found.came)[moved].tolist()
    assert len(hits) > 50
    assert np.mean(hits) > 0.7


def test_spending_of_a_planted_world_beats_its_baselines(played: Tracks) -> None:
    errors = []
    for world in truths(played):
        came, said = np.log(world.spending[-1]), np.log(played.milex[:, -1])
        errors.append([np.abs(came - said[0]).mean(), np.abs(came - np.log(world.milex)).mean()])
    ours, still = np.mean(errors, axis=0)
    assert ours < still


# --- real data ---


def test_the_world_of_1990_runs(shared: Path, futures: Any) -> None:
    world = past(Annals(shared), 1990, 1992)
    found = play(world, futures[:3], Inputs.CAME)
    assert np.isfinite(found.milex).all()
    assert found.force.sum(axis=2)[0] == pytest.approx(7.5, abs=1.5)
