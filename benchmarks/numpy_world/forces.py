"""The hard half of a year: who could be where, who would come, what challengers make of it."""

from __future__ import annotations

import numpy as np

from latticework.array import Array
from latticework.mechanisms.decision import DEPENDENCE_UNIT, STRONGEST_DUTY, WEIGHTS
from latticework.mechanisms.deterrence import INDEX, LOOK_AHEAD
from numpy_world.setting import Run
from numpy_world.voting import tolerated

ASIA, EUROPE = 0, 1
NOTHING = 1e-3
"""What a probability that the EU decides may be off by, as in the compiled world."""


# --- theatre, projection ---


def share_out(r: Run, t: int) -> None:
    """Split the American force between the theatres."""
    b, (europe_first, asia_first, movable) = r.b, r.posture
    stays = max(1.0, r.strength / r.first_strength) ** -b.us_response
    gone = b.us_withdrawal_size * (1.0 - (1.0 - b.us_withdrawal_hazard) ** t)
    europe = europe_first * stays * (1.0 - gone)
    asia = asia_first + movable * (1.0 - b.kept_home) * (europe_first - europe)
    quiet = [np.prod(1.0 - r.hazard[1, r.start.family != here]) for here in (ASIA, EUROPE)]
    swing = b.swing_share * movable
    r.tied = np.array(
        [1.0 - asia - quiet[ASIA] * swing * europe, 1.0 - europe - quiet[EUROPE] * swing * asia]
    )


def europe_stands(r: Run) -> float:
    """Return R_E: the stocks of Europe's members of NATO over Russia's."""
    power = r.stocks.sum(axis=1)
    strength: float = r.start.european @ power / power[r.start.russia]
    return strength


def project(r: Run, t: int) -> None:
    """Count each state's force at each place, on both days, (2, C, N)."""
    start, plan, b = r.start, r.plan, r.b
    elsewhere = np.where(r.world.here, 0.0, b.committed_europe)
    committed = np.repeat(elsewhere[:, :, None], r.stocks.shape[1], axis=2)
    committed[:, start.america] = r.tied[start.family.astype(np.int64)]
    committed = np.clip(committed - plan.freed[t], 0.0, 1.0)
    access = plan.access[t] + (1.0 - plan.access[t]) * b.access_without_bases
    there = np.clip(plan.stationed[t] + start.visits * b.visiting_ships, 0.0, 1.0)
    arrived = r.arrived.copy()
    arrived[..., -1] = there + (1.0 - there) * arrived[..., -1]
    usable = (1.0 - committed) * r.fit[:, None] * access[..., None] * r.loss * r.stocks
    r.force = (usable * arrived).sum(axis=-1)


# --- decision ---


def decide(r: Run, t: int) -> None:
    """Find who would act in each contingency, and whether NATO and the EU could decide."""
    start, b = r.start, r.b
    r.odds = np.exp(r.effects[0] + _drawn(r, t)) * start.defender
    consents = _will(r.odds, r.sanction_shocks)  # who would sanction, lets the body act
    nato = np.prod(1.0 - b.blocking_share * (1.0 - consents[:, :, start.council]), axis=-1)
    union = _union_decides(r, consents[:, :, start.union])
    r.decided = np.stack([nato @ WEIGHTS, union @ WEIGHTS], axis=1)
    r.sanctions = WEIGHTS @ consents
    gone = b.mandate_loss * (1.0 - nato)
    _defend(r, t, _will(r.odds, r.shocks) * (1.0 - gone[..., None] * start.mandated))


def _drawn(r: Run, t: int) -> Array:
    """Return what draws each state to act in each contingency, less the intercept, (C, N)."""
    start, effects = r.start, r.effects
    ours = start.challenger == start.china
    lost = np.where(ours[:, None], r.leverage, r.cut_off[start.watched])
    rows = np.arange(len(start.powers))
    others = rows != start.watched[:, None]
    feared = np.max(r.theta * others[:, :, None], axis=1)
    held = effects[4] * lost / DEPENDENCE_UNIT + effects[5] * feared
    drawn: Array = effects[1] * r.plan.duty[t] / STRONGEST_DUTY + effects[2] * start.affinity
    drawn += effects[3] * r.stake + effects[6] * start.stance + effects[7] * start.major - held
    return drawn


def _will(odds: Array, shocks: Array) -> Array:
    """Return the probability that each state acts at each node, (C, Z, N)."""
    scaled = odds[:, None] * shocks[:, None]
    will: Array = scaled / (1.0 + scaled)
    return will


def _union_decides(r: Run, will: Array) -> Array:
    """Return the probability that the EU decides, (C, Z)."""
    silent = (1.0 - r.b.blocking_share) * (1.0 - will)
    step = r.b.declared_share * silent
    stay = will + silent - step
    shape = stay.shape[:2]
    stay, step = stay.reshape(-1, stay.shape[2]), step.reshape(-1, step.shape[2])
    rule = r.start.union_rule
    return tolerated(stay, step, r.start.union_units, rule, NOTHING).reshape(shape)


def _defend(r: Run, t: int, will: Array) -> None:
    """Add up the defence at each node, (C, 2, Z), its mean (C, 2), and Europe's share of it."""
    start, cases = r.start, np.arange(len(r.start.target))
    helpers = start.defender * r.force[0]
    helpers[cases, start.target] = 0.0
    whole = helpers.sum(axis=1)
    standing = (r.plan.standing[t] * helpers).sum(axis=1)
    under = np.divide(standing, whole, out=np.zeros_like(whole), where=whole > 0)
    synergy = 1.0 + r.b.interoperability_gain * under
    own = r.force[:, cases, start.target].T
    will[cases, :, start.target] = 0.0
    helped = np.einsum("czn,dcn->cdz", will, r.force)
    r.defence = own[:, :, None] + synergy[:, None, None] * helped
    r.expected = r.defence @ WEIGHTS
    r.will = np.einsum("z,czn->cn", WEIGHTS, will)
    part = synergy[:, None] * r.will
    part[cases, start.target] = r.will[cases, start.target] = 1.0
    r.share = (part * r.force[0]) @ start.european / r.expected[:, 0]


# --- deterrence ---


def weigh(r: Run) -> None:
    """Write what each challenger has to gain, by severity (2, C), and the balance of forces."""
    start, b, cases = r.start, r.b, np.arange(len(r.start.challenger))
    r.attack = r.crossing[:, None] * r.force[:, cases, start.challenger].T
    lost = (r.sanctions * r.denied[start.watched]).sum(axis=1)
    price = np.minimum(1.0, lost * b.sanction_depth)
    now = np.log(r.attack[:, 0] / (r.come * r.force[0]).sum(axis=1))
    window = np.maximum(0.0, LOOK_AHEAD * (r.balance - now))
    r.balance = now
    ratio = r.advantage[:, None, None] * r.defence / r.attack[:, :, None]
    early, late = (1.0 / (1.0 + ratio**b.contest_decisiveness)).swapaxes(0, 1) @ WEIGHTS
    weight = np.array([0.0, b.late_force_weight])[:, None]
    chance = (1.0 - weight) * early + weight * late
    fight = chance - (1.0 - chance) * b.failure_cost
    waiting = b.encirclement_pressure * (r.felt[start.watched] / INDEX - 1.0)
    waiting += b.closing_window_pressure * window
    r.gain = fight - b.economic_loss_weight * price - b.war_cost + waiting


def venture(r: Run) -> None:
    """Turn gains into this year's hazards of force and of war."""
    b, russia = r.b, r.start.russia
    engaged = 1.0 - np.prod(np.where(r.world.others, 1.0 - r.hazard[1], 1.0), axis=1)
    usual = 1.0 - np.prod(np.where(r.world.others, 1.0 - r.base_rate[1], 1.0), axis=1)
    closer = (r.first_position[russia] - r.position[russia]).mean()
    push = b.opportunism * (engaged - usual) + b.russia_china_coupling * closer
    moved = b.hazard_sensitivity * (r.gain - r.first_gain) + push
    r.hazard = r.base_rate / (r.base_rate + (1.0 - r.base_rate) * np.exp(-moved))


# --- threat ---


def frighten(r: Run, t: int) -> None:
    """Update what challengers feel around them, and what every state fears from the powers."""
    survey(r, t)
    kept = r.b.threat_memory
    r.felt = kept * r.felt + (1.0 - kept) * INDEX * r.raw / r.first_raw
    r.theta = kept * r.theta + (1.0 - kept) * r.target


def survey(r: Run, t: int) -> None:
    """Write this year's raw encirclement (J,) and the threat that it alone would give (J, N)."""
    if r.plan.changed[t]:
        _tie(r, t)
    power = r.stocks.sum(axis=1)
    _surround(r, t, power)
    first = r.start.stocks.sum(axis=1)
    grown = np.divide(power, first, out=np.zeros_like(power), where=first > 0)
    reach = grown[:, None] * r.first_reach
    joined = reach[r.start.powers]
    joined += r.world.owner @ (r.coalition * reach[r.world.plan.pairs[:, 1]])
    both = joined + np.diagonal(reach)
    r.target = np.divide(r.hostile * joined, both, out=np.zeros_like(both), where=both > 0)


def _tie(r: Run, t: int) -> None:
    """Find how strongly the allies of each power stand with it against others, (Q, N)."""
    b, (strength, visibility, military) = r.b, r.plan.terms[t].T
    seen = np.clip(visibility + b.visibility_shift, 0.0, 1.0)
    seen = b.hidden_tie_detection + (1.0 - b.hidden_tie_detection) * seen
    weights = seen * strength * (1.0 + b.military_premium * military)
    ties = weights[r.world.plan.entries[:, 1], None] * r.world.outside
    r.coalition = np.maximum.reduceat(ties, r.world.firsts, axis=0)


def _surround(r: Run, t: int, power: Array) -> None:
    """Write how much power is bound together against each power followed."""
    b, whole, shown = r.b, r.plan.ties[t][:, :, 0], r.plan.ties[t][:, :, 1]
    menace = r.hostile * r.near * power / power[r.start.powers][:, None]
    shown = np.clip(shown + b.visibility_shift * whole, 0.0, whole)
    seen = b.hidden_tie_detection * whole + (1.0 - b.hidden_tie_detection) * shown
    bound = b.unilateral_weight + np.einsum("k,jkn->jn", r.premium, seen)
    r.raw = (menace * bound).sum(axis=1)
