"""Whose values: one number for each run from its outcomes, by the weights of a value set.

Outcomes are made comparable by their spread under the baseline, signed so that more is better, and
added up with weights that sum to 1:

    worth(o, f) = Σ_m w_m · s_m · (value(o, f, m) − value(baseline, f, m)) / spread_m

So worth is what an option gains over the baseline in the same future, in spreads. That weights
must be set by someone is why there are several value sets, none of them privileged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from latticework.array import Array, IntArray
from latticework.insight.frame import DIRECTIONS, Frame
from latticework.study.views import ValueSet

OWN = "study"
"""The slug of the study's own weights."""


@dataclass(frozen=True)
class Weights:
    """A value set as numbers.

    Attributes
    ----------
    signed
        Shape (M,): weights with the sign of the better direction; their sizes add up to 1.
    """

    slug: str
    name: str
    signed: Array

    @property
    def counted(self) -> IntArray:
        """Numbers of the outcomes that count."""
        return np.flatnonzero(self.signed)


def weights(frame: Frame, sets: Mapping[str, ValueSet]) -> tuple[Weights, ...]:
    """Return the study's own weights, then those of each value set."""
    own = Weights(OWN, "The study's own weights", _whole(frame.sign * frame.weight))
    return own, *(Weights(slug, one.name, _signed(frame, one)) for slug, one in sets.items())


def _signed(frame: Frame, values: ValueSet) -> Array:
    signed = np.zeros(len(frame.outcomes))
    for slug, count in values.counts.items():
        at = frame.outcomes.index(slug)
        sign = DIRECTIONS[count.better] if count.better else frame.sign[at]
        signed[at] = sign * count.weight
    return _whole(signed)


def _whole(signed: Array) -> Array:
    total = np.abs(signed).sum()
    if total == 0:
        raise ValueError("expected a value set in which some outcome counts")
    whole: Array = signed / total
    return whole


def worth(gains: Array, values: Weights) -> Array:
    """Return what each option is worth in each future, shape (F, O), from (F, O, M) in spreads."""
    at = np.flatnonzero(values.signed)
    found: Array = gains[:, :, at] @ values.signed[at]
    return found
