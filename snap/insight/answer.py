"""The answer: one typed object that brief, page, command line and JSON read, so they cannot differ.

It is made by :func:`latticework.insight.desk.answer`. Worth and regret are in spreads (see
``values``); outcomes are in their own units.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from latticework.insight.claims import Verdict
from latticework.insight.drivers import Drivers
from latticework.insight.flips import Flip
from latticework.insight.regret import Regret
from latticework.insight.robustness import Robustness
from latticework.insight.scores import Ranking, Score
from latticework.insight.values import OWN

Matrix = tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Measure:
    """An outcome as it was compared: its words, its unit of comparison and the study's weight."""

    slug: str
    name: str
    unit: str
    better: str
    weight: float
    spread: float


@dataclass(frozen=True)
class Wins:
    """Share of futures in which each option (row) beats each (column) on an outcome."""

    outcome: str
    shares: Matrix


@dataclass(frozen=True)
class Regrets:
    """The regret of each option on an outcome, in spreads."""

    outcome: str
    regrets: tuple[Regret, ...]


@dataclass(frozen=True)
class Standing:
    """What an option is worth by a value set: gain on the baseline, in spreads, and how sure."""

    option: str
    worth: float
    worth_low: float
    worth_high: float
    low90: float
    high90: float
    best: float
    best_low: float
    best_high: float


@dataclass(frozen=True)
class Orders:
    """Options with the least regret first, by three rules: expected, in 90 % of futures, worst."""

    mean: tuple[str, ...]
    high90: tuple[str, ...]
    most: tuple[str, ...]


@dataclass(frozen=True)
class Contrast:
    """What the difference in worth of two options hangs on."""

    one: str
    other: str
    drivers: Drivers


@dataclass(frozen=True)
class Judgement:
    """All that a value set says of the options.

    Attributes
    ----------
    weights
        Signed weight of each outcome that counts; their sizes add up to 1.
    wins
        Share of futures in which each option (row) is worth more than each (column).
    front
        Options that none dominates on the outcomes that count, in expectation.
    flips, contrasts
        For each pair of options; empty for value sets that were not looked at so closely.
    drivers
        What it hangs on which option is best.
    """

    slug: str
    name: str
    weights: tuple[tuple[str, float], ...]
    standings: tuple[Standing, ...]
    ranking: Ranking
    wins: Matrix
    regrets: tuple[Regret, ...]
    least_regret: Orders
    robustness: tuple[Robustness, ...]
    front: tuple[str, ...]
    drivers: Drivers
    flips: tuple[Flip, ...]
    contrasts: tuple[Contrast, ...]


@dataclass(frozen=True)
class Effect:
    """What the difference that an option makes to an outcome hangs on."""

    option: str
    outcome: str
    drivers: Drivers


@dataclass(frozen=True)
class Answer:
    """What the runs of a study say.

    Attributes
    ----------
    study, question, baseline
        What was asked, and against what.
    futures, looked_at
        How many, and among how many of them flips and drivers were sought.
    seed
        Of all that is drawn here.
    judged_beliefs
        Share of the beliefs that are judged.
    thresholds
        In spreads, of the robustness.
    judgements
        The study's own weights first, then each value set.
    """

    study: str
    question: str
    baseline: str
    options: tuple[str, ...]
    futures: int
    looked_at: int
    seed: int
    beliefs: int
    judged_beliefs: float
    thresholds: tuple[float, ...]
    measures: tuple[Measure, ...]
    scores: tuple[Score, ...]
    wins: tuple[Wins, ...]
    regrets: tuple[Regrets, ...]
    judgements: tuple[Judgement, ...]
    effects: tuple[Effect, ...]
    claims: tuple[Verdict, ...]

    def judgement(self, slug: str = OWN) -> Judgement:
        """Return what a value set says; without a slug, the study's own weights."""
        return next(one for one in self.judgements if one.slug == slug)


# --- as plain values ---


def plain(value: Any) -> Any:
    """Return an answer, or any part of it, as dicts, lists, texts and finite numbers.

    Fields keep their order, so that the same answer always makes the same text.

    Raises
    ------
    ValueError
        If a number is not finite.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"expected a finite number, not {value}")
        return value + 0.0  # no −0.0
    if value is None or isinstance(value, bool | int | str):
        return value
    raise TypeError(f"expected plain values, not {type(value).__name__}")


def as_json(value: Answer) -> str:
    """Return an answer as JSON."""
    return json.dumps(plain(value), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
