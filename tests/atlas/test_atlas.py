from datetime import date
from pathlib import Path

import pytest

from latticework.atlas.atlas import Atlas
from latticework.atlas.loading import load


@pytest.fixture(scope="module")
def small() -> Atlas:
    return load(base=Path(__file__).parents[1] / "small")


@pytest.mark.parametrize(
    ("day", "members"),
    [
        ("1950-05-31", ()),
        ("1950-06-01", ("AAA", "BBB")),
        ("2000-12-31", ("AAA", "BBB")),
        ("2001-01-01", ("AAA",)),
        ("2020-05-05", ("AAA", "BBB", "EEE")),
    ],
)
def test_members_by_date_leave_out_observers(
    small: Atlas, day: str, members: tuple[str, ...]
) -> None:
    assert small.members("league", date.fromisoformat(day)) == members


def test_an_unknown_organisation_has_no_members(small: Atlas) -> None:
    assert small.members("none", date(2024, 1, 1)) == ()


def test_parties_come_directly_or_through_an_organisation(small: Atlas) -> None:
    day = date(2024, 1, 1)
    assert small.parties("league-treaty-1950", day) == dict.fromkeys(
        ("AAA", "BBB", "EEE"), "league"
    )
    assert small.parties("pact-of-the-rock-1970", day) == dict.fromkeys(("AAA", "BBB", "EEE"))
    assert "EEE" not in small.parties("pact-of-the-rock-1970", date(1979, 12, 31))


def test_ever_parties_ignore_dates(small: Atlas) -> None:
    assert small.ever_parties("league-treaty-1950") == {"AAA", "BBB", "EEE"}


def test_own_strength_wins_over_the_kinds(small: Atlas) -> None:
    assert small.strength("pledge-1960") == 0.5
    assert small.strength("league-treaty-1950") == 0.9
    assert small.visibility("pledge-1960") == 0.8
    assert small.military("pledge-1960")
    assert not small.military("talks")


def test_the_figure_is_the_newest_known_then(small: Atlas) -> None:
    newest = small.figure("AAA", "population")
    older = small.figure("AAA", "population", as_of="2022-12-31")
    assert newest
    assert older
    assert (newest.value, older.value) == (1_100_000, 1_000_000)
    assert small.figure("AAA", "population", as_of="2021") is None
    assert small.figure("CCC", "milex") is None


def test_profiled_states_are_those_with_figures(small: Atlas) -> None:
    assert small.profiled() == ("AAA", "BBB", "CCC", "DDD", "EEE")
