"""How a future opens: what its beliefs make of the first year, before any option.

All is alike for every option, so it is worked out once a future. Levels against which later years
are held (hazards, encirclement, gains, polarization, traditions) are those of the first year under
the status quo, so that whoever changes nothing moves nothing.
"""

from __future__ import annotations

import math
from typing import Any

from latticework.array import Array
from latticework.ensemble import forces, societies
from latticework.ensemble.room import DAYS, DIVIDED, SPREAD, STRENGTH, Future, World
from latticework.ensemble.setting import FAMILY, Drawn, Start
from latticework.mechanisms import (
    alignment,
    arming,
    decision,
    deterrence,
    projection,
    threat,
    trade,
)
from latticework.mechanisms.clearing import prepare
from latticework.mechanisms.kernel import combine, exp, kernel, log, part

_FORCE, _WAR, _ADVANTAGE, _LAND, _AIR, _SEA, _CROSSING = range(len(FAMILY))


# --- what beliefs alone decide ---


@kernel
def believe(w: World, drawn: Drawn, f: int) -> None:
    """Work out all that follows from the beliefs of future `f` alone."""
    b, future = drawn.one[f], w.future
    future.autonomy[:] = drawn.autonomy[f]
    future.concluded[:] = drawn.concluded[f]
    _by_family(future, drawn.family[f])
    deterrence.stakes(b, future.stakes)
    threat.premiums(b.military_premium, b.nato_premium, future.premium)
    _by_domain(future, b)
    _be_afraid(w, b)
    _cover_ways(w, b)
    _promise(w, b)
    _budget(w, b)
    prepare(w.start.trade, b.trade_elasticity, w.room.work)


@kernel
def _by_family(future: Future, family: Array) -> None:
    """Write what is believed of each contingency."""
    for c in range(family.shape[0]):
        future.base_rate[0, c], future.base_rate[1, c] = family[c, _FORCE], family[c, _WAR]
        future.advantage[c], future.crossing[c] = family[c, _ADVANTAGE], family[c, _CROSSING]
        fit = future.fit[c]
        fit[0], fit[1], fit[2] = family[c, _LAND], family[c, _AIR], family[c, _SEA]


@kernel
def _by_domain(future: Future, b: Any) -> None:
    """Write what is believed of each domain, and of each area of resilience."""
    rest, scale = future.depreciation, future.scale
    rest[0], rest[1], rest[2] = b.depreciation_land, b.depreciation_air, b.depreciation_sea
    _fill(future.posture[0], b.europe_share_land, b.europe_share_air, b.europe_share_sea)
    _fill(future.posture[1], b.asia_share_land, b.asia_share_air, b.asia_share_sea)
    _fill(future.posture[2], b.transferable_land, b.transferable_air, b.transferable_sea)
    scale[0], scale[1] = b.gap_scale_infrastructure, b.gap_scale_investment
    scale[2], scale[3] = b.gap_scale_information, b.gap_scale_awareness


@kernel
def _fill(row: Array, land: float, air: float, sea: float) -> None:
    row[0], row[1], row[2] = land, air, sea


@kernel
def _be_afraid(w: World, b: Any) -> None:
    """Write hostility to each power, and how near it is."""
    start, coefficients = w.start, w.room.hostility
    coefficients[0], coefficients[1] = b.hostility_base, b.hostility_gap
    coefficients[2], coefficients[3] = b.hostility_rivalry, b.hostility_claim
    for j in range(start.powers.size):
        threat.hostilities(
            start.gap[j], start.rivalry[j], start.claim[j], coefficients, start.powers[j],
            w.future.hostile[j],
        )  # fmt: skip
        threat.nearness(start.capital_km[j], b.fear_distance, w.future.near[j])


@kernel
def _cover_ways(w: World, b: Any) -> None:
    """Write what survives each way, what has arrived by each day, and every state's reach."""
    start, future, room = w.start, w.future, w.room
    rate, speed, build, ready = room.rate, room.speed, room.build, room.spare[0]
    projection.rates(b, rate)
    _fill(speed, b.speed_land, b.speed_air, b.speed_sea)
    _fill(build, b.build_up_land, b.build_up_air, b.build_up_sea)
    for i in range(ready.size):
        ready[i] = b.mobilisation
    for c in range(start.challenger.size):
        projection.loss(start.ways[c], rate, future.loss[c])
        for d in range(len(DAYS)):
            out = future.arrived[d, c]
            projection.arrived(start.ways[c], ready, speed, build, DAYS[d], out)
    column = room.spare[1]
    for i in range(column.size):
        projection.loss(start.ways_home[i], rate, room.usable)
        projection.arrived(start.ways_home[i], ready, speed, build, DAYS[-1], room.arrived)
        projection.force(start.stocks, room.usable, room.arrived, column)
        for j in range(column.size):
            future.reach[j, i] = column[j]


@kernel
def _promise(w: World, b: Any) -> None:
    """Set the intercept of the will so that the average ally keeps its promise as often as they do.

    Also writes what each state has at stake at each place.
    """
    start, future, ally = w.start, w.future, w.room.ally
    decision.effects(b, future.effects)
    decision.shocks(b.will_shock, future.shocks)
    ally[:] = 0.0
    ally[0, 0], ally[1, 0] = decision.PACT_DUTY, start.ally[0]
    ally[2, 0] = decision.stake(start.ally[1], start.ally[2], b.fear_distance)
    ally[6, 0] = start.ally[3]
    decision.odds(ally, future.effects, w.room.ally_odds)
    intercept = decision.calibrate_intercept(w.room.ally_odds, future.shocks, b.pact_reliability)
    future.effects[0] = intercept
    lighter = math.exp(b.sanction_intercept - intercept)
    for z in range(future.shocks.size):
        future.sanction_shocks[z] = lighter * future.shocks[z]
    for c in range(start.challenger.size):
        passage, km, stake = start.passage[c], start.place_km[c], future.stake[c]
        for i in range(stake.size):
            stake[i] = decision.stake(passage[i], km[i], b.fear_distance)


@kernel
def _budget(w: World, b: Any) -> None:
    """Write the reference path of spending, its ceiling, and what money buys."""
    start, future, spare = w.start, w.future, w.room.spare
    burden, peace, procured = spare[0], spare[1], spare[2]
    for i in range(burden.size):
        burden[i] = arming.PERCENT * start.milex[i] / start.gdp[0, i]
        peace[i], procured[i] = 0.0, b.procurement_share
    growth, reference = start.growth, future.reference
    for t in range(reference.shape[0]):
        arming.ceiling(start.gdp[t], burden, b.burden_cap, peace, future.ceiling[t])
        for i in range(burden.size):
            reference[t, i] = start.milex[i] * exp((growth[i] + b.reference_growth) * t)
        combine(start.rivals, reference[t], future.rivalled[t])
    arming.yields(start.stocks, start.milex, procured, future.depreciation, future.yields)


# --- what the first year looks like ---


@part
def begin(w: World, b: Any) -> None:
    """Set the world to the first year, and hold on to what later years are held against."""
    _stand(w, b)
    _depend(w, b)
    forces.survey(w, b, 0, 0)
    w.future.raw[:] = w.room.raw
    w.now.theta[:] = w.room.target
    forces.share_out(w, b, 0)
    forces.project(w, b, 0, 0)
    forces.decide(w, b, 0, 0)
    w.future.come[:] = w.now.will
    forces.weigh(w, b)
    w.future.gain[:] = w.room.gain
    societies.expose(w, w.future.exposure)
    _belong(w, b)


@kernel
def _stand(w: World, b: Any) -> None:
    """Write the state of the first year, as far as it is data or belief."""
    start, now = w.start, w.now
    now.milex[:], now.stocks[:] = start.milex, start.stocks
    now.resilience[:], now.coercion[:] = b.resilience_start, b.base_rate_coercion
    now.hazard[:], now.felt[:] = w.future.base_rate, threat.INDEX
    now.wages[:], now.welfare[:] = 1.0, 1.0
    now.theta[:], now.balance[:] = 0.0, -math.inf  # no balance before: no window closes
    now.last[:], w.room.closing[:] = 1.0, 0.0
    position, first, moves = now.position, start.position, start.moves
    for i in range(position.shape[0]):
        for s in range(position.shape[1]):
            error = b.position_error * moves[i]
            position[i, s] = min(1.0, max(-1.0, first[i, s] + error))
    w.future.position[:] = now.position
    w.future.first[:] = 1.0
    now.last[STRENGTH] = w.future.first[STRENGTH] = forces.europe_stands(w)


@kernel
def _depend(w: World, b: Any) -> None:
    """Write what states and challengers lose if they stop trading."""
    start, future, losses = w.start, w.future, w.room.pair
    for j in range(start.powers.size):
        if not watched(start, j):
            continue
        power, goods = start.powers[j], start.goods
        trade.leverage_alone(start.trade, b.trade_elasticity_short, power, losses)
        societies.of_income(losses[0], goods, future.cut_off[j])
        denied, all_of_it = future.denied[j], goods[power]
        for i in range(denied.size):
            denied[i] = 1.0 - exp(all_of_it * log(1.0 - losses[1, i]))
    w.now.apart[:] = 0.0
    societies.lose(w, b, start.trade)


@kernel
def watched(start: Start, j: int) -> bool:
    """Say whether power `j` is the challenger of any contingency."""
    found = False
    for c in range(start.watched.size):
        found = found or start.watched[c] == j
    return found


@kernel
def _belong(w: World, b: Any) -> None:
    """Measure blocs, and solve for the traditions that keep every state where it stands."""
    first, last = w.future.first, w.now.last
    societies.divide(w, b, 0, 0)
    first[SPREAD], first[DIVIDED] = last[SPREAD], last[DIVIDED]
    societies.pull(w, b, 0, 0)
    choice = societies.choose(w, b)
    alignment.tradition(w.now.position, w.room.pull, choice, w.future.tradition)
