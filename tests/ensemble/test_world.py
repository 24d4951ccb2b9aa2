"""The whole world: what must hold whatever the beliefs are."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from latticework.array import Array
from latticework.ensemble import room
from latticework.ensemble.compiled import compiled
from latticework.ensemble.futures import draw
from latticework.ensemble.play import World
from latticework.ensemble.setting import Drawn, Plan, Start
from latticework.study.study import Study

FUTURES = 8


@pytest.fixture(scope="module")
def beliefs(default: Study) -> Array:
    return draw(default.beliefs, default.correlations, 0, FUTURES, seed=11)


@pytest.fixture(scope="module")
def played(world: World, beliefs: Array) -> Array:
    """All options in some futures, shape (F, O, Y, Q)."""
    return world.play(np.arange(len(world.options)), beliefs)


@pytest.fixture(scope="module")
def centre(default: Study) -> Array:
    return np.array([[belief.centre for belief in default.beliefs]])


def track(world: World, played: Array, name: str) -> Array:
    return played[..., world.tracks.index(name)]


def of(world: World, name: str) -> int:
    return world.options.index(name)


# --- what must be so ---


def test_every_number_is_one(played: Array) -> None:
    assert np.isfinite(played).all()


def test_the_first_year_is_alike_for_every_option(played: Array) -> None:
    assert (played[:, :, 0] == played[:, :1, 0]).all()


def test_probabilities_and_shares_stay_within_their_bounds(world: World, played: Array) -> None:
    bounded = ("hazard", "european_share", "nato_decides", "eu_decides", "hedging", "tipped")
    names = [n for n in world.tracks if n.startswith((*bounded, "resilience"))]
    for name in names:
        values = track(world, played, name)
        assert (values >= 0).all(), name
        assert (values <= 1 + 1e-12).all(), name
    for state in ("IND", "IDN", "asean"):
        assert (np.abs(track(world, played, f"alignment.{state}")) <= 1).all()


def test_levels_of_the_first_year_are_what_is_believed(
    default: Study, world: World, beliefs: Array, played: Array
) -> None:
    place = {belief.name: number for number, belief in enumerate(default.beliefs)}
    for family in ("taiwan_strait", "south_china_sea", "korea", "baltic"):
        for level in ("force", "war"):
            found = track(world, played, f"hazard_{level}.{family.replace('_', '-')}")
            believed = beliefs[:, place[f"base_rate_{level}_{family}"]]
            assert found[:, 0, 0] == pytest.approx(believed, rel=1e-12)
    for power in ("CHN", "PRK", "RUS"):
        assert (track(world, played, f"encirclement.{power}")[:, :, 0] == 100).all()
    assert track(world, played, "polarization")[:, :, 0] == pytest.approx(100)


def test_who_changes_nothing_moves_nothing(default: Study, centre: Array) -> None:
    """An option without parts gives the bytes of the status quo."""
    nothing = default.options["status-quo"].model_copy(update={"name": "Nothing"})
    twice = replace(
        default,
        options={"status-quo": default.options["status-quo"], "nothing": nothing},
        worlds=dict.fromkeys(("status-quo", "nothing"), default.worlds["status-quo"]),
    )
    one, other = World(twice).play(np.arange(2), centre)[0]
    assert one.tobytes() == other.tobytes()


# --- relabelling states changes nothing ---


def _turned(value: Any, order: NDArray[np.int64]) -> Any:
    """Return arrays with the states in another order, on every axis that runs over them."""
    if isinstance(value, tuple):
        return type(value)(*(_turned(part, order) for part in value))
    if not isinstance(value, np.ndarray):
        return value
    for axis, size in enumerate(value.shape):
        if size == len(order):
            value = value.take(order, axis)
    return np.ascontiguousarray(value)


def _relabelled(start: Start, plan: Plan, order: NDArray[np.int64]) -> tuple[Start, Plan]:
    place = np.argsort(order)
    new_start, new_plan = _turned(start, order), _turned(plan, order)
    names = ("challenger", "target", "council", "union", "powers")
    indices = {name: place[getattr(start, name)] for name in names}
    single = {name: int(place[getattr(start, name)]) for name in ("america", "russia", "china")}
    pairs = plan.pairs.copy()
    pairs[:, 1] = place[pairs[:, 1]]
    return new_start._replace(**indices, **single), new_plan._replace(pairs=pairs)


def test_the_order_of_states_does_not_matter(world: World, beliefs: Array, played: Array) -> None:
    """Hence two states that are alike in all are treated alike, whoever they are."""
    order = np.random.default_rng(5).permutation(len(world.start.milex))
    start, plan = _relabelled(world.start, world.plan, order)
    drawn = world.columns.drawn(beliefs)
    turned = Drawn(drawn.one, drawn.family, drawn.autonomy[:, order].copy(), drawn.concluded)
    out = np.empty_like(played)
    rooms = room.allocate(start, plan, 5, len(world.tracks))
    compiled({})(*rooms, turned, np.arange(len(world.options)), out)
    assert out == pytest.approx(played, rel=1e-6, abs=1e-9)


# --- the status quo does not drift absurdly ---


def test_the_status_quo_stays_within_what_was_seen(world: World, centre: Array) -> None:
    """Sixteen years at the centres of all beliefs, against 2008–2024.

    Burdens (SIPRI): the European members of NATO spent 1.4 to 2.0 % of GDP, China 1.6 to 1.9, Asia
    and Oceania 1.6 to 1.9. Positions of India, Indonesia and ASEAN in the General Assembly moved
    by less than 0.15 on the scale of alignment. Trade does not change if its costs don't.
    """
    [[path]] = world.play(np.array([0]), centre)
    first, last = path[0], path[-1]
    at = world.tracks.index
    for name, low, high in (("burden.europe", 1.4, 2.6), ("burden.asia", 1.5, 2.2),
                            ("burden.CHN", 1.5, 2.0)):  # fmt: skip
        assert low < path[:, at(name)].min() <= path[:, at(name)].max() < high
    for state in ("IND", "IDN", "asean"):
        assert abs(last[at(f"alignment.{state}")] - first[at(f"alignment.{state}")]) < 0.15
    assert (np.abs(path[:, at("welfare.asia")]) < 1e-9).all()
    assert (path[:, at("leverage.asean")] == first[at("leverage.asean")]).all()
    assert (np.abs(path[:, at("polarization")] - 100) < 25).all()
    assert (np.abs(path[:, at("resilience")] - first[at("resilience")]) < 1e-9).all()
    assert (path[:, at("cost")] == 0).all()


# --- what options are there for ---


def test_options_move_what_they_pull_at(world: World, played: Array) -> None:
    """Signs that follow from the mechanisms whatever the beliefs are."""

    def final(name: str) -> Array:
        return track(world, played, name)[:, :, -1]

    quo = of(world, "status-quo")
    burden = final("burden.europe")
    assert (burden[:, of(world, "europe-first")] > burden[:, quo] + 0.3).all()
    welfare = final("welfare.asia")
    assert (welfare[:, of(world, "eu-web")] > 0).all()
    assert (final("resilience")[:, of(world, "eu-web")] > final("resilience")[:, quo]).all()
    acting = final("acting.korea")
    assert (acting[:, of(world, "asian-nato")] > acting[:, quo]).all()
    felt = final("encirclement.CHN")
    assert (felt[:, of(world, "nato-asia")] >= felt[:, quo]).all()
    assert (felt[:, of(world, "retrench")] <= felt[:, quo]).all()


def test_a_challenger_that_answers_to_nothing_keeps_its_rate(
    default: Study, world: World, beliefs: Array
) -> None:
    place = {row.name: number for number, row in enumerate(default.beliefs)}
    still = beliefs.copy()
    for name in ("hazard_sensitivity", "opportunism", "russia_china_coupling"):
        still[:, place[name]] = 0.0
    out = world.play(np.arange(len(world.options)), still)
    for name in world.tracks:
        if name.startswith(("hazard_force", "hazard_war")):
            found = track(world, out, name)
            assert found == pytest.approx(np.broadcast_to(found[:, :, :1], found.shape)), name
