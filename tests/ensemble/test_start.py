from dataclasses import replace

import numpy as np
import pytest

from latticework.atlas.arrays import roster
from latticework.ensemble.setting import Start
from latticework.ensemble.start import start
from latticework.reading import ReadingError
from latticework.study.loading import load_study
from latticework.study.study import Study

YEARS = range(2024, 2041)


@pytest.fixture(scope="module")
def study() -> Study:
    """The default study."""
    return load_study("nato-in-asia")


@pytest.fixture(scope="module")
def world(study: Study) -> Start:
    """Its world in 2024."""
    return start(study, YEARS)


def test_all_arrays_have_their_shapes(study: Study, world: Start) -> None:
    n, c, j, y = len(roster(study.atlas).states), 4, 4, len(YEARS)
    shapes = {
        "population": (n,), "milex": (n,), "stance": (n,), "growth": (n,), "moves": (n,),
        "gdp": (y, n), "stocks": (n, 3), "position": (n, 3), "ways": (c, n, 3),
        "ways_home": (n, n, 3), "place_km": (c, n), "capital_km": (j, n), "gap": (j, n),
        "rivalry": (j, n), "claim": (j, n), "rivals": (n, n), "affinity": (c, n),
        "passage": (c, n), "ally": (4,), "major": (n,),
        "goods": (n,), "challenger": (c,), "target": (c,),
        "watched": (c,), "family": (c,), "defender": (c, n), "council": (32,), "union": (27,),
        "union_units": (27,), "union_rule": (3,), "mandated": (n,), "european": (n,),
        "region": (2, n), "drift": (3, n), "leverage": (3, n), "income": (2, n), "people": (n,),
        "hedger": (n,), "west": (n,), "visits": (c, n), "powers": (j,), "pole": (2,),
    }  # fmt: skip
    arrays = {k: v for k, v in world._asdict().items() if isinstance(v, np.ndarray)}
    assert {name: row.shape for name, row in arrays.items()} == shapes
    assert [row.shape for row in world.trade] == [(n, n), (n,), (n,)]


def test_all_arrays_are_as_kernels_take_them(world: Start) -> None:
    whole = {"challenger", "target", "watched", "council", "union", "union_units", "union_rule",
             "powers", "pole"}  # fmt: skip
    for name, row in [*world._asdict().items(), *world.trade._asdict().items()]:
        if isinstance(row, np.ndarray):
            assert row.flags.c_contiguous, name
            assert row.dtype == (np.int64 if name in whole else np.float64), name
            assert np.isfinite(row).all(), name


def test_indices_point_at_the_states_meant(study: Study, world: Start) -> None:
    states = roster(study.atlas).states
    assert [states[i] for i in (world.america, world.russia, world.china)] == ["USA", "RUS", "CHN"]
    assert [states[i] for i in world.powers] == ["CHN", "PRK", "RUS", "USA"]
    assert [states[i] for i in world.powers[world.pole]] == ["CHN", "USA"]
    assert (world.powers[world.watched] == world.challenger).all()
    assert [states[i] for i in world.target] == ["TWN", "PHL", "KOR", "LTU"]
    assert world.year == 2024


def test_rows_of_powers_are_rows_of_pairs(world: Start) -> None:
    assert (world.gap[np.arange(4), world.powers] == 0).all()
    assert (world.capital_km[np.arange(4), world.powers] == 0).all()
    assert (world.rivalry == world.rivals[world.powers]).all()
    assert (world.rivals == world.rivals.T).all()
    assert world.rivalry[0, world.america] == world.rivalry[3, world.china] == 1
    assert world.claim[0, world.target[0]] == 1
    assert (world.affinity[np.arange(4), world.target] == 1).all()


def test_ways_home_are_zero_at_home_and_run_to_the_row(study: Study, world: Start) -> None:
    assert (world.ways_home[np.arange(74), np.arange(74)] == 0).all()
    japan, poland = (roster(study.atlas).index[state] for state in ("JPN", "POL"))
    # American aircraft stand in Japan, Japan's do not stand in America
    assert (
        world.ways_home[japan, world.america, 1] < 1000 < world.ways_home[world.america, japan, 1]
    )
    assert world.ways[0, world.america, 1] < 1000 < world.ways[0, poland, 1]


def test_the_years_are_those_asked_for(study: Study, world: Start) -> None:
    short = start(study, [2024, 2030])
    assert (short.gdp[0] == world.gdp[0]).all()
    assert short.gdp[1] == pytest.approx(world.gdp[6])


def test_the_same_study_gives_the_same_bytes(study: Study, world: Start) -> None:
    again = start(study, YEARS)
    for name, row in world._asdict().items():
        assert np.array_equal(np.asarray(getattr(again, name)[0] if name == "trade" else
                                         getattr(again, name)),
                              np.asarray(row[0] if name == "trade" else row)), name  # fmt: skip


def test_a_study_with_one_challenger(study: Study) -> None:
    template = load_study("template")
    world = start(template, [2024, *template.question.horizon.years])
    states = roster(template.atlas).states
    assert [states[i] for i in world.powers] == ["CHN", "USA"]
    assert world.pole.tolist() == [0, 1]
    assert world.watched.tolist() == [0]
    assert world.region[1, world.russia] == 1  # no challenger of this study
    assert world.gdp.shape[0] == 7
    assert (world.stocks == start(study, [2024]).stocks).all()


def test_what_the_atlas_lacks_is_told(study: Study) -> None:
    figures = {k: v for k, v in study.atlas.figures.items() if v.quantity != "gdp_growth"}
    lacking = replace(study, atlas=replace(study.atlas, figures=figures))
    with pytest.raises(ReadingError, match="gdp_growth: ALB, ARE, ARG"):
        start(lacking, YEARS)
