from datetime import date
from pathlib import Path

import pytest

from latticework.atlas.loading import load
from latticework.brief import cards

SMALL = load(base=Path(__file__).parents[1] / "small")
DAY = date(2024, 7, 1)


def titles(key: str) -> list[str]:
    return [table.title for table in cards.card(SMALL, key, DAY)]


def test_a_states_card_has_all_that_is_known_and_nothing_empty() -> None:
    assert titles("AAA") == [
        "Aland", "Figures", "Organisations on 2024-07-01", "Agreements, as on 2024-07-01",
        "Foreign bases and access on 2024-07-01", "Goods trade with the 2 largest partners",
    ]  # fmt: skip
    assert titles("DDD") == ["Deland", "Agreements, as on 2024-07-01"]


def test_every_record_has_a_card() -> None:
    for key in cards.keys(SMALL):
        tables = cards.card(SMALL, key, DAY)
        assert tables
        assert all(table.rows for table in tables)


def test_a_disputed_status_is_shown() -> None:
    assert ("status", "Claimed by Celand; the atlas takes no view.") in cards.card(
        SMALL, "DDD", DAY
    )[0].rows


def test_an_agreements_card_shows_its_clauses_and_how_it_is_rated() -> None:
    _, rated, clauses = cards.card(SMALL, "league-treaty-1950", DAY)
    assert ("strength g", "0.9") in rated.rows
    assert [row[:2] for row in clauses.rows] == [("1", "consult"), ("2", "assist")]


def test_an_unknown_key_is_an_error() -> None:
    assert cards.find(SMALL, "XXX") is None
    with pytest.raises(KeyError):
        cards.card(SMALL, "XXX", DAY)


def test_partners_are_ranked_by_both_flows() -> None:
    assert cards.partners(SMALL, "AAA").rows == (
        ("Celand", 30, None, "reported 2023 / "),
        ("Beland", 12.5, 10, "reported 2023 / estimated 2023"),
    )


def test_between_tells_distance_ties_trade_and_bases() -> None:
    tables = cards.between(SMALL, "AAA", "BBB", DAY)
    assert [table.title for table in tables] == [
        "Aland and Beland on 2024-07-01", "Agreements, as on 2024-07-01", "Goods trade",
        "Bases and access",
    ]  # fmt: skip
    assert tables[0].rows == (("capitals", "Acity – Bcity, 734 km"), ("both in", "League"))
