"""The hard half of a year: who could be where, who would come, what challengers make of it.

Each function is one mechanism's turn. It reads what earlier turns and the year before have left in
`Now` and `Room`, and leaves its own there.
"""

from __future__ import annotations

import math
from typing import Any

from latticework.array import Array
from latticework.ensemble.room import STRENGTH, World
from latticework.mechanisms import decision, deterrence, projection, theatre, threat, voting
from latticework.mechanisms.kernel import kernel

_ASIA, _EUROPE = 0.0, 1.0
_NOTHING = 1e-3  # what a probability that the EU decides may be off by


# --- theatre ---


@kernel
def share_out(w: World, b: Any, t: int) -> None:
    """Split the American force between the theatres, as Europe's strength and chance have it."""
    posture, american, tied = w.future.posture, w.room.american, w.room.tied
    stays = theatre.retained(w.now.last[STRENGTH], w.future.first[STRENGTH], b.us_response)
    gone = theatre.withdrawal(b.us_withdrawal_hazard, b.us_withdrawal_size, float(t))
    theatre.europe_share(posture[0], stays, gone, american[0])
    theatre.released(posture[0], american[0], american[1])
    theatre.asia_share(posture[1], american[1], posture[2], b.kept_home, american[2])
    wars = w.now.hazard[1]
    outside_asia = deterrence.engaged_elsewhere(wars, w.start.family, _ASIA)
    outside_europe = deterrence.engaged_elsewhere(wars, w.start.family, _EUROPE)
    theatre.tied(american[2], american[0], posture[2], b.swing_share, outside_asia, tied[0])
    theatre.tied(american[0], american[2], posture[2], b.swing_share, outside_europe, tied[1])


@kernel
def europe_stands(w: World) -> float:
    """Return R_E by all that Europe and Russia have, so that no contingency need be in Europe."""
    power = w.room.spare[0]
    for i in range(power.size):
        power[i] = 0.0
        for k in range(w.now.stocks.shape[1]):
            power[i] += w.now.stocks[i, k]
    return theatre.strength(power, w.start.european, w.start.russia)


# --- projection ---


@kernel
def project(w: World, b: Any, o: int, t: int) -> None:
    """Count each state's force at each place, on both days."""
    there, access = w.room.spare[0], w.room.spare[1]
    for c in range(w.start.challenger.size):
        _commit(w, b.committed_europe, o, t, c)
        for i in range(there.size):
            near = w.plan.access[o, t, c, i]
            access[i] = near + (1.0 - near) * b.access_without_bases
            there[i] = w.plan.stationed[o, t, c, i] + w.start.visits[c, i] * b.visiting_ships
        for d in range(w.room.force.shape[0]):
            projection.stationed(there, w.future.arrived[d, c], w.room.arrived)
            fit = w.future.fit[c]
            projection.usable(w.room.committed, fit, access, w.room.arrived, w.room.usable)
            projection.force(w.now.stocks, w.future.loss[c], w.room.usable, w.room.force[d, c])


@kernel
def _commit(w: World, elsewhere: float, o: int, t: int, c: int) -> None:
    """Write the share of each force that is committed elsewhere than at place `c`.

    States of the region are there with all they have; those from elsewhere keep most at home, and
    the United States has a theatre for each region.
    """
    region, committed = int(w.start.family[c]), w.room.committed
    for i in range(committed.shape[0]):
        here = w.start.region[region, i] > 0.0 or i == w.start.challenger[c]
        kept = 0.0 if here else elsewhere
        for k in range(committed.shape[1]):
            tied = w.room.tied[region, k] if i == w.start.america else kept
            committed[i, k] = min(1.0, max(0.0, tied - w.plan.freed[o, t, c, i, k]))


# --- decision ---


@kernel
def decide(w: World, b: Any, o: int, t: int) -> None:
    """Find who would act in each contingency, and whether NATO and the EU could decide."""
    for c in range(w.start.challenger.size):
        _describe(w, o, t, c)
        odds = w.room.odds[c]
        decision.odds(w.room.traits, w.future.effects, odds)
        for i in range(odds.size):
            odds[i] *= w.start.defender[c, i]
        _come(w, b, o, t, c)


@kernel
def _describe(w: World, o: int, t: int, c: int) -> None:
    """Write the traits on which the will of each state hangs."""
    traits, watched = w.room.traits, w.start.watched[c]
    lost = w.future.cut_off[watched]
    if w.start.challenger[c] == w.start.china:
        lost = w.now.leverage
    for i in range(traits.shape[1]):
        traits[0, i] = w.plan.duty[o, t, c, i]
        traits[1, i] = w.start.affinity[c, i]
        traits[2, i] = w.future.stake[c, i]
        traits[3, i] = lost[i] / decision.DEPENDENCE_UNIT
        traits[4, i] = _feared(w.now.theta, watched, i)
        traits[5, i] = w.start.stance[i]


@kernel
def _feared(theta: Array, watched: int, i: int) -> float:
    """Return the worst threat to state `i` but for that of the challenger itself."""
    worst = 0.0
    for j in range(theta.shape[0]):
        worst = max(worst, 0.0 if j == watched else theta[j, i])
    return worst


@kernel
def _come(w: World, b: Any, o: int, t: int, c: int) -> None:
    """Average wills, decisions and the defence over the common shock."""
    room, mean = w.room, w.now.will[c]
    synergy = _synergy(w, b.interoperability_gain, o, t, c)
    mean[:] = 0.0
    room.decided[c, :] = 0.0
    for z in range(w.future.shocks.size):
        weight = decision.WEIGHTS[z]
        decision.will(room.odds[c], w.future.shocks[z], room.will)
        nato = _council_decides(w, b.blocking_share)
        room.decided[c, 0] += weight * nato
        room.decided[c, 1] += weight * _union_decides(w, b)
        decision.with_mandate(room.will, nato, b.mandate_loss, w.start.mandated, room.will)
        for i in range(mean.size):
            mean[i] += weight * room.will[i]
        for d in range(room.force.shape[0]):
            force, target = room.force[d, c], w.start.target[c]
            room.defence[c, d, z] = projection.defence(force, room.will, target, synergy)
    mean[w.start.target[c]] = 1.0
    room.share[c] = _european_share(w, synergy, c)


@kernel
def _synergy(w: World, gain: float, o: int, t: int, c: int) -> float:
    """Return the factor by which helpers gain from working as one."""
    helpers = w.room.spare[0]
    for i in range(helpers.size):
        helpers[i] = w.start.defender[c, i] * w.room.force[0, c, i]
    helpers[w.start.target[c]] = 0.0
    share = projection.standing_share(helpers, w.plan.standing[o, t, c])
    return projection.interoperability(gain, share)


@kernel
def _council_decides(w: World, blocking: float) -> float:
    members, council = w.start.council, w.room.council
    for m in range(members.size):
        council[m] = w.room.will[members[m]]
    decision.objection(council, blocking, council)
    return voting.consensus(council)


@kernel
def _union_decides(w: World, b: Any) -> float:
    members, stay, step = w.start.union, w.room.stay, w.room.step
    for m in range(members.size):
        stay[m] = w.room.will[members[m]]
    decision.positions(stay, b.blocking_share, b.declared_share, stay, step)
    units, rule = w.start.union_units, w.start.union_rule
    return voting.tolerated(stay, step, units, rule, _NOTHING, w.room.voting)


@kernel
def _european_share(w: World, synergy: float, c: int) -> float:
    """Return which part of the expected defence on the first day is European."""
    ours, target, force = 0.0, w.start.target[c], w.room.force[0, c]
    for i in range(force.size):
        part = 1.0 if i == target else synergy * w.now.will[c, i]
        ours += w.start.european[i] * part * force[i]
    return ours / expected_defence(w, c, 0)


@kernel
def expected_defence(w: World, c: int, d: int) -> float:
    """Return the defence on a day, averaged over the shock, in points."""
    mean = 0.0
    for z in range(w.future.shocks.size):
        mean += decision.WEIGHTS[z] * w.room.defence[c, d, z]
    return mean


# --- deterrence ---


@kernel
def weigh(w: World, b: Any) -> None:
    """Write what each challenger has to gain, by severity, and the balance of forces."""
    room = w.room
    for c in range(w.start.challenger.size):
        for d in range(room.attack.shape[1]):
            force, challenger = room.force[d, c], w.start.challenger[c]
            room.attack[c, d] = projection.attack(force, challenger, w.future.crossing[c])
        room.price[:] = _sanctions(w, b.sanction_depth, c)
        now = math.log(room.attack[c, 0] / expected_defence(w, c, 0))
        window = deterrence.closing_window(now, w.now.balance[c])
        w.now.balance[c] = now
        room.gain[0, c] = _gain(w, b, c, window, 0.0)
        room.gain[1, c] = _gain(w, b, c, window, b.late_force_weight)


@kernel
def _sanctions(w: World, depth: float, c: int) -> float:
    """Return the income that the challenger expects to lose to sanctions, share."""
    will = w.room.spare[0]
    decision.expected_will(w.room.odds[c], w.future.sanction_shocks, will)
    return deterrence.sanction_loss(will, w.future.denied[w.start.watched[c]], depth)


@kernel
def _gain(w: World, b: Any, c: int, window: float, late: float) -> float:
    room, mu, gamma = w.room, b.contest_decisiveness, w.future.advantage[c]
    deterrence.win_chances(room.attack[c], room.defence[c], late, mu, gamma, room.chance)
    felt, stakes = w.now.felt[w.start.watched[c]], w.future.stakes
    return deterrence.gain(room.chance, room.price, decision.WEIGHTS, felt, window, stakes)


@kernel
def venture(w: World, b: Any) -> None:
    """Turn gains into this year's hazards of force and of war."""
    wars, family = w.now.hazard[1], w.start.family
    for c in range(family.size):
        engaged = deterrence.engaged_elsewhere(wars, family, family[c])
        usual = deterrence.engaged_elsewhere(w.future.base_rate[1], family, family[c])
        push = deterrence.spillover(
            b.opportunism, engaged - usual, b.russia_china_coupling, _closer(w)
        )
        for severity in range(w.room.hazard.shape[0]):
            w.room.hazard[severity, c] = deterrence.hazard(
                w.future.base_rate[severity, c], b.hazard_sensitivity, w.room.gain[severity, c],
                w.future.gain[severity, c], push,
            )  # fmt: skip
    w.now.hazard[:] = w.room.hazard


@kernel
def _closer(w: World) -> float:
    """Return how far Russia has come closer to China since the start, points."""
    moved, issues = 0.0, w.now.position.shape[1]
    for s in range(issues):
        moved += w.future.position[w.start.russia, s] - w.now.position[w.start.russia, s]
    return moved / issues


# --- threat ---


@kernel
def frighten(w: World, b: Any, o: int, t: int) -> None:
    """Update what challengers feel around them, and what every state fears from the powers."""
    survey(w, b, o, t)
    for j in range(w.now.felt.size):
        raw, base = w.room.raw[j], w.future.raw[j]
        w.now.felt[j] = threat.encirclement(w.now.felt[j], raw, base, b.threat_memory)
    threat.remember_all(w.now.theta, w.room.target, b.threat_memory)


@kernel
def survey(w: World, b: Any, o: int, t: int) -> None:
    """Write this year's raw encirclement and the threat that it alone would give."""
    _tie(w, b, o, t)
    _surround(w, b, o, t)


@kernel
def _tie(w: World, b: Any, o: int, t: int) -> None:
    """Find how strongly the allies of each power stand with it against others, if ties changed."""
    if w.plan.changed[o, t] == 0:
        return
    nu, shift = b.hidden_tie_detection, b.visibility_shift
    threat.tie_weights(w.plan.terms[o, t], nu, shift, b.military_premium, w.room.tie_weights)
    threat.coalition_ties(w.room.tie_weights, w.plan.entries, w.plan.parties, w.now.coalition)


@kernel
def _surround(w: World, b: Any, o: int, t: int) -> None:
    """Write how much power is bound together against each power, and what allies add to it."""
    room, future, stocks = w.room, w.future, w.now.stocks
    nu, shift, alone = b.hidden_tie_detection, b.visibility_shift, b.unilateral_weight
    menace = room.spare[0]
    for j in range(room.raw.size):
        threat.menace(future.hostile[j], future.near[j], stocks, w.start.powers[j], menace)
        ties = w.plan.ties[o, t, j]
        room.raw[j] = threat.encirclement_raw(ties, menace, nu, shift, future.premium, alone)
    _extend(w)
    threat.coalition_reach(room.reach, w.start.powers, w.plan.pairs, w.now.coalition, room.joined)
    threat.threat_target(room.joined, room.spare[0], future.hostile, room.target)


@kernel
def _extend(w: World) -> None:
    """Write each state's reach, grown since the start as its stocks have, and its force at home."""
    stocks, first, home = w.now.stocks, w.start.stocks, w.room.spare[0]
    for i in range(home.size):
        have, had = 0.0, 0.0
        for k in range(stocks.shape[1]):
            have += stocks[i, k]
            had += first[i, k]
        grown = have / had if had > 0.0 else 0.0
        row, then = w.room.reach[i], w.future.reach[i]
        for j in range(row.size):
            row[j] = grown * then[j]
        home[i] = row[i]
