"""The web of ties between the neighbourhoods of the world, under an option on a day.

Organisations that are parties stand in the middle of their members' capitals, and their members
are not told beside them, so that forty states tied by one body are one line and not hundreds.
Agreements of many sides are counted and not told pair by pair: all would be tied to all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from math import atan2, cos, degrees, hypot, radians, sin

import numpy as np

from latticework.array import Array
from latticework.atlas import arrays
from latticework.atlas.atlas import Atlas
from latticework.ensemble import economy, groups, standing
from latticework.ensemble.snapshot import Snapshot
from latticework.ensemble.ties import neighbourhood

Node = tuple[str, str]
"""Section (``states``, ``organisations``) and key."""

Pair = tuple[Node, Node]

FEW = 6
"""Sides that an agreement has at most to be told pair by pair."""


@dataclass(frozen=True)
class Web:
    """Ties that link neighbourhoods.

    Attributes
    ----------
    links
        For each pair of parties, the agreements between them.
    many_sided
        Agreements of more than `FEW` sides.
    """

    links: Mapping[Pair, tuple[str, ...]]
    many_sided: tuple[str, ...] = ()

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Everyone who is tied, in order."""
        return tuple(sorted({node for pair in self.links for node in pair}))

    @property
    def agreements(self) -> frozenset[str]:
        """The agreements that are told pair by pair."""
        return frozenset(slug for slugs in self.links.values() for slug in slugs)


def web(atlas: Atlas, day: date, regions: Collection[str]) -> Web:
    """Return the agreements in force on a day that link two neighbourhoods.

    Parameters
    ----------
    atlas, day
        Whose agreements, and when.
    regions
        Neighbourhoods between which ties are told; if it is one, those between it and any other.
    """
    links: dict[Pair, list[str]] = {}
    many: list[str] = []
    for slug, record in atlas.agreements.items():
        if not record.in_force_on(day):
            continue
        nodes = sorted(parties(atlas, slug, day))
        pairs = list(_pairs(nodes, [home(atlas, node, day) for node in nodes], regions))
        if pairs and len(nodes) > FEW:
            many.append(slug)
            continue
        for pair in pairs:
            links.setdefault(pair, []).append(slug)
    return Web({pair: tuple(slugs) for pair, slugs in links.items()}, tuple(many))


def _pairs(nodes: Sequence[Node], homes: Sequence[str], regions: Collection[str]) -> Iterator[Pair]:
    least = min(2, len(regions))
    for (one, here), (other, there) in combinations(zip(nodes, homes, strict=True), 2):
        if here != there and len({here, there} & set(regions)) >= least:
            yield one, other


def parties(atlas: Atlas, slug: str, day: date) -> set[Node]:
    """Return the parties to an agreement: organisations, and states that are in none of these."""
    found: set[Node] = set()
    inside: set[str] = set()
    for party in atlas.agreements[slug].parties:
        if party.organisation and party.holds(day) and atlas.members(party.organisation, day):
            found.add(("organisations", party.organisation))
            inside.update(atlas.members(party.organisation, day))
    states = {state for state, via in atlas.parties(slug, day).items() if via is None}
    return found | {("states", state) for state in states - inside}


def home(atlas: Atlas, node: Node, day: date) -> str:
    """Return the neighbourhood of a state, or of most members of an organisation."""
    section, key = node
    if section == "states":
        return neighbourhood(atlas.states[key].region)
    regions = Counter(neighbourhood(atlas.states[s].region) for s in atlas.members(key, day))
    return max(sorted(regions), key=lambda region: regions[region])


def place(atlas: Atlas, node: Node, day: date) -> tuple[float, float]:
    """Return where a node stands: a capital, or the middle of the members' capitals, degrees."""
    section, key = node
    if section == "states":
        return atlas.states[key].lat, atlas.states[key].lon
    capitals = [(atlas.states[s].lat, atlas.states[s].lon) for s in atlas.members(key, day)]
    x = sum(cos(radians(lat)) * cos(radians(lon)) for lat, lon in capitals)
    y = sum(cos(radians(lat)) * sin(radians(lon)) for lat, lon in capitals)
    z = sum(sin(radians(lat)) for lat, _ in capitals)
    return degrees(atan2(z, hypot(x, y))), degrees(atan2(y, x))


def called(atlas: Atlas, node: Node) -> str:
    """Return a node's name, short for organisations."""
    section, key = node
    return atlas.states[key].name if section == "states" else atlas.organisations[key].short


def alignments(atlas: Atlas, year: int) -> dict[str, float]:
    """Return where profiled states stand at the start, −1 China to 1 West, mean over issues."""
    names = arrays.roster(atlas)
    now = Snapshot(atlas, names, year)
    shares = economy.trade_shares(arrays.flows(atlas, names))
    found: Array = standing.positions(now, shares, groups.west(now)).mean(axis=1)
    return dict(zip(names.states, np.round(found, 12).tolist(), strict=True))
