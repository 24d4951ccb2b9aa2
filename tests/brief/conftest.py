"""A run of the default study by formulas, and small arguments that can be turned round."""

from collections.abc import Callable
from dataclasses import fields
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from latticework.array import Array, IntArray
from latticework.atlas.atlas import Atlas
from latticework.atlas.records import Claim
from latticework.brief.document import Brief
from latticework.brief.findings import Findings, gathered
from latticework.brief.report import report
from latticework.ensemble import tracks
from latticework.ensemble.run import Means, Order, run
from latticework.ensemble.store import Result
from latticework.insight.desk import of_frame
from latticework.insight.frame import of_table
from latticework.mechanisms.belief import Belief
from latticework.study.conditions import Comparison, Term
from latticework.study.loading import load_study
from latticework.study.option import Option
from latticework.study.study import Outcome, Question, Study
from latticework.study.views import ClaimTest, Count, ValueSet, Views

FUTURES = 512


class Formula:
    """A world of formulas: each track hangs on a belief or two, and on the option.

    Option 2 does better than option 1 unless the first belief lies in its upper third.
    """

    def __init__(self, study: Study) -> None:
        self.options = tuple(study.options)
        horizon = study.question.horizon
        self.years = (horizon.first - 1, *horizon.years)
        cases = [study.atlas.contingencies[slug] for slug in study.question.contingencies]
        powers = sorted({case.challenger for case in cases if case.challenger})
        families = tuple(case.family for case in cases)
        self.tracks = tracks.names(families, tuple(powers))
        self.low = np.array([belief.low for belief in study.beliefs])
        self.high = np.array([belief.high for belief in study.beliefs])

    def play(self, options: IntArray, beliefs: Array) -> Array:
        ranks = (beliefs - self.low) / np.where(self.high > self.low, self.high - self.low, 1.0)
        numbers = np.arange(len(self.tracks))
        usual = 0.2 + 0.5 * ranks[:, 1 + numbers % (ranks.shape[1] - 1)]
        effect = np.zeros((len(beliefs), len(self.options)))
        effect[:, 1] = 0.05
        effect[:, 2] = 0.05 + np.where(ranks[:, 0] > 2 / 3, -0.03, 0.02)
        effect[:, 3:] = 0.01 * np.arange(3, len(self.options))
        good = np.array([1.0 if name.startswith(GOOD) else -1.0 for name in self.tracks])
        level = usual[:, None, :] + effect[:, options, None] * good
        grown = np.linspace(0.5, 1.0, len(self.years))
        found: Array = np.clip(level[:, :, None, :] * grown[None, None, :, None], 0.0, 1.0)
        return found


GOOD = ("welfare", "resilience", "hedging", "alignment", "ratio")


@pytest.fixture(scope="session")
def study() -> Study:
    """The default study."""
    return load_study("nato-in-asia")


@pytest.fixture(scope="session")
def played(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Result:
    """A run of it by formulas."""
    folder = tmp_path_factory.mktemp("run")
    means = Means(workers=1, progress=False)
    return run(study, partial(Formula, study), folder, Order(futures=FUTURES, seed=7), means)


@pytest.fixture(scope="session")
def findings(study: Study, played: Result) -> Findings:
    """What that run says."""
    return gathered("nato-in-asia", study, played)


@pytest.fixture(scope="session")
def brief(findings: Findings) -> Brief:
    """Its brief."""
    return report(findings)


# --- an argument that can be turned round ---

Argued = Callable[[float], Findings]


@pytest.fixture(scope="session")
def argued() -> Argued:
    """Findings on whether a pact or a web is better: with 1 the web is, with −1 the pact is.

    In both it is the other way round where `fear` is low.
    """

    def make(side: float) -> Findings:
        rng = np.random.default_rng(3)
        draws = rng.random((2_000, 4))
        gain = side * np.where(draws[:, 0] > 0.2, 1.0, -1.0) + 0.1 * (draws[:, 1] - 0.5)
        values = np.zeros((len(draws), 3, 1))
        values[:, :, 0] = draws[:, [2]]  # what varies among futures anyhow
        values[:, 1, 0] += 0.1 * gain  # the pact: insecurity rises if the web is right
        values[:, 2, 0] -= 0.1 * gain
        return _argument(values, draws)

    return make


def _argument(values: Array, draws: Array) -> Findings:
    study = _asked(draws.shape[1])
    table = _table(study, values, draws)
    term = Comparison(
        (Term(1.0, "pact", "insecurity"),), ">", (Term(1.0, "base", "insecurity"),),
        "pact.insecurity > base.insecurity",
    )  # fmt: skip
    count = Count(weight=1.0)
    views = Views(
        {"other": ValueSet(name="Other", reason="r", source="s", counts={"insecurity": count})},
        {"C1": ClaimTest(term), "C2": ClaimTest(None, untested="It is about words.")},
    )
    answer = of_frame(of_table(table.lazy(), study), study, views, seed=1)
    return Findings(study, views, Result(Path(), {}), answer, {})


def _asked(beliefs: int) -> Study:
    names = ("fear", "second_thoughts", "noise", "more_noise")[:beliefs]
    insecurity = {
        "name": "Insecurity", "unit": "index", "better": "low", "track": "t", "reduce": "mean",
    }  # fmt: skip
    options = {"base": "As it is", "pact": "Pact", "web": "Web"}
    atlas = Atlas(**{field.name: {} for field in fields(Atlas)})
    claims = {"C1": Claim(text="A pact provokes."), "C2": Claim(text="Words matter.")}
    return Study(
        question=Question.model_validate({
            "name": "A question", "question": "Pact or web?", "summary": "Small.",
            "horizon": {"first": 2025, "last": 2028}, "baseline": "base",
            "contingencies": ["strait"],
        }),
        atlas=Atlas(**{**vars(atlas), "claims": claims}),
        options={slug: Option(name=name, summary=name) for slug, name in options.items()},
        worlds={},
        beliefs=tuple(
            Belief(name, "b", "share", 0.0, 0.5, 1.0, "judged", "mine") for name in names
        ),
        correlations=(),
        outcomes={"insecurity": Outcome.model_validate(insecurity)},
    )  # fmt: skip


def _table(study: Study, values: Array, draws: Array) -> pl.DataFrame:
    options = list(study.options)
    count, flat = len(options), values.reshape(-1, values.shape[2])
    return pl.DataFrame(
        {"future": np.repeat(np.arange(len(draws)), count), "option": options * len(draws)}
        | {b.name: np.repeat(draws[:, i], count) for i, b in enumerate(study.beliefs)}
        | {slug: flat[:, m] for m, slug in enumerate(study.outcomes)}
    )
