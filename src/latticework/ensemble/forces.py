"""The hard half of a year: who could be where, who would come, what challengers make of it.

Each function is one mechanism's turn. It reads what earlier turns and the year before have left in
`Now` and `Room`, and leaves its own there.
"""

from __future__ import annotations

import math
from typing import Any

from latticework.array import Array, IntArray
from latticework.ensemble.room import STRENGTH, World
from latticework.mechanisms import decision, deterrence, projection, theatre, threat, voting
from latticework.mechanisms.kernel import copy, dot, kernel, total

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
    stocks = w.now.stocks
    for i in range(power.size):
        power[i] = _all_of(stocks[i])
    return theatre.strength(power, w.start.european, w.start.russia)


@kernel
def _all_of(row: Array) -> float:
    whole = 0.0
    for x in row:
        whole += x
    return whole


# --- projection ---


@kernel
def project(w: World, b: Any, o: int, t: int) -> None:
    """Count each state's force at each place, on both days."""
    room, future, plan = w.room, w.future, w.plan
    there, access, arrived, usable = room.spare[0], room.spare[1], room.arrived, room.usable
    for c in range(room.force.shape[1]):
        _commit(w, b.committed_europe, o, t, c)
        near, ships, visits = plan.access[o, t, c], plan.stationed[o, t, c], w.start.visits[c]
        for i in range(there.size):
            access[i] = near[i] + (1.0 - near[i]) * b.access_without_bases
            there[i] = ships[i] + visits[i] * b.visiting_ships
        for d in range(room.force.shape[0]):
            projection.stationed(there, future.arrived[d, c], arrived)
            projection.usable(room.committed, future.fit[c], access, arrived, usable)
            projection.force(w.now.stocks, future.loss[c], usable, room.force[d, c])


@kernel
def _commit(w: World, elsewhere: float, o: int, t: int, c: int) -> None:
    """Write the share of each force that is committed elsewhere than at place `c`.

    States of the region are there with all they have; those from elsewhere keep most at home, and
    the United States has a theatre for each region.
    """
    start, region, committed = w.start, int(w.start.family[c]), w.room.committed
    here, freed, tied = start.region[region], w.plan.freed[o, t, c], w.room.tied[region]
    for i in range(committed.shape[0]):
        kept = elsewhere * (1.0 - here[i])
        for k in range(committed.shape[1]):
            committed[i, k] = min(1.0, max(0.0, kept - freed[i, k]))
    for k in range(committed.shape[1]):
        at_home, away = start.challenger[c], start.america
        committed[at_home, k] = min(1.0, max(0.0, -freed[at_home, k]))
        committed[away, k] = min(1.0, max(0.0, tied[k] - freed[away, k]))


# --- decision ---


@kernel
def decide(w: World, b: Any, o: int, t: int) -> None:
    """Find who would act in each contingency, and whether NATO and the EU could decide."""
    room, start = w.room, w.start
    for c in range(start.challenger.size):
        _describe(w, o, t, c)
        odds, defender = room.odds[c], start.defender[c]
        decision.odds(room.traits, w.future.effects, odds)
        for i in range(odds.size):
            odds[i] *= defender[i]
        room.decided[c, 0] = _council_decides(w, b.blocking_share, c)
        room.decided[c, 1] = _union_decides(w, b, c)
        synergy = _synergy(w, b.interoperability_gain, o, t, c)
        _come(w, b.mandate_loss, synergy, c)
        room.share[c] = _european_share(w, synergy, c)


@kernel
def _describe(w: World, o: int, t: int, c: int) -> None:
    """Write the traits on which the will of each state hangs."""
    start, traits, theta = w.start, w.room.traits, w.now.theta
    watched, dependence, fear = start.watched[c], traits[3], traits[4]
    copy(w.plan.duty[o, t, c], traits[0])
    copy(start.affinity[c], traits[1])
    copy(w.future.stake[c], traits[2])
    copy(start.stance, traits[5])
    copy(start.major, traits[6])
    lost = w.now.leverage if start.challenger[c] == start.china else w.future.cut_off[watched]
    for i in range(lost.size):
        dependence[i] = lost[i] / decision.DEPENDENCE_UNIT
    fear[:] = 0.0
    for j in range(theta.shape[0]):
        if j != watched:  # the worst threat, but for that of the challenger itself
            _raise_to(fear, theta[j])


@kernel
def _raise_to(worst: Array, row: Array) -> None:
    for i in range(worst.size):
        worst[i] = max(worst[i], row[i])


@kernel
def _council_decides(w: World, blocking: float, c: int) -> float:
    """Write the probability that NATO decides at each node; return their mean."""
    odds, will, mean = w.room.council[0], w.room.council[1], 0.0
    shocks, nodes = w.future.sanction_shocks, w.room.nodes  # who would sanction, consents
    _gather(w.room.odds[c], w.start.council, odds)
    for z in range(shocks.size):
        decision.will(odds, shocks[z], will)
        decision.objection(will, blocking, will)
        nodes[z] = voting.consensus(will)
        mean += decision.WEIGHTS[z] * nodes[z]
    return mean


@kernel
def _union_decides(w: World, b: Any, c: int) -> float:
    odds, stay, step = w.room.union[0], w.room.union[1], w.room.union[2]
    shocks, units, rule = w.future.sanction_shocks, w.start.union_units, w.start.union_rule
    blocking, declared, mean = b.blocking_share, b.declared_share, 0.0
    _gather(w.room.odds[c], w.start.union, odds)
    for z in range(shocks.size):
        decision.will(odds, shocks[z], stay)
        decision.positions(stay, blocking, declared, stay, step)
        decided = voting.tolerated(stay, step, units, rule, _NOTHING, w.room.voting)
        mean += decision.WEIGHTS[z] * decided
    return mean


@kernel
def _gather(row: Array, places: IntArray, out: Array) -> None:
    for m in range(places.size):
        out[m] = row[places[m]]


@kernel
def _come(w: World, lost: float, synergy: float, c: int) -> None:
    """Average wills and the defence over the common shock."""
    room, shocks, mean = w.room, w.future.shocks, w.now.will[c]
    odds, will, bound, nodes = room.odds[c], room.will, w.start.mandated, room.nodes
    early, late, defence = room.force[0, c], room.force[1, c], room.defence[c]
    target = w.start.target[c]
    mean[:] = 0.0
    for z in range(shocks.size):
        decision.will(odds, shocks[z], will)
        decision.with_mandate(will, nodes[z], lost, bound, will)
        _add(decision.WEIGHTS[z], will, mean)
        defence[0, z] = projection.defence(early, will, target, synergy)
        defence[1, z] = projection.defence(late, will, target, synergy)
    mean[target] = 1.0


@kernel
def _add(weight: float, row: Array, out: Array) -> None:
    for i in range(out.size):
        out[i] += weight * row[i]


@kernel
def _synergy(w: World, gain: float, o: int, t: int, c: int) -> float:
    """Return the factor by which helpers gain from working as one."""
    helpers, defender, force = w.room.spare[0], w.start.defender[c], w.room.force[0, c]
    for i in range(helpers.size):
        helpers[i] = defender[i] * force[i]
    helpers[w.start.target[c]] = 0.0
    share = projection.standing_share(helpers, w.plan.standing[o, t, c])
    return projection.interoperability(gain, share)


@kernel
def _european_share(w: World, synergy: float, c: int) -> float:
    """Return which part of the expected defence on the first day is European."""
    target, force, part = w.start.target[c], w.room.force[0, c], w.room.spare[0]
    will, european = w.now.will[c], w.start.european
    for i in range(part.size):
        part[i] = synergy * will[i] * force[i]
    part[target] = force[target]
    return dot(european, part) / expected_defence(w, c, 0)


@kernel
def expected_defence(w: World, c: int, d: int) -> float:
    """Return the defence on a day, averaged over the shock, in points."""
    mean, defence = 0.0, w.room.defence[c, d]
    for z in range(defence.size):
        mean += decision.WEIGHTS[z] * defence[z]
    return mean


# --- deterrence ---


@kernel
def weigh(w: World, b: Any) -> None:
    """Write what each challenger has to gain, by severity, and the balance of forces."""
    room, mu = w.room, b.contest_decisiveness
    for c in range(w.start.challenger.size):
        attack, defence, gamma = room.attack[c], room.defence[c], w.future.advantage[c]
        for d in range(attack.size):
            challenger, crossing = w.start.challenger[c], w.future.crossing[c]
            attack[d] = projection.attack(room.force[d, c], challenger, crossing)
            deterrence.win_chances(attack[d], defence[d], mu, gamma, room.chances[d])
        room.price[:] = _sanctions(w, b.sanction_depth, c)
        now = math.log(attack[0] / _trend(w, c))
        window = deterrence.closing_window(now, w.now.balance[c])
        w.now.balance[c] = now
        room.gain[0, c] = _gain(w, c, window, 0.0)
        room.gain[1, c] = _gain(w, c, window, b.late_force_weight)


@kernel
def _trend(w: World, c: int) -> float:
    """Return the defence as it would be if as many came as at the start, in points.

    A challenger extends the trend of forces; a commitment that is made or dropped is a step.
    """
    return dot(w.future.come[c], w.room.force[0, c])


@kernel
def _sanctions(w: World, depth: float, c: int) -> float:
    """Return the income that the challenger expects to lose to sanctions, share."""
    will = w.room.spare[0]
    decision.expected_will(w.room.odds[c], w.future.sanction_shocks, will)
    return deterrence.sanction_loss(will, w.future.denied[w.start.watched[c]], depth)


@kernel
def _gain(w: World, c: int, window: float, late: float) -> float:
    room, chance = w.room, w.room.chance
    early_chance, late_chance = room.chances[0], room.chances[1]
    for z in range(chance.size):
        chance[z] = (1.0 - late) * early_chance[z] + late * late_chance[z]
    felt, stakes = w.now.felt[w.start.watched[c]], w.future.stakes
    return deterrence.gain(chance, room.price, decision.WEIGHTS, felt, window, stakes)


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
    _surround(w, b.unilateral_weight)


@kernel
def _tie(w: World, b: Any, o: int, t: int) -> None:
    """Find what is bound together against each power, and who stands with it, if ties changed."""
    plan, now, weights = w.plan, w.now, w.room.tie_weights
    if plan.changed[o, t] == 0:
        return
    nu, shift = b.hidden_tie_detection, b.visibility_shift
    for j in range(now.bound.shape[0]):
        threat.binding(plan.ties[o, t, j], nu, shift, w.future.premium, now.bound[j])
    threat.tie_weights(plan.terms[o, t], nu, shift, b.military_premium, weights)
    threat.coalition_ties(weights, plan.entries, plan.parties, now.coalition)
    threat.coalition_force(w.future.reach, plan.pairs, now.coalition)


@kernel
def _surround(w: World, alone: float) -> None:
    """Write how much power is bound together against each power, and what allies add to it."""
    room, future, now, powers = w.room, w.future, w.now, w.start.powers
    menace, grown, home, reach = room.spare[0], room.spare[1], room.spare[2], future.reach
    for j in range(powers.size):
        threat.menace(future.hostile[j], future.near[j], now.stocks, powers[j], menace)
        room.raw[j] = alone * total(menace) + dot(now.bound[j], menace)
    _grow(now.stocks, w.start.stocks, grown)
    for i in range(home.size):
        home[i] = grown[i] * reach[i, i]
    joined = room.joined
    threat.joint_reach(reach, grown, powers, w.plan.pairs, now.coalition, joined)
    threat.threat_target(joined, home, future.hostile, room.target)


@kernel
def _grow(stocks: Array, first: Array, out: Array) -> None:
    """Write by what factor all that each state has has grown."""
    for i in range(out.size):
        have, had = 0.0, 0.0
        for k in range(stocks.shape[1]):
            have += stocks[i, k]
            had += first[i, k]
        out[i] = have / had if had > 0.0 else 0.0
