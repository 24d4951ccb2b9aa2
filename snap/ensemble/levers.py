"""What an option does beside agreements: ships, forces, money for arms, trade, working as one."""

from __future__ import annotations

import numpy as np

from latticework.array import Array
from latticework.ensemble.cases import MONTHS, SHIPS
from latticework.ensemble.schedule import Schedule
from latticework.ensemble.setting import REGIONS, Deals
from latticework.ensemble.snapshot import trouble
from latticework.mechanisms.projection import DOMAINS
from latticework.study.option import Burden, Commitment, Interoperability, Presence, Trade


def stationed(schedule: Schedule) -> Array:
    """Return the share of each fleet that is at each place because of the option.

    A ship-month is a twelfth of a ship the year round. It is spread over the group by principal
    surface combatants, so that each member sends the same share of its fleet, to each contingency
    of the lever's region. Negative for a retreat.

    Returns
    -------
    array
        (O, Y, C, N).

    Raises
    ------
    ReadingError
        If nobody in a group has such ships.
    """
    ships = np.nan_to_num(schedule.now.figures(SHIPS).value)
    out = schedule.zeros(len(schedule.cases), len(ships))
    here = _by_region(schedule)
    for at, key, lever in schedule.pulled(Presence):
        sending = (ships > 0) * schedule.mask(lever.group, schedule.years[at.t])
        fleet = float(ships @ sending)
        if not fleet > 0:
            expected = f"expected someone in the group to have {SHIPS}"
            raise trouble("figures", SHIPS, key[0], expected)
        sent = lever.ship_months / MONTHS / fleet
        out[at][here[lever.region]] += sent * sending
    return out


def freed(schedule: Schedule) -> Array:
    """Return the share of each force that is freed for each place beyond the status quo.

    What is freed for one region is missing in the other.

    Returns
    -------
    array
        (O, Y, C, N, K).
    """
    states = len(schedule.roster.states)
    out = schedule.zeros(len(schedule.cases), states, len(DOMAINS))
    here = _by_region(schedule)
    for at, _, lever in schedule.pulled(Commitment):
        members, k = schedule.mask(lever.group, schedule.years[at.t]), DOMAINS.index(lever.domain)
        for region in REGIONS:
            sign = 1.0 if region == lever.region else -1.0
            out[at][here[region], :, k] += sign * lever.share * members
    return out


def _by_region(schedule: Schedule) -> dict[str, list[int]]:
    """Return the numbers of the contingencies in each of `REGIONS`."""
    cases = schedule.cases
    return {name: [c for c, case in enumerate(cases) if case.region == name] for name in REGIONS}


def as_one(schedule: Schedule) -> Array:
    """Return the share of the gain of interoperability that each state has by levers; (O, Y, N)."""
    out = schedule.zeros(len(schedule.roster.states))
    for at, _, lever in schedule.pulled(Interoperability):
        members = schedule.mask(lever.group, schedule.years[at.t])
        out[at] = np.maximum(out[at], lever.share * members)
    return out


def floors(schedule: Schedule, burden: Array) -> Array:
    """Return the least burden that an option asks for, % of GDP; 0 without.

    Even steps lead from a state's own burden to the target in the lever's last year, after which it
    holds. Who spends more already is asked for the target only.

    Parameters
    ----------
    schedule
        Options and years.
    burden
        (N,) of the first year, % of GDP.

    Returns
    -------
    array
        (O, Y, N).
    """
    out = schedule.zeros(len(burden))
    for at, _, lever in schedule.pulled(Burden):
        year = schedule.years[at.t]
        own = np.minimum(burden, lever.target)
        asked = own + (lever.target - own) * lever.progress(year)
        out[at] = np.maximum(out[at], asked * schedule.mask(lever.group, year))
    return out


def deals(schedule: Schedule) -> tuple[Deals, tuple[str | None, ...]]:
    """Return the trade agreements, and the belief that each hangs on (None if it is sure).

    Sides are the members in the year of entry into force, which is a year of the horizon at the
    earliest: what was in force before is in the trade of the start.
    """
    levers = schedule.levers(Trade)
    states = len(schedule.roster.states)
    start = np.full((len(schedule.options), len(levers)), np.inf)
    for o, option in enumerate(schedule.options):
        for number, ((part, _), lever) in enumerate(levers.items()):
            if part in schedule.study.parts[option]:
                start[o, number] = max(lever.start, schedule.years[0] + 1)
    one, other = (np.zeros((len(levers), states)) for _ in range(2))
    for number, lever in enumerate(levers.values()):
        one[number] = schedule.mask(lever.one, lever.start)
        other[number] = schedule.mask(lever.other, lever.start)
    return Deals(one, other, start), tuple(lever.concluded for lever in levers.values())
