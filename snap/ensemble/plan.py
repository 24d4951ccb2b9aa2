"""What each option changes, year by year, as arrays (`Plan`), from a study.

What each field rests on stands with the function that makes it. Joint candidacies for posts are not
in the plan: no array of the yearly step reads them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np

from latticework.atlas.arrays import Roster
from latticework.ensemble import bonds, costs, economy, levers
from latticework.ensemble.access import access
from latticework.ensemble.duties import duties
from latticework.ensemble.economy import PERCENT
from latticework.ensemble.programmes import programmes
from latticework.ensemble.schedule import Schedule
from latticework.ensemble.setting import Plan
from latticework.ensemble.ties import Ties, gather
from latticework.study.study import Study

Made = TypeVar("Made", bound=tuple[Any, ...])


class Planned(NamedTuple):
    """A plan, and the names that its arrays cannot hold.

    Attributes
    ----------
    plan
        The arrays.
    concluded
        For each trade agreement of the plan the belief that it is concluded; None if it is sure.
    """

    plan: Plan
    concluded: tuple[str | None, ...]


def plan(study: Study, options: Sequence[str], roster: Roster, years: Sequence[int]) -> Planned:
    """Return what each option changes, year by year.

    Parameters
    ----------
    study
        Its atlas, contingencies, baseline, options and their worlds are read; not its beliefs.
    options
        Slugs, O of them.
    roster
        States, N of them.
    years
        The year before the horizon, in which every option is the study's baseline, and those of the
        horizon; Y ≥ 2 of them, one after the other.

    Raises
    ------
    ReadingError
        If the atlas lacks a state, a figure or the fit of an issue that an option needs.
    """
    schedule = Schedule(study, tuple(options), roster, tuple(years))
    ties = gather(schedule)
    gdp, milex = economy.wealth(schedule.now, economy.growth(schedule.now))
    deals, concluded = levers.deals(schedule)
    made = Plan(
        **_tied(schedule, ties),
        **_forces(schedule, ties),
        floor=levers.floors(schedule, PERCENT * milex / gdp),
        programmes=_plain(programmes(schedule, gdp)),
        deals=_plain(deals),
        outlay=costs.outlays(schedule),
    )
    return Planned(_plain(made), concluded)


def _tied(schedule: Schedule, ties: Ties) -> dict[str, Any]:
    """Return what follows from agreements alone."""
    return {
        "duty": duties(schedule),
        "ties": bonds.tables(schedule, ties),
        "bonds": bonds.bonds(ties),
        "allies": bonds.allies(ties),
        "protection": bonds.protection(schedule, ties),
        "presence": bonds.presence(schedule, ties),
        **bonds.coalitions(schedule, ties)._asdict(),
    }


def _forces(schedule: Schedule, ties: Ties) -> dict[str, Any]:
    """Return what can be where, and who works as one.

    Forces work as one with the others if they share a standing command with the attacked, or by the
    share of the gain of interoperability that an option brings, whichever is more.
    """
    as_one = levers.as_one(schedule)[:, :, None, :]
    return {
        "access": access(schedule, ties),
        "standing": np.maximum(bonds.commands(schedule, ties), as_one),
        "stationed": levers.stationed(schedule),
        "freed": levers.freed(schedule),
    }


def _plain(made: Made) -> Made:
    """Return a named tuple with its arrays as kernels take them, C-contiguous."""
    return type(made)(
        *(np.ascontiguousarray(part) if isinstance(part, np.ndarray) else part for part in made)
    )
