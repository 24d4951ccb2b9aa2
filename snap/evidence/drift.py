"""Drift: how far ideal points move from one session of the United Nations to the next.

σ_θ of the ideal-point model, found by maximum likelihood on all votes; its error by leaving out one
group of states at a time. For comparison only: the published series fixes it at 0.5, and no
mechanism takes it as a belief.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import polars as pl

from latticework.evidence.catalogue import read
from latticework.evidence.estimate import Estimate, span, two_errors
from latticework.evidence.ideal_points import estimate
from latticework.evidence.ideal_points_fit import Settings
from latticework.evidence.positions import SETS

BELIEF = "ideal_point_drift"

GROUPS = 5
"""Groups of states; each is left out once, but for the anchor, which must vote."""

FREE = Settings(drift=None)


def estimates(folder: Path | None = None) -> tuple[Estimate, ...]:
    """Return the estimate of σ_θ, standard deviations of all ideal points per session.

    Raises
    ------
    ReadingError
        If a data set is missing or damaged.
    """
    votes, calls = read("un_votes", folder).collect(), read("un_roll_calls", folder).collect()
    value = estimate(votes, calls, FREE).drift
    error = left_out(votes, calls)
    sessions = calls["date"].dt.year()
    return (
        Estimate(BELIEF, value, error, *two_errors((value, error)), len(votes),
                 span(sessions), SETS,
                 f"maximum likelihood on all votes; error by leaving out a {GROUPS}th of the "
                 "states at a time; ± 2 standard errors"),
    )  # fmt: skip


def left_out(votes: pl.DataFrame, calls: pl.DataFrame) -> float:
    """Return the jackknife's standard error of σ_θ over groups of states."""
    states = votes["country"].unique().sort()
    found = []
    for group in range(GROUPS):
        gone = states.gather_every(GROUPS, group).filter(
            states.gather_every(GROUPS, group) != FREE.anchor
        )
        kept = votes.filter(~pl.col("country").is_in(gone.implode()))
        found.append(estimate(kept, calls, FREE).drift)
    return math.sqrt((GROUPS - 1) * float(np.var(found)))
