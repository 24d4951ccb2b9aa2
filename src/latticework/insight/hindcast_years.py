"""Years of a past world, by the mechanisms' own functions.

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

from enum import Enum
from typing import Any, NamedTuple

import numpy as np

from latticework.array import Array
from latticework.insight.hindcast_forces import (
    Traits,
    defences,
    gains,
    hazards,
    reach,
    split,
    stakes,
    wills,
)
from latticework.insight.hindcast_market import Market
from latticework.insight.hindcast_pacts import Bonds, standing
from latticework.insight.hindcast_past import Past
from latticework.mechanisms import alignment, arming, blocs, threat, trade

AMERICA, CHINA, RUSSIA = range(3)
"""Rows of `Past.powers`."""

CHALLENGERS = (CHINA, RUSSIA)

FORCE, DEATHS = range(2)
"""Rows of `Past.base`."""


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
        past = self.past
        usual = Traits(past.bonds[0].duty, past.affinity, self.stake, past.major)
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
