"""How a future opens: what its beliefs make of the first year."""

from __future__ import annotations

import numpy as np
from scipy.optimize import brentq

from latticework.array import Array
from latticework.ensemble.room import DAYS
from latticework.mechanisms.alignment import SHARPEST
from latticework.mechanisms.arming import PERCENT
from latticework.mechanisms.decision import (
    FARTHEST_INTERCEPT,
    NODES,
    PACT_DUTY,
    STRONGEST_DUTY,
    WEIGHTS,
)
from latticework.mechanisms.threat import INDEX
from numpy_world import forces, societies, trade
from numpy_world.setting import Beliefs, Run

CLOSE = 1e-13
TURNS = 80


def believe(r: Run) -> None:
    """Work out all that follows from beliefs alone."""
    start, b = r.start, r.b
    family = b.family
    r.base_rate, r.advantage, r.crossing = family[:, :2].T, family[:, 2], family[:, 6]
    r.fit = family[:, 3:6]
    military, nato = 1.0 + b.military_premium, 1.0 + b.nato_premium
    r.premium = np.array([1.0, nato, military, military * nato])
    r.depreciation = _by_domain(b, "depreciation")
    r.posture = np.stack([_by_domain(b, n) for n in ("europe_share", "asia_share", "transferable")])
    areas = ("infrastructure", "investment", "information", "awareness")
    r.scale = np.array([getattr(b, f"gap_scale_{area}") for area in areas])
    logit = b.hostility_base + b.hostility_gap * start.gap
    logit += b.hostility_rivalry * start.rivalry + b.hostility_claim * start.claim
    r.hostile = 1.0 / (1.0 + np.exp(-logit))
    r.hostile[np.arange(len(start.powers)), start.powers] = 0.0
    r.near = np.exp(-start.capital_km / b.fear_distance)
    _cover_ways(r)
    _promise(r)
    _budget(r)


def _by_domain(b: Beliefs, name: str) -> Array:
    return np.array([getattr(b, f"{name}_{domain}") for domain in ("land", "air", "sea")])


def _cover_ways(r: Run) -> None:
    """Write what survives each way, what has arrived by each day, and every state's reach."""
    start, rate = r.start, _by_domain(r.b, "kappa") / 1000.0
    speed, build = _by_domain(r.b, "speed"), _by_domain(r.b, "build_up")

    def arrived(ways: Array, day: float) -> Array:
        late = day - r.b.mobilisation - ways / speed
        share: Array = 1.0 - np.exp(-np.maximum(0.0, late) / build)
        return share

    r.loss = np.exp(-rate * start.ways)
    r.arrived = np.stack([arrived(start.ways, day) for day in DAYS])
    home = np.exp(-rate * start.ways_home) * arrived(start.ways_home, DAYS[-1])
    r.first_reach = np.einsum("jk,ijk->ji", start.stocks, home)


def _promise(r: Run) -> None:
    """Set the intercept of the will so that the average ally keeps its promise as often as they do.

    Also writes what each state has at stake at each place.
    """
    start, b = r.start, r.b
    r.effects = np.array(
        [0.0, b.will_duty, b.will_affinity, b.will_stake, b.will_dependence, b.will_home_threat,
         b.will_stance, b.will_major]
    )  # fmt: skip
    r.stake = 1.0 - (1.0 - start.passage) * (1.0 - np.exp(-start.place_km / b.fear_distance))
    affinity, passage, km, rank = start.ally
    stake = 1.0 - (1.0 - passage) * (1.0 - np.exp(-km / b.fear_distance))
    ally = r.effects[[1, 2, 3, 7]] @ [PACT_DUTY / STRONGEST_DUTY, affinity, stake, rank]

    def missed(intercept: float) -> float:
        will = 1.0 / (1.0 + np.exp(-(intercept + ally + b.will_shock * NODES)))
        away: float = WEIGHTS @ will - b.pact_reliability
        return away

    r.effects[0] = brentq(missed, -FARTHEST_INTERCEPT, FARTHEST_INTERCEPT, xtol=1e-13)
    r.shocks = np.exp(b.will_shock * NODES)
    r.sanction_shocks = np.exp(b.sanction_intercept - r.effects[0]) * r.shocks


def _budget(r: Run) -> None:
    """Write the reference path of spending, its ceiling, and what money buys."""
    start, b = r.start, r.b
    burden = PERCENT * start.milex / start.gdp[0]
    r.ceiling = np.maximum(b.burden_cap, burden) / PERCENT * start.gdp
    years = np.arange(len(start.gdp))[:, None]
    r.reference = start.milex * np.exp((start.growth + b.reference_growth) * years)
    bought = (b.procurement_share * start.milex)[:, None]
    worn = r.depreciation * start.stocks
    r.yields = np.divide(worn, bought, out=np.zeros_like(worn), where=bought > 0)


# --- what the first year looks like ---


def begin(r: Run) -> None:
    """Set the world to the first year, and hold on to what later years are held against."""
    _stand(r)
    _depend(r)
    forces.survey(r, 0)
    r.first_raw, r.theta = r.raw, r.target
    forces.share_out(r, 0)
    forces.project(r, 0)
    forces.decide(r, 0)
    r.come = r.will
    forces.weigh(r)
    r.first_gain, r.exposure = r.gain, societies.exposed(r)
    societies.divide(r, 0)
    r.first_spread, r.first_divided = r.spread, r.divided
    societies.pull(r, 0)
    _belong(r)


def _stand(r: Run) -> None:
    """Write the state of the first year, as far as it is data or belief."""
    start, b, n = r.start, r.b, len(r.start.milex)
    r.milex, r.stocks, r.hazard = start.milex, start.stocks, r.base_rate
    r.resilience = np.full((n, len(r.scale)), b.resilience_start)
    r.closing = np.zeros_like(r.resilience)
    r.coercion = np.full(len(start.target), b.base_rate_coercion)
    r.felt, r.theta = np.full(len(start.powers), INDEX), np.zeros((len(start.powers), n))
    r.balance = np.full(len(start.target), -np.inf)  # no balance before: no window closes
    r.wages, r.welfare = np.ones(n), np.ones(n)
    moved = start.position + b.position_error * start.moves[:, None]
    r.position = r.first_position = np.clip(moved, -1.0, 1.0)
    r.strength = r.first_strength = forces.europe_stands(r)


def _depend(r: Run) -> None:
    """Write what states and challengers lose if they stop trading, (J, N) each."""
    start, n = r.start, len(r.start.milex)
    base, states = trade.Base(*start.trade), np.arange(n)
    r.cut_off, r.denied = np.zeros_like(start.gap), np.zeros_like(start.gap)
    for j in np.unique(start.watched):
        power = start.powers[j]
        kept = np.ones((2 * n, n))
        kept[:n, power] = 0.0
        kept[n + states, states] = 0.0
        asked = np.append(states, np.full(n, power))
        cut = trade.Cut(asked, kept)
        lost, _ = trade.loss_without(base, r.b.trade_elasticity_short, cut, np.zeros(2 * n))
        r.cut_off[j] = 1.0 - (1.0 - lost[:n]) ** start.goods
        r.denied[j] = 1.0 - (1.0 - lost[n:]) ** start.goods[power]
    r.apart = np.zeros(2 * n)
    societies.lose(r, base)


def _belong(r: Run) -> None:
    """Solve for the traditions that keep all but the poles where they stand, (N, S)."""
    movers = r.start.moves > 0
    autonomy, noise = r.b.autonomy_of[movers, None], r.b.choice_noise
    bend = (r.pressure - 0.5 * autonomy) / noise
    r.tradition = np.zeros_like(r.position)
    wanted = noise * _lean_to(bend, r.position[movers])
    r.tradition[movers] = (wanted - r.pull[movers]) / autonomy


def _lean_to(bend: Array, target: Array) -> Array:
    """Return β for which E[x] is `target`, given α: Newton's method inside a bracket.

    States that have found theirs leave the search.
    """
    bend, wanted = np.broadcast_to(bend, target.shape).ravel(), target.ravel()
    high = SHARPEST + 4.0 * np.abs(bend)
    low, lean = -high, -2.0 * bend * wanted
    left = np.arange(wanted.size)
    for _ in range(TURNS):
        chances = societies.chosen(bend[left], lean[left])
        mean, square = chances @ societies.GRID, chances @ societies.GRID**2
        miss = mean - wanted[left]
        above, away = miss > 0.0, np.abs(miss) > CLOSE
        high[left[above]], low[left[~above]] = lean[left[above]], lean[left[~above]]
        stepped = lean[left] - miss / np.maximum(CLOSE, square - mean * mean)
        inside = (low[left] < stepped) & (stepped < high[left])
        middle = 0.5 * (low[left] + high[left])
        lean[left] = np.where(away, np.where(inside, stepped, middle), lean[left])
        left = left[away]
    return lean.reshape(target.shape)
