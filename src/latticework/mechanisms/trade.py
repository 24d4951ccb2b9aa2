r"""Trade: what agreements, ruptures and investment do to incomes, and who has leverage over whom.

Structural gravity in exact hat algebra. A hat is a ratio of after to before, so that nothing need
be known of the world but who buys how much from whom. Many models of trade (Armington, Krugman,
Eaton–Kortum, Melitz with Pareto productivities) lead to the same equations:

.. math::

    \hat\lambda_{ij} &= (\hat w_i \hat\tau_{ij})^{-\varepsilon} / \hat P_j^{-\varepsilon},
    \qquad \hat P_j^{-\varepsilon} = \sum_i \lambda_{ij} (\hat w_i \hat\tau_{ij})^{-\varepsilon}

    Y_i \hat w_i &= \sum_j \lambda_{ij} \hat\lambda_{ij} (Y_j \hat w_j + D_j),
    \qquad \sum_i Y_i \hat w_i = \sum_i Y_i

    \hat W_j &= \frac{Y_j \hat w_j + D_j}{Y_j + D_j} \Big/ \hat P_j

=========== ======== =============================================================================
symbol      shape    meaning
=========== ======== =============================================================================
λ_ij        (N, N)   share of j's spending that goes to i, itself included; columns sum to 1
Y_i         (N,)     income: all sales of i, at home and abroad, any unit of money
D_i         (N,)     deficit: spending less income; ΣD = 0, fixed in units of world income
τ̂_ij        (N, N)   trade cost from i to j, after / before; ∞ cuts, 1 changes nothing
ε           scalar   trade elasticity: 1 % dearer, ε % less traded
ŵ, P̂, Ŵ     (N,)     wages (prices of factors), price levels, real spending
access_ij   (N, N)   λ_ij τ̂_ij^−ε: the shares at old wages, before they add up to 1 again
=========== ======== =============================================================================

The rest of the world is one more region. Agreements lower costs, τ̂ = exp(−b·ph(t)/ε), so that
trade at unchanged wages and prices rises by b log points once phased in. Leverage of A over i is
the share of real spending that i loses if the two stop trading, all wages adjusting.
`latticework.mechanisms.clearing` finds the wages.

Limits
------
τ̂ = 1 gives hats of 1. With D = 0, Ŵ = λ̂_jj^(−1/ε), and autarky costs 1 − λ_jj^(1/ε). A deficit
cannot outlive its trade: with D ≠ 0, losses from ruptures are exaggerated where much trade ends,
and where all ends there is no solution. `without_deficits` removes them first, as is usual.

There is one sector and no dynamics: the short run is the same model with a smaller ε. Where Y is
gross output of goods, Ŵ is real spending on goods if goods are made of labour alone. If goods are
a share α of final spending, made with a share β of value added, real income changes by Ŵ^(α/β)
(Cobb–Douglas, D = 0; Costinot & Rodríguez-Clare 2014, who find that many sectors make it larger).

References
----------
Anderson & van Wincoop (2003), *American Economic Review* 93:170–192; Arkolakis, Costinot &
Rodríguez-Clare (2012), *American Economic Review* 102:94–130; Baier & Bergstrand (2007), *Journal
of International Economics* 71:72–95; Baier, Yotov & Zylkin (2019), *Journal of International
Economics* 116:206–226; Boehm, Levchenko & Pandalai-Nayar (2023), *American Economic Review*
113:861–905; Costinot & Rodríguez-Clare (2014), *Handbook of International Economics* 4:197–261;
Dekle, Eaton & Kortum (2008), *IMF Staff Papers* 55:511–540; Head & Mayer (2014), *Handbook of
International Economics* 4:131–195; Hirschman (1945), *National Power and the Structure of Foreign
Trade*; Simonovska & Waugh (2014), *Journal of International Economics* 92:34–50.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from latticework.mechanisms.belief import Belief
from latticework.mechanisms.clearing import (
    STRIDE,
    Base,
    Work,
    fill,
    prepare,
    solve,
    transpose,
    workspace,
)
from latticework.mechanisms.kernel import Array, combine, copy, exp, kernel, log

BELIEFS: tuple[Belief, ...] = (
    Belief(
        "trade_elasticity", "ε", "elasticity", 2.0, 5.0, 9.0, "estimated",
        "Head & Mayer (2014): preferred 5, from 744 estimates in 32 papers (median 5.03, not"
        " checked in the text); Simonovska & Waugh (2014): about 4; low: Boehm, Levchenko &"
        " Pandalai-Nayar (2023), about 2 in the long run; high: judged",
        claims=("C17",),
    ),
    Belief(
        "trade_elasticity_short", "ε_SR", "elasticity", 0.7, 1.0, 2.0, "estimated",
        "Boehm, Levchenko & Pandalai-Nayar (2023): 0.76 in the year after tariffs change, about 2"
        " after seven to ten years",
        claims=("C17",),
    ),
    Belief(
        "fta_effect", "b", "log points", 0.10, 0.45, 0.76, "estimated",
        "Baier & Bergstrand (2007): an agreement about doubles trade in ten years, exp(0.76) − 1 ="
        " 114 %; Head & Mayer (2014): structural median 0.28 (neither coefficient checked in the"
        " text); effects differ widely (Baier, Yotov & Zylkin 2019)",
        claims=("C17",),
    ),
    Belief(
        "fta_years", "ph", "years", 7.0, 10.0, 15.0, "judged",
        "Baier & Bergstrand (2007): ten years; trade adjusts to tariffs in seven to ten (Boehm,"
        " Levchenko & Pandalai-Nayar 2023), and many tariffs fall in steps of their own",
        claims=("C17",),
    ),
    Belief(
        "conclude_eu_india", "p", "probability", 0.2, 0.6, 1.0, "judged",
        "that an agreement of the EU and India is in force by 2030, as seen in July 2024",
        claims=("C17",),
    ),
    Belief(
        "conclude_eu_indonesia", "p", "probability", 0.2, 0.8, 1.0, "judged",
        "that an agreement of the EU and Indonesia is in force by 2030, as seen in July 2024",
        claims=("C17",),
    ),
    Belief(
        "conclude_eu_philippines", "p", "probability", 0.2, 0.5, 1.0, "judged",
        "that an agreement of the EU and the Philippines is in force by 2030, as seen in July 2024",
        claims=("C17",),
    ),
    Belief(
        "capital_return", "ρ_K", "per year", 0.05, 0.15, 0.30, "judged",
        "for comparison: government capital returns 27 % on average as a lower bound (Eden & Kraay"
        " 2014), infrastructure mostly no more than other capital (Canning & Bennathan 2000)",
        claims=("C17",),
    ),
    Belief(
        "investment_cost_cut", "e_K", "% per % of GDP", 0.0, 0.5, 1.5, "judged",
        "for comparison: all transport projects of the Belt and Road would lower the trade costs of"
        " its economies by 1.5 to 2.8 % (de Soyres et al. 2020)",
        claims=("C17",),
    ),
)  # fmt: skip


TURNS = 60
"""The most Newton steps for one state's wage; about four are needed."""

LAST = 1e-7
"""Newton's last step, in log points of a wage: the error left is of the order of its square."""


# --- trade costs ----------------------------------------------------------------------------------


@kernel
def phase(year: float, start: float, years: float) -> float:
    """Return how much of an agreement is phased in, 0 to 1.

    Parameters
    ----------
    year, start
        The year asked for, and the one of entry into force.
    years
        How long it takes (belief ``fta_years``).

    Examples
    --------
    >>> float(phase(2027, 2024, 10.0))
    0.3
    """
    return min(1.0, max(0.0, (year - start) / years))


@kernel
def fta_cost(effect: float, phased: float, epsilon: float) -> float:
    """Return τ̂ of an agreement: exp(−b·ph/ε).

    Its easing τ̂^−ε = exp(b·ph) does not depend on ε.

    Parameters
    ----------
    effect, phased
        b in log points (belief ``fta_effect``), and the share that is phased in.
    epsilon
        Trade elasticity.

    Examples
    --------
    Trade at unchanged wages and prices rises by 114 % with b = 0.76:

    >>> round(float(fta_cost(0.76, 1.0, 5.0) ** -5.0) - 1, 2)
    1.14
    """
    return math.exp(-effect * phased / epsilon)


@kernel
def investment_cost(spend: float, gdp: float, cut: float) -> float:
    """Return τ̂ between a region and a state in which it has invested: exp(−e_K·spend/GDP).

    Parameters
    ----------
    spend, gdp
        What was invested in all, and the state's GDP, same unit.
    cut
        e_K: % of trade costs for each % of GDP (belief ``investment_cost_cut``).

    Examples
    --------
    >>> round(float(investment_cost(1.0, 100.0, 0.5)), 4)
    0.995
    """
    return math.exp(-cut * spend / gdp)


@kernel
def investment_growth(spend: float, gdp: float, capital_return: float) -> float:
    """Return Ŷ = 1 + ρ_K·spend/GDP: output with the new capital, over output without.

    Examples
    --------
    >>> round(float(investment_growth(1.0, 100.0, 0.15)), 4)
    1.0015
    """
    return 1.0 + capital_return * spend / gdp


@kernel
def ease(costs: Array, epsilon: float, easing: Array) -> None:
    """Write τ̂^−ε into `easing` (N, N); costs of ∞ give exactly 0, no trade.

    One power an entry: where costs are known as exponents, fill `easing` directly instead.
    """
    for i in range(costs.shape[0]):
        for j in range(costs.shape[1]):
            easing[i, j] = costs[i, j] ** -epsilon


@kernel
def tilt(shares: Array, easing: Array, access: Array) -> None:
    """Write λ_ij τ̂_ij^−ε into `access` (N, N)."""
    for i in range(shares.shape[0]):
        row, share, factor = access[i], shares[i], easing[i]
        for j in range(row.size):
            row[j] = share[j] * factor[j]


# --- what it does to incomes ----------------------------------------------------------------------


@kernel
def _price_powers(access: Array, epsilon: float, wages: Array, out: Array) -> None:
    """Write P̂_j^−ε into `out` (N,)."""
    power = np.empty(wages.size)
    for i in range(wages.size):
        power[i] = exp(-epsilon * log(wages[i]))
    combine(access, power, out)


@kernel
def welfare(base: Base, access: Array, epsilon: float, wages: Array, out: Array) -> None:
    """Write Ŵ, real spending over what it was, into `out` (N,).

    Parameters
    ----------
    base, access, epsilon
        As in `solve`.
    wages
        (N,) its solution.
    out
        (N,) receives the ratios; with D = 0 these are λ̂_jj^(−1/ε).
    """
    _price_powers(access, epsilon, wages, out)
    for j in range(out.size):
        before = base.incomes[j] + base.deficits[j]
        after = base.incomes[j] * wages[j] + base.deficits[j]
        out[j] = after / before * out[j] ** (1.0 / epsilon)


@kernel
def rebase(base: Base, access: Array, epsilon: float, wages: Array, new: Base) -> None:
    """Write the world after a change into `new`, to start from there with another ε.

    Parameters
    ----------
    base, access, epsilon, wages
        As in `solve`, and its solution.
    new
        Receives shares and incomes; deficits are copied. May not share memory with `base`.
    """
    _price_powers(access, epsilon, wages, new.deficits)
    for i in range(wages.size):
        new.incomes[i] = base.incomes[i] * wages[i]
        _share_out(access[i], wages[i] ** -epsilon, new.deficits, new.shares[i])
    copy(base.deficits, new.deficits)


@kernel
def _share_out(access: Array, power: float, prices: Array, out: Array) -> None:
    for j in range(out.size):
        out[j] = access[j] * power / prices[j]


# --- leverage -------------------------------------------------------------------------------------


@kernel
def _loss(base: Base, epsilon: float, j: int, work: Work) -> float:
    """Return the share of j's real spending that is lost at the point that `_excess` saw last."""
    before: float = base.incomes[j] + base.deficits[j]
    after: float = work.spending[j] * work.prices[j] ** (1.0 / epsilon)
    return 1.0 - after / before


@kernel
def leverage(base: Base, epsilon: float, partner: int, losses: Array, work: Work) -> int:
    """Find what the partner and each state lose if the two stop trading, all wages adjusting.

    Parameters
    ----------
    base
        The world today (`rebase` it first if trade costs have changed).
    epsilon
        Trade elasticity: long-run for structural dependence, short-run for coercion within a year.
    partner
        Index of A.
    losses
        (2, N) receives shares of real spending: in row 0 what i loses, the leverage of A over i; in
        row 1 what A loses, the leverage of i over A. 0 at A itself and where there is no trade to
        stop; nan where no equilibrium was found.
    work
        Room, with the inverse Jacobian of `prepare` for this base and ε.

    Returns
    -------
    int
        For how many states no equilibrium was found.

    Notes
    -----
    One solution a state. With D ≠ 0 losses are exaggerated: see `without_deficits`. A loss can be
    negative where the terms of trade turn in a state's favour.
    """
    cut, failures = work.cut, 0
    for i in range(cut.shape[0]):
        copy(base.shares[i], cut[i])
    for i in range(cut.shape[0]):
        losses[0, i] = losses[1, i] = 0.0
        if i == partner:
            continue
        cut[i, partner] = cut[partner, i] = 0.0
        fill(work.wages, 1.0)
        if solve(base, cut, epsilon, work.wages, work) >= 0:
            losses[0, i] = _loss(base, epsilon, i, work)
            losses[1, i] = _loss(base, epsilon, partner, work)
        else:
            losses[0, i] = losses[1, i] = math.nan
            failures += 1
        cut[i, partner] = base.shares[i, partner]
        cut[partner, i] = base.shares[partner, i]
    return failures


@kernel
def leverage_alone(base: Base, epsilon: float, partner: int, losses: Array) -> None:
    """Approximate `leverage` by letting only the loser's wage adjust: a small open economy.

    Some fifteen times faster. With the 75 regions of 2023, China, the United States or Germany as
    partners and no deficits, what i loses is within 1 % of the exact loss (median 0.05 %) and what
    A loses within 7 % (median 1 %).

    Parameters
    ----------
    base, epsilon, partner, losses
        As in `leverage`.
    """
    shares, own, n = base.shares, losses[1], losses.shape[1]
    kept = np.ones(n)
    kept[partner] = 0.0
    loss_without(base, epsilon, kept, losses[0])
    losses[0, partner] = 0.0
    alone = _room_alone(n)
    for j in range(n):  # the partner once for each state that it may stop trading with
        alone.onward[j] = shares[partner, j]
        alone.onward[j, j] = 0.0
        alone.demand[j] = base.incomes[j] + base.deficits[j]
        alone.abroad[j] = 1.0 - shares[partner, partner] - shares[j, partner]
    alone.onward[partner] = 0.0
    alone.abroad[partner] = 1.0 - shares[partner, partner]
    alone.home[:] = shares[partner, partner]
    alone.incomes[:], alone.deficits[:] = base.incomes[partner], base.deficits[partner]
    adjust(alone, epsilon, np.zeros(n), own)
    own[partner] = 0.0


@kernel
def loss_without(base: Base, epsilon: float, kept: Array, losses: Array) -> None:
    """Find what each state loses if it stops trading with a bloc, as `leverage_alone` does.

    Parameters
    ----------
    base, epsilon
        As in `leverage`.
    kept
        (N,) 0 for the members of the bloc, 1 for others. States trade with themselves anyway.
    losses
        (N,) receives shares of real spending; for a member what it loses without the others.
    """
    alone = _room_alone(losses.size)
    abroad(base, alone.onward)
    keep(base, kept, alone)
    adjust(alone, epsilon, np.zeros(losses.size), losses)


class Alone(NamedTuple):
    """States that each have a wage to adjust while no other wage moves.

    Attributes
    ----------
    onward
        (M, N) share of market *j* (a row) that state *i* holds; 0 at home.
    demand
        (M,) spending of each market; 0 where trade has stopped.
    home, abroad
        (N,) shares of the state's own spending that go to itself, and to all it still buys from.
    incomes, deficits
        (N,) as in `Base`.
    """

    onward: Array
    demand: Array
    home: Array
    abroad: Array
    incomes: Array
    deficits: Array


@kernel
def _room_alone(n: int) -> Alone:
    rows = np.zeros((5, n))
    return Alone(np.zeros((n, n)), rows[0], rows[1], rows[2], rows[3], rows[4])


@kernel
def abroad(base: Base, onward: Array) -> None:
    """Write the shares of `base` into `onward` (N, N), buyers in rows, and 0 at home."""
    transpose(base.shares, onward)
    for i in range(onward.shape[0]):
        onward[i, i] = 0.0


@kernel
def keep(base: Base, kept: Array, alone: Alone) -> None:
    """Write all of `alone` but ``onward``, when states stop trading with those not kept (N,)."""
    shares, incomes, deficits = base.shares, base.incomes, base.deficits
    combine(shares, kept, alone.abroad)
    for i in range(kept.size):
        alone.home[i] = shares[i, i]
        alone.abroad[i] -= kept[i] * shares[i, i]
        alone.demand[i] = kept[i] * (incomes[i] + deficits[i])
    copy(incomes, alone.incomes)
    copy(deficits, alone.deficits)


@kernel
def adjust(alone: Alone, epsilon: float, logs: Array, losses: Array) -> None:
    """Find each state's wage and the share of real spending that it loses (Newton in the log).

    All states take their steps together: a loop over states is quicker than one over markets.

    Parameters
    ----------
    alone
        Who trades with whom.
    epsilon
        As in `leverage`.
    logs
        (N,) log ŵ: the first guess; receives the solution, 0 where there is none.
    losses
        (N,) receives the shares; nan where no wage was found.
    """
    home, abroad, incomes, deficits = alone.home, alone.abroad, alone.incomes, alone.deficits
    work = np.empty((4, logs.size))
    power, sales, slope, step = work[0], work[1], work[2], work[3]
    for _ in range(TURNS):
        for i in range(logs.size):
            power[i] = exp(-epsilon * logs[i])
        _sell_abroad(alone, epsilon, power, sales, slope)
        for i in range(logs.size):
            worth = incomes[i] * exp(logs[i])
            spending = worth + deficits[i]
            own = home[i] * power[i] / (home[i] * power[i] + abroad[i])
            change = slope[i] + own * worth - epsilon * own * (1.0 - own) * spending
            step[i] = (sales[i] + own * spending - worth) / (worth - change)
        settled = True
        for i in range(logs.size):
            logs[i] += max(-STRIDE, min(STRIDE, step[i]))
            settled &= abs(step[i]) <= LAST
        if settled:
            break
    for i in range(logs.size):
        before = incomes[i] + deficits[i]
        after = incomes[i] * exp(logs[i]) + deficits[i]
        prices = (home[i] * exp(-epsilon * logs[i]) + abroad[i]) ** (1.0 / epsilon)
        found = after > 0.0 and abs(step[i]) <= LAST
        losses[i] = 1.0 - after / before * prices if found else math.nan
        logs[i] = logs[i] if found else 0.0


@kernel
def _sell_abroad(alone: Alone, epsilon: float, power: Array, sales: Array, slope: Array) -> None:
    """Write each state's sales abroad at ŵ^−ε = `power`, and their slopes in log ŵ."""
    fill(sales, 0.0)
    fill(slope, 0.0)
    for j in range(alone.demand.size):
        if alone.demand[j] != 0.0:
            _sell(alone.onward[j], alone.demand[j], power, sales, slope)
    for i in range(slope.size):
        slope[i] *= -epsilon


@kernel
def _sell(row: Array, demand: float, power: Array, sales: Array, slope: Array) -> None:
    for i in range(row.size):
        share = row[i] * power[i] / (1.0 + row[i] * (power[i] - 1.0))
        sold = share * demand
        sales[i] += sold
        slope[i] += (1.0 - share) * sold


# --- from data, for whoever prepares a world ------------------------------------------------------


def from_flows(flows: Array) -> Base:
    """Return the base world of a table of trade.

    Parameters
    ----------
    flows
        (N, N) sales from row to column, sales at home on the diagonal (see `with_home_sales`), any
        unit of money.

    Raises
    ------
    ValueError
        Unless flows are finite and not negative, and every region sells to itself. One that does
        not would have nothing at all to buy or to sell once cut off.

    Examples
    --------
    >>> base = from_flows(np.array([[90.0, 10.0], [10.0, 90.0]]))
    >>> base.shares[0, 0].item(), base.deficits.tolist()
    (0.9, [0.0, 0.0])
    """
    if flows.shape != (len(flows), len(flows)):
        raise ValueError(f"flows of shape {flows.shape}: expected a square table")
    if not np.isfinite(flows).all() or (flows < 0).any():
        raise ValueError("flows: expected finite numbers ≥ 0")
    if (np.diagonal(flows) <= 0).any():
        raise ValueError(f"no sales at home in regions {np.flatnonzero(np.diagonal(flows) <= 0)}")
    sales, spending = flows.sum(axis=1), flows.sum(axis=0)
    return Base(np.ascontiguousarray(flows / spending, dtype=np.float64), sales, spending - sales)


def with_home_sales(flows: Array, output: Array, least: float = 0.0) -> Array:
    """Return `flows` with sales at home on the diagonal: gross output less exports.

    Parameters
    ----------
    flows
        (N, N) trade between regions; the diagonal is ignored.
    output
        (N,) gross output of what is traded, same unit. Gross, since exports are: against GDP a
        small open economy exports more than it makes.
    least
        Share of output that is sold at home at the least. Exports beyond the rest are taken to be
        goods in transit, which count as bought and sold; the region's output rises by as much.

    Raises
    ------
    ValueError
        Where nothing would be left at home.

    Examples
    --------
    >>> with_home_sales(np.array([[0.0, 30.0], [20.0, 0.0]]), np.array([100.0, 50.0]))
    array([[70., 30.],
           [20., 30.]])
    """
    filled = flows.astype(np.float64, copy=True)
    np.fill_diagonal(filled, 0.0)
    home = np.maximum(output - filled.sum(axis=1), least * output)
    if not (home > 0).all():
        raise ValueError(f"exports exceed output in regions {np.flatnonzero(~(home > 0))}")
    np.fill_diagonal(filled, home)
    return filled


@dataclass(frozen=True)
class Outcome:
    """A world after trade costs have changed.

    Attributes
    ----------
    wages, welfare
        (N,) ŵ and Ŵ.
    base
        The world from which the next change would start.
    turns
        Evaluations that it took.
    """

    wages: Array
    welfare: Array
    base: Base
    turns: int


def counterfactual(base: Base, costs: Array, epsilon: float) -> Outcome:
    """Change trade costs once and solve: for notebooks and hindcasts (allocates and checks).

    Parameters
    ----------
    base
        The world before.
    costs
        (N, N) τ̂ > 0; ∞ cuts.
    epsilon
        Trade elasticity, > 0.

    Raises
    ------
    ValueError
        If costs or elasticity are not positive.
    ArithmeticError
        If no equilibrium was found: there may be none, see `solve`.

    Examples
    --------
    A symmetric pair of states that stop trading lose 1 − λ_jj^(1/ε):

    >>> base = from_flows(np.array([[90.0, 10.0], [10.0, 90.0]]))
    >>> apart = np.array([[1.0, np.inf], [np.inf, 1.0]])
    >>> (1 - counterfactual(base, apart, 5.0).welfare).round(5).tolist()
    [0.02085, 0.02085]
    """
    if not epsilon > 0 or not (costs > 0).all():
        raise ValueError("expected trade costs > 0 and a trade elasticity > 0")
    access = np.empty_like(base.shares)
    ease(costs, epsilon, access)
    tilt(base.shares, access, access)
    return _solved(base, access, epsilon)


@kernel
def move(base: Base, access: Array, epsilon: float, wages: Array, new: Base, work: Work) -> int:
    """Solve once from scratch and write the world after the change; return what `solve` does."""
    prepare(base, epsilon, work)
    turns = solve(base, access, epsilon, wages, work)
    if turns >= 0:
        rebase(base, access, epsilon, wages, new)
    return turns


def without_deficits(base: Base, epsilon: float, by: Callable[..., int] = move) -> Base:
    """Return the world that would result if all trade were balanced, D = 0.

    The usual first step before large changes (Dekle, Eaton & Kortum 2008).

    Parameters
    ----------
    base, epsilon
        The world, and a trade elasticity.
    by
        `move`, or the same compiled elsewhere.

    Raises
    ------
    ArithmeticError
        If no equilibrium was found.
    """
    balanced = base._replace(deficits=np.zeros_like(base.deficits))
    return _moved(balanced, base.shares, epsilon, by)[1]


def _solved(base: Base, access: Array, epsilon: float) -> Outcome:
    wages, new, turns = _moved(base, access, epsilon, move)
    real = np.empty_like(wages)
    welfare(base, access, epsilon, wages, real)
    return Outcome(wages, real, new, turns)


def _moved(
    base: Base, access: Array, epsilon: float, by: Callable[..., int]
) -> tuple[Array, Base, int]:
    """Return wages, the world after the change, and how many evaluations it took."""
    wages, empty = np.ones_like(base.incomes), np.empty_like(base.incomes)
    new = Base(np.empty_like(base.shares), empty, empty.copy())
    turns = by(base, access, epsilon, wages, new, workspace(len(wages)))
    if turns < 0:
        raise ArithmeticError(f"no equilibrium found at an elasticity of {epsilon}")
    return wages, new, turns
