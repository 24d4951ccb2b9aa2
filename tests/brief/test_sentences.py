import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latticework.brief import sentences
from latticework.brief.sentences import (
    Name,
    Number,
    amount,
    chance,
    count,
    fixed,
    joined,
    percent,
    said,
    share,
    shown,
)


def test_the_examples_hold() -> None:
    assert doctest.testmod(sentences).failed == 0


def test_a_sentence_keeps_its_numbers_and_tells_its_own_words_from_names() -> None:
    one = said("{who} wins in {often}.", who="The will", often=share(0.25))
    assert one.text == "The will wins in 25\u00a0% of futures."
    assert [number.value for number in one.numbers] == [0.25]
    assert "will" not in one.own_words
    assert one.as_json()["numbers"] == [{"told": "25\u00a0% of futures", "value": 0.25}]


def test_a_field_that_is_not_given_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        said("{who} wins")


def test_parts_are_joined_in_words() -> None:
    assert joined([Name("a")]).text == "a"
    assert joined(["a", "b", "c"]).text == "a, b and c"
    assert joined([said("x"), said("y")], "").text == "xy"


@given(st.floats(0, 1))
def test_only_what_is_all_or_nothing_is_told_so(value: float) -> None:
    text = percent(value).text
    assert (text == "0\u00a0%") == (value == 0)
    assert (text == "100\u00a0%") == (value == 1)
    assert (share(value).text == "no futures") == (value == 0)
    assert (share(value).text == "all futures") == (value == 1)


@given(st.floats(-1e6, 1e6).filter(lambda value: abs(value) > 1e-6), st.integers(1, 6))
def test_amounts_keep_their_significant_digits(value: float, digits: int) -> None:
    told = float(shown(value, digits).replace("−", "-").replace(",", ""))
    assert told == pytest.approx(value, rel=0.51 * 10.0 ** (1 - digits))


def test_numbers_as_they_are_told() -> None:
    assert amount(0).text == "0"
    assert amount(0.5, sign=True).text == "+0.50"
    assert amount(-0.5, sign=True).text == "−0.50"
    assert fixed(-0.0001, 2) == "0.00"
    assert fixed(-1234.5, 1) == "−1,234.5"
    assert count(1, "future").text == "1 future"
    assert count(2, "country").text == "2 countries"
    assert chance(0.2) == Number(0.2, "20\u00a0%")
