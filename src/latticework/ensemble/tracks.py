"""Tracks: what is recorded of every year, in a fixed order.

====================================  ==========================================================
hazard_coercion.<family>              probability of coercion below force (L1), per year
hazard_force.<family>                 probability of a use of force (L2), per year
hazard_war.<family>                   probability of war (L3), per year
ratio_30.<family>, ratio_90.<family>  expected defence over attack on that day
european_share_30.<family>            European NATO members' share of that defence
nato_decides, eu_decides.<family>     probability that the body decides to act
acting.<family>                       expected number of states that act, without the attacked
encirclement.<challenger>             2024 = 100
burden.<challenger>                   spending on arms, % of GDP
burden.asia, burden.europe            the same of the region's states other than challengers
polarization                          2024 = 100
alignment.IND, .IDN, .asean           mean over issues, weighted by GDP, −1 to 1
hedging_room                          mean of 1 − abs(x) over Asian states without a pact, 0–1
hedging_entropy                       how open their choice still is, 0–1
tipped_share                          share of them that are forced to an end
welfare.asia, welfare.europe          real income over that of the status quo, less 1, %
leverage.asean, .ip4, .eu             income lost without trade with China, %
resilience                            weighted by population, 0–1
cost                                  public money beyond the status quo, bn USD a year
====================================  ==========================================================
"""

from __future__ import annotations

from typing import Any

from latticework.array import Array
from latticework.ensemble import forces, opening, societies
from latticework.ensemble.room import World
from latticework.mechanisms import alignment, arming, outlay
from latticework.mechanisms.kernel import dot, kernel, total

BY_FAMILY = (
    "hazard_coercion", "hazard_force", "hazard_war", "ratio_30", "ratio_90", "european_share_30",
    "nato_decides", "eu_decides", "acting",
)  # fmt: skip
BY_CHALLENGER = ("encirclement", "burden")
SINGLE = (
    "burden.asia", "burden.europe", "polarization", "alignment.IND", "alignment.IDN",
    "alignment.asean", "hedging_room", "hedging_entropy", "tipped_share", "welfare.asia",
    "welfare.europe", "leverage.asean", "leverage.ip4", "leverage.eu", "resilience", "cost",
)  # fmt: skip


def names(families: tuple[str, ...], challengers: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of all tracks, in the order of recording them.

    Parameters
    ----------
    families
        Of the study's contingencies, in their order.
    challengers
        ISO-3 codes, each once, in the order of the powers followed.
    """
    of_families = [f"{track}.{family}" for family in families for track in BY_FAMILY]
    of_challengers = [f"{track}.{power}" for power in challengers for track in BY_CHALLENGER]
    return (*of_families, *of_challengers, *SINGLE)


@kernel
def record(w: World, b: Any, o: int, t: int, out: Array) -> None:
    """Write the tracks of a year into `out` (Q,)."""
    place = 0
    for c in range(w.start.challenger.size):
        _contingency(w, c, out[place : place + len(BY_FAMILY)])
        place += len(BY_FAMILY)
    for j in range(w.start.powers.size):
        if opening.watched(w.start, j):
            i = w.start.powers[j]
            out[place] = w.now.felt[j]
            out[place + 1] = arming.PERCENT * w.now.milex[i] / w.start.gdp[t, i]
            place += len(BY_CHALLENGER)
    _arms(w, t, out[place : place + 2])
    out[place + 2] = societies.polarized(w)
    _stands(w, b, out[place + 3 : place + 9])
    _economy(w, out[place + 9 : place + 14])
    out[place + 14] = _resilient(w)
    out[place + 15] = outlay.outlay(w.plan.outlay[o, t], b.cost_level)


@kernel
def _contingency(w: World, c: int, out: Array) -> None:
    out[0] = w.now.coercion[c]
    out[1], out[2] = w.now.hazard[0, c], w.now.hazard[1, c]
    for d in range(2):
        out[3 + d] = forces.expected_defence(w, c, d) / w.room.attack[c, d]
    out[5] = w.room.share[c]
    out[6], out[7] = w.room.decided[c, 0], w.room.decided[c, 1]
    out[8] = total(w.now.will[c]) - 1.0  # but for the attacked itself


@kernel
def _arms(w: World, t: int, out: Array) -> None:
    """Write the burden of each region, % of GDP."""
    for r in range(out.size):
        spent = dot(w.start.region[r], w.now.milex)
        earned = dot(w.start.region[r], w.start.gdp[t])
        out[r] = arming.PERCENT * spent / earned if earned > 0.0 else 0.0


@kernel
def _stands(w: World, b: Any, out: Array) -> None:
    """Write where India, Indonesia and ASEAN stand, and what room the unaligned keep."""
    stand = w.room.spare[0]
    for i in range(stand.size):
        stand[i] = societies.mean(w.now.position[i])
    for g in range(w.start.drift.shape[0]):
        out[g] = dot(w.start.drift[g], stand)
    position, pull, tradition = w.room.hedged[0], w.room.hedged[1], w.room.hedged[2]
    autonomy, tipped = w.room.spare[0], w.room.spare[1]
    count, hedger, now, future, drawn = 0, w.start.hedger, w.now, w.future, w.room.pull
    for i in range(hedger.size):
        if hedger[i] > 0.0:
            position[count], pull[count] = now.position[i], drawn[i]
            tradition[count], autonomy[count] = future.tradition[i], future.autonomy[i]
            count += 1
    usual = societies.choose(w, b)
    choice = alignment.Choice(autonomy[:count], usual.pressure, usual.noise, usual.speed)
    out[3] = alignment.hedging_room(position)
    alignment.openness(pull, tradition, choice, w.room.open)
    out[4] = w.room.open.mean()
    alignment.tipped(choice, tipped[:count])
    out[5] = tipped[:count].mean()


@kernel
def _economy(w: World, out: Array) -> None:
    """Write welfare by region and China's leverage over each group, %."""
    for g in range(w.start.income.shape[0]):
        out[g] = arming.PERCENT * _gained(w.start.income[g], w.now.welfare)
    for g in range(w.start.leverage.shape[0]):
        out[2 + g] = arming.PERCENT * dot(w.start.leverage[g], w.now.leverage)


@kernel
def _gained(weights: Array, welfare: Array) -> float:
    """Return what a region has gained: nothing, to the last bit, if nobody has."""
    total = 0.0
    for i in range(welfare.size):
        total += weights[i] * (welfare[i] - 1.0)
    return total


@kernel
def _resilient(w: World) -> float:
    held, resilience = w.room.spare[0], w.now.resilience
    for i in range(held.size):
        held[i] = societies.mean(resilience[i])
    hardness: float = dot(w.start.people, held)
    return hardness
