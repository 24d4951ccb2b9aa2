"""Years of a past world, by the mechanisms' own functions: who could reach whom, threat, hazards,
spending, stocks, alignment, blocs.

The order of a year and what is held against the first year are those of the ensemble (``world``,
``opening``). Differences: any two states that border or include a major power may fight, so that
hazards are those of all politically relevant pairs, both ways, and start from what their record
said before; there are no contingencies, bodies, programmes, trade deals or theatres. Sanctions drop
out: their price stays as in the first year, and only changes move hazards.

With `Inputs.CARRIED` nothing after the first year is known: growth goes on as in the ten years
before, pacts, trade and troops stay. With `Inputs.CAME` GDP, pacts, troops and the table of trade
of 2000 are those that came: this tests the mechanisms apart from the inputs.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Any, NamedTuple

import numpy as np

from latticework.array import Array, IntArray
from latticework.ensemble.futures import draw
from latticework.insight.hindcast_past import Bonds, Market, Past, standing
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

AMERICA, CHINA, RUSSIA = range(3)
"""Rows of `Past.powers`."""

CHALLENGERS = (CHINA, RUSSIA)

FORCE, DEATHS = range(2)
"""Rows of `Past.base`."""

MECHANISMS = (alignment, arming, blocs, decision, deterrence, projection, threat, trade)


class Inputs(Enum):
    """What is known of the years after the first."""

    CARRIED = "carried on"
    CAME = "as they came"


class Tracks(NamedTuple):
    """What the futures of a past world did.

    Attributes
    ----------
    position, milex, force, polarization
        (F, Y, N, S), (F, Y, N) bn USD, (F, Y, P) probability that a dispute with force begins,
        (F, Y) first year = 100. The first future holds every belief at its centre.
    """

    position: Array
    milex: Array
    force: Array
    polarization: Array


def beliefs() -> tuple[Belief, ...]:
    """Return the beliefs of the mechanisms that take part."""
    return tuple(belief for module in MECHANISMS for belief in module.BELIEFS)


def drawn(held: Sequence[Belief], futures: int) -> Any:
    """Return a record array with a field for each belief: centres, then so many draws."""
    centres = np.array([[belief.centre for belief in held]])
    table = np.concatenate([centres, draw(held, (), 0, futures, SEED)])
    return np.rec.fromarrays(list(table.T), names=[belief.name for belief in held])


def play(past: Past, futures: Any, inputs: Inputs) -> Tracks:
    """Play a past world through futures.

    Parameters
    ----------
    past
        The world.
    futures
        From `drawn`.
    inputs
        What is known.
    """
    runs = [World(past, b, inputs).run() for b in futures]
    return Tracks(*(np.stack(parts) for parts in zip(*runs, strict=True)))


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
    """What the will to help hangs on, all (N, N): rank of the duty of the row to the column, how
    alike they are, what the row has at stake there."""

    duty: Array
    affinity: Array
    stake: Array


def wills(traits: Traits, usual: Traits, b: Any) -> Array:
    """Return (N, N) the probability that each row state would help each column state.

    Parameters
    ----------
    traits
        This year's.
    usual
        Those of the first year, whose average ally keeps its promise as often as is believed.
    b
        A record with a field for each belief.
    """
    effects, shocks = np.zeros(7), np.zeros(len(decision.NODES))
    decision.effects(b, effects)
    decision.shocks(b.will_shock, shocks)
    allies = usual.duty == decision.PACT_DUTY
    ally, odds = np.zeros((len(decision.TRAITS), 1)), np.zeros(1)
    means = (usual.affinity[allies].mean(), usual.stake[allies].mean()) if allies.any() else (0, 0)
    ally[:3, 0] = decision.PACT_DUTY, *means
    decision.odds(ally, effects, odds)
    effects[0] = decision.calibrate_intercept(odds, shocks, b.pact_reliability)
    rows = np.zeros((len(decision.TRAITS), traits.duty.size))
    rows[:3] = [trait.ravel() for trait in traits]
    each, out = np.zeros(traits.duty.size), np.zeros(traits.duty.size)
    decision.odds(rows, effects, each)
    decision.expected_will(each, shocks, out)
    return out.reshape(traits.duty.shape)


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


# --- a world ---


class World:
    """One future of a past world; `run` plays it."""

    def __init__(self, past: Past, b: Any, inputs: Inputs) -> None:
        self.past, self.b, self.given = past, b, inputs is Inputs.CAME
        both = np.concatenate([past.pairs, past.pairs[:, ::-1]])
        self.ways = np.ascontiguousarray(both)
        self._believe()
        self._begin()

    # --- what beliefs alone decide ---

    def _believe(self) -> None:
        past, b = self.past, self.b
        count, powers = len(past.states), len(past.powers)
        self.hostile, self.near = np.zeros((powers, count)), np.zeros((powers, count))
        coefficients = np.array([getattr(b, name) for name in threat.HOSTILITY])
        for j, power in enumerate(past.powers):
            threat.hostilities(
                past.gap[j], past.rivalry[j], past.claim[j], coefficients, power, self.hostile[j]
            )
            threat.nearness(past.km[power], b.fear_distance, self.near[j])
        self.premium = np.zeros(len(threat.CLASSES))
        threat.premiums(b.military_premium, b.nato_premium, self.premium)
        self.autonomy = np.array(
            [getattr(b, f"autonomy_{state if state in alignment.AUTONOMY else 'other'}")
             for state in past.states]
        )  # fmt: skip
        self.reach = reach(past.stocks, past.km, b)
        self.stake = np.zeros_like(past.km)
        stakes(past.passage, past.km, b.fear_distance, self.stake)
        self._budget()

    def _budget(self) -> None:
        past, b = self.past, self.b
        years = np.arange(len(past.years))[:, None]
        carried = past.gdp[0] * np.exp(past.growth * years)
        self.gdp = past.gdp if self.given else carried
        drift = np.exp(b.reference_growth * years)
        self.reference = past.milex * self.gdp / self.gdp[0] * drift
        burden, peace = arming.PERCENT * past.milex / past.gdp[0], np.zeros(len(past.milex))
        self.ceiling = np.zeros_like(self.gdp)
        for gdp, most in zip(self.gdp, self.ceiling, strict=True):
            arming.ceiling(gdp, burden, b.burden_cap, peace, most)
        self.worn = np.array([b.depreciation_land, b.depreciation_air, b.depreciation_sea])
        self.yields = np.zeros_like(past.stocks)
        bought = np.full(len(past.milex), float(b.procurement_share))
        arming.yields(past.stocks, past.milex, bought, self.worn, self.yields)

    # --- the first year ---

    def _begin(self) -> None:
        past, ways = self.past, len(self.ways)
        self.milex, self.stocks = past.milex.copy(), past.stocks.copy()
        self.position = standing(past.position[0])
        shifted = np.clip(self.position + self.b.position_error, -1.0, 1.0)
        self.position = np.where(past.moves[:, None] > 0, shifted, self.position)
        self.felt = np.full(len(past.powers), threat.INDEX)
        self.lost = np.zeros((2, len(past.states)))
        self._bind(0)
        self._trade(0)
        self.theta, self.raw = self._survey()
        self.first_raw = self.raw.copy()
        self.balance, self.gain = np.full(ways, -np.inf), np.zeros(ways)
        self._weigh()
        self.first_gain = self.gain.copy()
        once = 1.0 - np.sqrt(1.0 - past.base)
        self.base = np.concatenate([once, once], axis=1)
        self.hazard = self._venture()
        self.first_exposure = self._exposure()
        self.first = self.last = self._divide()
        self.presence = self._presence(0)
        self.tradition = np.zeros_like(self.position)
        alignment.tradition(self.position, self._pull(), self._choice(), self.tradition)

    def _bind(self, t: int) -> None:
        """Take the pacts of a year, and what follows from them."""
        bonds: Bonds = self.past.bonds[t]
        b, count = self.b, len(self.past.states)
        weights = np.zeros(len(bonds.terms))
        threat.tie_weights(
            bonds.terms, b.hidden_tie_detection, b.visibility_shift, b.military_premium, weights
        )
        self.joint = np.zeros((len(bonds.pairs), count))
        threat.coalition_ties(weights, bonds.entries, bonds.parties, self.joint)
        usual = Traits(self.past.bonds[0].duty, self.past.affinity, self.stake)
        self.will = wills(usual._replace(duty=bonds.duty), usual, b)
        self.bonds = bonds

    def _trade(self, t: int) -> None:
        """Take the table of trade of a year, if it is a new one."""
        for market in self.past.markets:
            if self.past.years[t] == market.since:
                self._depend(market)

    def _depend(self, market: Market) -> None:
        """Write what each state would lose without China, and without the West."""
        b, losses = self.b, []
        kept = np.ones(len(market.west))
        kept[market.china] = 0.0
        for partners in (kept, 1.0 - market.west):
            lost = np.zeros(len(kept))
            trade.loss_without(market.base, b.trade_elasticity_short, partners, lost)
            losses.append(1.0 - (1.0 - lost[market.at]) ** market.goods)
        self.lost = np.where(market.at >= 0, losses, self.lost)

    # --- a year ---

    def run(self) -> tuple[Array, Array, Array, Array]:
        """Play all years; return positions, spending, forces and polarization of each."""
        years = range(len(self.past.years))
        rows = [self._recorded()]
        for t in years[1:]:
            self._arm(t - 1)
            self._step(t)
            rows.append(self._recorded())
        position, milex, force, divided = (np.array(part) for part in zip(*rows, strict=True))
        return position, milex, force, divided

    def _recorded(self) -> tuple[Array, Array, Array, float]:
        pairs = len(self.past.pairs)
        there, back = self.hazard[FORCE, :pairs], self.hazard[FORCE, pairs:]
        either = 1.0 - (1.0 - there) * (1.0 - back)
        return self.position.copy(), self.milex.copy(), either, self._polarized()

    def _step(self, t: int) -> None:
        if self.given:
            if self.past.bonds[t] is not self.bonds:
                self._bind(t)
            self._trade(t)
            self.presence = self._presence(t)
        self._weigh()
        self.hazard = self._venture()
        self._frighten()
        self._lean()
        self.last = self._divide()

    # --- reach, hazards, threat ---

    def _force(self) -> Array:
        """Return (N, N) reach, grown since the first year as stocks have."""
        had = self.past.stocks.sum(axis=1)
        some = had > 0.0
        grown = np.divide(self.stocks.sum(axis=1), had, out=np.zeros_like(had), where=some)
        return np.asarray(grown[:, None] * self.reach)

    def _weigh(self) -> None:
        force = self._force()
        attacker, target = self.ways.T
        defence = defences(force, self.will, self.bonds.allied, self.ways)
        felt = np.full(len(self.past.states), threat.INDEX)
        for j in CHALLENGERS:
            felt[self.past.powers[j]] = self.felt[j]
        attack = force[attacker, target]
        gains(attack, defence, self.balance, felt[attacker], self.b, self.gain)

    def _venture(self) -> Array:
        """Return (2, 2P) hazards, there and back."""
        out = np.zeros_like(self.base)
        for severity in (FORCE, DEATHS):
            hazards(
                self.base[severity], self.gain, self.first_gain, self.b.hazard_sensitivity,
                out[severity],
            )  # fmt: skip
        return out

    def _survey(self) -> tuple[Array, Array]:
        """Return (J, N) the threat that this year alone would give, and (J,) encirclement."""
        b, past = self.b, self.past
        menace, raw = np.zeros(len(past.states)), np.zeros(len(past.powers))
        for j, power in enumerate(past.powers):
            threat.menace(self.hostile[j], self.near[j], self.stocks, power, menace)
            raw[j] = threat.encirclement_raw(
                self.bonds.ties[j], menace, b.hidden_tie_detection, b.visibility_shift,
                self.premium, b.unilateral_weight,
            )  # fmt: skip
        force = self._force()
        joined, target = np.zeros_like(self.hostile), np.zeros_like(self.hostile)
        threat.coalition_reach(force, past.powers, self.bonds.pairs, self.joint, joined)
        threat.threat_target(joined, np.diag(force).copy(), self.hostile, target)
        return target, raw

    def _frighten(self) -> None:
        target, raw = self._survey()
        memory = self.b.threat_memory
        for j in range(len(raw)):
            self.felt[j] = threat.encirclement(self.felt[j], raw[j], self.first_raw[j], memory)
        threat.remember_all(self.theta, target, memory)

    # --- spending and stocks ---

    def _exposure(self) -> Array:
        """Return (N,) the probability that each state is in a dispute with deaths, per cent."""
        quiet = np.zeros(len(self.past.states))
        log = np.log1p(-self.hazard[DEATHS])
        for side in self.ways.T:
            np.add.at(quiet, side, log)
        return np.asarray(arming.PERCENT * -np.expm1(quiet))

    def _arm(self, t: int) -> None:
        """Buy this year's arms, and set the spending of the next."""
        past, b, milex, reference = self.past, self.b, self.milex, self.reference[t]
        bought = b.procurement_share * milex
        arming.stocks(self.stocks, bought, self.yields, self.worn, self.stocks)
        rivals, allies, felt, none = (np.zeros(len(milex)) for _ in range(4))
        room = np.zeros((2, len(milex)))
        arming.log_change(past.rivals, milex, reference, room, rivals)
        arming.log_change(self.bonds.allied, milex, reference, room, allies)
        for j in CHALLENGERS:
            felt[past.powers[j]] = self.felt[j] / threat.INDEX - 1.0
        growth = np.log(self.reference[t + 1] / reference)
        path = arming.Path(reference, growth, self.ceiling[t + 1], none, self.gdp[t], none)
        news = self._exposure() - self.first_exposure
        changes = arming.Changes(news, rivals, allies, felt)
        arming.spending(milex, path, changes, arming.response(b), milex)

    # --- alignment and blocs ---

    def _presence(self, t: int) -> Array:
        """Return (N,) American troops around each state, first year = 1."""
        near = np.exp(-self.past.km / self.b.fear_distance)
        then, now = near @ self.past.troops[0], near @ self.past.troops[t]
        return np.asarray(np.divide(now, then, out=np.ones_like(then), where=then > 0))

    def _pull(self) -> Array:
        b = self.b
        guard, ward = self.bonds.protection * b.pact_reliability
        programmes, out = np.zeros_like(self.position), np.zeros_like(self.position)
        ties = alignment.Ties(
            self.theta[CHINA], self.theta[AMERICA], guard, ward, self.lost[1], self.lost[0],
            programmes, self.presence,
        )  # fmt: skip
        weights = alignment.Weights(
            b.security_weight, b.trade_weight, b.programme_weight, b.reactance
        )
        alignment.pull(ties, self.autonomy, weights, out)
        return out

    def _choice(self) -> alignment.Choice:
        b = self.b
        pressure = b.side_pressure * self._polarized() / threat.INDEX
        return alignment.Choice(self.autonomy, pressure, b.choice_noise, b.alignment_speed)

    def _lean(self) -> None:
        before = self.position.copy()
        alignment.align(before, self._pull(), self.tradition, self._choice(), self.position)
        fixed = self.past.moves == 0
        self.position[fixed] = before[fixed]

    def _divide(self) -> tuple[float, float]:
        """Return how far the world is split: by what its powers weigh, by its ties."""
        count = len(self.past.states)
        fear = np.zeros((count, count))
        fear[:, self.past.powers] = self.theta.T
        stand = self.position.mean(axis=1)
        return split(self.bonds.strength, fear, stand, self.stocks.sum(axis=1), self.b)

    def _polarized(self) -> float:
        now, first = self.last, self.first
        found: float = blocs.polarization(now[0], first[0], now[1], first[1])
        return found


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
