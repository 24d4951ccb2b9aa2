import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from latticework.array import Array
from latticework.ensemble.store import Result
from latticework.insight.answer import Answer, as_json
from latticework.insight.desk import answer, of_frame
from latticework.insight.frame import of_table
from latticework.insight.values import OWN
from latticework.study.conditions import Names, comparison
from latticework.study.study import Study
from latticework.study.views import ClaimTest, ValueSet, Views

OPTIONS = ("as-is", "pact", "web")


@pytest.fixture(scope="module")
def views() -> Views:
    them = ValueSet.model_validate({
        "name": "Them", "reason": "r", "source": "s",
        "counts": {"room": {"weight": 1.0, "better": "low", "reason": "no room"}},
    })  # fmt: skip
    names = Names(OPTIONS, ["war", "room", "who"])
    tests = {
        "C1": ClaimTest(comparison("pact.war < as-is.war", names)),
        "C2": ClaimTest(None, untested="x"),
    }
    return Views({"them": them}, tests)


@pytest.fixture(scope="module")
def ensemble(
    drawn: Callable[..., Array],
    study_of: Callable[..., Study],
    table_of: Callable[..., pl.DataFrame],
) -> tuple[Study, pl.DataFrame]:
    """The pact makes war rarer but for b1 > 0.6 and b3 < 0.5; the web always leaves room."""
    study = study_of({"war": ("low", 1.0), "room": ("high", 0.5), "who": ("none", 0.0)}, 8, OPTIONS)
    draws = drawn(4_000, 8)
    common = np.random.default_rng(0).normal(size=(4_000, 1, 3))
    values = np.repeat(common, 3, axis=1)
    worse = (draws[:, 1] > 0.6) & (draws[:, 3] < 0.5)
    values[:, 1, 0] += np.where(worse, 1.0, -1.0)
    values[:, 2, 1] += 0.5
    return study, table_of(study, draws, values)


@pytest.fixture(scope="module")
def found(ensemble: tuple[Study, pl.DataFrame], views: Views) -> Answer:
    study, table = ensemble
    return of_frame(of_table(table.lazy(), study), study, views, seed=1)


def test_the_planted_truth_is_told(found: Answer) -> None:
    own = found.judgement()
    assert own.slug == OWN
    assert own.ranking.order == ("pact", "web", "as-is")
    assert own.front == ("pact", "web")
    flips = {(flip.better, flip.worse): flip for flip in own.flips}
    assert set(flips) == {("pact", "as-is"), ("pact", "web"), ("web", "as-is")}
    assert flips["web", "as-is"].verdict == "never"
    for worse in ("as-is", "web"):
        (box,) = flips["pact", worse].where.boxes
        assert box.beliefs == ("b1", "b3")
        assert min(box.coverage, box.density) >= 0.9
    assert {driver.belief for driver in own.drivers.beliefs} == {"b1", "b3"}
    assert own.drivers.judged_least == 0.0  # both are estimated


def test_another_value_set_turns_the_ranking(found: Answer) -> None:
    them = found.judgement("them")
    assert them.ranking.order[-1] == "web"
    assert them.weights == (("room", -1.0),)
    assert them.flips == ()


def test_numbers_agree_with_each_other(found: Answer) -> None:
    own = found.judgement()
    by_slug = {standing.option: standing for standing in own.standings}
    assert by_slug["as-is"].worth == 0.0
    assert sum(standing.best for standing in own.standings) == pytest.approx(1)
    flip = next(one for one in own.flips if (one.better, one.worse) == ("pact", "as-is"))
    assert own.wins[1][0] == pytest.approx(1 - flip.share)
    claim = found.claims[0]
    war = next(wins for wins in found.wins if wins.outcome == "war")
    assert claim.share == pytest.approx(war.shares[1][0])
    assert {wins.outcome for wins in found.wins} == {"war", "room"}
    assert [regrets.outcome for regrets in found.regrets] == ["war", "room"]


def test_scores_come_back_from_the_table_alone(
    found: Answer, ensemble: tuple[Study, pl.DataFrame]
) -> None:
    _, table = ensemble
    for score in found.scores:
        column = table.filter(pl.col("option") == score.option)[score.outcome]
        wanted = [
            column.mean(),
            *(column.quantile(q, "linear") for q in (0.05, 0.25, 0.5, 0.75, 0.95)),
        ]
        told = [score.mean, score.low90, score.low50, score.median, score.high50, score.high90]
        assert told == pytest.approx(wanted)


def test_effects_name_what_each_option_changes(found: Answer) -> None:
    effects = {(one.option, one.outcome): one.drivers for one in found.effects}
    assert set(effects) == {("pact", "war")}  # what never varies hangs on nothing
    assert {driver.belief for driver in effects["pact", "war"].beliefs} == {"b1", "b3"}


def test_the_same_runs_make_the_same_text(
    found: Answer, ensemble: tuple[Study, pl.DataFrame], views: Views
) -> None:
    study, table = ensemble
    again = of_frame(of_table(table.lazy(), study), study, views, seed=1)
    assert as_json(again) == as_json(found)
    told = json.loads(as_json(found))
    assert told["claims"][1]["untested"] == "x"
    assert list(told)[:3] == ["study", "question", "baseline"]


def test_another_seed_finds_the_same_answer(
    found: Answer, ensemble: tuple[Study, pl.DataFrame], views: Views
) -> None:
    study, table = ensemble
    other = of_frame(of_table(table.lazy(), study), study, views, seed=2).judgement()
    assert other.ranking.order == found.judgement().ranking.order
    for one, two in zip(other.flips, found.judgement().flips, strict=True):
        assert [box.beliefs for box in one.where.boxes] == [box.beliefs for box in two.where.boxes]


def test_an_answer_is_read_from_a_folder(
    ensemble: tuple[Study, pl.DataFrame], tmp_path: Path
) -> None:
    study, table = ensemble
    table.write_parquet(tmp_path / "futures.parquet")
    told = answer(Result(tmp_path, {"seed": 1}), study, closely=())
    assert told.futures == 4_000
    assert told.claims == ()
    assert told.judgement().flips == ()


@pytest.mark.parametrize(("futures", "options"), [(2, 1), (3, 3), (25, 2), (300, 2)])
def test_small_runs_are_answered_too(
    futures: int,
    options: int,
    study_of: Callable[..., Study],
    table_of: Callable[..., pl.DataFrame],
) -> None:
    study = study_of({"war": ("low", 1.0), "who": ("none", 0.0)}, 3, OPTIONS[:options])
    rng = np.random.default_rng(0)
    values = rng.normal(size=(futures, options, 2))
    table = table_of(study, rng.random((futures, 3)), values)
    told = of_frame(of_table(table.lazy(), study), study, Views(), seed=1)
    assert len(told.judgement().flips) == options * (options - 1) // 2
    assert json.loads(as_json(told))["futures"] == futures
