from datetime import date
from pathlib import Path

import pytest

from latticework.atlas.atlas import Atlas
from latticework.atlas.loading import load
from latticework.brief import cards
from latticework.brief.cards import Card, card
from latticework.brief.terminal import as_terminal

SMALL = load(base=Path(__file__).parents[1] / "small")
DAY = date(2024, 7, 1)
TREATY = card(SMALL, "agreements", "league-treaty-1950", DAY)


def titles(card: Card) -> list[str]:
    return [table.title for table in card.tables()]


def text(card: Card) -> str:
    return " ".join("\n".join(map(as_terminal, card.tables())).split())


def test_a_states_card_has_all_that_is_known_and_nothing_empty() -> None:
    assert titles(card(SMALL, "states", "AAA", DAY)) == [
        "Aland", "Figures", "Organisations on 2024-07-01", "Agreements on 2024-07-01",
        "Foreign bases and access on 2024-07-01", "Goods trade, by partner",
    ]  # fmt: skip
    assert titles(card(SMALL, "states", "DDD", DAY)) == ["Deland", "Agreements on 2024-07-01"]


def test_every_record_has_a_card() -> None:
    for section in cards.SHOWN_SECTIONS:
        for key in getattr(SMALL, section):
            shown = card(SMALL, section, key, DAY)
            assert all(table.rows for table in shown.tables())
            assert len(shown.record) == len(type(getattr(SMALL, section)[key]).model_fields)


def test_a_disputed_status_is_shown() -> None:
    assert ("status", "Claimed by Celand; the atlas takes no view.") in card(
        SMALL, "states", "DDD", DAY
    ).own[0].rows


def test_an_agreements_card_can_be_audited() -> None:
    told = text(TREATY)
    for part in (
        "targets territory; areas home", "counter Ships may not count.", "verb assist",
        "A quarrel.", "Eland is neutral.", "reading contested", "parties 3: AAA, BBB, EEE",
        "strength g 0.9",
    ):  # fmt: skip
        assert part in told


def test_no_clause_of_the_atlas_loses_a_field(atlas: Atlas) -> None:
    for key, agreement in atlas.agreements.items():
        told = [dict(zip([c.name for c in t.columns], row, strict=True))
                for t in (card(atlas, "agreements", key, DAY).main,) for row in t.rows]  # fmt: skip
        assert len(told) == len(agreement.clauses)
        for clause, row in zip(agreement.clauses, told, strict=True):
            assert row["counter"] == clause.counter
            assert (row["reach"] is None) == (not clause.reach)
            assert row["verb"] == clause.verb.name


def test_the_main_table_is_what_a_spreadsheet_wants() -> None:
    assert TREATY.main.title == "Clauses"
    assert card(SMALL, "states", "AAA", DAY).main.title == "Figures"
    assert card(SMALL, "organisations", "league", DAY).main.title == "Members on 2024-07-01"
    assert card(SMALL, "territories", "rock", DAY).main.rows[1] == ("key", "rock")


def test_json_is_the_whole_record_and_what_is_tied_to_it() -> None:
    plain = TREATY.as_json()
    assert plain["record"]["clauses"][1]["verb"] == "assist"
    assert plain["record"]["suspensions"][0]["between"] == ["AAA", "EEE"]
    assert [table["title"] for table in plain["related"]] == ["On 2024-07-01, and as judged"]


def test_records_that_give_one_field_stand_in_a_line() -> None:
    assert ("parties", "AAA, DDD") in card(SMALL, "agreements", "talks", DAY).own[0].rows


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        card(SMALL, "states", "XXX", DAY)
