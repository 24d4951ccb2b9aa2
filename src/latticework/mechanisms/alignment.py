r"""Alignment: where third states stand between two sides, by issue, and how much room they keep.

Position *x* runs from −1 (China's side) to +1 (the side of the United States and Europe), for each
state *i* and issue *s*.

.. math::

    U_{is}(x) = x\,S_{is} - \tfrac12 A_i (x - a_{is})^2 + c\,x^2, \qquad c = \zeta\,Pol

    \Pr(x) \propto e^{U_{is}(x)/\tau} \text{ on 41 points}, \qquad
    x_{is} \leftarrow x_{is} + \lambda\,(E[x] - x_{is})

    S_{is} = \beta_S(\theta_{i,CHN}\,prot_{iW} - \theta_{i,US}\,prot_{iC})
           + \beta_T\,\frac{lev_{iW} - lev_{iC}}{10\,\%} + \beta_P\,prog_{is} - \beta_R A_i Vis_i

================  =============================================================  ==============
:math:`S`         pull: what the present offers or threatens                     utility
:math:`A`         autonomy: what leaving the tradition costs                     utility
:math:`a`         tradition: where the state stands if nothing pulls             number
:math:`c`         pressure to choose: what the middle costs in a divided world   utility
:math:`Pol`       polarization, 2024 = 1                                         ratio
:math:`\tau`      noise of the choice (logit response)                           utility
:math:`\lambda`   share of the way that a state moves in a year                  per year
:math:`\theta`    threat felt from either power (``threat``)                     0–1
:math:`prot`      protection against it: duty × reliability                      0–1
:math:`lev`       income lost if trade with that side stops (``trade``)          share
:math:`prog`      programmes on the issue × their acceptance                     0–1
:math:`Vis`       visible Western military presence, 2024 = 1                    ratio
================  =============================================================  ==============

Tradition is not observed. It is set so that a state stays where it stood in 2024 at the inputs of
2024: :math:`E[x] = x_{2024}`, which has one solution because E[x] rises strictly with *a*. It may
lie beyond ±1 (a state that stands far out although the present pulls it back).

Forced to pick sides
--------------------
Without noise the best position is :math:`x^* = (A a + S)/(A - 2c)`. If :math:`2c \ge A` utility is
no longer concave: the middle is the worst place, and the state goes to an end. This is what *forced
to pick sides* means here. It takes a polarization of A/2ζ times that of 2024: 4.2 for India and 1.7
for the Philippines at the centre of ζ, so in its strong sense the claim lives in the upper range.
What a state keeps of its freedom is its hedging room, the mean of :math:`1 - |x|`; how open its
choice still is, the entropy of Pr(x) over that of an even choice.

Computation
-----------
Pr(x) is the exponential of a quadratic, :math:`e^{\alpha x^2 + \beta x}` with
:math:`\alpha = (c - A/2)/\tau` and :math:`\beta = (S + A a)/\tau`. On equally spaced points its
successive ratios form a geometric series, so that two exponentials and multiplications give all 41
values, outward from x = 0; the error stays below 10⁻¹² (see the tests). Exponents are limited
(`SHARPEST`), which widens a peak narrower than the grid to its spacing; no belief within its range
comes near that.

Limit cases
-----------
S = a = 0: E[x] = 0. ζ = 0: one best position, E[x] rises in S. A → ∞: x = a. τ → ∞: an even choice,
E[x] = 0, entropy 1. τ → 0: x*, or the better end if 2c ≥ A.

References
----------
McKelvey & Palfrey (1995), *Games and Economic Behavior* 10:6–38 (logit response); Goh (2007),
*International Security* 32(3):113–157; Kuik (2008), *Contemporary Southeast Asia* 30:159–185, and
(2016), *Journal of Contemporary China* 25:500–514 (hedging); Gartzke (2007), *American Journal of
Political Science* 51:166–191; Kirshner (2008), in *China's Ascent*; Lake (2009), *Hierarchy in
International Relations*; Acharya (2011), *International Studies Quarterly* 55:95–123 (norms of
non-alignment); Lim & Cooper (2015), *Security Studies* 24:696–727; Kastner (2016), *Journal of
Conflict Resolution* 60:980–1007; Ciorciari & Haacke (2019), *International Relations of the
Asia-Pacific* 19:367–374.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from latticework.mechanisms.belief import Belief, each
from latticework.mechanisms.kernel import Array, element, exp, kernel, log

ISSUES: Final = ("security", "economy", "governance")
"""Columns of positions, pulls and traditions."""

AUTONOMY: Final = {
    "IND": 2.5, "IDN": 2.2, "VNM": 2.0, "MYS": 1.8, "SGP": 1.8, "THA": 1.5,
    "PHL": 1.0, "KOR": 0.9, "NZL": 0.9, "AUS": 0.6, "JPN": 0.4, "other": 1.5,
}  # fmt: skip
"""Centres of the beliefs ``autonomy_<code>``; a state not listed takes ``autonomy_other``."""

BELIEFS: tuple[Belief, ...] = (
    *each(
        AUTONOMY,
        Belief(
            "autonomy", "A_i", "utility", 0.5, 1, 1.5, "judged",
            "treaties and tradition: low for treaty allies of the United States, high where "
            "non-alignment is doctrine (Acharya 2011); elsewhere the middle of the list",
            "log-triangular", ("C4", "C6", "C7"),
        ),
        AUTONOMY.values(),
    ),
    Belief(
        "position_error", "x − x_2024", "points", -0.15, 0, 0.15, "estimated",
        "error of the positions of 2024 (ideal points, trade shares, pacts, arms suppliers), added "
        "to all of them before traditions are solved", claims=("C4",),
    ),
    Belief("security_weight", "β_S", "utility", 0.3, 1, 2, "judged", "no direct evidence of size"),
    Belief(
        "trade_weight", "β_T", "utility per 10 % of income", 0.4, 1.2, 2.4, "judged",
        "that growth counts more than arms is the premise of C22, not a finding", claims=("C22",),
    ),
    Belief(
        "programme_weight", "β_P", "utility", 0.1, 0.5, 1, "judged", "no direct evidence of size",
        claims=("C17", "C18"),
    ),
    Belief(
        "reactance", "β_R", "utility", -0.3, 0.3, 1, "judged",
        "visible forces may repel a non-aligned state, or reassure it (negative): India deepened "
        "its ties to the United States and the Quad in the same years", claims=("C6",),
    ),
    Belief(
        "side_pressure", "ζ", "utility", 0, 0.3, 1, "judged",
        "cost of the middle per unit of polarization, 2024 = 1; no direct evidence", claims=("C5",),
    ),
    Belief("choice_noise", "τ", "utility", 0.1, 0.3, 0.8, "judged", "no direct evidence of size"),
    Belief(
        "alignment_speed", "λ", "per year", 0.1, 0.25, 0.5, "judged",
        "half of the way in about two and a half years; to be held against five-year moves",
    ),
)  # fmt: skip

REACH: Final = 20
"""Grid points on either side of x = 0: 41 in all."""

STEP: Final = 1.0 / REACH
"""Spacing of the grid."""

EVEN: Final = np.log(2.0 * REACH + 1.0)
"""Entropy of an even choice among the grid points, nats."""

INCOME_UNIT: Final = 0.1
"""β_T is per 10 % of income."""

SHARPEST: Final = 600.0
"""Largest |α| + |β|: its exponential and that of its negative are still normal numbers."""

SETTLED: Final = 1e-13
"""A tradition is solved when the mean is this close to the position."""

TRIES: Final = 80
"""More than the bisections that exhaust a float."""

TOGETHER: Final = 7
"""Newton steps that are taken for all states at once; most need no more."""

FLATTEST: Final = 1e-12
"""Least slope for a Newton step; below it the bracket is halved instead."""


class Ties(NamedTuple):
    """What ties each state to either side.

    Attributes
    ----------
    threat_china, threat_us
        (N,) threat felt from either power, 0–1.
    protection_west, protection_china
        (N,) duty × reliability of each side's protectors, 0–1.
    leverage_west, leverage_china
        (N,) income lost if trade with that side stops, share.
    programmes
        (N, S) programmes on the issue × acceptance, 0–1.
    presence
        (N,) visible Western military presence, 2024 = 1.
    """

    threat_china: Array
    threat_us: Array
    protection_west: Array
    protection_china: Array
    leverage_west: Array
    leverage_china: Array
    programmes: Array
    presence: Array


class Weights(NamedTuple):
    """What each tie weighs; fields are named as the beliefs they hold."""

    security_weight: float
    trade_weight: float
    programme_weight: float
    reactance: float


class Choice(NamedTuple):
    """How states choose.

    Attributes
    ----------
    autonomy
        (N,) A, utility, positive.
    pressure
        c = ζ·Pol with Pol = 1 in 2024, utility.
    noise
        τ, utility, positive.
    speed
        λ, share of the way per year.
    """

    autonomy: Array
    pressure: float
    noise: float
    speed: float


# --- pull ---


@kernel
def pull(ties: Ties, autonomy: Array, weights: Weights, out: Array) -> None:
    """Write the pull on each state and issue, positive towards the West.

    Parameters
    ----------
    ties, weights
        See the classes.
    autonomy
        (N,) A, utility.
    out
        (N, S) utility.

    Examples
    --------
    A state that stands to lose 5 % of income if trade with China stops and 2 % if trade with the
    West does, and feels a threat of 0.4 from China that no one protects it from:

    >>> zero, out = np.zeros(1), np.zeros((1, 1))
    >>> trade = (np.array([0.02]), np.array([0.05]))
    >>> ties = Ties(np.array([0.4]), zero, zero, zero, *trade, np.zeros((1, 1)), np.ones(1))
    >>> pull(ties, np.array([2.0]), Weights(1.0, 1.2, 0.5, 0.3), out)
    >>> out.round(2)
    array([[-0.96]])
    """
    for i in range(out.shape[0]):
        fear = ties.threat_china[i] * ties.protection_west[i]
        fear -= ties.threat_us[i] * ties.protection_china[i]
        gain = (ties.leverage_west[i] - ties.leverage_china[i]) / INCOME_UNIT
        common = weights.security_weight * fear + weights.trade_weight * gain
        common -= weights.reactance * autonomy[i] * ties.presence[i]
        for s in range(out.shape[1]):
            out[i, s] = common + weights.programme_weight * ties.programmes[i, s]


# --- choice ---


@element
def resolved(bend: float, lean: float) -> float:
    """Return the factor that keeps a peak as wide as the grid can show; 1 but for extremes.

    Parameters
    ----------
    bend, lean
        α and β of ``exp(α x² + β x)``.
    """
    return SHARPEST / max(SHARPEST, abs(bend) + abs(lean))


@element
def moments(bend: float, lean: float) -> tuple[float, float, float]:
    """Return total, mean and mean square of ``exp(α x² + β x)`` on the grid.

    Parameters
    ----------
    bend, lean
        α and β, with |α| + |β| ≤ `SHARPEST`.

    Returns
    -------
    total, mean, square
        Sum of the exponentials, E[x] and E[x²].

    Examples
    --------
    >>> [round(m, 4) for m in moments(0.0, 0.0)]
    [41.0, 0.0, 0.35]
    """
    above = exp(STEP * (STEP * bend + lean))
    below = exp(STEP * (STEP * bend - lean))
    ratio = above * below
    right = left = total = 1.0
    first = second = 0.0
    for k in range(1, REACH + 1):
        right *= above
        left *= below
        above *= ratio
        below *= ratio
        total += right + left
        first += k * (right - left)
        second += k * k * (right + left)
    return total, STEP * first / total, STEP * STEP * second / total


@element
def expected(bend: float, lean: float) -> float:
    """Return E[x] under ``exp(α x² + β x)`` on the grid, for any α and β.

    Examples
    --------
    A peak at −β/2α = 0.3:

    >>> round(expected(-20.0, 12.0), 5)
    0.3
    """
    keep = resolved(bend, lean)
    mean: float = moments(keep * bend, keep * lean)[1]
    return max(-1.0, min(1.0, mean))  # rounding may pass an end by a last bit


@kernel
def align(position: Array, pull: Array, tradition: Array, choice: Choice, out: Array) -> None:
    """Write each state's position in the next year.

    Parameters
    ----------
    position, pull, tradition
        (N, S) this year.
    choice
        How they choose; ``choice.autonomy`` is (N,).
    out
        (N, S); may be `position` itself.

    Examples
    --------
    A non-aligned state that is pulled westward by 0.5 moves a quarter of the way to 0.25:

    >>> x, choice = np.zeros((1, 1)), Choice(np.array([2.0]), 0.1, 0.3, 0.25)
    >>> align(x, np.array([[0.5]]), np.zeros((1, 1)), choice, x)
    >>> x.round(3)
    array([[0.062]])
    """
    work = np.empty((3, out.shape[0]))
    bend, lean, wanted = work[0], work[1], work[2]
    _bend(choice, bend)
    for s in range(out.shape[1]):
        _lean(pull, tradition, choice, s, lean)
        for i in range(wanted.size):
            wanted[i] = expected(bend[i], lean[i])
        for i in range(wanted.size):
            out[i, s] = position[i, s] + choice.speed * (wanted[i] - position[i, s])


@kernel
def _bend(choice: Choice, out: Array) -> None:
    """Write α of each state, the same for all issues."""
    autonomy, pressure, noise = choice.autonomy, choice.pressure, choice.noise
    for i in range(out.size):
        out[i] = (pressure - 0.5 * autonomy[i]) / noise


@kernel
def _lean(pull: Array, tradition: Array, choice: Choice, s: int, out: Array) -> None:
    """Write β of each state on issue `s`."""
    autonomy, noise = choice.autonomy, choice.noise
    for i in range(out.size):
        out[i] = (pull[i, s] + autonomy[i] * tradition[i, s]) / noise


# --- tradition ---


@element
def closer(
    bend: float, target: float, lean: float, low: float, high: float
) -> tuple[float, float, float, float]:
    """Return the next guess of β for which E[x] is `target`, and its bracket.

    Newton's step, or half of the bracket where that would leave it. E[x] rises with β (its slope is
    the variance of x), so the root is unique.

    Parameters
    ----------
    bend, target
        As in `lean_to`.
    lean, low, high
        The last guess of β and its bracket.

    Returns
    -------
    lean, low, high, miss
        The last is by how much E[x] missed at the guess before; within `SETTLED` that is returned
        once more.
    """
    keep = resolved(bend, lean)
    _, mean, square = moments(keep * bend, keep * lean)
    miss = mean - target
    high = lean if miss > 0.0 else high
    low = low if miss > 0.0 else lean
    step = lean - miss / max(FLATTEST, keep * (square - mean * mean))
    inside = (low < step) & (step < high)
    guess = step if inside else 0.5 * (low + high)
    return lean if abs(miss) <= SETTLED else guess, low, high, miss


@kernel
def lean_to(bend: float, target: float) -> float:
    """Return the β for which E[x] is `target`, given α.

    Parameters
    ----------
    bend
        α.
    target
        −1 to 1; the ends are reached to 10⁻⁶ or better.

    Examples
    --------
    >>> round(lean_to(-20.0, 0.3), 3)
    12.0
    """
    high = widest(bend)
    if abs(target) >= 1.0:
        return high * target
    return _lean_on(bend, target, -2.0 * bend * target, -high, high)


@element
def widest(bend: float) -> float:
    """Return the largest β that any target may need."""
    return SHARPEST + 4.0 * abs(bend)


@kernel
def _lean_on(bend: float, target: float, lean: float, low: float, high: float) -> float:
    for _ in range(TRIES):
        lean, low, high, miss = closer(bend, target, lean, low, high)
        if abs(miss) <= SETTLED:
            break
    return lean


@kernel
def tradition(position: Array, pull: Array, choice: Choice, out: Array) -> None:
    """Write the traditions that keep states where they stand.

    Parameters
    ----------
    position
        (N, S) in 2024, −1 to 1.
    pull, choice
        At the inputs of 2024, as in `align`; the speed does not matter.
    out
        (N, S) a, may lie beyond ±1.

    Examples
    --------
    >>> a, choice = np.zeros((1, 1)), Choice(np.array([2.0]), 0.1, 0.3, 0.25)
    >>> tradition(np.array([[0.2]]), np.array([[-0.5]]), choice, a)
    >>> a.round(3)
    array([[0.45]])
    """
    work = np.empty((6, position.shape[0]))
    bend, target, lean = work[0], work[1], work[2]
    _bend(choice, bend)
    for s in range(out.shape[1]):
        target[:] = position[:, s]
        _leans_to(bend, target, lean, work[3:])
        for i in range(bend.size):
            out[i, s] = (choice.noise * lean[i] - pull[i, s]) / choice.autonomy[i]


@kernel
def _leans_to(bend: Array, target: Array, lean: Array, work: Array) -> None:
    """Write the β of many states, first side by side, then one by one where that takes longer."""
    low, high, miss = work[0], work[1], work[2]
    for i in range(lean.size):
        high[i] = widest(bend[i])
        low[i] = -high[i]
        lean[i] = -2.0 * bend[i] * target[i]
    for _ in range(TOGETHER):
        _all_closer(bend, target, lean, low, high)
    for i in range(lean.size):
        miss[i] = expected(bend[i], lean[i]) - target[i]
    for i in range(lean.size):
        if abs(target[i]) >= 1.0:
            lean[i] = lean_to(bend[i], target[i])
        elif abs(miss[i]) > SETTLED:
            lean[i] = _lean_on(bend[i], target[i], lean[i], low[i], high[i])


@kernel
def _all_closer(bend: Array, target: Array, lean: Array, low: Array, high: Array) -> None:
    for i in range(lean.size):
        lean[i], low[i], high[i], _ = closer(bend[i], target[i], lean[i], low[i], high[i])


# --- readings ---


@kernel
def openness(pull: Array, tradition: Array, choice: Choice, out: Array) -> None:
    """Write how open each choice still is: entropy of Pr(x) over that of an even choice.

    Parameters
    ----------
    pull, tradition, choice
        As in `align`.
    out
        (N, S) 0 (settled) to 1 (anything goes).

    Examples
    --------
    >>> out, zero = np.zeros((1, 1)), np.zeros((1, 1))
    >>> openness(zero, zero, Choice(np.array([2.0]), 0.0, 0.3, 0.25), out)
    >>> out.round(3)
    array([[0.923]])
    """
    work = np.empty((3, out.shape[0]))
    bend, lean, open_still = work[0], work[1], work[2]
    _bend(choice, bend)
    for s in range(out.shape[1]):
        _lean(pull, tradition, choice, s, lean)
        for i in range(open_still.size):
            open_still[i] = _entropy(bend[i], lean[i]) / EVEN
        out[:, s] = open_still


@element
def _entropy(bend: float, lean: float) -> float:
    keep = resolved(bend, lean)
    total, mean, square = moments(keep * bend, keep * lean)
    nats: float = log(total) - keep * (bend * square + lean * mean)
    return max(0.0, nats)


@kernel
def tipped(choice: Choice, out: Array) -> None:
    """Write 1 for each state that pressure forces to an end (2c ≥ A), else 0.

    Parameters
    ----------
    choice
        Autonomy and pressure.
    out
        (N,).

    Examples
    --------
    >>> out = np.zeros(2)
    >>> tipped(Choice(np.array([1.0, 2.5]), 0.6, 0.3, 0.25), out)
    >>> out
    array([1., 0.])
    """
    for i in range(out.size):
        out[i] = 1.0 if 2.0 * choice.pressure >= choice.autonomy[i] else 0.0


@kernel
def hedging_room(position: Array) -> float:
    """Return the mean of 1 − |x| over states and issues: 1 uncommitted, 0 all taken sides.

    Parameters
    ----------
    position
        (N, S), the rows of the states that are asked about.

    Examples
    --------
    >>> hedging_room(np.array([[0.5, -0.5], [1.0, 0.0]]))
    0.5
    """
    taken: float = 0.0
    for i in range(position.shape[0]):
        for s in range(position.shape[1]):
            taken += abs(position[i, s])
    return 1.0 - taken / position.size


@kernel
def best(pull: float, tradition: float, autonomy: float, pressure: float) -> float:
    """Return the position of highest utility, without noise.

    Parameters
    ----------
    pull, tradition, autonomy, pressure
        S, a, A and c of one state and issue.

    Returns
    -------
    float
        x* = (A a + S)/(A − 2c) within ±1; past the tipping point the better end (0 if none is).

    Examples
    --------
    >>> best(0.5, 0.2, 2.0, 0.1), best(0.5, 0.2, 2.0, 1.0)
    (0.5, 1.0)
    """
    drive = autonomy * tradition + pull
    if 2.0 * pressure >= autonomy:
        return float(np.sign(drive))
    return max(-1.0, min(1.0, drive / (autonomy - 2.0 * pressure)))
