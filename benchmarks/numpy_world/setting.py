"""What a run is made of: the study's arrays, the beliefs of a future, and where the run stands."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

from latticework.array import Array, IntArray, Mask
from latticework.ensemble.play import Columns
from latticework.ensemble.setting import Plan, Start

Beliefs = Any
"""A namespace with a number for each belief, and the arrays of `latticework`'s `Drawn`."""

_SHARED = ("parties", "entries", "pairs", "programmes", "deals")


def believed(columns: Columns, row: Array) -> Beliefs:
    """Return the beliefs of a future, one row of the table of futures."""
    values = dict(zip(columns.names, row.tolist(), strict=True))
    wide = np.append(row, 1.0)
    return SimpleNamespace(
        **values,
        family=wide[columns.family],
        autonomy_of=wide[columns.autonomy],
        concluded=wide[columns.concluded],
    )


@dataclass(frozen=True)
class World:
    """The arrays of a study, and what follows from them alone.

    Attributes
    ----------
    start, plan
        Of the study.
    options
        The plan's arrays by option, a namespace each.
    here
        (C, N) whether a state's forces are at home near the place.
    others
        (C, C) whether another contingency is in another region.
    outside
        (X, N) 1 where a state is not party of the agreement of an entry in ``plan.entries``.
    firsts
        (Q,) the first entry of each pair.
    owner
        (J, Q) 1 where a pair's adversary is that power.
    sides
        (L, N, N) how often a trade agreement eases each flow.
    """

    start: Start
    plan: Plan
    options: tuple[Any, ...]
    here: Mask
    others: Mask
    outside: Array
    firsts: IntArray
    owner: Array
    sides: Array

    @classmethod
    def of(cls, start: Start, plan: Plan) -> World:
        """Return the world of a study's arrays."""
        region = start.family.astype(np.int64)
        at_home = start.region[region] > 0
        at_home[np.arange(len(region)), start.challenger] = True
        both = plan.deals.one[:, :, None] * plan.deals.other[:, None, :]
        powers = np.arange(len(start.powers))
        return cls(
            start,
            plan,
            tuple(_option(plan, o) for o in range(len(plan.duty))),
            at_home,
            region[:, None] != region,
            1.0 - plan.parties[plan.entries[:, 1]],
            np.unique(plan.entries[:, 0], return_index=True)[1],
            (powers[:, None] == plan.pairs[:, 0]).astype(np.float64),
            both + both.swapaxes(1, 2),
        )


def _option(plan: Plan, o: int) -> Any:
    """Return what one option changes, by year."""
    own = {name: getattr(plan, name)[o] for name in plan._fields if name not in _SHARED}
    offered = plan.programmes
    return SimpleNamespace(
        **own,
        amount=offered.amount[o],
        funded=offered.funded[o],
        invested=offered.invested[o],
        deals=plan.deals.start[o],
    )


class Run:
    """One option in one future: what it is given, and what its turns leave to one another.

    Names and shapes are those of `latticework`'s ``ensemble.room``, where each is explained.
    """

    def __init__(self, world: World, option: int, beliefs: Beliefs) -> None:
        self.world, self.start, self.b = world, world.start, beliefs
        self.plan = world.options[option]

    # what beliefs decide
    base_rate: Array
    advantage: Array
    crossing: Array
    fit: Array
    premium: Array
    depreciation: Array
    posture: Array
    scale: Array
    hostile: Array
    near: Array
    loss: Array
    arrived: Array
    first_reach: Array
    effects: Array
    shocks: Array
    sanction_shocks: Array
    stake: Array
    reference: Array
    ceiling: Array
    yields: Array
    # the first year, against which later ones are held
    cut_off: Array
    denied: Array
    first_position: Array
    tradition: Array
    first_raw: Array
    first_gain: Array
    come: Array
    exposure: Array
    first_strength: float
    first_spread: float
    first_divided: float
    # the state from year to year
    milex: Array
    stocks: Array
    position: Array
    resilience: Array
    theta: Array
    felt: Array
    hazard: Array
    coercion: Array
    will: Array
    balance: Array
    coalition: Array
    wages: Array
    welfare: Array
    leverage: Array
    abroad: Array
    apart: Array
    strength: float
    spread: float
    divided: float
    # what one turn of a year hands to the next
    tied: Array
    force: Array
    odds: Array
    defence: Array
    expected: Array
    attack: Array
    decided: Array
    sanctions: Array
    share: Array
    gain: Array
    raw: Array
    target: Array
    closing: Array
    pull: Array

    @property
    def polarization(self) -> float:
        """Pol of the year measured last, 2024 = 100."""
        spread = self.spread / self.first_spread
        return 50.0 * (spread + self.divided / self.first_divided)

    @property
    def pressure(self) -> float:
        """What the middle costs, by last year's polarization."""
        pressure: float = self.b.side_pressure * self.polarization / 100.0
        return pressure
