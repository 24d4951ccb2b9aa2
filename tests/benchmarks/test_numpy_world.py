"""The world in NumPy, which benchmarks hold beside the compiled one, plays the same."""

import numpy as np
import pytest

import numpy_world
from latticework.array import Array
from latticework.ensemble.futures import draw
from latticework.ensemble.play import World
from latticework.mechanisms import voting
from latticework.study.loading import load_study
from numpy_world.voting import tolerated

FUTURES = 3
RELATIVE = 1e-9
ABSOLUTE = {
    "eu_decides": 2e-3,  # the compiled world allows itself 1e-3
    "welfare": 1e-10,  # % by which real income differs from that of the status quo
}


@pytest.fixture(scope="module")
def stage() -> World:
    return World(load_study("nato-in-asia"))


@pytest.fixture(scope="module")
def beliefs() -> Array:
    study = load_study("nato-in-asia")
    return draw(study.beliefs, study.correlations, 0, FUTURES, seed=5)


def test_every_option_is_played_as_in_the_compiled_world(stage: World, beliefs: Array) -> None:
    world = numpy_world.World.of(stage.start, stage.plan)
    ours = stage.play(np.arange(len(stage.options)), beliefs)
    limit = np.array([ABSOLUTE.get(track.partition(".")[0], 1e-12) for track in stage.tracks])
    for f, row in enumerate(beliefs):
        believed = numpy_world.believed(stage.columns, row)
        for o, option in enumerate(stage.options):
            apart = np.abs(numpy_world.run(world, o, believed) - ours[f, o])
            years, tracks = np.nonzero(apart > limit + RELATIVE * np.abs(ours[f, o]))
            wrong = [(stage.years[t], stage.tracks[q]) for t, q in zip(years, tracks, strict=True)]
            assert not wrong, f"{option} in future {f}: {wrong}"


def test_unanimity_is_exact_where_nothing_is_tolerated() -> None:
    rng = np.random.default_rng(0)
    members, nodes = 27, 6
    units = voting.in_units(rng.lognormal(0.0, 1.5, members), 50)
    rule = voting.constructive(members, 50)
    will = rng.uniform(0.0, 1.0, (nodes, members))
    step = (1.0 - will) * np.linspace(0.1, 0.9, nodes)[:, None]
    found = tolerated(will, step, units, rule, 0.0)
    work = voting.work_for(members, rule)
    exact = [voting.tolerated(*row, units, rule, 0.0, work) for row in zip(will, step, strict=True)]
    assert found == pytest.approx(exact, rel=1e-12)
    assert len(set(exact)) == nodes
