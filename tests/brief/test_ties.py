from dataclasses import replace
from datetime import date
from pathlib import Path

from latticework.atlas.loading import load
from latticework.atlas.rows import Trade
from latticework.brief import ties

SMALL = load(base=Path(__file__).parents[1] / "small")
DAY = date(2024, 7, 1)


def test_partners_are_ranked_by_both_flows() -> None:
    assert ties.partners(SMALL, "AAA").rows == (
        ("Celand", 30, None, "reported 2023 / "),
        ("Beland", 12.5, 10, "reported 2023 / estimated 2023"),
    )


def test_readers_are_told_how_many_partners_they_are_spared() -> None:
    flow = next(iter(SMALL.trade.values()))
    flows = {
        key: Trade(**{**dict(flow), "exporter": "AAA", "importer": key})
        for key in ("BBB", "CCC", "DDD", "EEE", "FFF")
    }
    table = ties.partners(replace(SMALL, trade=flows), "AAA")
    assert replace(table, most=2).footnotes == ("… and 3 more; --json has all.",)
    assert len(table.rows) == 5


def test_a_states_agreements_are_those_of_the_day() -> None:
    keys = [row[0] for row in ties.agreements_of(SMALL, {"EEE"}, date(1985, 1, 1)).rows]
    assert keys == ["pact-of-the-rock-1970"]


def test_between_tells_distance_ties_trade_and_bases() -> None:
    tables = ties.between(SMALL, "AAA", "BBB", DAY)
    assert [table.title for table in tables] == [
        "Aland and Beland on 2024-07-01", "Agreements on 2024-07-01", "Goods trade",
        "Bases and access on 2024-07-01",
    ]  # fmt: skip
    assert tables[0].rows == (("capitals", "Acity – Bcity, 734 km"), ("both in", "League"))


def test_standing_tells_the_parties_of_the_day() -> None:
    rows = ties.standing_of(SMALL, "league-treaty-1950", date(2005, 1, 1)).rows
    assert rows[:2] == (("standing", "in force since 1950-06-01"), ("parties", "1: AAA"))
    assert ties.standing_of(SMALL, "talks", DAY).rows[0] == ("standing", "in talks")
