r"""Arming: what states spend on arms, and what they have.

Spending
--------
A state has a reference path of spending, which its income carries. What it wants deviates from it
with threat, rivals, allies and encirclement, all against the reference (Richardson's form in
logarithms):

.. math::

    \ln M^*_i = \ln M^{ref}_i + n\,\Delta Pr_i + r\,\Delta\ln M_{rivals(i)}
                - \varphi\,\Delta\ln M_{allies(i)} + a_E\,(E_i/100 - 1)

    \Delta\ln M_i = \mathrm{clip}\big(s\,(\ln M^*_i - \ln M_i) + g_i,\; -cut,\; rise\big), \qquad
    M_i \le b_i\,Y_i

====================  ==========================================================  ===========
:math:`M, M^{ref}`    spending and its reference, same year                       bn USD
:math:`\Delta Pr`     change in the yearly probability of a fatal dispute         % points
:math:`\Delta\ln M`   spending of rivals, of allies, against their reference      log points
:math:`E`             encirclement felt, 2024 = 100; only challengers arm on it   index
:math:`g`             growth of the reference to the next year                    log points
:math:`s`             speed of adjustment                                         per year
:math:`b`             ceiling on the burden: a political cap, or the burden of
                      2024 where that is higher; none at war                      share of *Y*
====================  ==========================================================  ===========

The gap is taken against the reference of the same year, so that a state without news follows its
reference exactly. An option may fix a state's spending; the ceiling binds it too.

Stocks
------
.. math::

    m_{ik}(t+1) = (1 - \delta_k)\, m_{ik}(t) + e_{ik}\, proc_i\, M_i(t)

in points of the world's total per domain in 2024 (= 100). The yield :math:`e_{ik}` is set so that
at the spending and the procurement share of 2024 the stocks of 2024 stay as they are. Hence the
level of *proc* cancels, and only its later changes count (an option that buys more arms with the
same money).

Limit cases
-----------
No change against the reference: spending follows it. Two rivals with the same *r* and constant
grievances :math:`c_1, c_2`: for :math:`|r| < 1` log deviations settle at
:math:`u_1 = (c_1 + r c_2)/(1 - r^2)`; for :math:`r \ge 1` they grow until the ceiling binds. δ = 0
and no procurement: stocks are constant. Spending held at *λ* times that of 2024: stocks tend to *λ*
times theirs.

That spending reacts to rivals at all is not established: on SIPRI, an autoregression of
:math:`\Delta\ln M` explains 0.5 % of the variance out of sample. `arming_budget` is the rival
theory.

References
----------
Richardson (1960), *Arms and Insecurity*; Smith (1995), *Handbook of Defense Economics* 1:69–87;
Gibler, Rider & Hutchison (2005), *Journal of Peace Research* 42:131–147; Dunne & Smith (2007),
*Handbook of Defense Economics* 2:913–940; Nordhaus, Oneal & Russett (2012), *International
Organization* 66:491–513; Böhmelt & Bove (2014), *Research & Politics* 1(3); Plümper & Neumayer
(2015), *Conflict Management and Peace Science* 32:247–268; George & Sandler (2018), *European
Journal of Political Economy* 53:222–236; Alley (2021), "Reassessing the public goods theory of
alliances", *Research & Politics* 8(1) (little evidence that small allies ride free).
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np

from latticework.mechanisms.belief import Belief, each
from latticework.mechanisms.kernel import Array, combine, element, exp, kernel, log

DOMAINS: Final = ("land", "air", "sea")
"""Columns of the stocks."""

PERCENT: Final = 100.0
"""Burdens are in per cent of GDP."""

YEARLY = (
    "yearly real growth of spending above 5 bn USD, SIPRI 2000–2024: 5 % of years below −0.08, 5 % "
    "above 0.19; 10 % below −0.05, 10 % above 0.14; all spenders: 5 % below −0.18, 5 % above 0.28"
)

BELIEFS: tuple[Belief, ...] = (
    Belief(
        "threat_response", "n", "ln M per percentage point", -0.01, 0.015, 0.05, "estimated",
        "Nordhaus, Oneal & Russett 2012 (abstract): 1 percentage point more in the probability of "
        "a fatal dispute raises spending by 3 %, 165 countries, 1950–2000; own fit on SIPRI 0.011 "
        "(s.e. 0.004) in levels and none in changes; the centre is judged between them",
        claims=("C3",),
    ),
    Belief(
        "rival_reaction", "r", "elasticity", -0.3, 0.0, 0.29, "estimated",
        "own fit on SIPRI 1960–2024 with effects of state and year: none that could be told from "
        "zero, and none out of sample; coefficients drift over time (Dunne & Smith 2007, abstract)",
        claims=("C3",),
    ),
    Belief(
        "free_riding", "φ", "elasticity", -0.6, -0.1, 0.3, "estimated",
        "sign disputed: most smaller NATO allies rode free in 1956–1988, whatever their size "
        "(Plümper & Neumayer 2015, abstract), and in 1968–2015 (George & Sandler 2018, abstract); "
        "little evidence in 204 alliances (Alley 2021, abstract); own fit on SIPRI −0.34 (s.e. "
        "0.13), allies moving together, which common threats exaggerate; the centre is judged",
        claims=("C14",),
    ),
    Belief(
        "encirclement_arming", "a_E", "ln M per 100 %", 0, 0.05, 0.2, "judged",
        "China's burden stayed within 1.61–1.89 % of GDP in 2008–2024 (SIPRI)",
        claims=("C3", "C13"),
    ),
    Belief(
        "spending_adjustment", "s", "per year", 0.083, 0.2, 0.5, "estimated",
        "SIPRI 1970–2024: the log burden returns to a country's own mean by 0.09 a year (quartiles "
        "of 133 countries 0.04 and 0.15), a lower bound where the aim itself moves",
    ),
    Belief("largest_cut", "cut", "ln M per year", 0.054, 0.081, 0.178, "estimated", YEARLY),
    Belief("largest_rise", "rise", "ln M per year", 0.134, 0.189, 0.269, "estimated", YEARLY),
    Belief(
        "reference_growth", "g − growth of GDP", "log points per year", -0.01, 0, 0.02, "judged",
        "the reference holds the burden; it may drift below or above",
    ),
    Belief(
        "burden_cap", "b^max", "% of GDP", 3, 5, 8, "judged",
        "eight states spent above 5 % in 2024, four of them at war (SIPRI); lifted at war",
    ),
    *each(
        DOMAINS,
        Belief(
            "depreciation", "δ_k", "per year", 0.04, 0.06, 0.1, "judged",
            "order of magnitude: civil ships 0.061 (27 years), airliners 0.083 (20 years) in the "
            "accounts of the Bureau of Economic Analysis, 1997, table 3",
        ),
    ),
    Belief(
        "procurement_share", "proc", "share of spending", 0.2, 0.25, 0.35, "judged",
        "NATO guideline of 2014: at least 20 % of spending on major new equipment",
    ),
)  # fmt: skip


SPILLS: Final = False
"""Whether spending answers what spills in from allies, `Path.allied`."""


class Path(NamedTuple):
    """Where spending goes without news, all (N,).

    Attributes
    ----------
    reference
        Reference spending in the year of `milex`, bn USD.
    growth
        Its growth to the next year, log points.
    ceiling
        Most that can be spent next year, bn USD, from `ceiling`; may be infinite.
    fixed
        Spending next year if an option fixes it, bn USD; 0 leaves it free.
    gdp
        In the year of `milex`, bn USD; `arming_budget` needs it.
    allied
        Spill-in from allies at their reference spending, bn USD, from `spill_in`; likewise.
    """

    reference: Array
    growth: Array
    ceiling: Array
    fixed: Array
    gdp: Array
    allied: Array


class Changes(NamedTuple):
    """What spending answers, each against the reference, all (N,).

    Attributes
    ----------
    threat
        Yearly probability of a fatal dispute, percentage points.
    rivals, allies
        Log of their summed spending over its reference, from `log_change`.
    encirclement
        E/100 − 1 for challengers, 0 for all others.
    """

    threat: Array
    rivals: Array
    allies: Array
    encirclement: Array


class Response(NamedTuple):
    """How spending answers; fields are named as the beliefs they hold."""

    threat_response: float
    rival_reaction: float
    free_riding: float
    encirclement_arming: float
    spending_adjustment: float
    largest_cut: float
    largest_rise: float


@kernel
def response(beliefs: Any) -> Response:
    """Return how spending answers, from a record with a field for each belief."""
    return Response(
        beliefs.threat_response,
        beliefs.rival_reaction,
        beliefs.free_riding,
        beliefs.encirclement_arming,
        beliefs.spending_adjustment,
        beliefs.largest_cut,
        beliefs.largest_rise,
    )


# --- what comes in --------------------------------------------------------------------------------


@kernel
def log_change(weights: Array, milex: Array, reference: Array, totals: Array, out: Array) -> None:
    """Write the log of the weighted sum of others' spending over that of their reference.

    Parameters
    ----------
    weights
        (N, N); ``weights[j, i]`` is how much the spending of *j* counts for *i* as that of a rival
        (or of an ally): 0, 1 or a share. The diagonal is 0.
    milex, reference
        (N,) bn USD of the same year.
    totals
        (2, N), work.
    out
        (N,) log points; 0 for a state without others.

    Examples
    --------
    One rival, 10 % above its reference:

    >>> out, totals = np.zeros(2), np.zeros((2, 2))
    >>> milex, reference = np.array([5.0, 11]), np.array([5.0, 10])
    >>> log_change(np.array([[0.0, 1], [1, 0]]), milex, reference, totals, out)
    >>> out.round(4)
    array([0.0953, 0.    ])
    """
    combine(weights, milex, totals[0])
    combine(weights, reference, totals[1])
    log_ratio(totals[0], totals[1], out)


@kernel
def log_ratio(now: Array, reference: Array, out: Array) -> None:
    """Write the second half of `log_change`, from both sums (N,); 0 where there are no others."""
    for i in range(out.size):
        some = (now[i] > 0.0) & (reference[i] > 0.0)
        out[i] = log(now[i] / reference[i] if some else 1.0)


@kernel
def spill_in(weights: Array, milex: Array, gdp: Array, totals: Array, out: Array) -> None:
    r"""Write the allied spending that falls to each state.

    Allied forces thin out over all that they must protect, here in proportion to income:
    :math:`A_i = Y_i \sum_j w_{ji} M_j / \sum_j w_{ji} Y_j`, the state's income at its allies' mean
    burden. A pure public good would be :math:`\sum_j w_{ji} M_j` instead.

    Parameters
    ----------
    weights
        (N, N) of allies, as in `log_change`.
    milex, gdp
        (N,) bn USD.
    totals
        (2, N), work.
    out
        (N,) bn USD; 0 for a state without allies.

    Examples
    --------
    A state of income 100 whose ally of income 1,000 spends 3 %:

    >>> out, ally = np.zeros(2), np.array([[0.0, 0], [1, 0]])
    >>> spill_in(ally, np.array([2.0, 30]), np.array([100.0, 1000]), np.zeros((2, 2)), out)
    >>> out
    array([3., 0.])
    """
    combine(weights, milex, totals[0])
    combine(weights, gdp, totals[1])
    at_their_burden(totals[0], totals[1], gdp, out)


@kernel
def at_their_burden(spent: Array, earned: Array, gdp: Array, out: Array) -> None:
    """Write the second half of `spill_in`, from both sums (N,)."""
    for i in range(out.size):
        out[i] = gdp[i] * spent[i] / earned[i] if earned[i] > 0.0 else 0.0


@kernel
def ceiling(gdp: Array, burden: Array, cap: float, at_war: Array, out: Array) -> None:
    """Write the most that each state can spend.

    Parameters
    ----------
    gdp
        (N,) bn USD.
    burden
        (N,) burden of 2024, % of GDP: a state that already spends more than the cap may go on.
    cap
        Belief ``burden_cap``, % of GDP.
    at_war
        (N,) 1 for a state at war, which has no ceiling, else 0.
    out
        (N,) bn USD.

    Examples
    --------
    >>> out = np.zeros(3)
    >>> ceiling(np.full(3, 200.0), np.array([2.0, 8, 7]), 5.0, np.array([0.0, 0, 1]), out)
    >>> out
    array([10., 16., inf])
    """
    for i in range(out.size):
        most = max(cap, burden[i]) / PERCENT * gdp[i]
        out[i] = np.inf if at_war[i] > 0.0 else most


# --- spending -------------------------------------------------------------------------------------


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
    A probability of a fatal dispute that rises by 10 percentage points for good:

    >>> one, zero = np.ones(1), np.zeros(1)
    >>> path = Path(one, zero, 9 * one, zero, 50 * one, zero)
    >>> changes = Changes(np.array([10.0]), zero, zero, zero)
    >>> milex, response = np.ones(1), Response(0.03, 0.1, 0.1, 0.05, 0.2, 0.1, 0.15)
    >>> for _ in range(60):
    ...     spending(milex, path, changes, response, milex)
    >>> np.log(milex).round(3)
    array([0.3])
    """
    for i in range(out.size):
        free = (milex[i] > 0.0) & (path.reference[i] > 0.0)
        there = milex[i] / path.reference[i] if free else 1.0
        gap = _shift(i, changes, response) - log(there)
        moved = milex[i] * exp(step(gap, path.growth[i], response)) if free else 0.0
        out[i] = allowed(moved, path.fixed[i], path.ceiling[i])


@element
def _shift(i: int, changes: Changes, response: Response) -> float:
    fear: float = response.threat_response * changes.threat[i]
    fear += response.encirclement_arming * changes.encirclement[i]
    others: float = (
        response.rival_reaction * changes.rivals[i] - response.free_riding * changes.allies[i]
    )
    return fear + others


@element
def step(gap: float, growth: float, response: Response) -> float:
    """Return the change of log spending to the next year.

    Parameters
    ----------
    gap
        Log of wanted over present spending.
    growth
        Of the reference, log points.
    response
        Speed and yearly limits; any tuple with these fields.

    Examples
    --------
    >>> response = Response(0.03, 0.1, 0.1, 0.05, 0.2, 0.1, 0.15)
    >>> [round(step(gap, 0.02, response), 3) for gap in (0.1, 9.0, -9.0)]
    [0.04, 0.15, -0.1]
    """
    wanted: float = response.spending_adjustment * gap + growth
    return min(response.largest_rise, max(-response.largest_cut, wanted))


@element
def allowed(moved: float, fixed: float, ceiling: float) -> float:
    """Return spending as an option fixes it, else as the state moves, never above the ceiling.

    Examples
    --------
    >>> allowed(4.0, 0.0, 9.0), allowed(4.0, 7.0, 9.0), allowed(4.0, 12.0, 9.0)
    (4.0, 7.0, 9.0)
    """
    return min(fixed if fixed > 0.0 else moved, ceiling)


# --- stocks ---------------------------------------------------------------------------------------


@kernel
def yields(
    stocks: Array, milex: Array, procurement: Array, depreciation: Array, out: Array
) -> None:
    """Write the points of stock that a billion of procurement buys, so that 2024 is stationary.

    Parameters
    ----------
    stocks
        (N, K) in 2024, points (world total per domain = 100).
    milex, procurement
        (N,) in 2024: spending in bn USD, and the share of it spent on procurement.
    depreciation
        (K,) per year.
    out
        (N, K) points per bn USD; 0 for a state that buys nothing.

    Examples
    --------
    >>> out = np.zeros((1, 2))
    >>> stock, worn = np.array([[10.0, 5]]), np.array([0.06, 0.1])
    >>> yields(stock, np.array([20.0]), np.array([0.25]), worn, out)
    >>> out
    array([[0.12, 0.1 ]])
    """
    for i in range(stocks.shape[0]):
        bought = procurement[i] * milex[i]
        for k in range(stocks.shape[1]):
            out[i, k] = depreciation[k] * stocks[i, k] / bought if bought > 0.0 else 0.0


@kernel
def stocks(stocks: Array, bought: Array, yields: Array, depreciation: Array, out: Array) -> None:
    """Write each state's stocks in the next year.

    Parameters
    ----------
    stocks
        (N, K) this year, points.
    bought
        (N,) procurement this year, bn USD: share × spending.
    yields
        (N, K) points per bn USD, from `yields`; an option that shifts procurement between domains
        changes them.
    depreciation
        (K,) per year.
    out
        (N, K) points; may be `stocks` itself.

    Examples
    --------
    Twice the purchases that keep the stock add what wears off:

    >>> out = np.zeros((1, 1))
    >>> stocks(np.array([[10.0]]), np.array([10.0]), np.array([[0.12]]), np.array([0.06]), out)
    >>> out
    array([[10.6]])
    """
    for i in range(stocks.shape[0]):
        for k in range(stocks.shape[1]):
            kept = (1.0 - depreciation[k]) * stocks[i, k]
            out[i, k] = kept + yields[i, k] * bought[i]
