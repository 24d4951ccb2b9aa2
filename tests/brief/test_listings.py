from datetime import date
from pathlib import Path

from latticework.atlas.loading import Effect, load
from latticework.brief import listings
from latticework.brief.listings import Wanted

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


def keys(wanted: Wanted, day: date = DAY) -> list[str]:
    return [str(row[0]) for row in listings.agreements(SMALL, day, wanted).rows]


def test_agreements_are_filtered_by_kind_issue_and_parties() -> None:
    assert keys(Wanted(kind="mutual-defence")) == [
        "league-treaty-1950", "pact-of-the-rock-1970", "pledge-1960",
    ]  # fmt: skip
    assert keys(Wanted(issue="trade")) == ["talks"]
    assert keys(Wanted(states=("AAA", "EEE"))) == ["league-treaty-1950", "pact-of-the-rock-1970"]
    assert keys(Wanted(organisations=("league",))) == ["league-treaty-1950"]


def test_agreements_and_their_parties_are_those_of_the_day() -> None:
    early = date(1975, 1, 1)
    assert keys(Wanted(states=("EEE",)), early) == []
    assert keys(Wanted(states=("EEE",), ever=True), early) == [
        "league-treaty-1950", "pact-of-the-rock-1970",
    ]  # fmt: skip
    assert "talks" not in keys(Wanted(), early)
    assert "pledge-1960" not in keys(Wanted(), date(2031, 1, 1))
    assert "pledge-1960" in keys(Wanted(ever=True), date(2031, 1, 1))
    (row,) = listings.agreements(SMALL, early, Wanted(states=("BBB",), kind="mutual-defence")).rows[
        1:2
    ]
    assert (row[0], row[3], row[5]) == ("pact-of-the-rock-1970", "AAA, BBB", "AAA, BBB")


def test_machines_get_every_party_and_readers_the_first() -> None:
    table = listings.agreements(SMALL, DAY)
    assert table.columns[3].items == listings.FITTING
    assert table.rows[0][3:6:2] == ("League", "AAA, BBB, EEE")
    assert table.title == "4 agreements, as on 2024-07-01"
    assert listings.agreements(SMALL, DAY, Wanted(issue="trade")).title.startswith("1 agreement,")


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


def test_territories_tell_who_holds_them_on_the_day() -> None:
    def holder(day: date) -> object:
        (row,) = listings.territories(SMALL, day).rows
        return row[2]

    assert holder(date(1990, 12, 31)) == "AAA"
    assert holder(date(1991, 1, 1)) == "CCC"


def test_kinds_issues_and_claims_count_what_is_filed_under_them() -> None:
    assert {row[0]: row[4] for row in listings.kinds(SMALL).rows}["mutual-defence"] == 3
    assert {row[0]: row[2] for row in listings.issues(SMALL).rows}["trade"] == 1
    assert {row[0]: row[2:] for row in listings.claims(SMALL).rows}["C1"] == (1, 0)


def test_a_check_tells_what_overlays_did() -> None:
    table = listings.checked(SMALL, {"states": Effect(1, 2, 0), "sources": Effect(2, 0, 1)})
    assert ("states", 6, 1, 2, 0) in table.rows
    assert table.notes == ("The overlay adds 3, changes 2 and retires 1.",)
    assert listings.checked(SMALL, {}).rows[1] == ("states", 6)


def test_contingencies_of_today_come_first() -> None:
    assert [row[0] for row in listings.contingencies(SMALL).rows] == [
        "strait-invasion", "rock-seizure",
    ]  # fmt: skip
