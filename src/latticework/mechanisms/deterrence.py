r"""Deterrence: how probable it is, year by year, that the challenger acts.

The challenger compares the value of an attack with the value of waiting. Defenders change the
chance of winning, sanctions the price; encirclement and a closing window change the value of
waiting. Only *changes* against the status quo of 2024 move the yearly hazard, so that its level
stays where data or judgement put it.

.. math::

    p(z)   &= A^\mu / \bigl(A^\mu + (\gamma D(z))^\mu\bigr) \\
    U_{att} &= E_z[\,p - (1-p) L - \kappa_E G(z)\,] - \kappa_W \\
    U_{wait} &= -\omega_E (E/100 - 1) - \omega_W \psi,
        \qquad \psi = \max(0, \ln(A/D)_t - \ln(A/D)_{t+5}) \\
    h &= \sigma\bigl(\mathrm{logit}\, h_0 + \eta\,[(U_{att}-U_{wait})_t
         - (U_{att}-U_{wait})_{2024}] + \omega_O\,\Delta\Pr(\text{other theatre engaged})
         + \omega_R\,\Delta\,\text{alignment of Russia and China}\bigr)

========  =========================================================================  ==============
symbol    meaning                                                                    shape, unit
========  =========================================================================  ==============
z         common shock to the will of all defenders, at Z nodes with weights         Z
A, D(z)   force of attacker and defenders at the place on day 30 (and 90)            points
p(z)      chance that the attack succeeds                                            Z, 0–1
G(z)      income that the attacker loses to sanctions                                Z, share
V         the unit of value: what success is worth to the challenger                 V
E         encirclement felt by the challenger (see threat)                           2024 = 100
ψ         loss of the log force ratio expected over five years, wills being as they  log points
          were in 2024: a commitment is a step, no trend to extend
h         hazard of a challenge of one severity                                      per year
========  =========================================================================  ==============

**Limit cases.** A = γD gives p = ½, D → ∞ gives 0; p depends on A/D only. In 2024 under the status
quo h = h0 exactly. ω_E = 0: encirclement has no effect. η = 0: h answers only to the other theatre
and to the coupling. With η > 0 more defence never raises h.

**Reading.** A challenge of severity L2 is a use of force in the sense of the militarised disputes
data: it includes seizures and warning fire. L3 is war. Surveys are no hazards: the often quoted
63 % of 64 experts (CSIS ChinaPower, August 2022) called an invasion of Taiwan "possible" within ten
years. Capability ratios predict who wins poorly (Carroll & Kenkel 2019), so expect little of μ.

References
----------
Hirshleifer (1989), *Public Choice* 63:101–112 (contest function);
Bueno de Mesquita & Lalman (1992), *War and Reason*; Huth (1988), *Extended Deterrence and the
Prevention of War*; Signorino & Tarar (2006), *American Journal of Political Science* 50:586–605
(expected utility of extended deterrence);
Levy (1987), *World Politics* 40:82–107; Copeland (2000), *The Origins of Major War*;
Bell & Johnson (2015), *International Studies Quarterly* 59:124–132 (closing windows);
Leeds (2003), *American Journal of Political Science* 47:427–439; Johnson & Leeds (2011), *Foreign
Policy Analysis* 7:45–65; Benson (2011), *Journal of Politics* 73:1111–1127; Kenwick, Vasquez &
Powers (2015), *Journal of Politics* 77:943–954; Leeds & Johnson (2017), *Journal of Politics*
79:335–340 (whether pacts deter);
Carroll & Kenkel (2019), *American Journal of Political Science* 63:577–593 (capabilities and
outcomes).
"""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import numpy as np

from latticework.mechanisms.belief import Belief, each
from latticework.mechanisms.kernel import Array, exp, kernel, log

FAMILIES = ("taiwan_strait", "south_china_sea", "korea", "baltic")
"""The families of contingencies that have beliefs of their own, in the order of the atlas."""

LOOK_AHEAD = 5.0
"""Years over which a challenger extrapolates the balance; it only scales ω_W, hence no belief."""

INDEX = 100.0
"""Encirclement in 2024, by definition of the index."""

MOST_DEFENDERS = 10
"""What `jensen_gap` enumerates at most: 2^10 sets."""

_DISPUTES = (
    "COW militarised disputes at hostility 4 or more, 1990–2014 (Palmer et al. 2022, own count)"
)
_NO_WAR = "no war in this dyad 1990–2014 (COW); the level is judged"

_ADVANTAGE = Belief(
    "defender_advantage", "γ", "ratio", 0.65, 1.0, 1.7, "judged",
    "Order of magnitude by terrain; no data. Whether a 3:1 rule exists is disputed "
    "(Mearsheimer 1989 and Epstein 1988, 1989, International Security).",
    "log-triangular", ("C12", "C14"),
)  # fmt: skip
_FORCE = Belief(
    "base_rate_force", "h0_L2", "per year", 0.0044, 0.02, 0.1, "estimated",
    f"Taiwan Strait: 1 dispute in 25 years (95 %: 0.004 to 0.17); {_DISPUTES}. Good "
    "Judgment forecasters in spring 2024: 2 % that Taiwan accuses "
    "China of a blockade within the year, 5 % that either accuses the other of "
    "using a weapon (reported in the newsletter Telling the Future, 2024).",
    "log-triangular", ("C8", "C13"),
)  # fmt: skip
_WAR = Belief(
    "base_rate_war", "h0_L3", "per year", 0.0008, 0.004, 0.016, "judged", _NO_WAR,
    "log-triangular", ("C8", "C13"),
)  # fmt: skip


def _with(base: Belief, name: str, low: float, centre: float, high: float, source: str) -> Belief:
    return Belief(
        f"{base.name}_{name}", base.symbol, base.unit, low, centre, high,
        base.kind, source, base.distribution, base.claims,
    )  # fmt: skip


BELIEFS: tuple[Belief, ...] = (
    Belief(
        "contest_decisiveness", "μ", "exponent", 0.25, 1.5, 3.0, "judged",
        "Logit slopes of victory on the log ratio of national capability (COW CINC): 0.15 (s.e. "
        "0.06) in disputes that one side won, 0.25 (0.15) in 77 wars, own fits on GML and COW "
        "data. National totals say little of force at the place, so these are floors. The ratio "
        "alone reduces prediction loss by 1.8 %, the best use of the parts by 19.5 % (DOE 2.0 "
        "codebook, Carroll & Kenkel 2019).",
        claims=("C8",),
    ),
    _with(
        _ADVANTAGE, "taiwan_strait", 1.5, 3.0, 6.0,
        "Landing across 130 km or more of sea; order of magnitude of the disputed 3:1 rule.",
    ),
    *each(
        ("south_china_sea", "korea", "baltic"), _ADVANTAGE, (1.0, 2.0, 1.5)
    ),
    Belief(
        "late_force_weight", "β_90", "share", 0.25, 0.5, 0.75, "judged",
        "Weight of the balance on day 90 when a challenger weighs a war (L3); day 30 alone counts "
        "for a use of force (L2).",
        claims=("C12",),
    ),
    Belief(
        "hazard_sensitivity", "η", "logit per V", 0.0, 1.5, 4.0, "judged",
        "Anchors: conditional deterrent pacts go with 18 % fewer initiations (Benson 2011, "
        "abstract); defence pacts deter (Johnson & Leeds 2011, abstract; a reduction of 28 % is "
        "quoted, not checked against the text). Kenwick, Vasquez & Powers 2015: after 1945 some "
        "pacts lower disputes, none wars, so zero stays reachable.",
        claims=("C8", "C9", "C13"),
    ),
    Belief(
        "failure_cost", "L", "V", 0.3, 1.0, 3.0, "judged",
        "What defeat costs the challenger's leaders, relative to what success is worth.",
        claims=("C8",),
    ),
    Belief(
        "economic_loss_weight", "κ_E", "V per income share", 1.0, 5.0, 15.0, "judged",
        "At 5, losing a fifth of income weighs as much as success does.",
        claims=("C17",),
    ),
    Belief(
        "sanction_depth", "depth", "share", 0.1, 0.5, 0.9, "judged",
        "Share of trade that sanctions cut; sanctions on Russia since 2022 as the analogue.",
        claims=("C17",),
    ),
    Belief(
        "war_cost", "κ_W", "V", 0.1, 0.3, 0.8, "judged",
        "Blood and treasure that even success costs.",
    ),
    Belief(
        "encirclement_pressure", "ω_E", "V per 100 %", -0.15, 0.15, 0.6, "judged",
        "For a positive sign: Copeland 2000; for restraint (negative): balancing deters, Johnson & "
        "Leeds 2011. No data can tell for China.",
        claims=("C2", "C3", "C13"),
    ),
    Belief(
        "closing_window_pressure", "ω_W", "V per log point", 0.0, 0.2, 0.6, "judged",
        "Sign: a rise in the adversary's expected chance of winning raises initiation (Bell & "
        "Johnson 2015, abstract); size judged.",
        claims=("C3",),
    ),
    Belief(
        "opportunism", "ω_O", "logit", 0.0, 0.4, 1.0, "judged",
        "War diffuses and is joined (Siverson & Starr 1991); simultaneity is rarely shown to be a "
        "motive.",
        claims=("C1",),
    ),
    Belief(
        "russia_china_coupling", "ω_R", "logit", 0.0, 0.3, 1.0, "judged",
        "Hazard per point of closer alignment of Russia and China; no data.",
        claims=("C1",),
    ),
    _with(_FORCE, "taiwan_strait", 0.0044, 0.02, 0.1, _FORCE.source),
    _with(
        _FORCE, "south_china_sea", 0.107, 0.24, 0.43,
        f"China–Philippines 6 in 25 years, Philippines or Vietnam in 11 of 25 years; {_DISPUTES}.",
    ),
    _with(_FORCE, "korea", 0.107, 0.24, 0.43, f"6 in 25 years; {_DISPUTES}."),
    _with(
        _FORCE, "baltic", 0.005, 0.05, 0.2,
        f"Estonia, Lithuania: 2 in 25 years (95 %: 0.017 to 0.23), none since they joined NATO, "
        f"for which the low end and the centre are lowered by judgement; {_DISPUTES}.",
    ),
    _with(_WAR, "taiwan_strait", 0.0016, 0.008, 0.03, _NO_WAR),
    *each(FAMILIES[1:], _WAR),
)  # fmt: skip

STAKES: tuple[str, ...] = (
    "failure_cost",
    "economic_loss_weight",
    "war_cost",
    "encirclement_pressure",
    "closing_window_pressure",
)
"""The beliefs that make up the array ``stakes`` of `gain`, in this order."""

_FAILURE, _ECONOMY, _WAR_COST, _PRESSURE, _WINDOW = range(len(STAKES))


@kernel
def stakes(beliefs: Any, out: Array) -> None:
    """Write the beliefs of `STAKES` into `out`, from a record with a field for each belief."""
    out[_FAILURE] = beliefs.failure_cost
    out[_ECONOMY] = beliefs.economic_loss_weight
    out[_WAR_COST] = beliefs.war_cost
    out[_PRESSURE] = beliefs.encirclement_pressure
    out[_WINDOW] = beliefs.closing_window_pressure


# --- who would win ---


@kernel
def contest(a: float, d: float, mu: float, gamma: float) -> float:
    """Return the chance that force `a` beats force `d`, by the ratio form of the contest function.

    Parameters
    ----------
    a, d
        Force of attacker and defender, points; not negative, not both zero.
    mu
        Decisiveness of superior force, exponent > 0.
    gamma
        Defender's advantage, ratio > 0: the attacker needs ``a = gamma * d`` for even odds.

    Returns
    -------
    float
        0–1; scale invariant. Limits: ``d = 0`` gives 1, ``a = 0`` gives 0.

    Examples
    --------
    >>> contest(3.0, 1.0, 1.5, 3.0)
    0.5
    >>> round(contest(3.0, 2.0, 1.5, 3.0), 4)
    0.2612
    """
    chance: float = 1.0 / (1.0 + (gamma * d / a) ** mu)
    return chance


@kernel
def win_chances(attack: float, defence: Array, mu: float, gamma: float, out: Array) -> None:
    """Write the chance of a successful attack on one day at each node of the common shock.

    Parameters
    ----------
    attack
        Attacker's force, points, > 0.
    defence
        (Z,) defenders' force at each node, points, > 0.
    mu, gamma
        As in `contest`.
    out
        (Z,) receives the chances, 0–1.
    """
    for z in range(out.size):
        out[z] = 1.0 / (1.0 + exp(mu * log(gamma * defence[z] / attack)))


# --- what it costs and what it is worth ---


@kernel
def sanction_loss(will: Array, income: Array, depth: float) -> float:
    """Return the income that the challenger loses to sanctions, share.

    Parameters
    ----------
    will
        (N,) probability that each state sanctions, at one node of the common shock or averaged over
        it. Because the loss enters the value of an attack linearly, averaging first is exact.
    income
        (N,) the challenger's income loss if all trade with each state stops, share.
    depth
        Share of that trade which sanctions cut.

    Returns
    -------
    float
        0–1; no more than the whole income.

    Examples
    --------
    >>> sanction_loss(np.array([1.0, 0.5]), np.array([0.02, 0.04]), 0.5)
    0.02
    """
    lost = 0.0
    for i in range(income.size):
        lost += will[i] * income[i]
    return min(1.0, lost * depth)


@kernel
def attack_value(chance: Array, loss: Array, weights: Array, stakes: Array) -> float:
    """Return the expected value of an attack to the challenger, U_att, in V.

    Parameters
    ----------
    chance, loss
        (Z,) chance of success and income lost to sanctions at each node of the common shock.
    weights
        (Z,) weights of the nodes, sum 1.
    stakes
        Beliefs in the order of `STAKES`.

    Returns
    -------
    float
        V; certain success without sanctions is worth ``1 - war_cost``.

    Examples
    --------
    >>> stakes = np.array([1.0, 5.0, 0.3, 0.15, 0.2])
    >>> round(attack_value(np.array([0.5]), np.array([0.02]), np.ones(1), stakes), 4)
    -0.4
    """
    value: float = -stakes[_WAR_COST]
    for z in range(weights.size):
        battle = chance[z] - (1.0 - chance[z]) * stakes[_FAILURE]
        value += weights[z] * (battle - stakes[_ECONOMY] * loss[z])
    return value


@kernel
def wait_value(felt: float, window: float, stakes: Array) -> float:
    """Return the value of waiting to the challenger, U_wait, in V; zero in 2024.

    Parameters
    ----------
    felt
        Encirclement felt by the challenger, 2024 = 100.
    window
        Expected loss of the log force ratio, from `closing_window`, ≥ 0.
    stakes
        Beliefs in the order of `STAKES`.

    Examples
    --------
    >>> round(wait_value(120.0, 0.5, np.array([1.0, 5.0, 0.3, 0.15, 0.2])), 4)
    -0.13
    """
    pressure: float = stakes[_PRESSURE] * (felt / INDEX - 1.0) + stakes[_WINDOW] * window
    return -pressure


@kernel
def closing_window(now: float, before: float) -> float:
    """Return ψ, the loss of the log force ratio ln(A/D) expected over `LOOK_AHEAD` years.

    The challenger extends the change of the last year; only a loss counts.

    Parameters
    ----------
    now, before
        ln(A/D) this year and a year ago, log points.

    Examples
    --------
    >>> round(closing_window(0.0, 0.03), 4), closing_window(0.03, 0.0)
    (0.15, 0.0)
    """
    return max(0.0, LOOK_AHEAD * (before - now))


@kernel
def gain(
    chance: Array, loss: Array, weights: Array, felt: float, window: float, stakes: Array
) -> float:
    """Return what drives the hazard: the value of attacking above that of waiting, in V.

    This is the function to swap: `deterrence_bargaining.gain` takes the same arguments (with
    its own `STAKES`) and returns the log odds that crisis bargaining ends in war.

    Parameters
    ----------
    chance, loss, weights, stakes
        As in `attack_value`.
    felt, window
        As in `wait_value`.
    """
    edge: float = attack_value(chance, loss, weights, stakes) - wait_value(felt, window, stakes)
    return edge


# --- how often ---


@kernel
def spillover(opportunism: float, engaged: float, coupling: float, alignment: float) -> float:
    """Return the shift of the log odds that comes from elsewhere (C1).

    Parameters
    ----------
    opportunism, coupling
        ω_O and ω_R, logit.
    engaged
        Change since 2024 (status quo) of the probability that the other theatre is engaged.
    alignment
        Change since 2024 of the alignment of Russia with China, points.
    """
    return opportunism * engaged + coupling * alignment


@kernel
def engaged_elsewhere(hazards: Array, region: Array, here: float) -> float:
    """Return the probability that at least one contingency outside region `here` is under way.

    Parameters
    ----------
    hazards
        (C,) hazard of each contingency, per year.
    region
        (C,) a number for the region of each contingency.
    here
        The region that is asked about; its own contingencies are left out.

    Examples
    --------
    >>> engaged_elsewhere(np.array([0.5, 0.2, 0.5]), np.array([0.0, 1.0, 0.0]), 1.0)
    0.75
    """
    quiet = 1.0
    for c in range(hazards.size):
        quiet *= 1.0 if region[c] == here else 1.0 - hazards[c]
    return 1.0 - quiet


@kernel
def hazard(h0: float, eta: float, value: float, base: float, push: float) -> float:
    """Return the yearly hazard of a challenge.

    Parameters
    ----------
    h0
        Hazard in 2024 under the status quo, per year, 0–1.
    eta
        Sensitivity η, logit per unit of `gain`.
    value, base
        `gain` now, and in 2024 under the status quo.
    push
        Shift of the log odds from `spillover`.

    Returns
    -------
    float
        σ(logit h0 + η (value − base) + push). It is `h0` to the last bit if nothing changes.

    Examples
    --------
    >>> hazard(0.02, 1.5, -0.4, -0.4, 0.0)
    0.02
    >>> round(hazard(0.02, 1.5, -0.3, -0.4, 0.0), 5)
    0.02316
    """
    return h0 / (h0 + (1.0 - h0) * math.exp(-(eta * (value - base) + push)))


# --- a check on the mean field (for tests and reports, not for the yearly step) ---


def jensen_gap(
    attack: float, forces: Array, wills: Array, weights: Array, mu: float, gamma: float
) -> tuple[float, float]:
    """Return the chance of success by expected defence, and by all sets of acting defenders.

    The model puts the *expected* force D(z) of the defenders into the contest. Exactly, each of
    them acts or does not, and the chance must be averaged over all 2^n sets of defenders.

    Parameters
    ----------
    attack
        Attacker's force, points > 0.
    forces
        (n,) force of each defender if it acts, points; n ≤ 10. The target is one with will 1.
    wills
        (Z, n) probability that each acts, given the common shock; independent given it.
    weights
        (Z,) weights of the nodes, sum 1.
    mu, gamma
        As in `contest`.

    Returns
    -------
    tuple of float
        Mean field, exact. They agree if every will is 0 or 1.

    Examples
    --------
    >>> by_mean, exact = jensen_gap(
    ...     3.0, np.array([1.0, 1.0]), np.array([[1.0, 0.5]]), np.ones(1), 1.5, 1.0
    ... )
    >>> round(by_mean, 4), round(exact, 4)
    (0.7388, 0.7431)
    """
    if forces.size > MOST_DEFENDERS:
        raise ValueError(
            f"full enumeration takes at most {MOST_DEFENDERS} defenders, not {forces.size}"
        )
    sets = np.array(list(product((0.0, 1.0), repeat=forces.size)))
    odds = np.where(sets[None] == 1.0, wills[:, None], 1.0 - wills[:, None]).prod(axis=2)
    exact = weights @ odds @ _contests(attack, sets @ forces, mu, gamma)
    by_mean = weights @ _contests(attack, wills @ forces, mu, gamma)
    return float(by_mean), float(exact)


def _contests(attack: float, defence: Array, mu: float, gamma: float) -> Array:
    return np.array([contest(attack, float(d), mu, gamma) for d in defence])
