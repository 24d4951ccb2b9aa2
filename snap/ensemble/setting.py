"""What a world is made of, as plain arrays: the state of 2024, and what each option changes when.

The yearly step (``world``) reads these and nothing else. `Start` depends on neither options nor
beliefs, `Plan` on options only, `Drawn` on futures only. Everything of the atlas and the study that
the step needs is here, worked out once before the first future.

=====  =========================================================================================
axis   runs over
=====  =========================================================================================
N      states, in the order of the roster
K      domains: land, air, sea
C      contingencies of the study, in its order
J      powers whose threat is followed: the challengers, China and the United States, by code
S      issues of alignment: security, economy, governance
R      areas of resilience: infrastructure, investment, information, awareness
O      options, in the study's order
Y      years: the one before the horizon (the start), then the horizon's
P      programmes of all options
L      trade agreements (levers) of all options
A      agreements that bind adversaries to allies, each with one set of parties
F      futures
=====  =========================================================================================

Masks are 1.0 where a state belongs, else 0.0. Rows of weights add up to 1. The first year of a plan
is the status quo for every option.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from latticework.array import Array, IntArray
from latticework.mechanisms.clearing import Base

CHINA, AMERICA, RUSSIA = "CHN", "USA", "RUS"
"""The two poles of alignment, by its definition, and the power that Europe's forces face."""

REGIONS = ("asia", "europe")
"""Regions of contingencies, in the order of their numbers; ``other`` is 2."""

FAMILY = (
    "base_rate_force", "base_rate_war", "defender_advantage", "fit_land", "fit_air", "fit_sea",
    "crossing",
)  # fmt: skip
"""Columns of `Drawn.family`: what is believed of a contingency by its family."""


class Start(NamedTuple):
    """The world at the start, and what stays as it is.

    Attributes
    ----------
    population, milex, stance
        (N,) persons; bn USD; stance of the government, −1 to 1.
    gdp
        (Y, N) on the reference path, bn USD of the first year's prices.
    growth
        (N,) of GDP, log points per year.
    stocks
        (N, K) points; the columns add up to 100.
    position
        (N, S) alignment, −1 China to 1 United States and Europe.
    moves
        (N,) mask: states whose alignment moves, all but the two poles.
    ways
        (C, N, K) km from the nearest usable base to the place, by land, air and sea.
    ways_home
        (N, N, K) km to the row state's home, from the column state's nearest base.
    place_km, capital_km
        (C, N) km by air from each state's nearest forces (or capital) to the place; (J, N) from the
        capital of each power followed to each other.
    gap, rivalry, claim
        (J, N) distance of UN ideal points in standard deviations; 1 for rivals, for claims.
    rivals
        (N, N) symmetric, 1 for rivals: whose spending is watched.
    affinity, passage
        (C, N) how alike it stands to the attacked, 0–1; share of a state's trade that is
        with the attacked or passes the place, 0–1.
    ally
        (3,) affinity, passage and km between capitals of the average pair of allies.
    trade
        The world's trade in goods, balanced.
    goods
        (N,) spending on goods over GDP: what a change of its real value means for income.
    challenger, target, watched
        (C,) index of the challenger, of the attacked; row of J of the challenger.
    family
        (C,) region of each contingency, number in `REGIONS`.
    defender
        (C, N) mask: states that may help the attacked (not the challenger, nor its allies).
    council, union
        Indices of NATO's and the EU's members.
    union_units, union_rule
        Populations in units and the rule of `voting.constructive` for the EU's unanimity.
    mandated
        (N,) mask: states whose forces need NATO's decision, its members but the United States.
    european
        (N,) mask: European members of NATO.
    region
        (2, N) mask by `REGIONS`: states of each region other than challengers.
    drift, leverage, income
        Weights by GDP: (3, N) India, Indonesia, ASEAN; (3, N) ASEAN, IP4, EU; (2, N) by region.
    people
        (N,) weights by population over ASEAN, IP4 and EU.
    hedger
        (N,) mask: Asian states without a pact of defence with the United States, China or Russia.
    west
        (N,) mask: the United States and the EU's members, as a trading side.
    visits
        (C, N) share of a state's fleet that one ship-month a year of European visits keeps at the
        place: 1/12 over the European ships of the line; 0 for others, and where none are made.
    powers, pole
        (J,) indices of the powers followed; (2,) rows of J of China and the United States.
    america, russia, china
        Indices of these states.
    year
        The first year.
    """

    population: Array
    milex: Array
    stance: Array
    gdp: Array
    growth: Array
    stocks: Array
    position: Array
    moves: Array
    ways: Array
    ways_home: Array
    place_km: Array
    capital_km: Array
    gap: Array
    rivalry: Array
    claim: Array
    rivals: Array
    affinity: Array
    passage: Array
    ally: Array
    trade: Base
    goods: Array
    challenger: IntArray
    target: IntArray
    watched: IntArray
    family: Array
    defender: Array
    council: IntArray
    union: IntArray
    union_units: IntArray
    union_rule: IntArray
    mandated: Array
    european: Array
    region: Array
    drift: Array
    leverage: Array
    income: Array
    people: Array
    hedger: Array
    west: Array
    visits: Array
    powers: IntArray
    pole: IntArray
    america: int
    russia: int
    china: int
    year: int


class Programmes(NamedTuple):
    """Money spent on an issue in some states.

    Attributes
    ----------
    amount
        (O, Y, N, P) bn USD in the year in the state's region beyond the status quo; may be < 0.
    issue
        (P,) index in S: what the acceptance of each hangs on.
    side, nato
        (P,) 1 Western, −1 Chinese; 1 if NATO runs it.
    fit
        (P, R) fit of each to each area, 0–1.
    funded
        (O, Y) 1 where any amount is not 0.
    invested
        (O, Y, N) bn USD of investment in each state since the start.
    """

    amount: Array
    issue: IntArray
    side: Array
    nato: Array
    fit: Array
    funded: IntArray
    invested: Array


class Deals(NamedTuple):
    """Trade agreements of options.

    Attributes
    ----------
    one, other
        (L, N) masks of the two sides.
    start
        (O, L) year of entry into force; infinite where an option has none.
    """

    one: Array
    other: Array
    start: Array


class Plan(NamedTuple):
    """What each option changes, year by year.

    Attributes
    ----------
    duty
        (O, Y, C, N) rank of the strongest duty to the attacked, 0–5.
    ties
        (O, Y, J, 4, 2, N) from `threat.tie_table`, one for each power followed.
    terms
        (O, Y, A, 3) strength, visibility and 1 if military; zeros where not in force.
    parties
        (A, N) mask.
    entries, pairs
        (X, 2), (Q, 2) from `threat.tie_entries`, for the powers of J in their order.
    changed
        (O, Y) 1 where `terms` are not those of the year before; 1 in the first year.
    bonds
        (O, Y, N, N) strength of the strongest military agreement that both are party to, 0–1,
        diagonal 0.
    allies
        (O, Y, N, N) 1 where both are party to a pact of defence, diagonal 0.
    protection
        (O, Y, 2, N) strength of the strongest agreement by which the West (the United States,
        NATO's or the EU's members), and by which China or Russia, would have to defend a state:
        kinds mutual-defence and defence-commitment; 0 without. No power protects itself.
    access
        (O, Y, C, N) 1 where a state has the use of bases near the place, else 0.
    standing
        (O, Y, C, N) share of a state's force that works as one with the others', 0–1.
    stationed
        (O, Y, C, N) share of a state's fleet that is at the place already.
    freed
        (O, Y, C, N, K) share of a state's forces freed for the place beyond the status quo.
    presence
        (O, Y, N) visible Western military presence around each state, 1 in the first year.
    floor
        (O, Y, N) least burden that an option asks for, % of GDP; 0 without.
    programmes, deals
        See there.
    outlay
        (O, Y, 3) public money beyond the status quo, bn USD a year: low, centre, high.
    """

    duty: Array
    ties: Array
    terms: Array
    parties: Array
    entries: IntArray
    pairs: IntArray
    changed: IntArray
    bonds: Array
    allies: Array
    protection: Array
    access: Array
    standing: Array
    stationed: Array
    freed: Array
    presence: Array
    floor: Array
    programmes: Programmes
    deals: Deals
    outlay: Array


class Drawn(NamedTuple):
    """The beliefs of some futures.

    Attributes
    ----------
    one
        (F,) record array with a float field for each belief of the study, by name.
    family
        (F, C, 7) beliefs of each contingency's family, columns as in `FAMILY`.
    autonomy
        (F, N) of each state.
    concluded
        (F, L) probability that each trade agreement is concluded; 1 where it is sure.
    """

    one: Any
    family: Array
    autonomy: Array
    concluded: Array
