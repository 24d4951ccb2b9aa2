from datetime import date
from pathlib import Path

import pytest

from latticework.atlas.loading import load
from latticework.brief.duties import article_text, as_json, as_table, detail, headline, overview
from latticework.insight.bound import bound_by, who_is_bound
from latticework.mechanisms.obligation import attack_at, attack_in

SMALL = load(base=Path(__file__).parents[1] / "small")
STRAIT = who_is_bound(SMALL, "strait-invasion")


@pytest.mark.parametrize(
    ("article", "text"),
    [("5", "Art. 5"), ("IV–V", "Art. IV–V"), ("V", "Art. V"), ("§ 2(b)", "§ 2(b)"),
     ("Introduction", "Introduction"), ("42(7)", "Art. 42(7)"), ("para. 8", "para. 8")],
)  # fmt: skip
def test_articles_are_named_as_lawyers_do(article: str, text: str) -> None:
    assert article_text(article) == text


def test_the_headline_says_who_what_where_and_when() -> None:
    assert headline(SMALL, STRAIT) == (
        "armed-attack by Celand on Deland (territory, 25.0°N 121.0°E), law of 2024-07-01"
    )


def test_the_overview_tells_duties_and_reasons() -> None:
    text = overview(SMALL, [STRAIT], width=80)
    assert "Invasion of Deland: who is bound" in text
    assert "Pledge to Deland" in text
    assert "Deland is no party" in " ".join(text.split())
    assert all(len(line) <= 80 for line in text.splitlines())


def test_nobody_bound_is_said_in_words() -> None:
    text = overview(SMALL, [who_is_bound(SMALL, "strait-invasion", date(1955, 1, 1))], width=80)
    assert "Nobody is bound to do anything." in text


def test_the_detail_shows_paraphrase_reasons_counter_and_source() -> None:
    attack = attack_in(SMALL, SMALL.contingencies["rock-seizure"], date(2024, 1, 1))
    ship = bound_by(SMALL, attack_at((0, 175), "AAA", "CCC", date(2024, 1, 1)), "x", ["EEE", "DDD"])
    text = " ".join(detail(SMALL, ship, width=80).split())
    assert attack.administrator == "CCC"
    assert "Eland owes: consult" in text
    assert "The members consult when one of them is threatened." in text
    assert "Source: A treaty, 1 UNTS 1." in text
    assert "Deland: nothing; in no pact of that kind." in text


def test_json_and_table_tell_the_same_duties() -> None:
    plain = as_json(SMALL, STRAIT)
    table = as_table(SMALL, [STRAIT])
    assert [(v["state"], d["agreement"]) for v in plain["bound"] for d in v["duties"]] == [
        (row[2], row[6]) for row in table.rows
    ]
    assert plain["attack"]["date"] == "2024-07-01"
    assert plain["not_bound"][0]["would_owe"] == "assist"
