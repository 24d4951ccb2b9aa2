r"""Resilience: how hard a state is to coerce below the use of force.

**Almost all of this is judged.** Programmes — cable repair, investment screening, help against
disinformation, coast-guard training — close part of the gap to full resilience in four areas; it
decays by itself:

.. math::

    R_{iy}(t+1) = 1 - (1 - g_{iy}) \, \bigl(1 - (1 - \delta) R_{iy}(t)\bigr), \qquad
    g_{iy} = 1 - \exp\Bigl(-\sum_p \mathrm{amount}_{ip} \, \phi_{py} \, \alpha_{ip}
    / \mathrm{scale}_y\Bigr)

    \alpha_{ip} = \sigma(x_{i,s(p)} \cdot \mathrm{side}_p - \beta_N \cdot \mathrm{NATO}_p)

    h_i = h^0_i \, (1 - e_R \cdot \mathrm{mean}_y R_{iy}), \qquad
    \mathrm{damage}_i = h_i \cdot \mathrm{exposure}_i

Money closes a share *g* of the gap that decay leaves. (Closing a share of last year's gap and
decaying at once, :math:`(1-\delta)R + (1-R)g`, differs by :math:`\delta g R`; there a state that
is more resilient this year can be less so next year when *g* is above 1 − δ, so that money could
do harm. Here it never does.)

============================ ============ ======================================================
symbol                       shape, unit  meaning
============================ ============ ======================================================
:math:`R`                    N×Y, 0–1     resilience by area: infrastructure (cables, energy),
                                          investment, information, awareness (at sea)
:math:`\delta`               per year     decay
:math:`\mathrm{amount}`      N×P, bn USD  spending of a programme in a year in the state's region;
                                          0 where it does not run
:math:`\phi`                 P×Y, 0–1     fit of a programme to an area
:math:`\alpha`               N×P, 0–1     acceptance
:math:`x_{i,s}`              N×S, −1–1    alignment on the programme's issue (−1 China, +1 US/EU)
:math:`\mathrm{side}`        P, ±1        whose programme it is; 0 for a neutral one
:math:`\beta_N`              logit        acceptance lost if NATO runs it
:math:`\mathrm{scale}`       Y, bn USD    a year's spending that closes 63 % of the gap in
                                          South-East Asia
:math:`h^0`, :math:`e_R`     N, /yr; sh.  base rate of coercion; cut at full resilience
============================ ============ ======================================================

Limit cases: no money → R decays by δ a year. Much money → R = 1. R stays within 0–1. More money
never lowers R, this year or later; each further dollar adds less. :math:`e_R = 0` → no effect.

References
----------
Bauerle Danzman, S. & Meunier, S. 2023. Mapping the Characteristics of Foreign Investment Screening
Mechanisms. International Studies Quarterly 67(2).
Drezner, D. W., Farrell, H. & Newman, A. L. (eds) 2021. The Uses and Abuses of Weaponized
Interdependence. Brookings.
Farrell, H. & Newman, A. L. 2019. Weaponized Interdependence. International Security 44(1): 42–79.
Lanoszka, A. 2016. Russian Hybrid Warfare and Extended Deterrence in Eastern Europe. International
Affairs 92: 175–195.
"""

from __future__ import annotations

import math

from latticework.mechanisms.belief import Belief, each
from latticework.mechanisms.kernel import Array, IntArray, kernel

AREAS = ("infrastructure", "investment", "information", "awareness")

BELIEFS: tuple[Belief, ...] = (
    Belief(
        "resilience_decay", "δ_R", "per year", 0.03, 0.08, 0.15, "judged",
        "Equipment ages and trained people move on.",
        claims=("C15", "C18"),
    ),
    *each(
        AREAS,
        Belief(
            "gap_scale", "scale", "bn USD", 5, 10, 20, "judged",
            "A year's spending that would close 63 % of South-East Asia's gap.",
            "log-triangular", ("C15", "C18"),
        ),
    ),
    Belief(
        "resilience_start", "R(2024)", "0–1", 0.2, 0.5, 0.8, "judged",
        "Where all states stand in all areas in 2024, for want of any index; what is done already "
        "is taken to hold it there.",
    ),
    Belief(
        "resilience_cut", "e_R", "share", 0, 0.5, 0.9, "judged",
        "No measurement is known.",
        claims=("C15", "C18"),
    ),
    Belief(
        "nato_programme_cost", "β_N^R", "logit", 0, 0.5, 1.5, "judged",
        "Elites in South-East Asia trust the European Union (41.5 % in 2024, ISEAS as reported); "
        "they are not asked about NATO.",
        claims=("C18",),
    ),
    Belief(
        "base_rate_coercion", "h0_L1", "per year", 0.13, 0.42, 0.7, "estimated",
        "Years of 25 (1990–2014) in which a militarised dispute of any level began (COW MID 5.0): "
        "China–Taiwan 12, North–South Korea 13, China–Vietnam 10, China–Philippines 7.",
    ),
)  # fmt: skip


@kernel
def acceptance(
    alignment: Array, issue: IntArray, side: Array, nato: Array, penalty: float, out: Array
) -> None:
    """Write how far each state takes up each programme: σ(x · side − β_N · NATO).

    Parameters
    ----------
    alignment
        x (N, S), −1 China to +1 United States and EU.
    issue
        The index of each programme's issue (P,), 0 to S − 1.
    side
        +1 for a Western programme, −1 for a Chinese one, 0 for neither (P,).
    nato
        1 for a programme under NATO's name, 0 for others (P,).
    penalty
        β_N, logit.
    out
        Acceptance (N, P), 0–1; ½ for a state in the middle without the label.

    Examples
    --------
    >>> import numpy as np
    >>> out = np.empty((1, 2))
    >>> both, label = np.ones(2), np.array([0.0, 1.0])
    >>> acceptance(np.zeros((1, 1)), np.zeros(2, np.int64), both, label, 0.5, out)
    >>> out.round(4)
    array([[0.5   , 0.3775]])
    """
    for i in range(alignment.shape[0]):
        stand, row = alignment[i], out[i]
        for p in range(issue.size):
            row[p] = 1.0 / (1.0 + math.exp(penalty * nato[p] - stand[issue[p]] * side[p]))


@kernel
def closing(amount: Array, fit: Array, acceptance: Array, scale: Array, out: Array) -> None:
    """Write the share of the gap that a year's programmes close: 1 − exp(−Σ amount·fit·acc/scale).

    Parameters
    ----------
    amount
        Spending of each programme in the state's region this year (N, P), bn USD; 0 where it does
        not run, negative where less is spent than is needed to stay.
    fit
        Fit of each programme to each area (P, Y), 0–1.
    acceptance
        From :func:`acceptance` (N, P).
    scale
        By area (Y,), bn USD, above 0.
    out
        g, the share (N, Y), at most 1; negative if money is taken away.

    Examples
    --------
    >>> import numpy as np
    >>> one, out = np.ones((1, 1)), np.empty((1, 1))
    >>> closing(np.array([[10.0]]), one, one, np.array([10.0]), out)
    >>> round(float(out[0, 0]), 4)
    0.6321
    """
    for i in range(amount.shape[0]):
        money, taken, row = amount[i], acceptance[i], out[i]
        for y in range(scale.size):
            spent = 0.0
            for p in range(money.size):
                spent += money[p] * taken[p] * fit[p, y]
            # Most states see few programmes: without money no exponential.
            row[y] = 1.0 - math.exp(-spent / scale[y]) if spent != 0.0 else 0.0


@kernel
def upkeep(level: float, decay: float) -> float:
    """Return the share of the gap that must be closed each year for resilience to stay.

    Parameters
    ----------
    level
        R, 0–1; below 1 unless nothing decays.
    decay
        δ, per year.

    Examples
    --------
    >>> round(upkeep(0.5, 0.2), 4)
    0.1667
    """
    share: float = 1.0 - (1.0 - level) / (1.0 - (1.0 - decay) * level)
    return share


@kernel
def besides(closing: Array, upkeep: float) -> None:
    """Add the upkeep to what programmes close, in place: 1 − (1 − g)(1 − upkeep), at least 0.

    Parameters
    ----------
    closing
        g, from :func:`closing` (N, Y).
    upkeep
        From :func:`upkeep`.
    """
    for i in range(closing.shape[0]):
        for y in range(closing.shape[1]):
            closing[i, y] = max(0.0, 1.0 - (1.0 - closing[i, y]) * (1.0 - upkeep))


@kernel
def step(resilience: Array, closing: Array, decay: float) -> None:
    """Move resilience by a year, in place: decay, then close a share of the gap.

    Parameters
    ----------
    resilience
        R (N, Y), 0–1; overwritten.
    closing
        g, from :func:`closing` (N, Y).
    decay
        δ, per year, 0–1.

    Examples
    --------
    >>> import numpy as np
    >>> r = np.array([[0.5]])
    >>> step(r, np.array([[0.5]]), 0.2)
    >>> round(float(r[0, 0]), 4)
    0.7
    """
    for i in range(resilience.shape[0]):
        row, shut = resilience[i], closing[i]
        for y in range(row.size):
            row[y] = 1.0 - (1.0 - shut[y]) * (1.0 - (1.0 - decay) * row[y])


@kernel
def coercion(base: Array, cut: float, resilience: Array, out: Array) -> None:
    """Write the yearly probability of coercion below force (L1): h⁰ · (1 − e_R · mean R).

    Parameters
    ----------
    base
        h⁰ (N,), per year; 0 for states that nobody coerces.
    cut
        e_R, share.
    resilience
        R (N, Y).
    out
        h (N,), per year, between h⁰ · (1 − e_R) and h⁰.

    Examples
    --------
    >>> import numpy as np
    >>> out = np.empty(1)
    >>> coercion(np.array([0.5]), 0.5, np.array([[1.0, 0.6, 0.4, 0.0]]), out)
    >>> float(out[0])
    0.375
    """
    for i in range(base.size):
        row = resilience[i]
        total = 0.0
        for y in range(row.size):
            total += row[y]
        out[i] = base[i] * (1.0 - cut * total / row.size)


@kernel
def damage(hazard: Array, exposure: Array, out: Array) -> None:
    """Write the expected damage of coercion in a year: h · exposure.

    Parameters
    ----------
    hazard
        From :func:`coercion` (N,), per year.
    exposure
        What one case would cost (N,), in any unit.
    out
        The expected damage (N,), in that unit per year.
    """
    for i in range(hazard.size):
        out[i] = hazard[i] * exposure[i]
