r"""Theatre: one American force, two theatres.

The United States' force of a domain is split into three accounts, as shares that add up to 1:
Europe, Asia, home. Europe's growing strength against Russia releases part of what is tied there,
and the United States may leave regardless:

.. math::

    a_k(t) = \bar a_k \cdot \max(1, R_E(t)/R_E(2024))^{-\chi} \cdot (1 - \epsilon(t)), \qquad
    \epsilon(t) = y \, (1 - (1 - x)^{t - 2024})

Of the released share :math:`u_k = \bar a_k - a_k` a part goes to Asia, the rest home:

.. math::

    b_k = \bar b_k + \tau_k (1 - \kappa_h) u_k, \qquad
    h_k = (1 - \bar a_k - \bar b_k) + (1 - \tau_k (1 - \kappa_h)) u_k

In a challenge a theatre has its own account and, while the other theatre is quiet, a swing share
*z* of what can be moved from the other's; what is engaged elsewhere is tied. With *E* the
probability that the other theatre is engaged, the share of the whole that is **not** to be had in
Asia is

.. math::

    q_k = 1 - b_k - (1 - E) \, z \, \tau_k \, a_k

(in Europe with *a* and *b* exchanged): the row of `committed` that
:func:`latticework.mechanisms.projection.usable` takes for the United States. The account at home
holds units that serve, train or are repaired there, and is in neither theatre's reach.

========================= ============== =======================================================
symbol                    shape, unit    meaning
========================= ============== =======================================================
:math:`R_E`               ratio          European members' force by day 30 in the Baltic over
                                         Russia's (from projection, last year's)
:math:`a, b, h`           K, share       of the American force: Europe, Asia, home; bar: in 2024
:math:`\chi`              elasticity     American response to European strength
:math:`\epsilon`, x, y    share, /yr, sh withdrawal regardless of Europe: expected so far, hazard,
                                         size. It happens once; carried as an expectation, no dice
:math:`\tau`              K, share       transferable between the theatres
:math:`\kappa_h`          share          of the released that is kept at home
z, E                      share, prob.   swing share; the other theatre is engaged
========================= ============== =======================================================

Limit cases: χ = 0 and x = 0 → the split of 2024. :math:`R_E(t) \le R_E(2024)` → no release. With
z = 0, or the other theatre engaged for certain, a theatre has its own account only. A release helps
Asia only if the share passed on, 1 − κ_h, is larger than the swing share *z* that could have come
in a crisis anyway: this is the argument against "Europe frees American forces", left open.

Munitions, four fifths transferable by the same judgement, would be a fourth domain; the stocks have
three, so no belief is declared for them. All functions take any number of domains.

References
----------
Allen, M. A., Flynn, M. E. & Machain, C. M. 2022. Global U.S. Military Deployment Data: 1950–2020.
Conflict Management and Peace Science 39: 351–370.
Blankenship, B. 2023. The Burden-Sharing Dilemma. Cornell UP.
Brooks, S. G. & Wohlforth, W. C. 2016. America Abroad. Oxford UP.
Colby, E. A. 2021. The Strategy of Denial. Yale UP.
Hunzeker, M. A. & Lanoszka, A. 2016. Landpower and American Credibility. Parameters 45(4): 17–26.
Plümper, T. & Neumayer, E. 2015. Free-riding in Alliances. Conflict Management and Peace Science
32: 247–268.
Posen, B. R. 2014. Restraint. Cornell UP.
"""

from __future__ import annotations

from latticework.mechanisms.belief import Belief
from latticework.mechanisms.kernel import Array, kernel
from latticework.mechanisms.projection import by_domain

BELIEFS: tuple[Belief, ...] = (
    *by_domain(
        Belief(
            "europe_share", "ā", "share", 0.4, 0.5, 0.6, "judged",
            "Active duty abroad in 2024: Europe and Central Asia 69,028, East Asia and Pacific "
            "89,155 (deployment data of Allen, Flynn & Machain).",
            claims=("C14",),
        ),
        (0.25, 0.25, 0.15),
    ),
    *by_domain(
        Belief(
            "asia_share", "b̄", "share", 0.35, 0.5, 0.65, "judged",
            "Fleet: 60 % to the Pacific by 2020 (Panetta, Shangri-La Dialogue 2012, as reported). "
            "Land and air: judged, with 56 % of those in the two regions serving in Asia.",
            claims=("C14",),
        ),
        (0.35, 0.45, 0.6),
    ),
    Belief(
        "us_response", "χ", "elasticity", 0, 0.5, 1.5, "judged",
        "Troops in Europe fell after 1989 as the threat did; no estimate by allied strength is "
        "known.",
        claims=("C14",),
    ),
    *by_domain(
        Belief(
            "transferable", "τ", "share", 0.3, 0.5, 0.7, "judged",
            "Ships and aircraft move; brigades for a land front are of little use on islands.",
            claims=("C14",),
        ),
        (0.1, 0.7, 0.9),
    ),
    Belief(
        "kept_home", "κ_h", "share", 0, 0.3, 0.8, "judged",
        "Part of what leaves Europe may be disbanded or stay at home.",
        claims=("C14",),
    ),
    Belief(
        "us_withdrawal_hazard", "x_US", "per year", 0, 0.05, 0.2, "judged",
        "Withdrawal whatever Europe does; depends on elections.",
        claims=("C14",),
    ),
    Belief(
        "us_withdrawal_size", "y_US", "share", 0.1, 0.4, 0.8, "judged",
        "Size of that withdrawal.",
        claims=("C14",),
    ),
    Belief(
        "swing_share", "z", "share", 0, 0.3, 0.8, "judged",
        "Forces were lent to another theatre before: VII Corps from Germany to the Gulf in 1990, a "
        "brigade from Korea to Iraq in 2004.",
        claims=("C1", "C14"),
    ),
)  # fmt: skip


@kernel
def strength(force: Array, european: Array, russia: int) -> float:
    """Return R_E: the European members' force over Russia's.

    Parameters
    ----------
    force
        Force in the Baltic by day 30 (N,), points; Russia's above 0.
    european
        1 for European members of NATO, 0 for others (N,).
    russia
        The index of Russia.

    Returns
    -------
    float
        A ratio.

    Examples
    --------
    >>> import numpy as np
    >>> strength(np.array([2.0, 4.0, 9.0]), np.array([1.0, 0.0, 0.0]), 1)
    0.5
    """
    own = 0.0
    for i in range(force.size):
        own += european[i] * force[i]
    ratio: float = own / force[russia]
    return ratio


@kernel
def retained(now: float, before: float, chi: float) -> float:
    """Return the share of the tied force that stays as Europe grows: max(1, R/R₂₀₂₄)^−χ.

    Parameters
    ----------
    now, before
        R_E of this year and of 2024, above 0.
    chi
        χ, not negative.

    Returns
    -------
    float
        Above 0, at most 1. 1 if Europe is not stronger than in 2024, or if χ is 0.

    Examples
    --------
    >>> retained(4.0, 1.0, 0.5)
    0.5
    """
    stays: float = max(1.0, now / before) ** -chi
    return stays


@kernel
def withdrawal(hazard: float, size: float, years: float) -> float:
    """Return the expected share withdrawn regardless of Europe: y · (1 − (1 − x)^years).

    Parameters
    ----------
    hazard
        x, the probability in a year that it happens if it has not yet.
    size
        y, the share withdrawn.
    years
        Years since 2024.

    Examples
    --------
    >>> withdrawal(0.5, 0.5, 2.0)
    0.375
    """
    gone: float = size * (1.0 - (1.0 - hazard) ** years)
    return gone


@kernel
def europe_share(base: Array, retained: float, withdrawn: float, out: Array) -> None:
    """Write the share of the American force tied to Europe: ā · retained · (1 − withdrawn).

    Parameters
    ----------
    base
        ā, the share in 2024 by domain (K,).
    retained
        From :func:`retained`.
    withdrawn
        From :func:`withdrawal`.
    out
        a, the share (K,), between 0 and ā.
    """
    for k in range(base.size):
        out[k] = base[k] * retained * (1.0 - withdrawn)


@kernel
def asia_share(
    base: Array, released: Array, transferable: Array, kept_home: float, out: Array
) -> None:
    """Write the share of the American force in Asia: b̄ + τ · (1 − κ_h) · u.

    Parameters
    ----------
    base
        b̄, the share in 2024 by domain (K,).
    released
        u, from :func:`released` (K,).
    transferable
        τ (K,), share.
    kept_home
        κ_h, share.
    out
        b, the share (K,), at least b̄.

    Examples
    --------
    >>> import numpy as np
    >>> out = np.empty(1)
    >>> asia_share(np.array([0.6]), np.array([0.1]), np.array([0.9]), 0.3, out)
    >>> round(float(out[0]), 4)
    0.663
    """
    for k in range(base.size):
        out[k] = base[k] + transferable[k] * (1.0 - kept_home) * released[k]


@kernel
def home_share(
    base: Array, released: Array, transferable: Array, kept_home: float, out: Array
) -> None:
    """Write the share of the American force at home: h̄ + (1 − τ · (1 − κ_h)) · u.

    Parameters
    ----------
    base
        h̄ = 1 − ā − b̄, the share in 2024 by domain (K,).
    released, transferable, kept_home
        As in :func:`asia_share`.
    out
        h, the share (K,), at least h̄.
    """
    for k in range(base.size):
        out[k] = base[k] + (1.0 - transferable[k] * (1.0 - kept_home)) * released[k]


@kernel
def released(base: Array, share: Array, out: Array) -> None:
    """Write the share of the American force that Europe has released since 2024: ā − a.

    Parameters
    ----------
    base
        ā (K,).
    share
        a, from :func:`europe_share` (K,).
    out
        u, the share (K,), not negative.
    """
    for k in range(base.size):
        out[k] = base[k] - share[k]


@kernel
def tied(
    own: Array, other: Array, transferable: Array, swing: float, engaged: float, out: Array
) -> None:
    """Write the share of the American force that a theatre cannot have.

    Parameters
    ----------
    own
        The theatre's own account by domain (K,), share.
    other
        The other theatre's (K,), share; the two add up to at most 1.
    transferable
        τ (K,), share.
    swing
        z, the share of what can be moved that comes while the other theatre is quiet.
    engaged
        The probability that the other theatre is engaged (from last year's hazards).
    out
        The share (K,), 0–1: 1 − own − (1 − engaged) · swing · τ · other.

    Examples
    --------
    >>> import numpy as np
    >>> out = np.empty(1)
    >>> tied(np.array([0.6]), np.array([0.2]), np.array([1.0]), 0.5, 0.0, out)
    >>> round(float(out[0]), 4)
    0.3
    >>> tied(np.array([0.6]), np.array([0.2]), np.array([1.0]), 0.5, 1.0, out)
    >>> round(float(out[0]), 4)
    0.4
    """
    for k in range(own.size):
        out[k] = 1.0 - own[k] - (1.0 - engaged) * swing * transferable[k] * other[k]


@kernel
def net_force(own: Array, american: Array, share: Array, out: Array) -> None:
    """Write what Europe has, its own and the American account there, so that a pivot's cost shows.

    Parameters
    ----------
    own
        The European members' stocks by domain (K,), points.
    american
        The American stocks (K,), points.
    share
        From :func:`europe_share` (K,).
    out
        The sum (K,), points.
    """
    for k in range(own.size):
        out[k] = own[k] + share[k] * american[k]
