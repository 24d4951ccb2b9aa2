"""Where the answer is made: from a finished run, by the functions beside this module.

All numbers come from ``futures.parquet`` and the study's folder; what is drawn here (resamples,
halves of the futures, weightings) is drawn by the run's seed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import combinations

import numpy as np

from latticework.array import Array
from latticework.ensemble.store import Result
from latticework.insight.answer import (
    Answer,
    Contrast,
    Effect,
    Judgement,
    Matrix,
    Measure,
    Orders,
    Regrets,
    Standing,
    Wins,
)  # fmt: skip
from latticework.insight.boxes import Seeker
from latticework.insight.cells import Cells
from latticework.insight.claims import Verdict, judged
from latticework.insight.drivers import Explainer
from latticework.insight.flips import Flip, flip
from latticework.insight.frame import TIE, Frame, framed
from latticework.insight.pareto import front
from latticework.insight.regret import RULES, by_outcome, order, summed
from latticework.insight.resampling import Resampling
from latticework.insight.robustness import THRESHOLDS, robustness
from latticework.insight.scores import best_shares, ranked, scores, win_shares
from latticework.insight.values import OWN, Weights, weights, worth
from latticework.study.study import Study
from latticework.study.views import Views

LOOKED_AT = 16_384
"""Futures among which flips and drivers are sought at most: the first of the run."""


def answer(
    result: Result, study: Study, views: Views | None = None, closely: Collection[str] = (OWN,)
) -> Answer:
    """Return what the runs of a study say.

    Parameters
    ----------
    result
        A run that is complete.
    study
        The study that it was made for.
    views
        Value sets and tests of claims; see :func:`latticework.study.views.load_views`.
    closely
        Value sets for which flips are sought; the cost is that of all pairs for each.

    Raises
    ------
    RunError
        If the run is not of this study.
    """
    return of_frame(
        framed(result, study), study, views or Views(), result.identity["seed"], closely
    )


def of_frame(
    frame: Frame, study: Study, views: Views, seed: int, closely: Collection[str] = (OWN,)
) -> Answer:
    """Return what runs say that are already in memory."""
    desk = _Desk(frame, seed)
    own, *others = weights(frame, views.values)
    kinds = frame.kinds.count("judged") / max(len(frame.kinds), 1)
    judgements = [desk.judgement(one, close=one.slug in closely) for one in (own, *others)]
    return Answer(
        study.question.name, study.question.question, study.question.baseline, frame.options,
        frame.futures, len(desk.looked.draws), seed, len(frame.beliefs), kinds, THRESHOLDS,
        measures=tuple(_measures(frame, study)),
        scores=scores(frame),
        wins=tuple(desk.wins()),
        regrets=tuple(Regrets(slug, found) for slug, found in by_outcome(frame).items()),
        judgements=tuple(judgements),
        effects=tuple(desk.effects()),
        claims=tuple(desk.verdicts(views)),
    )  # fmt: skip


def _measures(frame: Frame, study: Study) -> Iterator[Measure]:
    for slug, spread in zip(frame.outcomes, frame.spread, strict=True):
        record = study.outcomes[slug]
        words = record.name, record.unit, record.better
        yield Measure(slug, *words, record.weight, float(spread))


class _Desk:
    """The runs of a study, and what is worked out once for all questions."""

    def __init__(self, frame: Frame, seed: int) -> None:
        self.frame, self.seed = frame, seed
        self.looked = frame.first(LOOKED_AT)
        draws = self.looked.draws
        self.seeker = Seeker(draws, frame.beliefs, frame.kinds, seed)
        self.cells = Cells.of(draws, seed)
        self.explain = Explainer(self.cells, frame.beliefs, frame.kinds)
        self.resampling = Resampling.of(frame.futures, seed)

    def judgement(self, values: Weights, *, close: bool) -> Judgement:
        options, counted = self.frame.options, values.counted
        value = worth(self.frame.gains, values)
        regrets = summed(value, options)
        seen = value[:LOOKED_AT]
        return Judgement(
            values.slug, values.name,
            tuple((self.frame.outcomes[m], float(values.signed[m])) for m in counted),
            self._standings(value),
            ranked(value, options, self.resampling),
            _matrix(win_shares(value)),
            regrets,
            Orders(*(order(regrets, rule) for rule in RULES)),
            robustness(self.frame, values, self.seed),
            front(self.frame, values.signed),
            self.explain(best_shares(seen)),
            tuple(self._flips(seen)) if close else (),
            tuple(self._contrasts(seen)) if close else (),
        )  # fmt: skip

    def _standings(self, value: Array) -> tuple[Standing, ...]:
        best = best_shares(value)
        low90, high90 = np.quantile(value, (0.05, 0.95), axis=0)
        worth_ends, best_ends = self.resampling.interval(value), self.resampling.interval(best)
        columns = (value.mean(axis=0), *worth_ends, low90, high90, best.mean(axis=0), *best_ends)
        table = np.stack(columns, axis=1)
        pairs = zip(self.frame.options, table.tolist(), strict=True)
        return tuple(Standing(option, *row) for option, row in pairs)

    def _flips(self, value: Array) -> Iterator[Flip]:
        for (a, one), (b, other) in combinations(enumerate(self.frame.options), 2):
            difference = value[:, a] - value[:, b]
            yield flip((one, other), difference, self.seeker, self.cells)

    def _contrasts(self, value: Array) -> Iterator[Contrast]:
        for (a, one), (b, other) in combinations(enumerate(self.frame.options), 2):
            yield Contrast(one, other, self.explain(value[:, a] - value[:, b]))

    def wins(self) -> Iterator[Wins]:
        for m in np.flatnonzero(self.frame.sign):
            good = self.frame.gains[:, :, m] * self.frame.sign[m]
            yield Wins(self.frame.outcomes[m], _matrix(win_shares(good)))

    def effects(self) -> Iterator[Effect]:
        """Yield what each option's effects on the outcomes with weight hang on."""
        for o, option in enumerate(self.frame.options):
            for m in np.flatnonzero(self.frame.weight):
                gained = self.frame.gains[:LOOKED_AT, o, m]
                if o != self.frame.baseline and np.ptp(gained) > TIE:
                    yield Effect(option, self.frame.outcomes[m], self.explain(gained, pairs=False))

    def verdicts(self, views: Views) -> Iterator[Verdict]:
        for claim, test in views.tests.items():
            yield judged(claim, test, self.frame, self.seeker, self.explain)


def _matrix(shares: Array) -> Matrix:
    return tuple(tuple(map(float, row)) for row in shares)
