from dataclasses import replace
from datetime import date

import pytest

from latticework.atlas.atlas import Atlas
from latticework.brief.web import FEW, alignments, called, home, parties, place, web

DAY = date(2024, 7, 1)
BOTH = ("asia", "europe")


def test_an_organisation_stands_for_its_members(atlas: Atlas) -> None:
    epa = "eu-japan-epa-2018"
    assert parties(atlas, epa, DAY) == {("organisations", "eu"), ("states", "JPN")}


def test_ties_link_two_neighbourhoods(atlas: Atlas) -> None:
    found = web(atlas, DAY, BOTH)
    assert (("organisations", "eu"), ("states", "JPN")) in found.links
    for one, other in found.links:
        assert {home(atlas, one, DAY), home(atlas, other, DAY)} == {"asia", "europe"}
    assert all(slug in atlas.agreements for slug in found.agreements)


def test_agreements_of_many_sides_are_counted_and_not_told_pair_by_pair(atlas: Atlas) -> None:
    found = web(atlas, DAY, BOTH)
    assert not set(found.many_sided) & found.agreements
    assert all(len(parties(atlas, slug, DAY)) > FEW for slug in found.many_sided)
    assert all(len(parties(atlas, slug, DAY)) <= FEW for slug in found.agreements)


def test_of_one_region_all_ties_to_others_are_told(atlas: Atlas) -> None:
    one = web(atlas, DAY, ["asia"])
    assert set(web(atlas, DAY, BOTH).links) < set(one.links)
    assert all("asia" in {home(atlas, node, DAY) for node in pair} for pair in one.links)


def test_what_is_not_in_force_ties_nobody(atlas: Atlas) -> None:
    assert web(replace(atlas, agreements={}), DAY, BOTH).links == {}
    assert len(web(atlas, date(1960, 1, 1), BOTH).links) < len(web(atlas, DAY, BOTH).links)


def test_an_organisation_stands_in_the_middle_of_its_members(atlas: Atlas) -> None:
    lat, lon = place(atlas, ("organisations", "eu"), DAY)
    capitals = [(atlas.states[s].lat, atlas.states[s].lon) for s in atlas.members("eu", DAY)]
    assert min(lat for lat, _ in capitals) < lat < max(lat for lat, _ in capitals)
    assert min(lon for _, lon in capitals) < lon < max(lon for _, lon in capitals)
    assert place(atlas, ("states", "JPN"), DAY) == (
        atlas.states["JPN"].lat, atlas.states["JPN"].lon,
    )  # fmt: skip
    assert called(atlas, ("organisations", "eu")) == "EU"
    assert called(atlas, ("states", "JPN")) == "Japan"


def test_alignments_reach_from_pole_to_pole(atlas: Atlas) -> None:
    found = alignments(atlas, 2024)
    assert found["CHN"] == pytest.approx(-1)
    assert found["USA"] == pytest.approx(1)
    assert all(-1 <= value <= 1 for value in found.values())
    assert found["GBR"] > found["IND"] > found["PRK"]
