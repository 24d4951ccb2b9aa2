"""Programmes: who gets how much, what it is good for, and what of it is invested."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from latticework.array import Array
from latticework.atlas.rows import Fit
from latticework.ensemble.schedule import Schedule
from latticework.ensemble.setting import Programmes
from latticework.ensemble.snapshot import trouble
from latticework.mechanisms.alignment import ISSUES
from latticework.mechanisms.resilience import AREAS
from latticework.study.option import Programme


def programmes(schedule: Schedule, gdp: Array) -> Programmes:
    """Return the programmes of all options, each once however many options share it.

    The amount stands with each recipient undivided: it is what is spent in the state's region, as
    `resilience.closing` takes it. What is invested is divided among recipients by GDP and added up,
    the year itself included.

    Parameters
    ----------
    schedule
        Options and years.
    gdp
        (N,) of the first year, bn USD.

    Raises
    ------
    ReadingError
        With the issues that the atlas has no fit for.
    """
    levers = schedule.levers(Programme)
    fits = _fits(schedule, (lever.issue for lever in levers.values()))
    column = {key: p for p, key in enumerate(levers)}
    amount, spent = schedule.zeros(len(gdp), len(levers)), schedule.zeros(len(gdp))
    for at, key, lever in schedule.pulled(Programme):
        recipients = schedule.mask(lever.recipients, schedule.years[at.t])
        amount[at][:, column[key]] = lever.amount * recipients
        if fits[lever.issue].capital:
            spent[at] += lever.amount * _shares(recipients * gdp)
    rows = [(lever, fits[lever.issue]) for lever in levers.values()]
    fit = [[getattr(row, area) for area in AREAS] for _, row in rows]
    return Programmes(
        amount=amount,
        issue=np.array([ISSUES.index(row.alignment) for _, row in rows], dtype=np.int64),
        side=np.array([-1.0 if lever.by == "china" else 1.0 for lever, _ in rows]),
        nato=np.array([float(lever.by == "nato") for lever, _ in rows]),
        fit=np.array(fit, dtype=np.float64).reshape(-1, len(AREAS)),
        funded=np.any(amount != 0, axis=(2, 3)).astype(np.int64),
        invested=np.cumsum(spent, axis=1),
    )


def _fits(schedule: Schedule, issues: Iterable[str]) -> dict[str, Fit]:
    known, wanted = schedule.study.atlas.fits, sorted(set(issues))
    missing = [issue for issue in wanted if issue not in known]
    if missing:
        expected = "expected a row for each issue that a programme is on"
        raise trouble("fits", "issue", ", ".join(missing), expected)
    return {issue: known[issue] for issue in wanted}


def _shares(values: Array) -> Array:
    """Return each value over the sum of all; 0 of nothing is 0."""
    total = values.sum()
    return np.asarray(values / total if total > 0 else values)
