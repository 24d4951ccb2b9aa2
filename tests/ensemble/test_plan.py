from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from latticework.array import Array
from latticework.atlas.arrays import roster
from latticework.ensemble.plan import Planned, plan
from latticework.ensemble.schedule import Schedule
from latticework.ensemble.setting import Plan
from latticework.reading import ReadingError
from latticework.study.loading import load_study
from latticework.study.option import Part
from latticework.study.study import Study

Parts = Callable[..., Part]
YEARS = range(2024, 2041)
KOREA = 2
BY_OPTION = (
    "duty", "ties", "terms", "changed", "bonds", "allies", "protection", "access", "standing",
    "stationed", "freed", "presence", "floor", "outlay", "amount", "funded", "invested", "start",
)  # fmt: skip


@pytest.fixture(scope="module")
def planned(default: Study) -> Planned:
    """The default study."""
    return plan(default, list(default.options), roster(default.atlas), YEARS)


def _arrays(made: Plan) -> Iterator[tuple[str, Array]]:
    """Yield every array of a plan with its name."""
    for name, value in made._asdict().items():
        if isinstance(value, np.ndarray):
            yield name, value
    yield from made.programmes._asdict().items()
    yield from made.deals._asdict().items()


def _by_option(made: Plan) -> dict[str, Array]:
    return {name: value for name, value in _arrays(made) if name in BY_OPTION}


def test_all_arrays_have_their_shapes(default: Study, planned: Planned) -> None:
    made, n = planned.plan, len(roster(default.atlas).states)
    a, o, y = len(made.parties), len(default.options), len(YEARS)
    p, deals = len(made.programmes.issue), len(planned.concluded)
    shapes = {
        "duty": (o, y, 4, n), "ties": (o, y, 4, 4, 2, n), "terms": (o, y, a, 3),
        "parties": (a, n), "entries": (len(made.entries), 2), "pairs": (len(made.pairs), 2),
        "changed": (o, y), "bonds": (o, y, n, n), "allies": (o, y, n, n),
        "protection": (o, y, 2, n), "access": (o, y, 4, n), "standing": (o, y, 4, n),
        "stationed": (o, y, 4, n), "freed": (o, y, 4, n, 3), "presence": (o, y, n),
        "floor": (o, y, n), "outlay": (o, y, 3), "amount": (o, y, n, p), "issue": (p,),
        "side": (p,), "nato": (p,), "fit": (p, 4), "funded": (o, y), "invested": (o, y, n),
        "one": (deals, n), "other": (deals, n), "start": (o, deals),
    }  # fmt: skip
    assert {name: value.shape for name, value in _arrays(made)} == shapes


def test_kernels_can_take_all_arrays(planned: Planned) -> None:
    whole = {"entries", "pairs", "changed", "issue", "funded"}
    for name, value in _arrays(planned.plan):
        assert value.flags.c_contiguous, name
        assert value.dtype == (np.int64 if name in whole else np.float64), name
        assert not np.isnan(value).any(), name


def test_the_first_year_is_the_same_for_all_options(planned: Planned) -> None:
    for name, value in _by_option(planned.plan).items():
        if name != "start":
            assert (value[:, 0] == value[:1, 0]).all(), name


def test_an_option_without_parts_is_the_baseline(asked: Any, part: Parts) -> None:
    lever = {"lever": "commitment", "group": {"states": ["FRA"]}, "region": "asia",
             "domain": "sea", "start": 2025, "share": 0.1}  # fmt: skip
    made = _planned(asked({"none": {}, "some": {"a": part(lever)}})).plan
    assert made.freed[2].any()
    for name, value in _by_option(made).items():
        assert (value[1] == value[0]).all(), name


def test_levers_that_move_nothing_change_nothing(asked: Any, part: Parts) -> None:
    group = {"members_of": "nato"}
    levers = (
        {"lever": "presence", "group": group, "region": "asia", "start": 2025, "ship_months": 0},
        {"lever": "commitment", "group": group, "region": "asia", "domain": "sea", "start": 2025,
         "share": 0},
        {"lever": "interoperability", "group": group, "start": 2025, "share": 0},
        {"lever": "programme", "by": "eu", "issue": "connectivity", "start": 2025, "amount": 0,
         "recipients": group},
        {"lever": "burden", "group": group, "start": 2025, "end": 2026, "target": 0},
    )  # fmt: skip
    free = {"low": 0, "centre": 0, "high": 0}
    made = _planned(asked({"idle": {"a": part(*levers, cost=free)}})).plan
    for name, value in _by_option(made).items():
        assert (value[1] == value[0]).all(), name


def test_the_essay_is_its_parts(default: Study, planned: Planned) -> None:
    """What its three options change is changed by it too, and nothing else."""
    made, options = planned.plan, list(default.options)
    whole, *parts = (
        options.index(o) for o in ("essay", "eu-web", "europe-first", "nato-low-profile")
    )
    sums = [made.outlay, made.programmes.amount, made.programmes.invested, made.bonds, made.ties]
    for value in sums:
        change = value - value[:1]
        assert change[whole] == pytest.approx(sum(change[o] for o in parts), abs=1e-9)
    largest = [made.duty, made.access, made.standing, made.floor, made.allies]
    for value in largest:
        assert (value[whole] == value[parts].max(axis=0)).all()
    assert (made.deals.start[whole] == made.deals.start[parts].min(axis=0)).all()


def test_facts_of_the_default_study(default: Study, planned: Planned) -> None:
    made, states = planned.plan, roster(default.atlas).index
    o, t = list(default.options).index("asian-nato"), YEARS.index(2027)
    germany = states["DEU"]
    assert made.duty[o, t - 1, KOREA, germany] < made.duty[o, t, KOREA, germany] == 4
    assert (made.standing[o, t, :, germany] == 1).all()
    assert made.standing[0, t, KOREA, states["USA"]] == 1
    quiet = list(default.options).index("nato-low-profile")
    assert made.standing[quiet, t, KOREA, germany] == 0.5
    first = list(default.options).index("europe-first")
    assert made.floor[first, YEARS.index(2032), germany] == pytest.approx(3)


def test_a_plan_may_take_some_options_in_any_order(default: Study, planned: Planned) -> None:
    """What an option changes does not hang on those beside it."""
    chosen = ["retrench", "asian-nato"]
    some = plan(default, chosen, roster(default.atlas), YEARS)
    assert some.concluded == ()
    rows = [list(default.options).index(option) for option in chosen]
    for name in ("duty", "ties", "bonds", "allies", "protection", "access", "standing",
                 "stationed", "freed", "presence", "floor", "outlay"):  # fmt: skip
        assert (getattr(some.plan, name) == getattr(planned.plan, name)[rows]).all(), name


def test_the_template_has_a_plan() -> None:
    study = load_study("template")
    years = [study.question.horizon.first - 1, *study.question.horizon.years]
    made = plan(study, list(study.options), roster(study.atlas), years)
    assert made.plan.programmes.funded.any()


def test_what_the_atlas_lacks_is_told(default: Study) -> None:
    bare = replace(default, atlas=replace(default.atlas, fits={}))
    with pytest.raises(ReadingError, match="fits"):
        plan(bare, ["eu-web"], roster(default.atlas), YEARS)


def _planned(schedule: Schedule) -> Planned:
    options: Sequence[str] = schedule.options
    return plan(schedule.study, options, schedule.roster, schedule.years)
