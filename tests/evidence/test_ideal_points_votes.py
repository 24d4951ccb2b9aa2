"""Votes as arrays: what counts, what is linked, what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
import pytest

from latticework.evidence.ideal_points_votes import arranged, bridged, cast

STATES = [f"s{i:02d}" for i in range(20)]


def votes(*rolls: tuple[int, str], states: Sequence[str] = STATES) -> pl.DataFrame:
    """Return votes by roll call and a word of y, a, n, - (absent), cut short or repeated."""
    words = {"y": "yes", "a": "abstain", "n": "no"}
    rows = [
        (rcid, state, words[word[i % len(word)]])
        for rcid, word in rolls
        for i, state in enumerate(states)
        if word[i % len(word)] != "-"
    ]
    return pl.DataFrame(rows, schema=["rcid", "country", "vote"], orient="row")


def calls(*rows: tuple[Any, ...], more: Sequence[str] = ("descr",)) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["rcid", "session", *more], orient="row")


def links(table: pl.DataFrame, roll_calls: pl.DataFrame) -> dict[int, int]:
    return dict(bridged(cast(table, roll_calls), roll_calls).iter_rows())


# --- bridges ---


def test_a_resolution_that_returns_unchanged_is_one_roll_call() -> None:
    table = votes((1, "yan"), (2, "yan"), (3, "yan"))
    assert links(table, calls((1, 5, "Peace"), (2, 6, "Peace"), (3, 7, "PEACE."))) == {
        1: 1, 2: 1, 3: 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("second", "word"),
    [
        ((2, 7, "Peace"), "yan"),  # a session lies between
        ((2, 6, "War"), "yan"),  # another title
        ((2, 6, "Peace"), "yna"),  # a third vote otherwise
        ((2, 6, None), "yan"),  # no title
        ((2, 5, "Peace"), "yan"),  # twice in a session
    ],
)
def test_not_linked(second: tuple[Any, ...], word: str) -> None:
    assert links(votes((1, "yan"), (2, word)), calls((1, 5, "Peace"), second)) == {1: 1, 2: 2}


def test_a_few_may_change_their_votes() -> None:
    word = "y" * 18 + "nn"
    other = "y" * 17 + "ann"
    table = votes((1, word), (2, other))
    assert links(table, calls((1, 5, "Peace"), (2, 6, "Peace"))) == {1: 1, 2: 1}


def test_titles_lose_figures_and_the_words_that_all_have() -> None:
    table = votes((1, "yan"), (2, "yan"))
    one, two = "Peace : resolution / adopted by the General Assembly", "Peace, 2009"
    assert links(table, calls((1, 5, one), (2, 6, two)))[2] == 1


def test_the_title_stands_in_short_where_descr_is_the_agenda_item() -> None:
    table = votes((1, "yan"), (2, "yan"), (3, "yan"))
    roll_calls = calls(
        (1, 70, "Jerusalem", None),
        (2, 71, "A/71/251 34 - The situation in the Middle East", "Jerusalem : resolution / …"),
        (3, 72, "A/72/251 34 - The situation in the Middle East", "The Syrian Golan"),
        more=("descr", "short"),
    )
    assert links(table, roll_calls) == {1: 1, 2: 1, 3: 3}


def test_absences_do_not_count_against_a_link() -> None:
    table = votes((1, "yan"), (2, "ya-"))
    assert links(table, calls((1, 5, "Peace"), (2, 6, "Peace")))[2] == 1


def test_without_titles_nothing_is_linked() -> None:
    assert links(votes((1, "yan"), (2, "yan")), calls((1, 5), (2, 6), more=())) == {1: 1, 2: 2}


# --- what counts ---


def test_parts_are_marked_from_session_45_on() -> None:
    table = votes((1, "yn"), (2, "yn"), (3, "yn"), (4, "yn"))
    roll_calls = calls(
        (1, 44, 1, 0), (2, 45, 1, None), (3, 45, None, 1), (4, 45, 0, None), more=("para", "amend")
    )
    found = cast(table, roll_calls).select("rcid", "whole").unique().sort("rcid")
    assert found["whole"].to_list() == [True, False, False, True]


def test_arrays_hold_every_vote_twice() -> None:
    table = cast(votes((1, "yan"), (2, "yyn"), (3, "y-n")), calls((1, 1), (2, 1), (3, 4), more=()))
    found = arranged(table, table.select("rcid", item="rcid").unique())
    assert found.points.height == 20 + 13
    assert found.points["votes"].sum() == len(found.by_item.other) == len(found.by_point.other)
    assert found.weight.mean() == pytest.approx(1)
    gaps = found.points.with_columns(gap=found.gap)
    assert gaps.filter(pl.col("session") == 1)["gap"].unique().to_list() == [0.0]
    assert gaps.filter(pl.col("session") == 4)["gap"].unique().to_list() == [3.0]
    assert len(found.paths) == 21
    one = found.by_item.start[1]
    assert np.bincount(found.by_item.choice[:one]).tolist() == [6, 7, 7]


def test_unanimous_roll_calls_are_left_out() -> None:
    table = cast(votes((1, "yan"), (2, "y"), (3, "a")), calls((1, 1), (2, 1), (3, 2), more=()))
    found = arranged(table, table.select("rcid", item="rcid").unique())
    assert found.items["rcid"].to_list() == [1]
    assert found.points["session"].unique().to_list() == [1]


# --- what is refused ---

GOOD = votes((1, "yan"))


@pytest.mark.parametrize(
    ("table", "roll_calls", "said"),
    [
        (GOOD.drop("country"), calls((1, 1, "x")), "votes: no column country"),
        (GOOD, calls((1, 1, "x")).drop("session"), "roll_calls: no column session"),
        (GOOD, calls((2, 1, "x")), "a session for every roll call"),
        (GOOD.with_columns(vote=pl.lit("absent")), calls((1, 1, "x")), "no, abstain, yes"),
        (GOOD.with_columns(country=pl.lit(None, pl.String)), calls((1, 1, "x")), "a name"),
        (pl.concat([GOOD, GOOD]), calls((1, 1, "x")), "stands twice"),
    ],
)
def test_tables_that_do_not_fit(table: pl.DataFrame, roll_calls: pl.DataFrame, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        cast(table, roll_calls)


def test_votes_that_divide_nobody() -> None:
    table = cast(votes((1, "y")), calls((1, 1), more=()))
    with pytest.raises(ValueError, match="on which states differ"):
        arranged(table, table.select("rcid", item="rcid").unique())
