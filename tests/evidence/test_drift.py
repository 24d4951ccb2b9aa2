"""The drift of ideal points."""

import numpy as np
import polars as pl

from latticework.evidence.drift import GROUPS, left_out


def test_the_error_of_drift_is_that_of_states_left_out() -> None:
    """Twenty states in six sessions: whoever is left out, the drift is much the same."""
    rng = np.random.default_rng(5)
    names = ["United States", *(f"State {i}" for i in range(19))]
    theta = rng.normal(size=20) + np.cumsum(rng.normal(0, 0.3, (6, 20)), axis=0)
    calls = [(100 * session + i, session) for session in range(6) for i in range(40)]
    rows = []
    for rcid, session in calls:
        slope, cut = rng.normal(), rng.normal()
        utility = slope * theta[session] - cut + rng.normal(size=20)
        choice = np.where(utility > 0.3, "yes", np.where(utility > -0.3, "abstain", "no"))
        rows += [
            {"rcid": rcid, "country": n, "vote": v} for n, v in zip(names, choice, strict=True)
        ]
    table = pl.DataFrame(calls, schema=["rcid", "session"], orient="row")
    error = left_out(pl.DataFrame(rows), table)
    assert GROUPS > 1
    assert 0 < error < 0.3
