r"""Threat: how ties and power turn into fear, and what of it is shown.

Two readings of the same ties. A *challenger* A adds up the power of those whom agreements bind
together without it: felt encirclement E. Any *state* i looks at what a possible adversary j, alone
and with its allies, could bring to bear on it: threat θ. In both a tie counts for what is seen of
it: a discreet tie is detected with probability ν only, a military one counts more, and one under
NATO's name more again in the eyes of a challenger.

.. math::

    H_{ij} &= \sigma(a_0 + a_1 |ideal_i - ideal_j| + a_2\, rivalry_{ij} + a_3\, claim_{ij}) \\
    \pi_a &= \nu + (1-\nu)\, \mathrm{clip}(v_a + \Delta v, 0, 1) \\
    B_A &= \sum_i H_{Ai}\, e^{-D_{iA}/D_0} \frac{\sum_k m_{ik}}{\sum_k m_{Ak}}
        \Bigl(u + \sum_{a \ni i,\, a \not\ni A}
        \pi_a\, g_a (1+\beta_m mil_a)(1+\beta_N nato_a)\Bigr) \\
    E_A(t) &= \delta E_A(t-1) + (1-\delta)\, 100\, B_A(t)/B_A(2024) \\
    \tilde R_{ji} &= R_{ji} + \sum_l R_{li}
        \max_{a \ni j,l;\, a \not\ni i} \pi_a\, g_a (1+\beta_m mil_a) \\
    \theta^*_{ij} &= H_{ij} \tilde R_{ji}/(\tilde R_{ji} + R_{ii}), \qquad
    \theta_{ij}(t) = \delta\,\theta_{ij}(t-1) + (1-\delta)\,\theta^*_{ij}

==========  =====================================================================  ===============
symbol      meaning                                                                shape, unit
==========  =====================================================================  ===============
g, v        strength and visibility of an agreement                                0–1
mil, nato   whether it is military, whether it carries NATO's label                0 or 1
m           stock of means by domain                                               N×K points
D           distance from the challenger                                           N, km
R_li        force that l could bring to bear on i within 90 days; R_ii at home     N×N points
J           challengers, and others whose threat is followed                       J
u           weight of a state's own power beside its ties                          share
==========  =====================================================================  ===============

**Relative to own power.** Hostile power is measured in that of the challenger (Walt's aggregate
power is a ratio). Otherwise a world in which all arm alike, or all grow, would close in on
everybody.

**Linear in beliefs.** With hundreds of agreements the sum over ties must not be taken in every
future. `tie_table` adds g and g·v of the agreements of each state by class (military or not,
NATO's label or not) once per option and year; beliefs then weigh four classes. A shift Δv of all
visibilities is clipped for the mean of a class instead of each agreement: exact if none of them
leaves 0–1, otherwise E lies between the values for the clipped and unclipped ties.

**Limit cases.** No ties: E answers to unilateral power only. v, g or mil up: E up or equal.
ν = 1: visibility has no effect. E(2024) = 100 in every future. An alliance that i itself belongs
to never raises its threat from an ally. 0 ≤ θ ≤ 1.

**Hostility** is on the scale of a probability: at least one militarised dispute within ten years
between states that are neighbours. It is fitted on pairs that were contiguous or included a major
power, for five decades beginning in 1965, …, 2005 (6,264 pairs, 598 with a dispute: COW disputes,
contiguity and states, rivalries of Thompson, Sakuwa & Suhas, UN votes); standard errors are
clustered by pair. A claim is coded as a rivalry over territory, and rivalries are coded with
hindsight, so that a2 is likely too high for use in a forecast. Distance enters elsewhere.

**Honest.** No data measure whether display frightens a challenger apart from power (C2). Exercises
in general do not escalate, and with allies they restrain (Kuo & Blankenship 2022); North Korea
answers exercises with aggression, the more so the more threatening they are (Bernhardt & Sukin
2021).

References
----------
Walt (1987), *The Origins of Alliances* (threat as power, nearness and intention); Jervis (1978),
*World Politics* 30:167–214 and Glaser (1997), *World Politics* 50:171–201 (security dilemma);
Kydd (2005), *Trust and Mistrust in International Relations*; Montgomery (2006), *International
Organization* 60:151–185; Booth & Wheeler (2008), *The Security Dilemma*; Carson (2018), *Secret
Wars* (what is gained by hiding); Kuo & Blankenship (2022), *Journal of Conflict Resolution*
66:3–31; Bernhardt & Sukin (2021), *Journal of Conflict Resolution* 65:855–888; Blankenship &
Lin-Greenberg (2022), *Security Studies* 31:92–117 (what reassures an ally);
Thompson, Sakuwa & Suhas (2021), *Analyzing Strategic Rivalries in World Politics* (rivalries).
"""

from __future__ import annotations

import math
from itertools import product

import numpy as np

from latticework.mechanisms.belief import Belief
from latticework.mechanisms.kernel import Array, IntArray, combine, dot, exp, kernel, total

_FIT = (
    "logit of any dispute in ten years, 6,264 pairs of states 1965–2014 (`evidence.hostility` on "
    "COW disputes, rivalries and UN votes), ± 2 standard errors clustered by pair"
)

BELIEFS: tuple[Belief, ...] = (
    Belief(
        "hidden_tie_detection", "ν", "share", 0.0, 0.35, 0.9, "judged",
        "Share of a hidden tie that is detected anyway. Secrecy protects only what stays secret "
        "(Carson 2018); no data.",
        claims=("C2", "C13", "C15"),
    ),
    Belief(
        "visibility_shift", "Δv", "0–1", -0.2, 0.0, 0.2, "judged",
        "Margin of the coders' visibilities in the atlas, common to all agreements.",
        claims=("C2", "C15"),
    ),
    Belief(
        "military_premium", "β_m", "factor", 0.0, 1.0, 3.0, "judged",
        "How much more a military tie counts than a civilian one of the same strength. Exercises "
        "provoke North Korea (Bernhardt & Sukin 2021, abstract), others not in general (Kuo & "
        "Blankenship 2022, abstract).",
        claims=("C2", "C18"),
    ),
    Belief(
        "nato_premium", "β_N", "factor", 0.0, 0.3, 1.0, "judged",
        "What NATO's name adds in the eyes of Beijing and Moscow; their statements may be "
        "instrumental.",
        claims=("C2", "C13", "C18"),
    ),
    Belief(
        "unilateral_weight", "u", "share", 0.0, 1.0, 3.0, "judged",
        "What a state's own power counts beside one full tie; at 0 encirclement is made of ties "
        "only.",
        claims=("C2", "C15"),
    ),
    Belief(
        "fear_distance", "D0", "km", 1500.0, 3000.0, 6000.0, "judged",
        "Distance over which the fear of a state's power falls to 37 % (nearness: Walt 1987); size "
        "judged.",
        "log-triangular",
    ),
    Belief(
        "threat_memory", "δ", "per year", 0.3, 0.6, 0.85, "judged",
        "Share of last year's fear that remains; no data.",
    ),
    Belief(
        "hostility_base", "a0", "logit", -2.18, -1.98, -1.78, "estimated",
        f"Neighbours without rivalry at equal positions; {_FIT}.",
    ),
    Belief(
        "hostility_gap", "a1", "logit per sd", 0.26, 0.37, 0.48, "estimated",
        f"Distance on the first dimension of UN votes, standard deviations of all members; {_FIT}.",
    ),
    Belief(
        "hostility_rivalry", "a2", "logit", 1.35, 2.40, 2.96, "estimated",
        f"{_FIT}; the low end is that of pairs without a dispute in the decade before, since "
        "rivalries are coded with hindsight.",
    ),
    Belief(
        "hostility_claim", "a3", "logit", -0.36, 0.34, 1.05, "estimated",
        f"A rivalry over territory, beyond rivalry as such; {_FIT}.",
    ),
)  # fmt: skip

CLASSES = ("civilian", "civilian, NATO", "military", "military, NATO")
"""Classes of agreements, in the order of the first axis of `tie_table`."""

HOSTILITY: tuple[str, ...] = (
    "hostility_base",
    "hostility_gap",
    "hostility_rivalry",
    "hostility_claim",
)
"""The beliefs that make up the array ``coefficients`` of `hostility`, in this order."""

INDEX = 100.0
"""Encirclement in 2024, by definition of the index."""


# --- hostility and nearness: once per future ---


@kernel
def hostility(gap: float, rivalry: float, claim: float, coefficients: Array) -> float:
    """Return the hostility H between two states.

    Parameters
    ----------
    gap
        Distance of their ideal points, standard deviations, ≥ 0.
    rivalry, claim
        1 if they are strategic rivals, if one claims territory of the other; else 0.
    coefficients
        (4,) beliefs in the order of `HOSTILITY`.

    Returns
    -------
    float
        0–1, symmetric in the two states.

    Examples
    --------
    Rivals as far apart as China and the United States in 2018, and strangers as far apart:

    >>> fit = np.array([-1.86, 0.32, 2.30, 0.32])
    >>> round(hostility(2.9, 1.0, 0.0, fit), 2), round(hostility(2.9, 0.0, 0.0, fit), 2)
    (0.8, 0.28)
    """
    ties = coefficients[2] * rivalry + coefficients[3] * claim
    return 1.0 / (1.0 + math.exp(-(coefficients[0] + coefficients[1] * gap + ties)))


@kernel
def hostilities(
    gap: Array, rivalry: Array, claim: Array, coefficients: Array, own: int, out: Array
) -> None:
    """Write the hostility between state `own` and each other state; none towards itself.

    Parameters
    ----------
    gap, rivalry, claim
        (N,) each, as in `hostility`.
    coefficients
        (4,) beliefs in the order of `HOSTILITY`.
    own
        Index of the state.
    out
        (N,) receives H, 0–1.
    """
    for i in range(out.size):
        out[i] = hostility(gap[i], rivalry[i], claim[i], coefficients)
    out[own] = 0.0


@kernel
def nearness(distance: Array, scale: float, out: Array) -> None:
    """Write how much of a state's power is feared at its distance, e^(−D/D0).

    Parameters
    ----------
    distance
        (N,) km from the challenger.
    scale
        D0, km.
    out
        (N,) receives 0–1; 1 next door.
    """
    for i in range(out.size):
        out[i] = exp(-distance[i] / scale)


# --- encirclement of a challenger ---


def tie_table(
    parties: Array,
    strength: Array,
    visibility: Array,
    military: Array,
    nato: Array,
    outsider: int,
) -> Array:
    """Return the sums over the agreements of each state that beliefs weigh (before the futures).

    Parameters
    ----------
    parties
        (A, N) 1 if the state is a party of the agreement, else 0.
    strength, visibility
        (A,) g and v, 0–1.
    military, nato
        (A,) 1 if the agreement is military, if it carries NATO's label, else 0.
    outsider
        Index of the challenger that looks on; agreements that it belongs to are left out.

    Returns
    -------
    array
        (4, 2, N) by class (`CLASSES`): the sum of g, and the sum of g·v.
    """
    apart = strength * (1.0 - parties[:, outsider])
    classes = (2 * military + nato).astype(np.int64)
    table = np.zeros((len(CLASSES), 2, parties.shape[1]))
    for k in range(len(CLASSES)):
        weight = np.where(classes == k, apart, 0.0)
        table[k, 0] = weight @ parties
        table[k, 1] = (weight * visibility) @ parties
    return table


@kernel
def premiums(beta_m: float, beta_n: float, out: Array) -> None:
    """Write how much a tie of each class counts, (1 + β_m mil)(1 + β_N nato).

    Parameters
    ----------
    beta_m, beta_n
        Premiums of military ties and of NATO's label, factors ≥ 0.
    out
        (4,) in the order of `CLASSES`.
    """
    out[0] = 1.0
    out[1] = 1.0 + beta_n
    out[2] = 1.0 + beta_m
    out[3] = (1.0 + beta_m) * (1.0 + beta_n)


@kernel
def menace(hostility: Array, nearness: Array, stocks: Array, own: int, out: Array) -> None:
    """Write the hostile power of each state as the challenger sees it, before ties.

    Parameters
    ----------
    hostility, nearness
        (N,) from `hostilities` and `nearness`.
    stocks
        (N, K) means by domain, points; the challenger's own not all 0.
    own
        Index of the challenger.
    out
        (N,) receives H · nearness · Σ_k m over the challenger's Σ_k m, ratio.
    """
    mine = 0.0
    for k in range(stocks.shape[1]):
        mine += stocks[own, k]
    for i in range(out.size):
        power = 0.0
        for k in range(stocks.shape[1]):
            power += stocks[i, k]
        out[i] = hostility[i] * nearness[i] * power / mine


@kernel
def binding(ties: Array, nu: float, shift: float, premium: Array, out: Array) -> None:
    """Write how much each state's ties bind, as a challenger sees them.

    Parameters
    ----------
    ties
        (4, 2, N) from `tie_table`.
    nu
        ν, share of a hidden tie that is detected anyway, 0–1.
    shift
        Δv, common shift of visibilities; a class's mean is clipped to 0–1.
    premium
        (4,) from `premiums`.
    out
        (N,) receives the sums over agreements, each with its visibility and premium.

    Examples
    --------
    One state with one hidden, civilian tie of strength 1:

    >>> ties, out = np.zeros((4, 2, 1)), np.zeros(1)
    >>> ties[0, 0, 0] = 1.0
    >>> binding(ties, 0.25, 0.0, np.ones(4), out)
    >>> out
    array([0.25])
    """
    out[:] = 0.0
    for k in range(premium.size):
        whole, visible, counts = ties[k, 0], ties[k, 1], premium[k]
        for i in range(out.size):
            shown = max(0.0, min(whole[i], visible[i] + shift * whole[i]))
            out[i] += counts * (nu * whole[i] + (1.0 - nu) * shown)


@kernel
def encirclement_raw(
    ties: Array, menace: Array, nu: float, shift: float, premium: Array, alone: float
) -> float:
    """Return B, the hostile power that is bound together around a challenger, in its own.

    Parameters
    ----------
    ties
        (4, 2, N) from `tie_table`.
    menace
        (N,) hostile power of each state, from `menace`.
    nu
        ν, share of a hidden tie that is detected anyway, 0–1.
    shift
        Δv, common shift of visibilities; a class's mean is clipped to 0–1.
    premium
        (4,) from `premiums`.
    alone
        u, weight of a state's own power beside its ties, ≥ 0.

    Returns
    -------
    float
        Ratio; ``alone`` times the sum of `menace` if there are no ties.

    Examples
    --------
    One state with one hidden, civilian tie of strength 1:

    >>> ties = np.zeros((4, 2, 1))
    >>> ties[0, 0, 0] = 1.0
    >>> encirclement_raw(ties, np.array([10.0]), 0.25, 0.0, np.ones(4), 1.0)
    12.5
    """
    bound = np.empty(menace.size)
    binding(ties, nu, shift, premium, bound)
    raw: float = alone * total(menace) + dot(bound, menace)
    return raw


@kernel
def remember(previous: float, target: float, delta: float) -> float:
    """Return fear with its memory: δ of last year's and 1 − δ of what this year alone would give.

    Examples
    --------
    >>> remember(100.0, 150.0, 0.6)
    120.0
    """
    return delta * previous + (1.0 - delta) * target


@kernel
def encirclement(previous: float, raw: float, base: float, delta: float) -> float:
    """Return the encirclement E that a challenger feels this year, 2024 = 100.

    Parameters
    ----------
    previous
        E of last year; 100 in 2024.
    raw, base
        B this year, and in 2024 under the status quo, > 0.
    delta
        Memory δ, per year.
    """
    felt: float = remember(previous, INDEX * raw / base, delta)
    return felt


# --- threat to every state ---


@kernel
def tie_weights(terms: Array, nu: float, shift: float, beta_m: float, out: Array) -> None:
    """Write what each agreement counts in the eyes of those outside it, π g (1 + β_m mil).

    Parameters
    ----------
    terms
        (A, 3) strength, visibility (0–1) and 1 if military else 0.
    nu, shift
        As in `encirclement_raw`; here each visibility is clipped.
    beta_m
        Premium of military ties, factor.
    out
        (A,) receives the weights, ≥ 0.
    """
    for a in range(out.size):
        shown = max(0.0, min(1.0, terms[a, 1] + shift))
        seen = nu + (1.0 - nu) * shown
        out[a] = seen * terms[a, 0] * (1.0 + beta_m * terms[a, 2])


def tie_entries(parties: Array, adversaries: IntArray) -> tuple[IntArray, IntArray]:
    """Return which agreements join each adversary to each of its allies (before the futures).

    Parameters
    ----------
    parties
        (A, N) 1 if the state is a party of the agreement, else 0.
    adversaries
        (J,) indices of the states whose threat is followed.

    Returns
    -------
    pairs
        (P, 2) position of the adversary in `adversaries`, index of the ally.
    entries
        (X, 2) position in `pairs`, index of an agreement that joins the two.
    """
    pairs: list[tuple[int, int]] = []
    entries: list[tuple[int, int]] = []
    for (j, adversary), ally in product(enumerate(adversaries), range(parties.shape[1])):
        joint = np.flatnonzero(parties[:, adversary] * parties[:, ally])
        if ally != adversary and joint.size:
            entries += [(len(pairs), int(a)) for a in joint]
            pairs.append((j, ally))
    return _index_pairs(pairs), _index_pairs(entries)


def _index_pairs(rows: list[tuple[int, int]]) -> IntArray:
    return np.array(rows, dtype=np.int64).reshape(-1, 2)


@kernel
def coalition_ties(weights: Array, entries: IntArray, parties: Array, out: Array) -> None:
    """Write how strongly each ally stands with its adversary against each state.

    Agreements that the state itself belongs to do not count: they are not against it.

    Parameters
    ----------
    weights
        (A,) from `tie_weights`.
    entries
        (X, 2) from `tie_entries`.
    parties
        (A, N) 1 if the state is a party of the agreement, else 0.
    out
        (P, N) receives the strongest tie of each pair of `tie_entries` against each state.
    """
    for p in range(out.shape[0]):
        for i in range(out.shape[1]):
            out[p, i] = 0.0
    for x in range(entries.shape[0]):
        _strengthen(out[entries[x, 0]], weights[entries[x, 1]], parties[entries[x, 1]])


@kernel
def _strengthen(row: Array, weight: float, member: Array) -> None:
    for i in range(row.size):
        tie = weight * (1.0 - member[i])
        row[i] = max(tie, row[i])


@kernel
def coalition_force(reach: Array, pairs: IntArray, ties: Array) -> None:
    """Turn ties into the force that each ally would add, in place.

    Where ties stay as they are for years, `joint_reach` then needs no more than one product of each
    pair and state.

    Parameters
    ----------
    reach
        (N, N) as in `coalition_reach`. Only the rows of allies are read.
    pairs
        (P, 2) from `tie_entries`.
    ties
        (P, N) from `coalition_ties`; receives points.
    """
    for p in range(pairs.shape[0]):
        _multiply(ties[p], reach[pairs[p, 1]])


@kernel
def _multiply(row: Array, factors: Array) -> None:
    for i in range(row.size):
        row[i] *= factors[i]


@kernel
def joint_reach(
    reach: Array, grown: Array, adversaries: IntArray, pairs: IntArray, force: Array, out: Array
) -> None:
    """Write what `coalition_reach` does when each state's force has grown.

    Parameters
    ----------
    reach
        (N, N) as in `coalition_reach`, before that growth.
    grown
        (N,) factor by which each state's force has grown.
    adversaries, pairs
        As in `coalition_reach`; pairs in the order of adversaries, as `tie_entries` gives them.
    force
        (P, N) from `coalition_force`, before that growth.
    out
        (J, N) receives R̃, points.
    """
    factors, first = np.empty(pairs.shape[0]), 0
    for p in range(factors.size):
        factors[p] = grown[pairs[p, 1]]
    for j in range(adversaries.size):
        last = first
        while last < factors.size and pairs[last, 0] == j:
            last += 1
        combine(force[first:last], factors[first:last], out[j])
        _join(out[j], grown[adversaries[j]], reach[adversaries[j]])
        first = last


@kernel
def coalition_reach(
    reach: Array, adversaries: IntArray, pairs: IntArray, ties: Array, out: Array
) -> None:
    """Write the force that each adversary and its allies could bring to bear on each state.

    Parameters
    ----------
    reach
        (N, N) force of row state l on column state i within 90 days, points. Only the rows of
        adversaries and their allies are read.
    adversaries
        (J,) indices of the states whose threat is followed.
    pairs
        (P, 2) from `tie_entries`.
    ties
        (P, N) from `coalition_ties`.
    out
        (J, N) receives R̃, points. Cost: one multiplication per pair and state.
    """
    for j in range(out.shape[0]):
        out[j] = reach[adversaries[j]]
    for p in range(pairs.shape[0]):
        _join_by(out[pairs[p, 0]], ties[p], reach[pairs[p, 1]])


@kernel
def _join(row: Array, factor: float, force: Array) -> None:
    for i in range(row.size):
        row[i] += factor * force[i]


@kernel
def _join_by(row: Array, tie: Array, force: Array) -> None:
    for i in range(row.size):
        row[i] += tie[i] * force[i]


@kernel
def threat_target(reach_on: Array, own: Array, hostility: Array, out: Array) -> None:
    """Write the threat of each adversary to each state that this year alone would give, θ*.

    Parameters
    ----------
    reach_on
        (J, N) from `coalition_reach`, points.
    own
        (N,) force that each state has at home, R_ii, points.
    hostility
        (J, N) rows from `hostilities`; zero for an adversary against itself.
    out
        (J, N) receives θ*, 0–1; zero where neither side has any force.

    Examples
    --------
    >>> out = np.zeros((1, 2))
    >>> threat_target(np.array([[3.0, 0.0]]), np.ones(2), np.full((1, 2), 0.8), out)
    >>> out.round(2)
    array([[0.6, 0. ]])
    """
    for j in range(out.shape[0]):
        _clash(reach_on[j], own, hostility[j], out[j])


@kernel
def _clash(theirs: Array, own: Array, hostility: Array, out: Array) -> None:
    for i in range(out.size):
        both = theirs[i] + own[i]
        out[i] = hostility[i] * theirs[i] / both if both > 0.0 else 0.0


@kernel
def remember_all(memory: Array, target: Array, delta: float) -> None:
    """Update the remembered threat θ in place, as `remember` does for one number.

    Parameters
    ----------
    memory
        (J, N) θ of last year; receives this year's.
    target
        (J, N) from `threat_target`.
    delta
        Memory δ, per year.
    """
    for j in range(memory.shape[0]):
        _remember_row(memory[j], target[j], delta)


@kernel
def _remember_row(memory: Array, target: Array, delta: float) -> None:
    for i in range(memory.size):
        memory[i] = delta * memory[i] + (1.0 - delta) * target[i]
