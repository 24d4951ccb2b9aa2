r"""Arming as a choice between security and consumption: the rival of `arming`.

Same functions, same arguments, same outputs: a study takes one or the other. Only `spending`, and
the `Response` that it takes, differ.

Theory
------
A government divides income *Y* between consumption :math:`C = Y - M` and security. Security is its
own spending and a part *w* of what allies spend for it, against what rivals spend (relative to
their reference, :math:`T = e^{\Delta\ln M_{rivals}}`). It maximises

.. math::

    U = \big[(1-a)\, C^{\rho} + a\, (S/T)^{\rho}\big]^{1/\rho}, \qquad S = M + wA, \qquad
    \sigma = \frac{1}{1-\rho}

over :math:`M \ge 0`. Where the state spends at all, the marginal rate of substitution is the
price, 1:

.. math::

    (1-a)\, C^{\rho-1} = a\, T^{-\rho} S^{\rho-1} \;\Rightarrow\;
    \frac{S}{C} = \kappa = \Big(\frac{a}{1-a}\Big)^{\sigma} T^{1-\sigma} \;\Rightarrow\;
    M^* = \max\Big(0, \frac{\kappa Y - wA}{1+\kappa}\Big)

The weight *a* is not known but revealed: κ is such that reference spending is optimal on the
reference path. Danger and encirclement raise the weight of security, rivals its price:

.. math::

    \kappa = \frac{M^{ref} + wA^{ref}}{Y - M^{ref}}\,
             \exp\big(n\,\Delta Pr + a_E (E/100-1) + (1-\sigma)\,\Delta\ln M_{rivals}\big), \qquad
    A = A^{ref} e^{\Delta\ln M_{allies}}

Spending then approaches :math:`M^*` as in `arming`, with the same limits and ceilings.

====================  ==========================================================  ===========
:math:`M, Y, C`       spending, income, consumption                               bn USD
:math:`A`             allied spending that falls to the state (`spill_in`)        bn USD
:math:`w`             worth of an allied dollar in terms of own ones              share
:math:`\sigma`        elasticity of substitution of security and consumption      number
:math:`T`             rivals' spending over its reference                         ratio
====================  ==========================================================  ===========

What follows
------------
- Free riding. A dollar more from allies lowers own spending by :math:`w/(1+\kappa)`; at w = 1 this
  is Olson and Zeckhauser's pure public good, and enough allied spending drives *M* to nothing.
- With `spill_in`'s thinning, the elasticity to allies is about −w times the ratio of the allies'
  mean burden to one's own: it depends on burdens, not on size (as Plümper & Neumayer find).
- Threat. For a state without allies and with a small burden, *M* reacts to danger as in `arming`
  (the same belief *n*), and to rivals with elasticity 1 − σ. A state that leans on allies reacts
  more strongly, because all of the additional security must be its own.
- σ = 1 (Cobb–Douglas): rivals' spending has no effect, and :math:`M^*` is a constant share *a* of
  income and spill-in, less the spill-in: :math:`M^* = aY - (1-a)wA`.
- No changes against the reference: spending follows it.

References
----------
Olson & Zeckhauser (1966), *Review of Economics and Statistics* 48:266–279; Sandler & Forbes (1980),
*Economic Inquiry* 18:425–444 (impure public goods, excludable benefits); Sandler (1993), *Journal
of Conflict Resolution* 37:446–483; Smith (1995), *Handbook of Defense Economics* 1:69–87 (welfare
over security and consumption under a budget); Dunne & Smith (2007), same, 2:913–940; Plümper &
Neumayer (2015), *Conflict Management and Peace Science* 32:247–268.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np

from latticework.mechanisms import arming
from latticework.mechanisms.arming import (
    DOMAINS,
    Changes,
    Path,
    allowed,
    at_their_burden,
    ceiling,
    log_change,
    log_ratio,
    spill_in,
    step,
    stocks,
    yields,
)
from latticework.mechanisms.belief import Belief
from latticework.mechanisms.kernel import Array, kernel

__all__ = [
    "BELIEFS",
    "DOMAINS",
    "SPILLS",
    "Changes",
    "Path",
    "Response",
    "at_their_burden",
    "ceiling",
    "demand",
    "log_change",
    "log_ratio",
    "response",
    "spending",
    "spill_in",
    "stocks",
    "yields",
]

BELIEFS: tuple[Belief, ...] = (
    Belief(
        "substitution", "σ", "elasticity", 0.7, 0.9, 1.05, "estimated",
        "1 − σ is the elasticity to rivals of a state without allies: mirrors the range of the "
        "Richardson reaction (0.10, from −0.05 to 0.30), and is as weak", claims=("C3",),
    ),
    Belief(
        "spill_in_worth", "w", "share", 0, 0.1, 0.5, "estimated",
        "at equal burdens w is the elasticity of free riding: most smaller NATO allies rode free, "
        "whatever their size (Plümper & Neumayer 2015, abstract); the size is judged; "
        "1 is a pure public good (Olson & Zeckhauser 1966)", claims=("C14",),
    ),
    *(b for b in arming.BELIEFS if b.name not in {"rival_reaction", "free_riding"}),
)  # fmt: skip

SPILLS: Final = True
"""Whether spending answers what spills in from allies, `Path.allied`."""

LEAST: Final = 1e-6
"""Wanted spending, as a share of the present one, below which it does not matter how little is
wanted: the yearly limit to cuts binds long before. Keeps the logarithm finite."""


class Response(NamedTuple):
    """How spending answers; fields are named as the beliefs they hold."""

    threat_response: float
    substitution: float
    spill_in_worth: float
    encirclement_arming: float
    spending_adjustment: float
    largest_cut: float
    largest_rise: float


@kernel
def response(beliefs: Any) -> Response:
    """Return how spending answers, from a record with a field for each belief."""
    return Response(
        beliefs.threat_response,
        beliefs.substitution,
        beliefs.spill_in_worth,
        beliefs.encirclement_arming,
        beliefs.spending_adjustment,
        beliefs.largest_cut,
        beliefs.largest_rise,
    )


@kernel
def demand(i: int, path: Path, changes: Changes, response: Response) -> float:
    r"""Return what state *i* wants to spend this year, :math:`M^*`, bn USD.

    Parameters
    ----------
    i
        Index of the state.
    path, changes, response
        As in `spending`; reference spending must lie below income.

    Examples
    --------
    Cobb–Douglas, half of allied spending (4) counts: allies that double theirs save the state
    almost half of what they add.

    >>> one, zero = np.ones(1), np.zeros(1)
    >>> path = Path(2 * one, zero, 9 * one, zero, 100 * one, 4 * one)
    >>> changes = Changes(zero, zero, np.log(2 * one), zero)
    >>> round(demand(0, path, changes, Response(0.03, 1.0, 0.5, 0.05, 0.2, 0.1, 0.15)), 4)
    0.0784
    """
    reference, gdp = path.reference[i], path.gdp[i]
    spill = response.spill_in_worth * path.allied[i]
    shift = response.threat_response * changes.threat[i]
    shift += response.encirclement_arming * changes.encirclement[i]
    shift += (1.0 - response.substitution) * changes.rivals[i]
    kappa = (reference + spill) / (gdp - reference) * np.exp(shift)
    wanted: float = (kappa * gdp - spill * np.exp(changes.allies[i])) / (1.0 + kappa)
    return max(0.0, wanted)


@kernel
def spending(milex: Array, path: Path, changes: Changes, response: Response, out: Array) -> None:
    """Write each state's spending in the next year.

    Parameters
    ----------
    milex
        (N,) this year, bn USD; 0 stays 0 unless an option fixes it.
    path, changes, response
        See the classes; every array (N,).
    out
        (N,) next year, bn USD; may be `milex` itself.

    Examples
    --------
    Allies of equal burden that raise theirs by 10 % for good, of which a fifth counts, cost the
    state's own effort about 2 %:

    >>> one, zero = np.ones(1), np.zeros(1)
    >>> path = Path(2 * one, zero, 9 * one, zero, 100 * one, 2 * one)
    >>> changes = Changes(zero, zero, np.log(1.1 * one), zero)
    >>> milex, response = 2 * one, Response(0.03, 0.9, 0.2, 0.05, 0.2, 0.1, 0.15)
    >>> for _ in range(90):
    ...     spending(milex, path, changes, response, milex)
    >>> milex.round(3)
    array([1.961])
    """
    for i in range(out.size):
        moved = 0.0
        if milex[i] > 0.0 and path.reference[i] > 0.0:
            wanted = demand(i, path, changes, response)
            gap = np.log(max(LEAST, wanted / milex[i]))
            moved = milex[i] * np.exp(step(gap, path.growth[i], response))
        out[i] = allowed(moved, path.fixed[i], path.ceiling[i])
