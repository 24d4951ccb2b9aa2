from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from latticework.atlas import arrays
from latticework.atlas.places import distance_km
from latticework.ensemble import cases, economy, groups, standing
from latticework.ensemble.snapshot import Snapshot
from latticework.reading import ReadingError

SLUGS = ("taiwan-strait-invasion", "second-thomas-warship", "korea-invasion", "baltic-suwalki")


@pytest.fixture(scope="module")
def found(now: Snapshot) -> list[cases.Case]:
    """The default study's contingencies."""
    return cases.cases(now, SLUGS)


@pytest.fixture(scope="module")
def shares(now: Snapshot) -> np.ndarray:
    """Who trades with whom."""
    return economy.trade_shares(arrays.flows(now.atlas, now.roster))


def test_a_case_says_who_attacks_whom_and_where(now: Snapshot, found: list[cases.Case]) -> None:
    assert [case.challenger for case in found] == ["CHN", "CHN", "PRK", "RUS"]
    assert [case.attacked for case in found] == ["TWN", "PHL", "KOR", "LTU"]
    taiwan = now.atlas.territories["taiwan"]
    assert found[0].place == (taiwan.lat, taiwan.lon)
    assert cases.region_numbers(found).tolist() == [0, 0, 0, 1]
    assert cases.powers(found) == ["CHN", "PRK", "RUS", "USA"]


def test_a_region_of_neither_is_a_number_more(now: Snapshot) -> None:
    elsewhere = [slug for slug, row in now.atlas.contingencies.items() if row.region == "other"]
    challenged = [slug for slug in elsewhere if now.atlas.contingencies[slug].challenger]
    assert cases.region_numbers(cases.cases(now, challenged)).tolist() == [2.0] * len(challenged)
    assert challenged


def test_somebody_must_challenge(now: Snapshot) -> None:
    nobody = [slug for slug, row in now.atlas.contingencies.items() if row.challenger is None]
    with pytest.raises(ReadingError, match=f"challenger: {nobody[0]} — expected the state"):
        cases.cases(now, nobody[:1])


def test_poles_are_followed_even_when_they_do_not_challenge(now: Snapshot) -> None:
    assert cases.powers(cases.cases(now, ["korea-invasion"])) == ["CHN", "PRK", "USA"]


def test_kilometres_run_from_columns_to_rows() -> None:
    berlin, tokyo = (52.52, 13.40), (35.68, 139.69)
    table = cases.kilometres([berlin], [tokyo, berlin])
    assert table.shape == (1, 2)
    assert table[0].tolist() == [distance_km(*tokyo, *berlin), 0.0]


def test_challengers_and_their_allies_do_not_help(now: Snapshot, found: list[cases.Case]) -> None:
    rows = cases.defenders(now, found)
    absent = [set(np.array(now.roster.states)[row == 0]) for row in rows]
    assert absent[0] == absent[1] == absent[2] == {"CHN", "PRK", "RUS"}
    assert absent[3] == {"CHN", "PRK", "RUS", "ARM", "BLR", "KAZ"}


def test_the_attacked_helps_itself_even_as_a_challenger_elsewhere(now: Snapshot) -> None:
    case = cases.Case("USA", "CHN", (0.0, 0.0), "made-up", "other")
    other = cases.Case("CHN", "TWN", (0.0, 0.0), "made-up", "asia")
    row = cases.defenders(now, [case, other])[0]
    assert row[now.roster.index["CHN"]] == 1
    assert row[now.roster.index["JPN"]] == 0  # an ally of this challenger


def test_a_ship_month_is_a_twelfth_of_a_ship(now: Snapshot, found: list[cases.Case]) -> None:
    european = groups.european(now)
    rows = cases.visits(now, found, european)
    ships = now.figures(cases.SHIPS).value
    ashore = rows[0] == 0
    assert (rows[0][~ashore] * ships[~ashore]).sum() == pytest.approx(1 / 12)
    assert rows[0][now.roster.index["FRA"]] > 0
    assert rows[0][now.indices(["USA", "CAN", "JPN", "EST", "LUX"])].tolist() == [0] * 5
    assert (rows[3] == 0).all()  # none are sent to Europe


def test_without_ships_nobody_visits(now: Snapshot, figured: Callable[..., Snapshot]) -> None:
    ashore = figured({cases.SHIPS: dict.fromkeys(now.roster.states, 0.0)})
    rows = cases.visits(ashore, cases.cases(ashore, SLUGS), groups.european(ashore))
    assert rows.shape == (4, len(now.roster.states))
    assert (rows == 0).all()


def test_passage_is_the_larger_of_what_passes_and_what_is_traded(
    now: Snapshot, found: list[cases.Case], shares: np.ndarray
) -> None:
    rows = cases.passages(now, found, shares)
    states = now.roster.index
    assert rows[0, states["JPN"]] == pytest.approx(0.287)  # CSIS 2024
    assert rows[0, states["KOR"]] > rows[0, states["DEU"]]
    assert rows[0, states["AUS"]] == shares[states["AUS"], states["TWN"]]
    assert [rows[c, now.roster.index[case.attacked]] for c, case in enumerate(found)] == [1] * 4
    assert ((rows >= 0) & (rows <= 1)).all()


def test_a_family_without_figures_counts_trade_alone(
    now: Snapshot, found: list[cases.Case], shares: np.ndarray
) -> None:
    korea = now.roster.index["KOR"]
    row = cases.passages(now, found, shares)[2]
    others = np.arange(len(row)) != korea
    assert row[others].tolist() == shares[others, korea].tolist()


def test_allies_are_pairs_in_a_pact(now: Snapshot) -> None:
    pairs = cases.alliances(now)
    states = now.roster.index
    assert (pairs == pairs.T).all()
    assert not np.diagonal(pairs).any()
    assert pairs[states["USA"], states["JPN"]]
    assert pairs[states["DNK"], states["TUR"]]
    assert not pairs[states["JPN"], states["KOR"]]  # both have one, with a third
    assert not pairs[states["USA"], states["TWN"]]


def test_the_average_ally_is_the_mean_over_pairs(now: Snapshot, shares: np.ndarray) -> None:
    affinity = standing.affinities(standing.positions(now, shares, groups.west(now)))
    capitals = cases.capitals(now)
    km = cases.kilometres(capitals, capitals)
    ally = cases.average_ally(now, affinity, shares, km)
    pairs = [(i, j) for i, j in np.argwhere(cases.alliances(now))]
    assert len(pairs) > 900
    assert ally == pytest.approx(
        [np.mean([table[i, j] for i, j in pairs]) for table in (affinity, shares, km)]
        + [np.mean([groups.majors(now)[i] for i, _ in pairs])]
    )
    assert 0.7 < ally[0] < 1
    assert 1000 < ally[2] < 4000


def test_without_pacts_there_is_no_average_ally(now: Snapshot) -> None:
    alone = replace(now, atlas=replace(now.atlas, agreements={}))
    one = np.ones((len(now.roster.states),) * 2)
    assert cases.average_ally(alone, one, one, one).tolist() == [0, 0, 0, 0]
