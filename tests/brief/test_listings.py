from datetime import date
from pathlib import Path

from latticework.atlas.loading import load
from latticework.brief import listings

SMALL = load(base=Path(__file__).parents[1] / "small")
DAY = date(2024, 7, 1)


def test_states_show_their_newest_figures_and_dashes() -> None:
    table = listings.states(SMALL)
    assert [row[0] for row in table.rows] == ["AAA", "BBB", "CCC", "DDD", "EEE"]
    assert table.texts()[0] == ["AAA", "Aland", "europe", "1.1", "–", "10.0", "–"]


def test_states_can_be_all_or_of_a_region() -> None:
    assert len(listings.states(SMALL, everyone=True).rows) == 6
    assert [row[0] for row in listings.states(SMALL, "east-asia").rows] == ["CCC", "DDD"]


def test_coverage_counts_states_and_confidence() -> None:
    assert listings.coverage(SMALL).rows == (
        ("population", 1, "2023", 100, 0, 0),
        ("milex", 2, "2023", 50, 50, 0),
    )


def test_organisations_count_members_on_the_day() -> None:
    assert listings.organisations(SMALL, DAY).rows == (("league", "The League", 3, "consensus"),)
    assert listings.organisations(SMALL, date(1940, 1, 1)).rows == ()


def test_agreements_are_filtered_by_kind_issue_and_parties() -> None:
    keys = [row[-1] for row in listings.agreements(SMALL, DAY, "mutual-defence").rows]
    assert keys == ["league-treaty-1950", "pact-of-the-rock-1970", "pledge-1960"]
    assert [row[-1] for row in listings.agreements(SMALL, DAY, issue="trade").rows] == ["talks"]
    both = listings.agreements(SMALL, DAY, parties=("AAA", "EEE"))
    assert [row[-1] for row in both.rows] == ["league-treaty-1950", "pact-of-the-rock-1970"]


def test_standing_tells_force_signature_end_and_talks() -> None:
    told = {
        (key, day): listings.standing(SMALL.agreements[key], date.fromisoformat(day))
        for key, day in [("pledge-1960", "2024-07-01"), ("pledge-1960", "2031-01-01"),
                         ("league-treaty-1950", "1950-05-01"), ("talks", "2024-07-01"),
                         ("talks", "2020-01-01")]
    }  # fmt: skip
    assert list(told.values()) == [
        "1960-01-01",
        "ended 2030-12-31",
        "signed 1950-04-01",
        "in talks",
        "later",
    ]


def test_statements_are_filtered_by_claim() -> None:
    (row,) = listings.statements(SMALL, "C1").rows
    assert row[-1] == "+C1"
    assert listings.statements(SMALL, "C2").rows == ()


def test_sources_tell_how_often_they_are_cited() -> None:
    assert {row[0]: row[-1] for row in listings.sources(SMALL).rows}["treaty"] == 19
    assert listings.sources(SMALL, unused=True).rows == ()


def test_contingencies_of_today_come_first() -> None:
    assert [row[0] for row in listings.contingencies(SMALL).rows] == [
        "strait-invasion", "rock-seizure",
    ]  # fmt: skip
