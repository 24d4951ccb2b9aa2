"""The soft half of a year: trade, alignment, blocs, resilience, and arms for the next year.

Each function is one mechanism's turn, as in ``forces``.
"""

from __future__ import annotations

import math
from typing import Any

from latticework.array import Array
from latticework.ensemble.room import DIVIDED, SPREAD, World
from latticework.mechanisms import alignment, arming, blocs, resilience, threat, trade
from latticework.mechanisms.kernel import kernel

# --- trade ---


@kernel
def exchange(w: World, b: Any, o: int, t: int) -> None:
    """Solve trade anew if the option has changed its costs, and what states would lose without."""
    if not _ease(w, b, o, t):
        return
    base, access, epsilon, lost = w.start.trade, w.room.access, b.trade_elasticity, w.room.spare[0]
    if trade.solve(base, access, epsilon, w.now.wages, w.room.work) < 0:
        w.now.wages[:] = math.nan  # whoever measures the run refuses it
    trade.welfare(base, access, epsilon, w.now.wages, w.now.welfare)
    _earn(w, b, o, t)
    trade.rebase(base, access, epsilon, w.now.wages, w.room.base)
    lose(w, b, w.room.base, lost)


@kernel
def _ease(w: World, b: Any, o: int, t: int) -> bool:
    """Write λ τ̂^−ε; return whether any cost differs from that of the start."""
    access, deals, year = w.room.access, w.plan.deals, float(w.start.year + t)
    access[:] = w.start.trade.shares
    changed = False
    for a in range(deals.start.shape[1]):
        phased = trade.phase(year, deals.start[o, a], b.fta_years)
        if phased > 0.0:
            eased = math.exp(b.fta_effect * phased * w.future.concluded[a])
            _both_ways(access, deals.one[a], deals.other[a], eased)
            changed = True
    for i in range(access.shape[0]):
        spent = w.plan.programmes.invested[o, t, i]
        if spent != 0.0:
            cost = trade.investment_cost(spent, w.start.gdp[0, i], b.investment_cost_cut)
            _with_all(access, i, w.start.union, cost**-b.trade_elasticity)
            changed = True
    return changed


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
    for i in range(w.now.welfare.size):
        spent, gdp = w.plan.programmes.invested[o, t, i], w.start.gdp[0, i]
        grown = trade.investment_growth(spent, gdp, b.capital_return)
        w.now.welfare[i] = w.now.welfare[i] ** w.start.goods[i] * grown


@kernel
def lose(w: World, b: Any, base: trade.Base, lost: Array) -> None:
    """Write what each state's income would lose within a year without China, without the West."""
    kept = w.room.spare[1]
    for i in range(kept.size):
        kept[i] = 1.0
    kept[w.start.china] = 0.0
    trade.loss_without(base, b.trade_elasticity_short, kept, lost)
    _of_income(lost, w.start.goods, w.now.leverage)
    for i in range(kept.size):
        kept[i] = 1.0 - w.start.west[i]
    trade.loss_without(base, b.trade_elasticity_short, kept, lost)
    _of_income(lost, w.start.goods, w.now.abroad)


@kernel
def _of_income(lost: Array, goods: Array, out: Array) -> None:
    for i in range(out.size):
        out[i] = 1.0 - (1.0 - lost[i]) ** goods[i]


# --- programmes, alignment ---


@kernel
def offer(w: World, b: Any, o: int, t: int) -> None:
    """Write the share of the gap that each state's programmes close, beyond the status quo."""
    offered = w.plan.programmes
    if w.plan.programmes.funded[o, t] == 0:
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
    for i in range(w.room.programmes.shape[0]):
        closed, offered = w.room.closing[i], w.room.programmes[i]
        offered[0] = closed[awareness]
        offered[1] = 0.5 * (closed[infrastructure] + closed[investment])
        offered[2] = closed[information]
    theta, protection = w.now.theta, w.plan.protection[o, t]
    guard, ward = w.room.spare[0], w.room.spare[1]
    for i in range(guard.size):
        guard[i] = protection[0, i] * b.pact_reliability
        ward[i] = protection[1, i] * b.pact_reliability
    ties = alignment.Ties(
        theta[w.start.pole[0]], theta[w.start.pole[1]], guard, ward, w.now.abroad, w.now.leverage,
        w.room.programmes, w.plan.presence[o, t],
    )  # fmt: skip
    weights = alignment.Weights(
        b.security_weight, b.trade_weight, b.programme_weight, b.reactance
    )
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
    for i in range(position.shape[0]):
        if w.start.moves[i] == 0.0:
            position[i, :] = w.start.position[i]


# --- blocs ---


@kernel
def divide(w: World, b: Any, o: int, t: int) -> None:
    """Measure how far the world is split in two."""
    room, powers = w.room, w.start.powers
    for j in range(powers.size):
        for i in range(room.fear.shape[0]):
            room.fear[i, powers[j]] = w.now.theta[j, i]
    blocs.ties(w.plan.bonds[o, t], room.fear, room.ties)
    stand = room.spare[0]
    for i in range(stand.size):
        stand[i] = mean(w.now.position[i])
        room.groups[i] = blocs.bin_of(stand[i])
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
    for i in range(usual.size):
        usual[i] = b.base_rate_coercion / (1.0 - b.resilience_cut * b.resilience_start)
    resilience.coercion(usual, b.resilience_cut, w.now.resilience, coerced)
    for c in range(w.start.target.size):
        w.now.coercion[c] = coerced[w.start.target[c]]


# --- arming ---


@kernel
def arm(w: World, b: Any, o: int, t: int) -> None:
    """Buy this year's arms, and set the spending of the next."""
    milex, stocks, spare = w.now.milex, w.now.stocks, w.room.spare
    bought, depreciation = spare[0], w.future.depreciation
    for i in range(bought.size):
        bought[i] = b.procurement_share * milex[i]
    arming.stocks(stocks, bought, w.future.yields, depreciation, stocks)
    _answer(w, b, o, t)
    for i in range(milex.size):
        asked = w.plan.floor[o, t + 1, i] / arming.PERCENT * w.start.gdp[t + 1, i]
        milex[i] = min(max(milex[i], asked), w.future.ceiling[t + 1, i])


@kernel
def _answer(w: World, b: Any, o: int, t: int) -> None:
    """Let each state answer threat, rivals, allies and encirclement."""
    spare, milex, reference = w.room.spare, w.now.milex, w.future.reference[t]
    threatened, rivals, allies, felt = spare[1], spare[2], spare[3], spare[4]
    growth, fixed, allied, gdp = spare[5], spare[6], spare[7], w.start.gdp[t]
    arming.log_change(w.start.rivals, milex, reference, w.room.pair, rivals)
    arming.log_change(w.plan.allies[o, t], milex, reference, w.room.pair, allies)
    arming.spill_in(w.plan.allies[o, t], reference, gdp, w.room.pair, allied)
    expose(w, threatened)
    for i in range(growth.size):
        threatened[i] = arming.PERCENT * (threatened[i] - w.future.exposure[i])
        growth[i] = w.start.growth[i] + b.reference_growth
        fixed[i] = felt[i] = 0.0
    for c in range(w.start.challenger.size):
        felt[w.start.challenger[c]] = w.now.felt[w.start.watched[c]] / threat.INDEX - 1.0
    path = arming.Path(reference, growth, w.future.ceiling[t + 1], fixed, gdp, allied)
    changes = arming.Changes(threatened, rivals, allies, felt)
    arming.spending(milex, path, changes, arming.response(b), milex)


@kernel
def expose(w: World, out: Array) -> None:
    """Write each state's probability of fighting a war this year, as one attacked or as a helper.

    To first order: the contingencies' probabilities add up.
    """
    for i in range(out.size):
        out[i] = 0.0
    for c in range(w.start.challenger.size):
        war = w.now.hazard[1, c]
        for i in range(out.size):
            out[i] += war * w.now.will[c, i]
        out[w.start.challenger[c]] += war
