"""Who has the use of bases near the place of a contingency."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np

from latticework.array import Array
from latticework.atlas.atlas import Atlas
from latticework.atlas.places import distance_km
from latticework.atlas.rows import Base
from latticework.ensemble.cases import PACT, Case, challengers
from latticework.ensemble.schedule import Schedule
from latticework.ensemble.setting import REGIONS
from latticework.ensemble.ties import Ties, neighbourhood
from latticework.study.option import midyear

GRANTS = ("access", "status-of-forces", PACT)
"""Kinds of agreement under which forces may be on another's ground."""


def access(schedule: Schedule, ties: Ties) -> Array:
    """Return 1 where a state has the use of bases near the place, else 0.

    Near is what lies in the neighbourhood of the contingency: Asia, Europe, or else the region of
    the attacked. A state has the use of bases there if it lies there itself, has a base there on
    the day, or is party to an agreement in force of a kind in `GRANTS`, carried out there, with a
    state there. Challengers, and who is in a pact of mutual defence with this one's challenger,
    grant nothing. No distance is drawn, as none that holds for all forces is known: what distance
    costs is in the ways.

    Returns
    -------
    array
        (O, Y, C, N).
    """
    bases = [
        (base, neighbourhood(region_of(schedule.now.atlas, base.lat, base.lon)))
        for base in schedule.now.atlas.bases.values()
    ]
    own = np.array([_own(schedule, bases, midyear(year)) for year in schedule.years])
    granted = _granted(schedule, ties)[ties.web]
    return np.asarray(np.maximum(own[None], granted))


def near(schedule: Schedule, case: Case) -> str:
    """Return the neighbourhood in which a contingency lies."""
    at_home = neighbourhood(schedule.now.atlas.states[case.attacked].region)
    return case.region if case.region in REGIONS else at_home


def region_of(atlas: Atlas, lat: float, lon: float) -> str:
    """Return the region of a place: that of the nearest capital.

    So an island far from its metropole counts where it lies.
    """
    closest = min(atlas.states.values(), key=lambda s: distance_km(lat, lon, s.lat, s.lon))
    return closest.region


def _own(schedule: Schedule, bases: Iterable[tuple[Base, str]], day: date) -> Array:
    """Return 1 for states that lie near each contingency or have a base there; (C, N)."""
    held = [(base.user, place) for base, place in bases if base.holds(day)]
    held += list(_homes(schedule).items())
    places = [near(schedule, case) for case in schedule.cases]
    return np.array(
        [schedule.roster.mask(user for user, at in held if at == place) for place in places]
    )


def _homes(schedule: Schedule) -> dict[str, str]:
    """Return the neighbourhood of each state."""
    states = schedule.now.atlas.states
    return {state: neighbourhood(states[state].region) for state in schedule.roster.states}


def _granted(schedule: Schedule, ties: Ties) -> Array:
    """Return 1 for states that others near each contingency let in; (U, C, N)."""
    index, homes = schedule.roster.index, _homes(schedule)
    pacts = ties.joined(ties.which(lambda tie: tie.kind == PACT)) > 0
    foes = schedule.roster.mask(challengers(schedule.cases))
    out = np.zeros((len(ties.webs), len(schedule.cases), len(index)))
    for c, case in enumerate(schedule.cases):
        place = near(schedule, case)
        there = schedule.roster.mask(state for state in homes if homes[state] == place)
        hosts = (there * (1.0 - foes) > 0) & ~pacts[:, index[case.challenger]]
        hosts[:, index[case.attacked]] = True
        granting = ties.which(lambda tie: tie.kind in GRANTS) & ties.carried_out(place)
        out[:, c] = ((ties.joined(granting) > 0) & hosts[:, None, :]).any(axis=2)
    return out
