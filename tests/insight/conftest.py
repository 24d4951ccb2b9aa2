"""Synthetic ensembles with known truths."""

from collections.abc import Callable, Sequence
from dataclasses import fields

import numpy as np
import polars as pl
import pytest

from latticework.array import Array
from latticework.atlas.atlas import Atlas
from latticework.insight.frame import Frame, of_table
from latticework.mechanisms.belief import Belief
from latticework.study.option import Option
from latticework.study.study import Outcome, Question, Study

Draw = Callable[..., Array]
Framer = Callable[..., Frame]


@pytest.fixture(scope="session")
def drawn() -> Draw:
    """Beliefs between 0 and 1, each spread evenly, all independent: a Latin hypercube."""

    def draw(futures: int, beliefs: int, seed: int = 0) -> Array:
        rng = np.random.default_rng(seed)
        ranks = rng.permuted(np.tile(np.arange(futures), (beliefs, 1)), axis=1).T
        found: Array = (ranks + rng.random((futures, beliefs))) / futures
        return found

    return draw


def made_study(outcomes: dict[str, Outcome], beliefs: int, options: Sequence[str]) -> Study:
    question = Question.model_validate({
        "name": "A small question", "question": "Is it so?", "summary": "It is small.",
        "horizon": {"first": 2025, "last": 2028}, "baseline": options[0],
        "contingencies": ["strait"],
    })  # fmt: skip
    return Study(
        question=question,
        atlas=Atlas(**{field.name: {} for field in fields(Atlas)}),
        options={slug: Option(name=slug, summary=slug) for slug in options},
        worlds={},
        beliefs=tuple(
            Belief(f"b{i}", "b", "", 0.0, 0.5, 1.0, "judged" if i % 2 == 0 else "estimated", "mine")
            for i in range(beliefs)
        ),
        correlations=(),
        outcomes=outcomes,
    )


def made_table(study: Study, draws: Array, values: Array) -> pl.DataFrame:
    """Return a table as a run keeps it, from (F, B) and (F, O, M)."""
    options = list(study.options)
    flat = values.reshape(-1, values.shape[2])
    count = len(options)
    return pl.DataFrame(
        {"future": np.repeat(np.arange(len(draws)), count), "option": options * len(draws)}
        | {b.name: np.repeat(draws[:, i], count) for i, b in enumerate(study.beliefs)}
        | {slug: flat[:, m] for m, slug in enumerate(study.outcomes)}
    )


def an_outcome(better: str = "low", weight: float = 1.0) -> Outcome:
    return Outcome.model_validate(
        {
            "name": "n",
            "unit": "u",
            "better": better,
            "track": "t",
            "reduce": "mean",
            "weight": weight,
        }
    )


@pytest.fixture(scope="session")
def study_of() -> Callable[..., Study]:
    """A study of outcomes ``{slug: (better, weight)}``, so many beliefs, and options."""

    def make(outcomes: dict[str, tuple[str, float]], beliefs: int, options: Sequence[str]) -> Study:
        records = {slug: an_outcome(*how) for slug, how in outcomes.items()}
        return made_study(records, beliefs, options)

    return make


@pytest.fixture(scope="session")
def table_of() -> Callable[[Study, Array, Array], pl.DataFrame]:
    """A table as a run keeps it."""
    return made_table


@pytest.fixture(scope="session")
def framed_of() -> Framer:
    """A frame of values (F, O, M) with outcomes ``m0``, ``m1`` …; low is better by default."""

    def make(values: Array, draws: Array | None = None, better: Sequence[str] = ()) -> Frame:
        count = values.shape[2]
        how = list(better) or ["low"] * count
        options = ["base", "one", "two", "three", "four"][: values.shape[1]]
        beliefs = np.zeros((len(values), 1)) if draws is None else draws
        outcomes = {f"m{m}": an_outcome(how[m]) for m in range(count)}
        study = made_study(outcomes, beliefs.shape[1], options)
        return of_table(made_table(study, beliefs, values).lazy(), study)

    return make
