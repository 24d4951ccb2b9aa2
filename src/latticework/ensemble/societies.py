"""The soft half of a year: trade, alignment, blocs, resilience, and arms for the next year.

Each function is one mechanism's turn, as in ``forces``.
"""

from __future__ import annotations

import math
from typing import Any

from latticework.array import Array
from latticework.ensemble.room import DIVIDED, SPREAD, World
from latticework.mechanisms import alignment, arming, blocs, resilience, threat, trade
from latticework.mechanisms.clearing import Base, solve
from latticework.mechanisms.kernel import combine, exp, kernel, log

# --- trade ---


@kernel
def exchange(w: World, b: Any, o: int, t: int) -> None:
    """Solve trade anew if its costs have changed since last year, and what losing it would cost."""
    if not _eases(w, b, o, t):
        return
    _ease(w, b, o, t)
    base, access, epsilon = w.start.trade, w.room.access, b.trade_elasticity
    if solve(base, access, epsilon, w.now.wages, w.room.work) < 0:
        w.now.wages[:] = math.nan  # whoever measures the run refuses it
    trade.welfare(base, access, epsilon, w.now.wages, w.now.welfare)
    _earn(w, b, o, t)
    trade.rebase(base, access, epsilon, w.now.wages, w.room.base)
    lose(w, b, w.room.base)


@kernel
def _eases(w: World, b: Any, o: int, t: int) -> bool:
    """Return whether any cost of trade differs from that of the year before."""
    deals, invested, year = w.plan.deals, w.plan.programmes.invested[o], float(w.start.year + t)
    moved = False
    for a in range(deals.start.shape[1]):
        begins = deals.start[o, a]
        before = trade.phase(year - 1.0, begins, b.fta_years)
        moved = moved or trade.phase(year, begins, b.fta_years) != before
    for i in range(invested.shape[1]):
        moved = moved or invested[t, i] != invested[t - 1, i]
    return moved


@kernel
def _ease(w: World, b: Any, o: int, t: int) -> None:
    """Write λ τ̂^−ε."""
    access, deals, year = w.room.access, w.plan.deals, float(w.start.year + t)
    invested, gdp, union = w.plan.programmes.invested[o, t], w.start.gdp[0], w.start.union
    access[:] = w.start.trade.shares
    for a in range(deals.start.shape[1]):
        phased = trade.phase(year, deals.start[o, a], b.fta_years)
        if phased > 0.0:
            eased = math.exp(b.fta_effect * phased * w.future.concluded[a])
            _both_ways(access, deals.one[a], deals.other[a], eased)
    for i in range(invested.size):
        if invested[i] != 0.0:
            cost = trade.investment_cost(invested[i], gdp[i], b.investment_cost_cut)
            _with_all(access, i, union, cost**-b.trade_elasticity)


@kernel
def _both_ways(access: Array, one: Array, other: Array, factor: float) -> None:
    for i in range(one.size):
        if one[i] > 0.0:
            for j in range(other.size):
                if other[j] > 0.0:
                    access[i, j] *= factor
                    access[j, i] *= factor


@kernel
def _with_all(access: Array, i: int, partners: Any, factor: float) -> None:
    for m in range(partners.size):
        access[i, partners[m]] *= factor
        access[partners[m], i] *= factor


@kernel
def _earn(w: World, b: Any, o: int, t: int) -> None:
    """Turn real spending on goods into real income, and add what investment yields."""
    welfare, goods, gdp = w.now.welfare, w.start.goods, w.start.gdp[0]
    invested = w.plan.programmes.invested[o, t]
    for i in range(welfare.size):
        grown = trade.investment_growth(invested[i], gdp[i], b.capital_return)
        welfare[i] = exp(goods[i] * log(welfare[i])) * grown


@kernel
def lose(w: World, b: Any, base: Base) -> None:
    """Write what each state's income would lose within a year without China, without the West.

    What wages would do is sought from what they would have done the year before.
    """
    now, epsilon, goods, kept = w.now, b.trade_elasticity_short, w.start.goods, w.room.spare[0]
    alone = w.room.alone
    trade.abroad(base, alone.onward)
    kept[:] = 1.0
    kept[w.start.china] = 0.0
    trade.keep(base, kept, alone)
    trade.adjust(alone, epsilon, now.apart[0], now.leverage)
    of_income(now.leverage, goods, now.leverage)
    west = w.start.west
    for i in range(kept.size):
        kept[i] = 1.0 - west[i]
    trade.keep(base, kept, alone)
    trade.adjust(alone, epsilon, now.apart[1], now.abroad)
    of_income(now.abroad, goods, now.abroad)


@kernel
def of_income(lost: Array, goods: Array, out: Array) -> None:
    """Write the share of income lost with that of real spending on goods."""
    for i in range(out.size):
        out[i] = 1.0 - exp(goods[i] * log(1.0 - lost[i]))


# --- programmes, alignment ---


@kernel
def offer(w: World, b: Any, o: int, t: int) -> None:
    """Write the share of the gap that each state's programmes close, beyond the status quo."""
    offered = w.plan.programmes
    if offered.funded[o, t] == 0:
        w.room.closing[:] = 0.0
        return
    accepted = w.room.acceptance
    resilience.acceptance(
        w.now.position, offered.issue, offered.side, offered.nato, b.nato_programme_cost, accepted
    )
    amount, fit = offered.amount[o, t], offered.fit
    resilience.closing(amount, fit, accepted, w.future.scale, w.room.closing)


@kernel
def pull(w: World, b: Any, o: int, t: int) -> None:
    """Write what draws each state towards either side."""
    infrastructure, investment, information, awareness = range(4)
    closed, offered = w.room.closing, w.room.programmes
    for i in range(offered.shape[0]):
        offered[i, 0] = closed[i, awareness]
        offered[i, 1] = 0.5 * (closed[i, infrastructure] + closed[i, investment])
        offered[i, 2] = closed[i, information]
    theta, protection = w.now.theta, w.plan.protection[o, t]
    guard, ward = w.room.spare[0], w.room.spare[1]
    for i in range(guard.size):
        guard[i] = protection[0, i] * b.pact_reliability
        ward[i] = protection[1, i] * b.pact_reliability
    ties = alignment.Ties(
        theta[w.start.pole[0]], theta[w.start.pole[1]], guard, ward, w.now.abroad, w.now.leverage,
        w.room.programmes, w.plan.presence[o, t],
    )  # fmt: skip
    weights = alignment.Weights(b.security_weight, b.trade_weight, b.programme_weight, b.reactance)
    alignment.pull(ties, w.future.autonomy, weights, w.room.pull)


@kernel
def choose(w: World, b: Any) -> alignment.Choice:
    """Return how states choose this year, by last year's polarization."""
    pressure = b.side_pressure * polarized(w) / threat.INDEX
    return alignment.Choice(w.future.autonomy, pressure, b.choice_noise, b.alignment_speed)


@kernel
def lean(w: World, b: Any, o: int, t: int) -> None:
    """Move every state's alignment but that of the poles."""
    pull(w, b, o, t)
    position, choice = w.now.position, choose(w, b)
    alignment.align(position, w.room.pull, w.future.tradition, choice, position)
    moves, fixed = w.start.moves, w.start.position
    for i in range(position.shape[0]):
        if moves[i] == 0.0:
            position[i] = fixed[i]


# --- blocs ---


@kernel
def divide(w: World, b: Any, o: int, t: int) -> None:
    """Measure how far the world is split in two."""
    room, position = w.room, w.now.position
    bonds = w.plan.bonds[o, t]
    if t <= 1 or w.plan.changed[o, t] > 0:  # else as the year before left them
        blocs.befriend(bonds, room.ties)
    blocs.estrange(bonds, w.start.powers, w.now.theta, room.ties)
    stand, groups = room.spare[0], room.groups
    for i in range(stand.size):
        stand[i] = mean(position[i])
        groups[i] = 1 if stand[i] >= 0.0 else 0  # two camps, by the nearer side
    blocs.group(stand, w.start.gdp[t], room.shares, room.places)
    w.now.last[SPREAD] = blocs.esteban_ray(room.shares, room.places, b.identification)
    w.now.last[DIVIDED] = blocs.modularity(room.ties, room.groups, room.totals)


@kernel
def mean(row: Array) -> float:
    """Return the mean of a row, added up from left to right."""
    total = 0.0
    for x in row:
        total += x
    return total / row.size


@kernel
def polarized(w: World) -> float:
    """Return Pol of the year measured last, 2024 = 100."""
    last, first = w.now.last, w.future.first
    return blocs.polarization(last[SPREAD], first[SPREAD], last[DIVIDED], first[DIVIDED])


# --- resilience ---


@kernel
def harden(w: World, b: Any) -> None:
    """Move resilience by a year, and say how probable coercion of each attacked state is."""
    upkeep = resilience.upkeep(b.resilience_start, b.resilience_decay)
    resilience.besides(w.room.closing, upkeep)
    resilience.step(w.now.resilience, w.room.closing, b.resilience_decay)
    usual, coerced = w.room.spare[0], w.room.spare[1]
    usual[:] = b.base_rate_coercion / (1.0 - b.resilience_cut * b.resilience_start)
    resilience.coercion(usual, b.resilience_cut, w.now.resilience, coerced)
    for c in range(w.start.target.size):
        w.now.coercion[c] = coerced[w.start.target[c]]


# --- arming ---


@kernel
def arm(w: World, b: Any, o: int, t: int) -> None:
    """Buy this year's arms, and set the spending of the next."""
    milex, stocks, bought = w.now.milex, w.now.stocks, w.room.spare[0]
    floor, gdp = w.plan.floor[o, t + 1], w.start.gdp[t + 1]
    for i in range(bought.size):
        bought[i] = b.procurement_share * milex[i]
    arming.stocks(stocks, bought, w.future.yields, w.future.depreciation, stocks)
    _answer(w, b, o, t)
    most = w.future.ceiling[t + 1]
    for i in range(milex.size):
        asked = floor[i] / arming.PERCENT * gdp[i]
        milex[i] = min(max(milex[i], asked), most[i])


@kernel
def _answer(w: World, b: Any, o: int, t: int) -> None:
    """Let each state answer threat, rivals, allies and encirclement."""
    spare, start, milex, usual = w.room.spare, w.start, w.now.milex, w.future.exposure
    threatened, rivals, allies, felt = spare[1], spare[2], spare[3], spare[4]
    growth, fixed, allied = spare[5], spare[6], spare[7]
    _heed(w, o, t)
    expose(w, threatened)
    trend = start.growth
    for i in range(growth.size):
        threatened[i] = arming.PERCENT * (threatened[i] - usual[i])
        growth[i] = trend[i] + b.reference_growth
    fixed[:], felt[:] = 0.0, 0.0
    for c in range(start.challenger.size):
        felt[start.challenger[c]] = w.now.felt[start.watched[c]] / threat.INDEX - 1.0
    reference, most = w.future.reference[t], w.future.ceiling[t + 1]
    path = arming.Path(reference, growth, most, fixed, start.gdp[t], allied)
    changes = arming.Changes(threatened, rivals, allies, felt)
    arming.spending(milex, path, changes, arming.response(b), milex)


@kernel
def _heed(w: World, o: int, t: int) -> None:
    """Write what rivals and allies spend against their reference, and what allies spill in."""
    spare, sums, friends = w.room.spare, w.room.totals, w.plan.allies[o, t]
    rivals, allies, allied = spare[2], spare[3], spare[7]
    now, usual, earned = sums[0], sums[1], sums[2]
    milex, reference, gdp = w.now.milex, w.future.reference[t], w.start.gdp[t]
    combine(w.start.rivals, milex, now)
    arming.log_ratio(now, w.future.rivalled[t], rivals)
    combine(friends, milex, now)
    combine(friends, reference, usual)
    arming.log_ratio(now, usual, allies)
    if arming.SPILLS:
        combine(friends, gdp, earned)
        arming.at_their_burden(usual, earned, gdp, allied)


@kernel
def expose(w: World, out: Array) -> None:
    """Write each state's probability of fighting a war this year, as one attacked or as a helper.

    To first order: the contingencies' probabilities add up.
    """
    wars, will, challenger = w.now.hazard[1], w.now.will, w.start.challenger
    combine(will, wars, out)
    for c in range(wars.size):
        out[challenger[c]] += wars[c]
