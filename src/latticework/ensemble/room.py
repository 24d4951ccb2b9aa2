"""Room to work in: the arrays that the yearly step writes, allocated once for many futures."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from latticework.array import Array, IntArray
from latticework.ensemble.setting import Plan, Start
from latticework.mechanisms import blocs, decision, resilience, voting
from latticework.mechanisms.clearing import Base, Work, workspace
from latticework.mechanisms.kernel import by_reference, kernel
from latticework.mechanisms.threat import CLASSES, HOSTILITY
from latticework.mechanisms.trade import Alone

DAYS = (30.0, 90.0)
"""Days on which forces are counted, as the outcomes define it."""

SEVERITIES = ("force", "war")
"""L2 and L3, whose hazards are carried from year to year."""

STRENGTH, SPREAD, DIVIDED = range(3)
"""Places in `Future.first` and `Now.last`: R_E, Esteban–Ray, modularity."""


class Future(NamedTuple):
    """What beliefs decide before any option, alike for all of them.

    Attributes
    ----------
    autonomy, concluded
        (N,), (L,) as in `setting.Drawn`.
    base_rate, advantage, crossing, fit
        (2, C) by `SEVERITIES`, (C,), (C,), (C, K): what is believed of each contingency.
    stakes, premium
        Of `deterrence`; (4,) of `threat`.
    depreciation, posture, scale
        (K,) per year; (3, K) American shares in Europe and Asia in the first year, transferable;
        (R,) scales of the gaps of resilience, bn USD.
    hostile, near
        (J, N) towards each power; how near it is.
    loss, arrived, reach
        (C, N, K); (2, C, N, K) by `DAYS`; (N, N) force of the row state on the column state in the
        first year, points.
    effects, shocks, sanction_shocks, stake
        (7,), (9,), (9,), (C, N) of `decision`.
    reference, rivalled, ceiling, yields
        (Y, N) each state's spending without news, and that of its rivals, bn USD; (Y, N) bn USD;
        (N, K) points per bn USD.
    cut_off, denied
        (J, N) income lost by each state, and by the power, if the two stop trading, share.
    position, tradition
        (N, S) in the first year.
    come
        (C, N) wills of the first year, 1 for the attacked.
    raw, gain, exposure, first
        In the first year: (J,) encirclement, ratio; (2, C) gain by severity; (N,) probability of
        fighting; (3,) by `STRENGTH`, `SPREAD` and `DIVIDED`.
    """

    autonomy: Array
    concluded: Array
    base_rate: Array
    advantage: Array
    crossing: Array
    fit: Array
    stakes: Array
    premium: Array
    depreciation: Array
    posture: Array
    scale: Array
    hostile: Array
    near: Array
    loss: Array
    arrived: Array
    reach: Array
    effects: Array
    shocks: Array
    sanction_shocks: Array
    stake: Array
    reference: Array
    rivalled: Array
    ceiling: Array
    yields: Array
    cut_off: Array
    denied: Array
    position: Array
    tradition: Array
    come: Array
    raw: Array
    gain: Array
    exposure: Array
    first: Array


class Now(NamedTuple):
    """The state of a run, from year to year.

    Attributes
    ----------
    milex, stocks, position, resilience
        (N,) bn USD; (N, K) points; (N, S); (N, R).
    theta, felt
        (J, N) threat remembered; (J,) encirclement, 2024 = 100.
    hazard, coercion
        (2, C) by `SEVERITIES`; (C,), per year.
    will
        (C, N) averaged over the shock, with what is lost without a mandate; 1 for the attacked.
    balance
        (C,) ln(A/D) on the first of `DAYS`.
    bound, coalition
        (J, N) from `threat.binding`, around each power; (Q, N) from
        `threat.coalition_force`, in the first year's points.
    wages, welfare
        (N,) ŵ; real income over what it is without the option.
    leverage, abroad
        (N,) income lost if trade with China, with the West stops, share.
    apart
        (2, N) log wages if trade with China, with the West stops.
    last
        (3,) as `Future.first`.
    whole
        All of these behind one another, which they are views of.
    """

    milex: Array
    stocks: Array
    position: Array
    resilience: Array
    theta: Array
    felt: Array
    hazard: Array
    coercion: Array
    will: Array
    balance: Array
    bound: Array
    coalition: Array
    wages: Array
    welfare: Array
    leverage: Array
    abroad: Array
    apart: Array
    last: Array
    whole: Array


class Room(NamedTuple):
    """Scratch, and what one turn of a year hands to the next.

    Attributes
    ----------
    tied, american
        (2, K) share of the American force that each region cannot have; (3, K) shares in Europe,
        released, in Asia.
    force
        (2, C, N) by `DAYS`, points.
    odds, decided, share
        (C, N); (C, 2) probability that NATO, that the EU decides; (C,) European share of the
        defence on the first of `DAYS`.
    defence, attack
        (C, 2, Z) at each node of the shock, (C, 2), points, by `DAYS`.
    gain, hazard, raw
        (2, C), (2, C) by `SEVERITIES`; (J,).
    joined, target
        (J, N) reach of each power with its allies; threat that the year alone would give.
    closing, pull
        (N, R) share of the gap that programmes close; (N, S).
    opening
        (Q,) tracks of the first year.
    spare
        (8, N) for use within one turn.
    """

    tied: Array
    american: Array
    committed: Array
    arrived: Array
    usable: Array
    force: Array
    traits: Array
    odds: Array
    will: Array
    council: Array
    union: Array
    nodes: Array
    voting: Array
    defence: Array
    attack: Array
    decided: Array
    share: Array
    chances: Array
    chance: Array
    price: Array
    gain: Array
    hazard: Array
    tie_weights: Array
    raw: Array
    joined: Array
    target: Array
    access: Array
    acceptance: Array
    closing: Array
    programmes: Array
    pull: Array
    open: Array
    hedged: Array
    ties: Array
    groups: IntArray
    shares: Array
    places: Array
    totals: Array
    pair: Array
    hostility: Array
    rate: Array
    speed: Array
    build: Array
    ally: Array
    ally_odds: Array
    opening: Array
    spare: Array
    work: Work
    base: Base
    alone: Alone


class World(NamedTuple):
    """All that a year reads and writes; kernels pass it `by_reference`."""

    start: Start
    plan: Plan
    future: Future
    now: Now
    room: Room


start_ref, plan_ref, future_ref = map(by_reference, (Start, Plan, Future))
now_ref, room_ref, world_ref = map(by_reference, (Now, Room, World))


@kernel
def referred(w: World, now: Now) -> Any:
    """Return the world `w` by reference, with `now` as its state."""
    return world_ref(
        start_ref(*w.start), plan_ref(*w.plan), future_ref(*w.future), now_ref(*now),
        room_ref(*w.room),
    )  # fmt: skip


Shapes = dict[str, tuple[int, ...]]


def allocate(start: Start, plan: Plan, stakes: int, tracks: int) -> tuple[World, Now]:
    """Allocate a world as it opens, and the state of one that runs.

    Parameters
    ----------
    start, plan
        What the worlds are of.
    stakes, tracks
        How many stakes the mechanism of deterrence has, and how many tracks are recorded.
    """
    future = Future(**_zeros(Future._fields, _future(start, plan, stakes)))
    opening, running = (_in_one(_now(start, plan)) for _ in range(2))
    groups = np.zeros(len(start.milex), np.int64)
    regions = len(start.milex)
    bases = Base(*(np.zeros_like(part) for part in start.trade))
    fields = [name for name in Room._fields if name not in {"groups", "work", "base", "alone"}]
    room = Room(
        **_zeros(fields, _room(start, plan, tracks)),
        groups=groups, work=workspace(regions), base=bases,
        alone=Alone(np.zeros((regions, regions)), *np.zeros((5, regions))),
    )  # fmt: skip
    return World(start, plan, future, opening, room), running


def _in_one(shapes: Shapes) -> Now:
    """Allocate a state whose arrays lie behind one another, so that one copy takes all of them."""
    ends = np.cumsum([0, *(math.prod(shape) for shape in shapes.values())])
    whole, place = np.zeros(ends[-1]), zip(shapes, ends, ends[1:], strict=False)
    views = {name: whole[first:last].reshape(shapes[name]) for name, first, last in place}
    return Now(**views, whole=whole)


def _zeros(names: tuple[str, ...] | list[str], shapes: Shapes) -> dict[str, Array]:
    return {name: np.zeros(shapes[name]) for name in names}


def _future(start: Start, plan: Plan, stakes: int) -> Shapes:
    (c, n, k), j, y = start.ways.shape, len(start.gap), len(start.gdp)
    s, r, z, d = start.position.shape[1], len(resilience.AREAS), len(decision.NODES), len(DAYS)
    return {
        "autonomy": (n,), "concluded": (plan.deals.start.shape[1],), "base_rate": (2, c),
        "advantage": (c,), "crossing": (c,), "fit": (c, k), "stakes": (stakes,),
        "premium": (len(CLASSES),), "depreciation": (k,), "posture": (3, k), "scale": (r,),
        "hostile": (j, n), "near": (j, n), "loss": (c, n, k), "arrived": (d, c, n, k),
        "reach": (n, n), "effects": (1 + len(decision.TRAITS),), "shocks": (z,),
        "sanction_shocks": (z,), "stake": (c, n), "reference": (y, n),
        "rivalled": (y, n), "ceiling": (y, n),
        "yields": (n, k), "cut_off": (j, n), "denied": (j, n), "position": (n, s),
        "tradition": (n, s), "raw": (j,), "gain": (2, c), "exposure": (n,), "first": (3,),
        "come": (c, n),
    }  # fmt: skip


def _now(start: Start, plan: Plan) -> Shapes:
    (c, n, k), j = start.ways.shape, len(start.gap)
    s, r = start.position.shape[1], len(resilience.AREAS)
    return {
        "milex": (n,), "stocks": (n, k), "position": (n, s), "resilience": (n, r),
        "theta": (j, n), "felt": (j,), "hazard": (2, c), "coercion": (c,), "will": (c, n),
        "balance": (c,), "bound": (j, n), "coalition": (len(plan.pairs), n), "wages": (n,),
        "welfare": (n,), "leverage": (n,), "abroad": (n,), "apart": (2, n), "last": (3,),
    }  # fmt: skip


def _room(start: Start, plan: Plan, tracks: int) -> Shapes:
    (c, n, k), j, d = start.ways.shape, len(start.gap), len(DAYS)
    s, r, z = start.position.shape[1], len(resilience.AREAS), len(decision.NODES)
    council, union, traits = len(start.council), len(start.union), len(decision.TRAITS)
    hedgers = int(start.hedger.sum())
    return {
        "tied": (2, k), "american": (3, k), "committed": (n, k), "arrived": (n, k),
        "usable": (n, k), "force": (d, c, n), "traits": (traits, n), "odds": (c, n), "will": (n,),
        "council": (2, council), "union": (3, union), "nodes": (z,),
        "voting": voting.work_for(union, start.union_rule).shape, "defence": (c, d, z),
        "attack": (c, d), "decided": (c, 2), "share": (c,), "chances": (d, z),
        "chance": (z,), "price": (z,),
        "gain": (2, c), "hazard": (2, c), "tie_weights": (plan.terms.shape[2],), "raw": (j,),
        "joined": (j, n), "target": (j, n), "access": (n, n),
        "acceptance": (n, len(plan.programmes.issue)), "closing": (n, r), "programmes": (n, s),
        "pull": (n, s), "open": (hedgers, s), "hedged": (3, hedgers, s),
        "ties": (n, n), "shares": (blocs.BINS,), "places": (blocs.BINS,), "totals": (3, n),
        "pair": (2, n), "hostility": (len(HOSTILITY),), "rate": (k,), "speed": (k,),
        "build": (k,), "ally": (traits, 1), "ally_odds": (1,), "opening": (tracks,),
        "spare": (8, n),
    }  # fmt: skip
