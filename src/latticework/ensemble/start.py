"""The world at the start of a study, as arrays (`Start`), from its atlas.

What each field rests on, and where it approximates, stands with the function that makes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from latticework.array import Array, IntArray
from latticework.atlas import arrays
from latticework.ensemble import cases as contingency
from latticework.ensemble import economy, groups, standing
from latticework.ensemble.compiled import compiled
from latticework.ensemble.setting import AMERICA, CHINA, RUSSIA, Start
from latticework.ensemble.snapshot import Snapshot
from latticework.ensemble.stocks import stocks
from latticework.study.study import Study

ELASTICITY = "trade_elasticity"
"""The belief at whose centre the deficits of trade are taken out."""

Fields = dict[str, Any]
"""Arrays by the name of their field in `Start`."""


def start(study: Study, years: Sequence[int]) -> Start:
    """Return the world at the start of a study.

    Parameters
    ----------
    study
        Its atlas, contingencies and beliefs are read; not its options.
    years
        The year before the horizon, which is the start, and those of the horizon.

    Raises
    ------
    ReadingError
        If the atlas lacks a state or a figure that the world is made of.
    """
    now = Snapshot(study.atlas, arrays.roster(study.atlas), years[0])
    cases = contingency.cases(now, study.question.contingencies)
    flows = arrays.flows(now.atlas, now.roster)
    shares = economy.trade_shares(flows)
    fields = _sizes(now, years) | _dealings(now, cases, shares) | _threats(now, cases)
    fields |= _members(now, cases, fields)
    move = compiled(study.question.mechanisms, "move", "mechanisms.trade")
    base = economy.balanced_trade(now, flows, _centre(study, ELASTICITY), move)
    return Start(
        **{name: _plain(value) for name, value in fields.items()},
        trade=type(base)(*map(_plain, base)),
        goods=_plain(economy.goods_share(now, base)),
        america=now.roster.index[AMERICA],
        russia=now.roster.index[RUSSIA],
        china=now.roster.index[CHINA],
        year=years[0],
    )


def _centre(study: Study, name: str) -> float:
    return {belief.name: belief.centre for belief in study.beliefs}[name]


def _plain(values: Array | IntArray) -> Any:
    """Return an array as kernels take it: C-contiguous, int64 if whole numbers, else float64."""
    kind = np.int64 if values.dtype.kind == "i" else np.float64
    return np.ascontiguousarray(values, dtype=kind)


def _sizes(now: Snapshot, years: Sequence[int]) -> Fields:
    """Return people, money and arms."""
    growth = economy.growth(now)
    gdp, milex = economy.wealth(now, growth)
    return {
        "population": now.required("population", now.year),
        "growth": growth,
        "gdp": economy.path(gdp, growth, years),
        "milex": milex,
        "stocks": stocks(now, milex),
        "stance": stance(now),
        "major": groups.majors(now),
    }


def stance(now: Snapshot) -> Array:
    """Return the stance of governments towards acting, −1 to 1: nobody's is known, so 0; (N,).

    The atlas has statements, but of a third of the states, mostly one or two each; and they tell
    who agrees with a claim about the world, not who would fight. To score willingness from them
    would be to judge it. What a government's treaties, votes, trade and fears imply is in the other
    traits.
    """
    return np.zeros(len(now.roster.states))


def _dealings(now: Snapshot, cases: Sequence[contingency.Case], shares: Array) -> Fields:
    """Return what states are to each other: alignment, affinity, trade, distance."""
    apart = standing.distances(now)
    position = standing.positions(now, shares, groups.west(now))
    affinity = standing.affinities(position)
    capitals = contingency.capitals(now)
    km = contingency.kilometres(capitals, capitals)
    powers = now.indices(contingency.powers(cases))
    target = now.indices(case.attacked for case in cases)
    places = [case.place for case in cases]
    ways = arrays.ways(now.atlas, now.roster, places, now.day)
    return {
        "position": position,
        "moves": standing.movers(now),
        "gap": apart[powers],
        "affinity": affinity[target],
        "passage": contingency.passages(now, cases, shares),
        "ally": contingency.average_ally(now, affinity, shares, km),
        "place_km": ways[:, :, 1],  # by air
        "capital_km": km[powers],
        "ways": ways,
        # whose home is looked at comes first, since the step goes through homes one by one
        "ways_home": arrays.ways_home(now.atlas, now.roster, now.day).swapaxes(0, 1),
    }


def _threats(now: Snapshot, cases: Sequence[contingency.Case]) -> Fields:
    """Return who challenges whom, and who is whose rival."""
    powers = contingency.powers(cases)
    rivals = arrays.rivals(now.atlas, now.roster, now.day)
    claims = arrays.claims(now.atlas, now.roster, now.day)
    rows = now.indices(powers)
    return {
        "challenger": now.indices(case.challenger for case in cases),
        "target": now.indices(case.attacked for case in cases),
        "watched": np.array([powers.index(case.challenger) for case in cases]),
        "family": contingency.region_numbers(cases),
        "defender": contingency.defenders(now, cases),
        "powers": rows,
        "pole": np.array([powers.index(CHINA), powers.index(AMERICA)]),
        "rivals": rivals,
        "rivalry": rivals[rows],
        "claim": claims[rows],
    }


def _members(now: Snapshot, cases: Sequence[contingency.Case], sizes: Fields) -> Fields:
    """Return who belongs where, and the weights of outcomes."""
    union = groups.union(now, sizes["population"])
    region = groups.regions(now, contingency.challengers(cases))
    european = groups.european(now)
    return {
        "council": groups.council(now),
        "union": union.members,
        "union_units": union.units,
        "union_rule": union.rule,
        "mandated": groups.mandated(now),
        "european": european,
        "visits": contingency.visits(now, cases, european),
        "region": region,
        "hedger": groups.hedgers(now, region[0]),
        "west": groups.west(now),
        "people": groups.people(now, sizes["population"]),
        **groups.outcome_weights(now, sizes["gdp"][0], region),
    }
