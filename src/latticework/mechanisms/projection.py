r"""Projection: the force that a state could bring to a place, day by day.

A state's stock of means in a domain (land, air, sea) shrinks on the way to the place of a challenge
and arrives late. With *m* the stock, *D* the way, *d* the day,

.. math::

    F_{ik}(d) = m_{ik} \, e^{-\kappa_k D_{ik}/1000} \, u_{ik}(d), \qquad
    u_{ik}(d) = (1 - q_{ik}) \, \phi_k \, a_i \, r_{ik}(d)

    r_{ik}(d) = 1 - e^{-\max(0,\; d - l_{ik})/T_k}, \qquad
    l_{ik} = \mathrm{mob}_i + D_{ik}/\mathrm{speed}_k

Defenders add up, weighted by their will *w*; the challenger has to cross:

.. math::

    \mathcal{D} = F_p + s \sum_{i \ne p} w_i F_i, \qquad
    s = 1 + \sigma \cdot \text{standing share}, \qquad
    \mathcal{A} = x \, F_A

========================= =============== ======================================================
symbol                    shape, unit     meaning
========================= =============== ======================================================
:math:`m`                 N×K, points     stock; the world's total of a domain is 100 in 2024
:math:`D`                 N×K, km         way from the nearest usable base of the domain
:math:`\kappa`            K, per 1000 km  loss of strength on the way
:math:`q`                 N×K, share      committed elsewhere (Europe: against Russia; the United
                                          States: see :mod:`~latticework.mechanisms.theatre`)
:math:`\phi`              K, weight       fit of the domain to the contingency
:math:`a`                 N, share        access to bases on the way and at the place
:math:`r`                 N×K, share      arrived by day *d*
:math:`\mathrm{mob}`      N, days         days before the first unit moves
:math:`\mathrm{speed}`    K, km per day   speed of the transport
:math:`T`                 K, days         build-up: 63 % are there T days after the first arrival
:math:`w`, :math:`\sigma` share           will (from decision); gain from working as one
:math:`x`                 share           the crossing factor: 1 where no water has to be crossed
========================= =============== ======================================================

The way at sea is the way of a ship, not the great circle: from Toulon to Kaohsiung 10,100 km as the
crow flies, 15,300 km by Suez (23 days at 15 knots), 24,000 km round the Cape (36 days). Only the
stocks change from year to year within a future; :func:`loss` and :func:`arrived` follow from the
beliefs, :func:`usable` also from the option, so that the yearly work is :func:`force`.

Limit cases: committed in full, or no fit, or no access → 0. At the place itself, after a long time
→ :math:`m (1-q) \phi`. Before :math:`l` → 0. Twice the stock → twice the force. The shares of a
state committed to several places add up to at most 1, so that no unit fights twice.

References
----------
Boulding, K. E. 1962. Conflict and Defense. Harper.
Lemke, D. 2002. Regions of War and Peace. Cambridge UP.
Markowitz, J. N. & Fariss, C. J. 2013. Going the Distance: The Price of Projecting Power.
International Interactions 39: 119–143.
Mearsheimer, J. J. 2001. The Tragedy of Great Power Politics. Norton. (Water stops armies.)
O'Hanlon, M. E. 2009. The Science of War. Princeton UP.
Posen, B. R. 2003. Command of the Commons. International Security 28(1): 5–46.

A rival discount for distance is in :mod:`~latticework.mechanisms.projection_days`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from latticework.mechanisms.belief import Belief, each
from latticework.mechanisms.kernel import Array, dot, kernel, raise_all, total

DOMAINS = ("land", "air", "sea")
RATES = ("kappa_land", "kappa_air", "kappa_sea")
"""The beliefs that fill `rate` in :func:`loss`, by domain."""


def by_domain(base: Belief, centres: Iterable[float]) -> Iterator[Belief]:
    """Yield a share for each domain, with the base's margins around its own centre, inside 0–1."""
    for belief in each(DOMAINS, base, centres):
        low, high = max(0.0, belief.low), min(1.0, belief.high)
        yield replace(belief, low=round(low, 9), high=round(high, 9))


def _fits(contingency: str, centres: Iterable[float], source: str) -> Iterator[Belief]:
    """Yield the fit of each domain to a contingency: ± 0.2, inside 0–1."""
    name, claims = f"fit_{contingency}", ("C12",)
    base = Belief(name, "φ", "weight", 0.3, 0.5, 0.7, "judged", source, claims=claims)
    return by_domain(base, centres)


LOSSES = (
    Belief(
        "kappa_land", "κ_land", "per 1000 km", 0.2, 0.5, 1.0, "judged",
        "The order of the domains is Mearsheimer's (2001); no estimate by domain is known.",
        "log-triangular", ("C12",),
    ),
    Belief(
        "kappa_air", "κ_air", "per 1000 km", 0.05, 0.15, 0.3, "judged",
        "As for land; between land and sea for want of tankers and bases.",
        "log-triangular", ("C12",),
    ),
    Belief(
        "kappa_sea", "κ_sea", "per 1000 km", 0.03, 0.08, 0.15, "judged",
        "As for land; least, because ships carry their supplies (Posen 2003).",
        "log-triangular", ("C12",),
    ),
)  # fmt: skip

SHARED = (
    *each(
        DOMAINS,
        Belief(
            "speed", "speed", "km per day", 0.7, 1.0, 1.3, "fact",
            "Sea: 15 knots are 667 km a day. Land: road and rail. Air: a transport's leg a day. "
            "Land and air not checked against the text of a planning manual.",
            "log-triangular",
        ),
        (300.0, 5000.0, 667.0),
    ),
    Belief(
        "mobilisation", "mob", "days", 2, 7, 30, "judged",
        "Falklands 1982: the carriers sailed 3 days after the landing. Korea to Iraq 2004, without "
        "haste: a brigade moved 11 weeks after its notice.",
        "log-triangular",
    ),
    *each(
        DOMAINS,
        Belief(
            "build_up", "T", "days", 0.5, 1.0, 2.0, "judged",
            "Land: the United States' VII Corps was ordered from Germany to Saudi Arabia on "
            "8 November 1990 and attacked on 24 February. Air, sea: no estimate is known.",
            "log-triangular",
        ),
        (20.0, 5.0, 10.0),
    ),
    Belief(
        "committed_europe", "q_Eur", "share", 0.5, 0.75, 0.95, "judged",
        "European NATO members plan for Russia first; no public figure.",
        claims=("C12",),
    ),
    Belief(
        "access_without_bases", "a", "share", 0.2, 0.5, 0.9, "judged",
        "Share of a state's force that can work where it has neither ground of its own nor the use "
        "of another's: ships can, squadrons and brigades hardly.",
        claims=("C12",),
    ),
    Belief(
        "visiting_ships", "visits", "ship-months per year", 2, 4, 8, "judged",
        "What European navies send to Asia in an ordinary year, as announced.",
        claims=("C12",),
    ),
    *_fits("taiwan_strait", (0.1, 1.0, 1.0), "An island 130 km off shore: little room for armies."),
    *_fits("south_china_sea", (0.0, 0.8, 1.0), "Reefs and sea lanes."),
    *_fits("korea", (1.0, 0.8, 0.5), "A land front with coasts."),
    *_fits("baltic", (1.0, 0.8, 0.4), "A land front with a narrow sea."),
    Belief(
        "interoperability_gain", "σ_int", "share", 0, 0.1, 0.3, "judged",
        "Gain from standards and standing command; no measurement is known.",
        claims=("C15",),
    ),
    Belief(
        "crossing_taiwan_strait", "x_Taiwan", "share", 0.1, 0.3, 0.7, "judged",
        "Lift limits what a landing brings across: in 24 games of Cancian, Cancian & Heginbotham "
        "2023 most invasions failed (summary read); the factor itself is not in the text.",
    ),
)  # fmt: skip

BELIEFS: tuple[Belief, ...] = (*LOSSES, *SHARED)


@kernel
def rates(beliefs: Any, out: Array) -> None:
    """Write the beliefs of `RATES` into `out` (K,), from a record with a field for each belief."""
    out[0], out[1], out[2] = beliefs.kappa_land, beliefs.kappa_air, beliefs.kappa_sea


@kernel
def loss(dist: Array, rate: Array, out: Array) -> None:
    """Write the share of strength that survives the way: exp(−κ D/1000).

    Parameters
    ----------
    dist
        The way (N, K), km, not negative.
    rate
        κ by domain (K,), per 1000 km.
    out
        The share (N, K), 0–1. 1 at no distance; falls with distance and with κ.

    Examples
    --------
    >>> import numpy as np
    >>> out = np.empty((1, 1))
    >>> loss(np.array([[15300.0]]), np.array([0.08]), out)
    >>> round(float(out[0, 0]), 4)
    0.2941
    """
    for i in range(dist.shape[0]):
        way, row = dist[i], out[i]
        for k in range(rate.size):
            row[k] = -rate[k] * way[k] / 1000.0
    raise_all(out.reshape(-1))


@kernel
def arrived(dist: Array, mob: Array, speed: Array, build: Array, day: float, out: Array) -> None:
    """Write the share that has arrived by a day: 1 − exp(−max(0, day − mob − D/speed)/T).

    Parameters
    ----------
    dist
        The way (N, K), km.
    mob
        Days before the first unit moves (N,).
    speed
        By domain (K,), km per day.
    build
        T by domain (K,), days.
    day
        Days since the order to move.
    out
        The share (N, K), 0–1. 0 until the first unit arrives; 1 after a long time.

    Examples
    --------
    >>> import numpy as np
    >>> out = np.empty((1, 1))
    >>> way, fast, slow = np.array([[6670.0]]), np.array([667.0]), np.array([10.0])
    >>> arrived(way, np.array([7.0]), fast, slow, 27.0, out)
    >>> round(float(out[0, 0]), 4)
    0.6321
    """
    for i in range(dist.shape[0]):
        way, row = dist[i], out[i]
        for k in range(speed.size):
            late = day - mob[i] - way[k] / speed[k]
            row[k] = -max(0.0, late) / build[k]
    missing = out.reshape(-1)
    raise_all(missing)
    for p in range(missing.size):
        missing[p] = 1.0 - missing[p]


@kernel
def stationed(there: Array, arrived: Array, out: Array) -> None:
    """Write what is at the place by a day if some ships were there from the beginning.

    Parameters
    ----------
    there
        Share of each state's fleet that is at the place anyway (N,); clipped to 0–1.
    arrived
        From :func:`arrived` (N, K), land, air, sea.
    out
        The share (N, K): as `arrived`, but at sea there + (1 − there) · arrived.

    Examples
    --------
    >>> import numpy as np
    >>> out = np.empty((1, 3))
    >>> stationed(np.array([0.1]), np.array([[0.0, 0.0, 0.5]]), out)
    >>> out.round(2)
    array([[0.  , 0.  , 0.55]])
    """
    sea = out.shape[1] - 1
    out[:] = arrived
    for i in range(out.shape[0]):
        here = min(1.0, max(0.0, there[i]))
        out[i, sea] = here + (1.0 - here) * arrived[i, sea]


@kernel
def usable(committed: Array, fit: Array, access: Array, arrived: Array, out: Array) -> None:
    """Write the share of what survives the way that can be used: (1 − q) · fit · access · arrived.

    Parameters
    ----------
    committed
        q, the share committed elsewhere (N, K), 0–1.
    fit
        The weight of each domain in this contingency (K,), 0–1.
    access
        The share of a state's force that bases and overflight let through (N,), 0–1.
    arrived
        From :func:`arrived` (N, K).
    out
        The share (N, K), 0–1.

    Examples
    --------
    >>> import numpy as np
    >>> out = np.empty((1, 1))
    >>> usable(np.array([[0.75]]), np.ones(1), np.ones(1), np.array([[0.5]]), out)
    >>> float(out[0, 0])
    0.125
    """
    for i in range(committed.shape[0]):
        tied, there, row = committed[i], arrived[i], out[i]
        for k in range(fit.size):
            row[k] = (1.0 - tied[k]) * fit[k] * access[i] * there[k]


@kernel
def force(stocks: Array, loss: Array, usable: Array, out: Array) -> None:
    """Write each state's force at the place: the sum over domains of stock · loss · usable.

    Parameters
    ----------
    stocks
        Stocks (N, K), points.
    loss
        From :func:`loss` (N, K).
    usable
        From :func:`usable` (N, K).
    out
        The force (N,), points. Twice the stocks give twice the force.

    Examples
    --------
    >>> import numpy as np
    >>> out = np.empty(1)
    >>> force(np.array([[2.0, 4.0]]), np.array([[1.0, 0.5]]), np.array([[0.5, 0.5]]), out)
    >>> float(out[0])
    2.0
    """
    for i in range(stocks.shape[0]):
        stock, left, share = stocks[i], loss[i], usable[i]
        strength = 0.0
        for k in range(stock.size):
            strength += stock[k] * left[k] * share[k]
        out[i] = strength


@kernel
def standing_share(force: Array, standing: Array) -> float:
    """Return the share of all force whose states serve under a standing command.

    Parameters
    ----------
    force
        Force at the place of the states that could come (N,), points; 0 for the target and for
        those who would not.
    standing
        1 for states under the command, 0 for others, or a share between (N,).

    Returns
    -------
    float
        Between 0 and 1; 0 where nobody comes.
    """
    everyone = total(force)
    return dot(standing, force) / everyone if everyone > 0.0 else 0.0


@kernel
def interoperability(gain: float, share: float) -> float:
    """Return the factor by which helpers gain from working as one: 1 + σ_int · share.

    Parameters
    ----------
    gain
        σ_int, the gain if all serve under one command (share).
    share
        From :func:`standing_share`.

    Examples
    --------
    >>> interoperability(0.1, 0.5)
    1.05
    """
    return 1.0 + gain * share


@kernel
def defence(force: Array, will: Array, target: int, synergy: float) -> float:
    """Return the force of the target and of its helpers: F_p + s · Σ w_i F_i over i ≠ p.

    Parameters
    ----------
    force
        Force at the place (N,), points.
    will
        The probability that each state acts with force (N,), 0–1; 0 for the challenger. The
        target's own is not used: it defends itself.
    target
        The index of the target.
    synergy
        From :func:`interoperability`.

    Returns
    -------
    float
        Points. Rises with every force, will and with the synergy.

    Examples
    --------
    >>> import numpy as np
    >>> defence(np.array([3.0, 4.0, 9.0]), np.array([0.0, 0.5, 0.0]), 0, 1.1)
    5.2
    """
    helpers = dot(will, force) - will[target] * force[target]
    together: float = force[target] + synergy * helpers
    return together


@kernel
def attack(force: Array, challenger: int, crossing: float) -> float:
    """Return the force that the challenger brings across: x · F_A.

    Parameters
    ----------
    force
        Force at the place (N,), points.
    challenger
        The index of the challenger.
    crossing
        x, above 0, at most 1, which stands where no water has to be crossed.

    Returns
    -------
    float
        Points.
    """
    across: float = crossing * force[challenger]
    return across
