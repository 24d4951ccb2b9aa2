r"""Deterrence as crisis bargaining: a rival to `deterrence` with the same functions and inputs.

There, a challenger attacks more often the more an attack is worth. Here, states bargain, and war
is a *failure to bargain*: the challenger does not know what fighting would cost the defenders
(private information, Fearon 1995), or fears that waiting will cost it more than war (commitment,
Fearon 1995; Powell 2006). Power moves the terms of the deal first, and the risk of war only where
it changes what war costs.

**Game.** A pie of size 1. (1) The challenger demands a share x, take it or leave it, or attacks
outright. (2) The defenders, whose cost of fighting c is uniform on [0, c̄] and known to them alone,
accept or refuse. Refusal means war, which the challenger wins with chance p. Payoffs:

==========  =============================  =====================
outcome     challenger                     defenders
==========  =============================  =====================
deal x      x + U_wait                     1 − x
war         U_att                          1 − p − c
==========  =============================  =====================

U_att and U_wait are those of `deterrence`: defeat, sanctions and blood make U_att less than p;
encirclement and a closing window make U_wait negative, because peace today leaves the challenger
weaker tomorrow. The defenders weigh today's terms only; their later advantage, spread over many
members and governments, is not something that they can promise to give back (the commitment
problem).

**Solution.** Defenders refuse if c < x − p, that is with probability F(x) = (x − p)/c̄. The
challenger maximises (x + U_wait)(1 − F) + U_att F, which is concave on [p, p + c̄]. With

.. math:: n = p - (U_{att} - U_{wait})

the challenger's *net* cost of war (cost of war less loss from waiting), the first-order condition
gives

.. math::

    x^* = \min\bigl(1,\; p + \tfrac12 \max(0, \bar c - n)\bigr), \qquad
    \pi = \min\bigl(1,\; (x^* - p)/\bar c\bigr)

as the demand and the probability of war, except that the challenger attacks outright (π = 1) if
even the whole pie in peace is worth no more than war, n ≤ p − 1. In the interior
π = ½ (1 − n/c̄).

**What follows.**

- n ≥ c̄: the demand is x* = p, always accepted; war is too costly to risk.
- n ≤ −c̄: war is certain. The loss from waiting exceeds what war costs both sides together, the
  inefficiency condition of Powell (2004, 2006).
- c̄ → 0 (complete information): war if and only if n < 0.
- L = 0: n, and so π, does not depend on p in the interior: the balance of power moves the terms
  but not the risk (neutrality; Benson, Meirowitz & Ramsay 2016). With L > 0 more defence
  lowers π, because defeat is part of the price of war.
- Where the challenger already demands the whole pie (x* = 1), more defence *raises* π: defenders
  who would have conceded now refuse. `deterrence` cannot say that.

**Into a hazard.** In a share ε of crises something else decides, at even odds, so that the
probability of war is (1 − ε) π + ε/2. `gain` returns its log odds, and the hazard is
σ(logit h0 + η [gain − gain in 2024] + …) as in `deterrence`: with η = 1 the odds of a challenge
move one for one with the odds of war. The common shock z is not known to either side when they
bargain, so that its average counts, p = E_z[p(z)].

References
----------
Fearon (1995), *International Organization* 49:379–414 (private information and commitment);
Powell (1999), *In the Shadow of Power*; Powell (2004), *American Political Science Review*
98:231–241 (the inefficiency condition); Powell (2006), *International Organization* 60:169–203
(war as a commitment problem);
Benson, Meirowitz & Ramsay (2016), *Research & Politics* 3(3) (when the balance of power leaves the
risk of war unchanged);
Gartzke (1999), *International Organization* 53:567–587 (why what is left is chance);
Schultz & Goemans (2019), *International Theory* 11:344–374 (limited aims; not modelled here).
"""

from __future__ import annotations

import math
from typing import Any

from latticework.mechanisms import deterrence
from latticework.mechanisms.belief import Belief
from latticework.mechanisms.deterrence import (
    FAMILIES,
    LOOK_AHEAD,
    attack_value,
    closing_window,
    contest,
    engaged_elsewhere,
    hazard,
    sanction_loss,
    spillover,
    wait_value,
    win_chances,
)
from latticework.mechanisms.deterrence import stakes as deterrence_stakes
from latticework.mechanisms.kernel import Array, kernel

__all__ = [
    "BELIEFS",
    "FAMILIES",
    "LOOK_AHEAD",
    "STAKES",
    "attack_value",
    "closing_window",
    "contest",
    "engaged_elsewhere",
    "gain",
    "hazard",
    "optimal_demand",
    "sanction_loss",
    "spillover",
    "stakes",
    "wait_value",
    "war_chance",
    "win_chances",
]

BELIEFS: tuple[Belief, ...] = (
    *(belief for belief in deterrence.BELIEFS if belief.name != "hazard_sensitivity"),
    Belief(
        "hazard_sensitivity", "η", "logit per logit", 0.0, 1.0, 2.0, "judged",
        "1 is the theory taken at its word: odds of a challenge in proportion to the odds of war. "
        "Less if most challenges are not about the stakes modelled here.",
        claims=("C8", "C9", "C13"),
    ),
    Belief(
        "defender_cost_limit", "c̄", "V", 0.5, 1.5, 4.0, "judged",
        "The most that fighting could cost the defenders, in units of what is at stake: how little "
        "the challenger knows of their resolve. No data.",
        "log-triangular", ("C8", "C9", "C11"),
    ),
    Belief(
        "blunder_share", "ε", "share", 0.02, 0.1, 0.3, "judged",
        "Crises that end by something outside the model; Gartzke 1999 argues that what theory "
        "leaves over is large.",
    ),
)  # fmt: skip

STAKES: tuple[str, ...] = (*deterrence.STAKES, "defender_cost_limit", "blunder_share")
"""The beliefs that make up the array ``stakes`` of `gain`, in this order."""

_COST_LIMIT, _BLUNDER = len(deterrence.STAKES), len(deterrence.STAKES) + 1


@kernel
def stakes(beliefs: Any, out: Array) -> None:
    """Write the beliefs of `STAKES` into `out`, from a record with a field for each belief."""
    deterrence_stakes(beliefs, out)
    out[_COST_LIMIT] = beliefs.defender_cost_limit
    out[_BLUNDER] = beliefs.blunder_share


@kernel
def optimal_demand(chance: float, edge: float, cost_limit: float) -> float:
    """Return the share x* that the challenger demands.

    Parameters
    ----------
    chance
        Chance p that the challenger wins a war, 0–1.
    edge
        Value of war above that of waiting, U_att − U_wait, in V.
    cost_limit
        Highest cost of fighting of the defenders, c̄ > 0, in V.

    Returns
    -------
    float
        p–1; `chance` if war is too costly to risk.

    Examples
    --------
    >>> optimal_demand(0.5, 0.0, 1.0)
    0.75
    """
    return min(1.0, chance + 0.5 * max(0.0, cost_limit - (chance - edge)))


@kernel
def war_chance(chance: float, edge: float, cost_limit: float) -> float:
    """Return the equilibrium probability π that the crisis ends in war.

    Parameters
    ----------
    chance, edge, cost_limit
        As in `optimal_demand`.

    Returns
    -------
    float
        0–1; ½ (1 − n/c̄) in the interior, with n = chance − edge.

    Examples
    --------
    >>> war_chance(0.5, 0.0, 1.0)  # half of the defenders' types would refuse 0.75
    0.25
    >>> war_chance(0.5, -0.5, 1.0)  # war costs the challenger as much as it could cost the others
    0.0
    >>> war_chance(0.5, 1.6, 1.0)  # waiting costs more than war costs both
    1.0
    """
    if edge >= 1.0:
        return 1.0
    refused: float = (optimal_demand(chance, edge, cost_limit) - chance) / cost_limit
    return min(1.0, refused)


@kernel
def gain(
    chance: Array, loss: Array, weights: Array, felt: float, window: float, stakes: Array
) -> float:
    """Return what drives the hazard: the log odds that the crisis ends in war.

    Parameters
    ----------
    chance, loss
        (Z,) chance of success and income lost to sanctions at each node of the common shock.
    weights
        (Z,) weights of the nodes, sum 1.
    felt, window
        Encirclement, 2024 = 100, and expected loss of the log force ratio.
    stakes
        Beliefs in the order of this module's `STAKES`.

    Returns
    -------
    float
        logit((1 − ε) π + ε/2); finite for ε > 0.
    """
    expected = 0.0
    for z in range(weights.size):
        expected += weights[z] * chance[z]
    edge = attack_value(chance, loss, weights, stakes) - wait_value(felt, window, stakes)
    model = war_chance(expected, edge, stakes[_COST_LIMIT])
    war = (1.0 - stakes[_BLUNDER]) * model + 0.5 * stakes[_BLUNDER]
    return math.log(war / (1.0 - war))
