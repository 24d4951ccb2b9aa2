"""The soft half of a year: trade, alignment, blocs, resilience, and arms for the next year."""

from __future__ import annotations

import numpy as np

from latticework.array import Array, IntArray
from latticework.mechanisms.alignment import EVEN, INCOME_UNIT, REACH, SHARPEST
from latticework.mechanisms.arming import PERCENT
from latticework.mechanisms.blocs import BINS
from latticework.mechanisms.threat import INDEX
from numpy_world import trade
from numpy_world.setting import Run

GRID = np.linspace(-1.0, 1.0, 2 * REACH + 1)
"""Positions that states choose among."""


# --- trade ---


def exchange(r: Run, t: int) -> None:
    """Solve trade anew if the option has changed its costs, and what states would lose without."""
    start, b, invested = r.start, r.b, r.plan.invested[t]
    phased = np.clip((start.year + t - r.plan.deals) / b.fta_years, 0.0, 1.0)
    if not (phased.any() or invested.any()):
        return
    epsilon, base = b.trade_elasticity, trade.Base(*start.trade)
    eased = np.tensordot(b.fta_effect * phased * b.concluded, r.world.sides, axes=1)
    union = np.zeros_like(start.milex)
    union[start.union] = epsilon * b.investment_cost_cut
    share = invested / start.gdp[0]
    eased += share[:, None] * union + union[:, None] * share
    access = start.trade.shares * np.exp(eased)
    r.wages = trade.solve(base, access, epsilon, r.wages)
    goods = trade.welfare(base, access, epsilon, r.wages)
    r.welfare = goods**start.goods * (1.0 + b.capital_return * share)
    lose(r, trade.rebased(base, access, epsilon, r.wages))


def lose(r: Run, base: trade.Base) -> None:
    """Write what each state's income would lose within a year without China, without the West.

    What wages would do is sought from what they would have done the year before.
    """
    start, n = r.start, len(r.start.milex)
    states = np.arange(n)
    kept = np.repeat([states != start.china, start.west == 0.0], n, axis=0).astype(np.float64)
    cut = trade.Cut(np.tile(states, 2), kept)
    lost, r.apart = trade.loss_without(base, r.b.trade_elasticity_short, cut, r.apart)
    r.leverage, r.abroad = 1.0 - (1.0 - lost.reshape(2, n)) ** start.goods


# --- programmes, alignment ---


def offer(r: Run, t: int) -> None:
    """Write the share of the gap that each state's programmes close, beyond the status quo."""
    if not r.plan.funded[t]:
        r.closing = np.zeros_like(r.resilience)
        return
    offered, penalty = r.world.plan.programmes, r.b.nato_programme_cost
    stand = r.position[:, offered.issue] * offered.side
    accepted = 1.0 / (1.0 + np.exp(penalty * offered.nato - stand))
    spent = (r.plan.amount[t] * accepted) @ offered.fit
    r.closing = 1.0 - np.exp(-spent / r.scale)


def pull(r: Run, t: int) -> None:
    """Write what draws each state towards either side, (N, S)."""
    b, (infrastructure, investment, information, awareness) = r.b, r.closing.T
    programmes = np.stack([awareness, 0.5 * (infrastructure + investment), information], axis=1)
    guard, ward = r.plan.protection[t] * b.pact_reliability
    china, america = r.theta[r.start.pole]
    common = b.security_weight * (china * guard - america * ward)
    common += b.trade_weight * (r.abroad - r.leverage) / INCOME_UNIT
    common -= b.reactance * b.autonomy_of * r.plan.presence[t]
    r.pull = common[:, None] + b.programme_weight * programmes


def lean(r: Run, t: int) -> None:
    """Move every state's alignment but that of the poles."""
    pull(r, t)
    autonomy, noise = r.b.autonomy_of[:, None], r.b.choice_noise
    bend = (r.pressure - 0.5 * autonomy) / noise
    chances = chosen(bend, (r.pull + autonomy * r.tradition) / noise)
    moved = r.position + r.b.alignment_speed * (chances @ GRID - r.position)
    r.position = np.where(r.start.moves[:, None] > 0, moved, r.start.position)


def chosen(bend: Array, lean: Array) -> Array:
    """Return the chance of each position, (N, S, 41), given the quadratic's α (N, 1), β (N, S)."""
    keep = SHARPEST / np.maximum(SHARPEST, np.abs(bend) + np.abs(lean))
    utility = (keep * bend)[..., None] * GRID**2 + (keep * lean)[..., None] * GRID
    weights = np.exp(utility - utility.max(axis=-1, keepdims=True))
    chances: Array = weights / weights.sum(axis=-1, keepdims=True)
    return chances


def openness(r: Run, states: IntArray) -> Array:
    """Return how open the choices of some states still are, (n, S)."""
    autonomy, noise = r.b.autonomy_of[states, None], r.b.choice_noise
    bend = (r.pressure - 0.5 * autonomy) / noise
    chances = chosen(bend, (r.pull[states] + autonomy * r.tradition[states]) / noise)
    some = np.where(chances > 0.0, chances, 1.0)
    left: Array = -(chances * np.log(some)).sum(axis=-1) / EVEN
    return left


# --- blocs ---


def divide(r: Run, t: int) -> None:
    """Measure how far the world is split in two."""
    fear = np.zeros_like(r.plan.bonds[t])
    fear[:, r.start.powers] = r.theta.T
    ties = np.clip(r.plan.bonds[t] - 0.5 * (fear + fear.T), -1.0, 1.0)
    np.fill_diagonal(ties, 0.0)
    stand = r.position.mean(axis=1)
    r.spread = _esteban_ray(stand, r.start.gdp[t], r.b.identification)
    r.divided = _modularity(ties, (stand >= 0.0).astype(np.int64))


def _esteban_ray(stand: Array, weight: Array, identification: float) -> float:
    groups = np.clip((0.5 * BINS * (stand + 1.0)).astype(np.int64), 0, BINS - 1)
    masses = np.bincount(groups, weight, BINS)
    moments = np.bincount(groups, weight * stand, BINS)
    places = np.divide(moments, masses, out=np.zeros(BINS), where=masses > 0)
    shares = masses / masses.sum()
    apart = np.abs(places[:, None] - places)
    spread: float = shares ** (1.0 + identification) @ apart @ shares
    return spread


def _modularity(ties: Array, groups: IntArray) -> float:
    likes, dislikes = np.maximum(ties, 0.0).sum(axis=0), np.maximum(-ties, 0.0).sum(axis=0)
    friendly, hostile = likes.sum(), dislikes.sum()
    if friendly + hostile == 0.0:
        return 0.0
    chance = 0.0
    for sums, total, sign in ((likes, friendly, 1.0), (dislikes, hostile, -1.0)):
        if total > 0.0:
            chance += sign * (np.bincount(groups, sums) ** 2).sum() / total
    within = ties[groups[:, None] == groups].sum()
    divided: float = (within - chance) / (friendly + hostile)
    return divided


# --- resilience ---


def harden(r: Run) -> None:
    """Move resilience by a year, and say how probable coercion of each attacked state is."""
    b = r.b
    decayed = 1.0 - b.resilience_decay
    upkeep = 1.0 - (1.0 - b.resilience_start) / (1.0 - decayed * b.resilience_start)
    shut = np.maximum(0.0, 1.0 - (1.0 - r.closing) * (1.0 - upkeep))
    r.resilience = 1.0 - (1.0 - shut) * (1.0 - decayed * r.resilience)
    usual = b.base_rate_coercion / (1.0 - b.resilience_cut * b.resilience_start)
    level = r.resilience[r.start.target].mean(axis=1)
    r.coercion = usual * (1.0 - b.resilience_cut * level)


# --- arming ---


def arm(r: Run, t: int) -> None:
    """Buy this year's arms, and set the spending of the next."""
    start, b, gdp = r.start, r.b, r.start.gdp[t + 1]
    bought = b.procurement_share * r.milex
    r.stocks = (1.0 - r.depreciation) * r.stocks + r.yields * bought[:, None]
    wanted = _wanted(r, t)
    spends = (r.milex > 0.0) & (r.reference[t] > 0.0)
    ratio = np.divide(r.milex, r.reference[t], out=np.ones_like(r.milex), where=spends)
    growth = start.growth + b.reference_growth
    step = b.spending_adjustment * (wanted - np.log(ratio)) + growth
    moved = r.milex * np.exp(np.clip(step, -b.largest_cut, b.largest_rise)) * spends
    asked = r.plan.floor[t + 1] / PERCENT * gdp
    r.milex = np.minimum(np.maximum(moved, asked), r.ceiling[t + 1])


def _wanted(r: Run, t: int) -> Array:
    """Return how far each state wants to spend from its reference, log points."""
    b, reference = r.b, r.reference[t]
    felt = np.zeros_like(r.milex)
    felt[r.start.challenger] = r.felt[r.start.watched] / INDEX - 1.0
    rivals = _log_change(r.start.rivals, r.milex, reference)
    allies = _log_change(r.plan.allies[t], r.milex, reference)
    wanted: Array = b.threat_response * PERCENT * (exposed(r) - r.exposure)
    wanted += b.encirclement_arming * felt + b.rival_reaction * rivals - b.free_riding * allies
    return wanted


def _log_change(weights: Array, milex: Array, reference: Array) -> Array:
    """Return the log of others' spending over its reference; 0 for a state without others."""
    now, usual = milex @ weights, reference @ weights
    some = (now > 0.0) & (usual > 0.0)
    return np.log(np.divide(now, usual, out=np.ones_like(now), where=some))


def exposed(r: Run) -> Array:
    """Return each state's probability of fighting a war this year, (N,)."""
    wars = r.hazard[1]
    fights: Array = wars @ r.will
    np.add.at(fights, r.start.challenger, wars)
    return fights
