"""What ties do: bind, ally, protect, encircle, command, show forces."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import numpy as np

from latticework.array import Array, IntArray
from latticework.ensemble.cases import PACT, powers
from latticework.ensemble.groups import DEFENCE, NATO, UNION
from latticework.ensemble.schedule import Schedule
from latticework.ensemble.setting import AMERICA, CHINA, RUSSIA
from latticework.ensemble.ties import Tie, Ties, neighbourhood, settled
from latticework.mechanisms import threat

SHOWN = ("exercise", "naval-presence", "access", "status-of-forces")
"""Kinds of agreement that bring forces to where others see them."""


def bonds(ties: Ties) -> Array:
    """Return the strength of the strongest military agreement in force between each two states.

    Not a sum, which some dozens of exercises, trade deals and programmes would make as large
    between strangers as between allies: nearly all pairs would be bound, and no blocs left to see.

    Returns
    -------
    array
        (O, Y, N, N) 0–1, symmetric, diagonal 0.
    """
    return ties.strongest(ties.strength * ties.military)[ties.web]


def allies(ties: Ties) -> Array:
    """Return 1 for each two states in a pact of mutual defence; (O, Y, N, N), diagonal 0."""
    pacts = ties.joined(ties.which(lambda tie: tie.kind == PACT))
    return (pacts > 0).astype(np.float64)[ties.web]


# --- protection ---


def protection(schedule: Schedule, ties: Ties) -> Array:
    """Return the strength of the strongest agreement by which either side would defend a state.

    One side is the United States and the members of NATO and the EU, the other China and Russia,
    as they are in the first year. Agreements are of the kinds `groups.DEFENCE`. Where clauses name
    who is bound and who is protected, the protector must be one of the former and the state one of
    the latter; nobody protects himself.

    Returns
    -------
    array
        (O, Y, 2, N) 0–1: by the West, by China or Russia.
    """
    west = {AMERICA, *schedule.now.members(NATO), *schedule.now.members(UNION)}
    sides = (west, {CHINA, RUSSIA})
    strength = np.array([[_guards(schedule, tie, side) for tie in ties.rows] for side in sides])
    out = np.zeros((len(ties.webs), len(sides), len(schedule.roster.states)))
    for web, row in zip(ties.webs, out, strict=True):
        row[:] = strength[:, web > 0].max(axis=1, initial=0.0)
    return out[ties.web]


def _guards(schedule: Schedule, tie: Tie, side: Collection[str]) -> Array:
    """Return the tie's strength where it has someone of a side defend a state; (N,)."""
    guards = tie.defenders & frozenset(side) if tie.kind in DEFENCE else frozenset()
    guarded = {state for state in tie.defended if guards - {state}}
    return tie.strength * schedule.roster.mask(guarded)


# --- threat ---


class Coalitions(NamedTuple):
    """The ties that bind adversaries to allies; fields are those of `Plan`."""

    terms: Array
    parties: Array
    entries: IntArray
    pairs: IntArray
    changed: IntArray


def tables(schedule: Schedule, ties: Ties) -> Array:
    """Return `threat.tie_table` for each power followed; (O, Y, J, 4, 2, N)."""
    nato = np.array([float(tie.nato) for tie in ties.rows])
    followed = schedule.now.indices(powers(schedule.cases))
    webs = [
        [
            threat.tie_table(
                ties.member, web * ties.strength, ties.visibility, ties.military, nato, outsider
            )
            for outsider in followed
        ]
        for web in ties.webs
    ]
    return settled(np.array(webs))[ties.web]


def coalitions(schedule: Schedule, ties: Ties) -> Coalitions:
    """Return the military ties that powers followed have with other states of the roster."""
    followed = schedule.now.indices(powers(schedule.cases))
    led = ties.member[:, followed].any(axis=1) & (ties.member.sum(axis=1) > 1)
    led &= ties.military > 0
    each = np.column_stack([ties.strength, ties.visibility, ties.military])[led]
    terms = (ties.webs[:, led, None] * each)[ties.web]
    pairs, entries = threat.tie_entries(ties.member[led], followed)
    changed = np.ones(terms.shape[:2], dtype=np.int64)
    changed[:, 1:] = (terms[:, 1:] != terms[:, :-1]).any(axis=(2, 3))
    return Coalitions(terms, ties.member[led], entries, pairs, changed)


# --- forces ---


def commands(schedule: Schedule, ties: Ties) -> Array:
    """Return 1 for states that share a standing command with the attacked; (O, Y, C, N)."""
    shared = ties.joined(ties.which(lambda tie: tie.command)) > 0
    attacked = schedule.now.indices(case.attacked for case in schedule.cases)
    return shared[:, attacked].astype(np.float64)[ties.web]


def presence(schedule: Schedule, ties: Ties) -> Array:
    """Return visible Western military presence around each state, over that of the first year.

    The sum of strength times visibility over the military agreements in force that bring forces
    (kinds `SHOWN`), have a member of NATO among their parties and are carried out in the state's
    neighbourhood (Asia, Europe, or else the region of the atlas): where one of their parties lies,
    or where the agreement says. It is thus the same for all states of a neighbourhood. 1 where
    there is nothing in the first year. Pacts, partnerships and aid are ties, but nobody sees them
    sail past.

    Returns
    -------
    array
        (O, Y, N) ≥ 0.
    """
    west = frozenset(schedule.now.members(NATO))
    shown = ties.strength * ties.visibility * ties.military
    shown = shown * ties.which(lambda tie: tie.kind in SHOWN and bool(tie.parties & west))
    states = schedule.now.atlas.states
    home = [neighbourhood(states[state].region) for state in schedule.roster.states]
    out = np.ones((len(ties.webs), len(home)))
    for place in set(home):
        there = shown * ties.carried_out(place)
        total = settled(np.array([there[web > 0].sum() for web in ties.webs]))
        first = total[ties.web[0, 0]]
        if first > 0:
            out[:, [here == place for here in home]] = (total / first)[:, None]
    return out[ties.web]
