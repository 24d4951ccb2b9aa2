"""Forces of a past world, by the mechanisms' functions: reach, help, gains, hazards, blocs.

The functions of ``projection``, ``decision``, ``deterrence`` and ``blocs`` for all states and pairs
at once; nothing here has numbers of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from latticework.array import Array, IntArray, Mask
from latticework.ensemble.futures import draw
from latticework.mechanisms import (
    alignment,
    arming,
    blocs,
    decision,
    deterrence,
    projection,
    threat,
    trade,
)
from latticework.mechanisms.belief import Belief
from latticework.mechanisms.kernel import kernel

SEED = 19891109

DAY = 90.0
"""Day on which force has arrived, as in the mechanism of threat."""

MECHANISMS = (alignment, arming, blocs, decision, deterrence, projection, threat, trade)
"""The mechanisms that take part."""


def beliefs() -> tuple[Belief, ...]:
    """Return the beliefs of the mechanisms that take part."""
    return tuple(belief for module in MECHANISMS for belief in module.BELIEFS)


def drawn(held: Sequence[Belief], futures: int) -> Any:
    """Return a record array with a field for each belief: centres, then so many draws."""
    centres = np.array([[belief.centre for belief in held]])
    table = np.concatenate([centres, draw(held, (), 0, futures, SEED)])
    kind = np.dtype([(belief.name, np.float64) for belief in held])
    return np.ascontiguousarray(table).view(kind)[:, 0].view(np.recarray)


# --- kernels: the same functions for many pairs ---


@kernel
def stakes(passage: Array, km: Array, scale: float, out: Array) -> None:
    """Write what each row state has at stake at each column's, by `decision.stake`."""
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = decision.stake(passage[i, j], km[i, j], scale)


@kernel
def gains(attack: Array, defence: Array, before: Array, felt: Array, b: Any, out: Array) -> None:
    """Write what the attacker of each pair has to gain, by `deterrence.gain`.

    Parameters
    ----------
    attack, defence
        (P,) force at the target's, points.
    before
        (P,) log of their ratio a year ago; replaced by this year's.
    felt
        (P,) encirclement that the attacker feels, first year = 100.
    b
        A record with a field for each belief.
    out
        (P,) V. Without sanctions.
    """
    chance, nothing, whole = np.zeros(1), np.zeros(1), np.ones(1)
    weights = np.zeros(len(deterrence.STAKES))
    deterrence.stakes(b, weights)
    for p in range(out.size):
        now = np.log(attack[p] / defence[p])
        window = deterrence.closing_window(now, before[p])
        before[p] = now
        chance[0] = deterrence.contest(
            attack[p], defence[p], b.contest_decisiveness, b.defender_advantage_baltic
        )
        out[p] = deterrence.gain(chance, nothing, whole, felt[p], window, weights)


@kernel
def hazards(base: Array, gain: Array, first: Array, eta: float, out: Array) -> None:
    """Write the hazard of each pair, by `deterrence.hazard`."""
    for p in range(out.size):
        out[p] = deterrence.hazard(base[p], eta, gain[p], first[p], 0.0)


# --- who could reach whom, who would help ---


def reach(stocks: Array, km: Array, b: Any) -> Array:
    """Return (N, N) the force that each row state could bring to bear on each column state.

    Parameters
    ----------
    stocks
        (N, K) points.
    km
        (N, N) by any way.
    b
        A record with a field for each belief.
    """
    count, domains = stocks.shape
    rate, ready = np.zeros(domains), np.full(count, float(b.mobilisation))
    speed = np.array([b.speed_land, b.speed_air, b.speed_sea])
    build = np.array([b.build_up_land, b.build_up_air, b.build_up_sea])
    projection.rates(b, rate)
    lost, there, row = np.zeros_like(stocks), np.zeros_like(stocks), np.zeros(count)
    out = np.zeros((count, count))
    for j in range(count):
        way = np.repeat(km[:, j : j + 1], domains, axis=1)
        projection.loss(way, rate, lost)
        projection.arrived(way, ready, speed, build, DAY, there)
        projection.force(stocks, lost, there, row)
        out[:, j] = row
    return out


class Traits(NamedTuple):
    """What the will to help hangs on.

    Attributes
    ----------
    duty
        (N, N) rank of what the row owes the column.
    affinity, stake
        (N, N) how alike they are, and what the row has at stake there, 0–1.
    major
        (N,) 1 for major powers.
    """

    duty: Array
    affinity: Array
    stake: Array
    major: Array

    def rows(self, chosen: Mask) -> Array:
        """Return the traits of some pairs of helper and helped, as `decision.odds` takes them."""
        out = np.zeros((len(decision.TRAITS), int(chosen.sum())))
        rank = np.broadcast_to(self.major[:, None], self.duty.shape)
        for name, trait in zip(self._fields, (*self[:3], rank), strict=True):
            out[decision.TRAITS.index(name)] = trait[chosen]
        return out


def wills(traits: Traits, usual: Traits, b: Any) -> Array:
    """Return (N, N) the probability that each row state would help each column state.

    Parameters
    ----------
    traits
        This year's.
    usual
        Those of the first year, with some pact of defence: its average ally keeps its promise as
        often as is believed.
    b
        A record with a field for each belief.
    """
    effects, shocks = np.zeros(len(decision.TRAITS) + 1), np.zeros(len(decision.NODES))
    decision.effects(b, effects)
    decision.shocks(b.will_shock, shocks)
    allies = usual.duty == decision.PACT_DUTY
    ally, odds = usual.rows(allies).mean(axis=1, keepdims=True), np.zeros(1)
    decision.odds(ally, effects, odds)
    effects[0] = decision.calibrate_intercept(odds, shocks, b.pact_reliability)
    every = traits.rows(np.ones_like(allies))
    each, out = np.zeros(allies.size), np.zeros(allies.size)
    decision.odds(every, effects, each)
    decision.expected_will(each, shocks, out)
    return out.reshape(allies.shape)


def defences(force: Array, will: Array, allied: Array, pairs: IntArray) -> Array:
    """Return (P,) the force that would stand against the first of each pair at the second's.

    Parameters
    ----------
    force, will
        (N, N) from `reach` and `wills`.
    allied
        (N, N) 1 for allies: those of the attacker stay away.
    pairs
        (P, 2) attacker, target.
    """
    attacker, target = pairs.T
    help_ = will * force
    np.fill_diagonal(help_, np.diag(force))
    away = np.maximum(allied, np.eye(len(force)))
    apart = away[attacker] * (1.0 - np.eye(len(force))[target])
    return np.asarray(help_.T[target].sum(axis=1) - (apart * help_.T[target]).sum(axis=1))


def split(strength: Array, fear: Array, stand: Array, weight: Array, b: Any) -> tuple[float, float]:
    """Return polarization by Esteban and Ray, and the modularity of the same groups.

    Parameters
    ----------
    strength, fear
        (N, N) strength of pacts; threat that the row feels from the column.
    stand, weight
        (N,) mean alignment, and power.
    b
        A record with a field for each belief.
    """
    ties = np.zeros_like(strength)
    blocs.ties(strength, fear, ties)
    shares, places = np.zeros(blocs.BINS), np.zeros(blocs.BINS)
    blocs.group(stand, weight, shares, places)
    groups = np.array([blocs.bin_of(float(x)) for x in stand])
    spread = blocs.esteban_ray(shares, places, b.identification)
    return spread, blocs.modularity(ties, groups, np.zeros((3, len(stand))))
