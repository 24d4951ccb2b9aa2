from datetime import date
from pathlib import Path

import pytest

from latticework.atlas.fields import Target
from latticework.atlas.loading import load
from latticework.brief.duties import (
    article_text,
    as_json,
    as_table,
    counters,
    detail,
    headline,
    overview,
    remarks,
    summary,
    title,
)
from latticework.insight.bound import bound_by, who_is_bound
from latticework.mechanisms.obligation import aimed, attack_at, attack_in, attack_on_territory

SMALL = load(base=Path(__file__).parents[1] / "small")
DAY = date(2024, 7, 1)
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
        "Armed attack by Celand on Deland (territory, Dcity), law of 2024-07-01"
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
    rows = [row for row in as_table(SMALL, [STRAIT]).rows if row[4] == "yes"]
    assert [(v["state"], d["agreement"]) for v in plain["bound"] for d in v["duties"]] == [
        (row[2], row[7]) for row in rows
    ]
    assert plain["attack"]["date"] == "2024-07-01"
    assert plain["not_bound"][0]["would_owe"] == "assist"


def test_the_table_tells_who_is_not_bound_and_why() -> None:
    attack = attack_at((50, 10), "AAA", "CCC", DAY)
    rows = as_table(SMALL, [STRAIT, bound_by(SMALL, attack, "x")]).rows
    unbound = {(row[0], row[2]): row[11] for row in rows if row[4] == "no"}
    assert unbound["Invasion of Deland", "AAA"] == (
        "Deland is no party; none of the 2 cases it covers, the nearest: the place lies outside "
        "the home area"
    )
    assert unbound["x", "DDD"] == "in no pact of that kind"


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("territory", "Armed attack on The Rock (Aland)"),
        ("warship", "Armed attack on a warship of Aland at The Rock"),
        ("forces", "Armed attack on forces of Aland at The Rock"),
    ],
)
def test_a_free_question_is_named_after_what_is_hit(target: Target, said: str) -> None:
    attack = attack_on_territory(SMALL, "rock", "AAA", "CCC", DAY)
    assert title(SMALL, aimed(attack, target, "armed-attack")) == said


def test_places_without_a_name_are_told_by_degrees() -> None:
    assert title(SMALL, attack_at((-1, -2), "AAA", None, DAY)) == (
        "Armed attack on 1.0°S 2.0°W (Aland)"
    )
    assert title(SMALL, attack_at((50, 10), "AAA", None, DAY)) == "Armed attack on Acity (Aland)"


def test_it_is_said_what_is_taken_for_granted() -> None:
    rock = attack_on_territory(SMALL, "rock", "AAA", "CCC", DAY)
    assert remarks(SMALL, rock) == (
        "On 2024-07-01, The Rock is administered by Celand, not by Aland.",
    )
    held = attack_on_territory(SMALL, "rock", "AAA", "CCC", date(1980, 1, 1))
    assert remarks(SMALL, held) == ()
    retold = aimed(held, "territory", "armed-attack", ("island",))
    assert remarks(SMALL, retold) == (
        "Taken as island; the atlas has island, overseas, contested.",
    )
    point = attack_at((50, 10), "AAA", "CCC", DAY)
    assert remarks(SMALL, point) == (
        "The place is taken to be metropolitan territory under the administration of Aland.",
    )
    assert "nobody" in remarks(SMALL, aimed(point, "warship", "armed-attack"))[0]


def test_the_attacked_and_the_attacker_are_said_to_be_left_out() -> None:
    attack = attack_on_territory(SMALL, "rock", "CCC", "AAA", DAY)
    assert remarks(SMALL, attack, ["AAA", "BBB", "CCC"]) == (
        "Celand is the attacked and is left out.",
        "Aland is the attacker and is left out.",
    )
    answer = bound_by(SMALL, attack, "x", ["CCC"])
    assert "Celand is the attacked" in detail(SMALL, answer, ["CCC"], width=80)
    assert as_json(SMALL, answer, ["CCC"])["notes"] == ["Celand is the attacked and is left out."]


def test_counter_readings_are_told_with_who_and_which_clause() -> None:
    attack = aimed(attack_at((0, 175), "AAA", "CCC", DAY), "warship", "armed-attack")
    answer = bound_by(SMALL, attack, "x")
    assert "assist*" in [row[0] for row in summary(SMALL, answer).rows]
    assert counters(SMALL, answer) == [
        "Beland, Eland (League Treaty, Art. 2; on every reading: consult): Ships may not count."
    ]
    assert counters(SMALL, STRAIT) == []
