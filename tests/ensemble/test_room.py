import numpy as np

from latticework.ensemble import room
from latticework.ensemble.play import World
from latticework.mechanisms import deterrence


def test_rooms_are_as_large_as_the_world_needs(world: World) -> None:
    made, running = room.allocate(world.start, world.plan, len(deterrence.STAKES), 9)
    (contingencies, states, domains), years = world.start.ways.shape, len(world.years)
    assert made.future.arrived.shape == (len(room.DAYS), contingencies, states, domains)
    assert made.future.reference.shape == (years, states)
    assert made.now.coalition.shape == (len(world.plan.pairs), states)
    assert made.room.opening.shape == (9,)
    for first, other in zip(made.now, running, strict=True):
        assert first.shape == other.shape
        assert not np.shares_memory(first, other)


def test_kernels_get_what_they_expect(world: World) -> None:
    made, running = room.allocate(world.start, world.plan, len(deterrence.STAKES), 9)
    whole = np.dtype(np.int64)
    for array in (*made.future, *running, *made.start, *made.plan):
        if isinstance(array, np.ndarray):
            assert array.flags.c_contiguous
            assert array.dtype in (np.float64, whole)
