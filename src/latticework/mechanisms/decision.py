r"""Decision: which states would act, and whether the body that they belong to could decide.

Will
----
The probability that state *i* acts with force in contingency *c*, given a common shock *z*:

.. math::

    w_{ic}(z) = \sigma\left(\beta_0 + \beta_O \tfrac{duty_{ic}}{5} + \beta_A\, affinity_{ip}
      + \beta_S\, stake_{ic} - \beta_D\, dependence_{iA} - \beta_T\, threat_i + \beta_G\, stance_i
      + \rho z_c\right), \qquad z_c \sim N(0, 1).

The will to impose sanctions is the same with an intercept of its own. Traits are rows of an array
of shape (7, N) in the order of `TRAITS`:

=============  ====================================================================  =========
duty           strongest duty under treaties (``obligation``)                        rank, 0–5
affinity       how alike *i* and the attacked stand (1 − half the distance)          0–1
stake          trade through the place, nationals there, proximity                   0–1
dependence     income lost if trade with the challenger stops, in units of 5 %       0–…
home_threat    threat that *i* perceives at home                                     0–1
stance         of the government of the day                                          −1–1
major          whether *i* is a major power                                          0 or 1
=============  ====================================================================  =========

Kernels carry *odds*, :math:`u_i = e^{x_i}` with *x* the logit at z = 0: a shock multiplies the odds
of all by the same :math:`e^{\rho z}`, so that one exponential a state and year serves all shocks,
:math:`w = u e^{\rho z} / (1 + u e^{\rho z})`, and the will to impose sanctions too (factor
:math:`e^{\beta_0^S - \beta_0}`). Odds must be finite: logits between −700 and 700.

The intercept :math:`\beta_0` is not drawn but solved, so that members of defence pacts act as
often, once an ally is at war, as such promises have been kept (`calibrate_intercept`): whatever
weighs on their will, its level stays where the record puts it.

Positions
---------
To consent is not to come: members let an alliance act to which they send nobody (Auerswald &
Saideman 2014). A member *consents* if it would at least impose sanctions, with probability
:math:`w^S_i`; not every other one blocks. It objects with probability
:math:`o_i = \omega_b (1 - w^S_i)`; where the rule knows a formal declaration (TEU 31(1)) it
abstains with one with probability :math:`a_i = \omega_a (1 - \omega_b)(1 - w^S_i)`; else it goes
along or stays silent. What the body then decides is a matter of its rule: ``voting``.

If the body stalls, its members act singly with :math:`w_i (1 - \lambda)`: without a mandate they
lose legitimacy, bases and command. With probability *P* of a decision given *z*,
:math:`w_i (1 - \lambda (1 - P))`.

Common shock
------------
Members move together: all rules are exact given *z* and averaged over it by Gauss–Hermite
quadrature of nine nodes, :math:`P = E_z[P(z)] \approx \sum_q \omega_q P(z_q)`. Because every
member's consent rises in *z*, consents are positively associated, and consensus is likelier than
among independent members of the same mean wills (for equal members by Jensen's inequality, in
general by Harris's). With nine nodes mean wills err by at most 10⁻⁵ at ρ = 1 and 0.001 at ρ = 2,
probabilities of consensus by 0.0002 and 0.01 (measured in the tests).

Limit cases
-----------
All w = 1: every rule gives 1. A member certain to object: consensus 0. ρ = 0: all nodes agree.
λ = 0: a mandate makes no difference.

References
----------
Leeds, Long & Mitchell (2000), *Journal of Conflict Resolution* 44:686–699; Leeds (2003),
*International Organization* 57:801–827; Aydin (2008), *Journal of Politics* 70:1098–1108 (trade and
joining); Corbetta (2010), *Foreign Policy Analysis* 6:61–85 (joining);
Auerswald & Saideman (2014), *NATO in Afghanistan* (what members withhold); Berkemeier & Fuhrmann
(2018), *Research & Politics* 5(2); Michel (2003), *NATO Decisionmaking* (the silence procedure);
Harris (1960), *Proceedings of the Cambridge Philosophical Society* 56:13–20.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from latticework.mechanisms.belief import Belief
from latticework.mechanisms.kernel import Array, combine, element, exp, kernel

JOINERS = (
    "third states joining the target of a militarised dispute, 1946–2010 (COW, ATOP): with a "
    "defence pact 53 of 14,714, without any 104 of 218,230; in wars 9 of 99 and 38 of 3,680"
)
RELIABLE = (
    "promises kept in war: 41 % of defence pacts 1816–2003 and 22 % of all alliances 1945–2003 "
    "(Berkemeier & Fuhrmann 2018), 74.5 % of all before (Leeds, Long & Mitchell 2000)"
)

BELIEFS: tuple[Belief, ...] = (
    Belief(
        "will_duty", "β_O", "logit", 0.9, 2.55, 4.4, "estimated",
        f"log odds ratio of a pact (rank 4 of 5) 2.0 in all disputes, 2.3 in wars: {JOINERS}; "
        "small cells, and pacts form where war is expected", claims=("C8", "C9"),
    ),
    Belief(
        "will_affinity", "β_A", "logit", -0.9, 0.8, 3, "judged",
        "homophily draws joiners (Corbetta 2010); in joining disputes 1946–2010 likeness of votes "
        "has no effect that could be told from none (own fit, −0.13, s.e. 0.38), so that zero and "
        "less stay in reach",
    ),
    Belief(
        "will_stake", "β_S", "logit", 0, 2, 4, "judged",
        "trade interests in a party make joining likelier (Aydin 2008); no size carried over",
    ),
    Belief("will_dependence", "β_D", "logit", 0, 1.5, 4, "judged", "no direct evidence of size"),
    Belief("will_home_threat", "β_T", "logit", 0, 1.5, 3, "judged", "no direct evidence of size"),
    Belief(
        "will_stance", "β_G", "logit", 0, 0.5, 1.5, "judged",
        "governments of Australia and Korea have differed on China; no size known", claims=("C7",),
    ),
    Belief(
        "will_major", "β_M", "logit", 0.5, 2, 3, "estimated",
        "major powers join the targets of disputes more often: 1.8 % against 0.36 % with a pact, "
        "0.70 % against 0.048 % without (log odds ratios 1.6 and 2.7), COW and ATOP 1946–2010; the "
        "low end allows for powers being asked, and near, more often", claims=("C7",),
    ),
    Belief(
        "sanction_intercept", "β0^S", "logit", -3, -1, 1, "judged",
        "sanctions cost less than force: record of the EU and the G7 since 2014",
    ),
    Belief(
        "will_shock", "ρ", "logit sd", 0.3, 1, 2, "judged",
        "how far members' wills move together", claims=("C11",),
    ),
    Belief(
        "blocking_share", "ω_b", "share", 0.05, 0.3, 1, "judged",
        "NATO: three of nineteen broke silence on Türkiye in February 2003; reluctant members let "
        "Kosovo 1999 and Libya 2011 pass", claims=("C11",),
    ),
    Belief(
        "declared_share", "ω_a", "share", 0, 0.1, 0.5, "judged",
        "constructive abstention is rare: Cyprus on Kosovo in 2008, the first; Hungary on the "
        "Peace Facility in 2024; Austria, Ireland and Malta on arms for Ukraine (not checked)",
    ),
    Belief(
        "pact_reliability", "rel", "probability", 0.22, 0.41, 0.75, "estimated", RELIABLE,
        claims=("C8",),
    ),
    Belief(
        "mandate_loss", "λ_leg", "share", 0, 0.3, 0.7, "judged",
        "coalitions of the willing lack bases, command and votes at home", claims=("C11",),
    ),
)  # fmt: skip

TRAITS: Final = ("duty", "affinity", "stake", "dependence", "home_threat", "stance", "major")
"""Rows of the array of traits; the first seven `BELIEFS` are their effects, in this order."""

DEPENDENCE_UNIT: Final = 0.05
"""Dependence is in units of 5 % of income."""

PACT_DUTY: Final = 4.0
"""Rank of the duty to assist, that of most pacts of defence (the North Atlantic Treaty's)."""

STRONGEST_DUTY: Final = 5.0
"""Rank of a duty to give immediate military assistance (``atlas.records.Verb``)."""

_RULE = np.polynomial.hermite_e.hermegauss(9)

NODES: Final[Array] = _RULE[0]
"""Shocks z of the standard normal at which decisions are worked out."""

WEIGHTS: Final[Array] = _RULE[1] / _RULE[1].sum()
"""Their probabilities: averages are exact for polynomials in z of degree 17 or less."""

FARTHEST_INTERCEPT: Final = 40.0
"""Between −40 and 40 `calibrate_intercept` looks for the intercept."""

HALVINGS: Final = 60
"""The most steps; halving alone would get down to rounding errors."""

SETTLED: Final = 1e-12
"""The last step of an intercept that is found, logits."""


# --- will ---------------------------------------------------------------------------------------


@kernel
def effects(beliefs: Any, out: Array) -> None:
    """Write the effect of each trait, from a record with a field for each belief; no intercept yet.

    Parameters
    ----------
    beliefs
        With fields named as `BELIEFS`.
    out
        (8,) for `odds`.
    """
    out[0] = 0.0
    out[1], out[2], out[3] = beliefs.will_duty, beliefs.will_affinity, beliefs.will_stake
    out[4], out[5] = beliefs.will_dependence, beliefs.will_home_threat
    out[6], out[7] = beliefs.will_stance, beliefs.will_major


@element
def stake(passage: float, distance: float, scale: float) -> float:
    """Return what a state has at stake: trade through the place, or the place's being near.

    Parameters
    ----------
    passage
        Share of its trade that passes the place or is with the attacked, 0–1.
    distance
        To the place, km.
    scale
        Distance over which nearness falls to 37 %, km (belief ``fear_distance``).

    Returns
    -------
    float
        1 − (1 − passage)(1 − e^(−distance/scale)), 0–1.

    Examples
    --------
    >>> stake(0.5, 1e9, 3000.0), stake(0.0, 0.0, 3000.0)
    (0.5, 1.0)
    """
    far: float = 1.0 - exp(-distance / scale)
    return 1.0 - (1.0 - passage) * far


@kernel
def odds(traits: Array, effects: Array, out: Array) -> None:
    """Write the odds that each state acts, without a shock.

    Parameters
    ----------
    traits
        Shape (7, N), rows in the order of `TRAITS`.
    effects
        Shape (8,), logits: the intercept and the effect of each trait, signs as declared.
    out
        Odds, shape (N,).

    Examples
    --------
    A treaty ally that shares the attacked state's outlook and nothing else:

    >>> out, effects = np.zeros(1), np.array([-3, 2.5, 1.5, 2, 1.5, 1.5, 0.5, 2])
    >>> odds(np.array([[4.0], [0.9], [0], [0], [0], [0], [0]]), effects, out)
    >>> out.round(3)
    array([1.419])
    """
    weights = effects[1:].copy()
    weights[0] /= STRONGEST_DUTY
    weights[3], weights[4] = -weights[3], -weights[4]  # dependence and fear hold a state back
    combine(traits, weights, out)
    for i in range(out.size):
        out[i] = exp(effects[0] + out[i])


@kernel
def shocks(spread: float, out: Array) -> None:
    """Write the factor e^(ρ z) by which each node's shock multiplies the odds.

    Parameters
    ----------
    spread
        ρ, logits.
    out
        Shape (9,), in the order of `NODES`; averages weigh them with `WEIGHTS`.
    """
    for q in range(out.size):
        out[q] = np.exp(spread * NODES[q])


@kernel
def will(odds: Array, shock: float, out: Array) -> None:
    """Write the probability that each state acts, given a shock.

    Parameters
    ----------
    odds
        From `odds`, shape (N,).
    shock
        Factor e^(ρ z); for sanctions times e^(β0^S − β0).
    out
        Shape (N,), 0–1.

    Examples
    --------
    >>> out = np.zeros(2)
    >>> will(np.array([1.0, 0.25]), 1.0, out)
    >>> out
    array([0.5, 0.2])
    """
    for i in range(out.size):
        scaled = odds[i] * shock
        out[i] = scaled / (1.0 + scaled)


@kernel
def expected_will(odds: Array, shocks: Array, out: Array) -> None:
    """Write the probability that each state acts, averaged over the shock.

    Parameters
    ----------
    odds
        Shape (N,).
    shocks
        From `shocks`, shape (9,).
    out
        Shape (N,), 0–1.
    """
    out[:] = 0.0
    for q in range(shocks.size):
        shock, weight = shocks[q], WEIGHTS[q]
        for i in range(out.size):
            scaled = odds[i] * shock
            out[i] += weight * scaled / (1.0 + scaled)


@kernel
def calibrate_intercept(odds: Array, shocks: Array, reliability: float) -> float:
    """Return the intercept for which members of a pact act as often as pacts are kept.

    The mean over members and shocks of the will rises strictly with the intercept; Newton's
    method finds where it crosses `reliability`, halving the bracket where a step would leave it.

    Parameters
    ----------
    odds
        Of the members of defence pacts once an ally is at war, with intercept 0, shape (n,).
    shocks
        From `shocks`, shape (9,).
    reliability
        Share of promises kept, strictly between 0 and 1.

    Returns
    -------
    float
        β0, logits.

    Examples
    --------
    >>> one = np.ones(9)
    >>> abs(calibrate_intercept(one, one, 0.5)) < 1e-10
    True
    """
    low, high, intercept = -FARTHEST_INTERCEPT, FARTHEST_INTERCEPT, 0.0
    for _ in range(HALVINGS):
        mean, slope = _mean_will(odds, shocks, np.exp(intercept))
        if mean < reliability:
            low = intercept
        else:
            high = intercept
        step = (mean - reliability) / slope
        intercept -= step
        if not low < intercept < high:
            intercept = 0.5 * (low + high)
        elif abs(step) <= SETTLED:
            break
    return intercept


@kernel
def _mean_will(odds: Array, shocks: Array, factor: float) -> tuple[float, float]:
    """Return the mean will at an intercept of log `factor`, and its slope there."""
    mean, slope = 0.0, 0.0
    for q in range(shocks.size):
        for i in range(odds.size):
            scaled = odds[i] * shocks[q] * factor
            acts = scaled / (1.0 + scaled)
            mean += WEIGHTS[q] * acts
            slope += WEIGHTS[q] * acts / (1.0 + scaled)
    return mean / odds.size, slope / odds.size


# --- positions in a body ------------------------------------------------------------------------


@kernel
def objection(will: Array, blocking: float, out: Array) -> None:
    """Write the probability that each member objects.

    Parameters
    ----------
    will
        Of the members, shape (n,).
    blocking
        ω_b, share of the unwilling who block.
    out
        Shape (n,), for `voting.consensus`.
    """
    for i in range(out.size):
        out[i] = blocking * (1.0 - will[i])


@kernel
def positions(will: Array, blocking: float, declared: float, stay: Array, step: Array) -> None:
    """Write the probabilities that each member goes along, and that it abstains with a declaration.

    What remains to 1 is the probability that it objects. With ``blocking`` 0 and ``declared`` 1
    they are those of a vote, for and not for.

    Parameters
    ----------
    will
        Of the members, shape (n,).
    blocking
        ω_b, share of the unwilling who block.
    declared
        ω_a, share of the other unwilling who abstain with a declaration.
    stay, step
        Shape (n,), for `voting.tolerated`.
    """
    for i in range(will.size):
        silent = (1.0 - blocking) * (1.0 - will[i])
        step[i] = declared * silent
        stay[i] = will[i] + (1.0 - declared) * silent


@kernel
def with_mandate(will: Array, decided: float, lost: float, bound: Array, out: Array) -> None:
    """Write the probability that each state acts, be it in a coalition of the willing.

    Parameters
    ----------
    will
        Given the shock, shape (n,).
    decided
        Probability that the body decides to act, given the shock.
    lost
        λ_leg, share of the will that is lost if it does not.
    bound
        1 for states that act through the body, 0 for those that have means of their own, (n,).
    out
        Shape (n,); may be `will` itself.
    """
    gone = lost * (1.0 - decided)
    for i in range(out.size):
        out[i] = will[i] * (1.0 - gone * bound[i])
