from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from latticework.atlas.fields import Line, Moment, Number, Period, Text, Verb, VerbName


def test_verbs_are_ordered_by_what_they_promise() -> None:
    names = ["none", "cooperate", "consult", "act", "assist", "defend"]
    assert [verb.name for verb in sorted(Verb)] == names


def test_a_period_holds_on_its_first_and_last_day() -> None:
    period = Period(since=date(2020, 1, 1), until=date(2020, 12, 31))
    assert period.holds(date(2020, 1, 1))
    assert period.holds(date(2020, 12, 31))
    assert not period.holds(date(2021, 1, 1))
    assert Period().holds(date(1, 1, 1))


@pytest.mark.parametrize("text", ["2023", 2023, "2023-06", "2023-06-30"])
def test_a_moment_is_a_year_a_month_or_a_day(text: object) -> None:
    assert TypeAdapter(Moment).validate_python(text) == str(text)


@pytest.mark.parametrize("text", ["23", "2023-13", "2023-06-31", True, 2023.5, "June 2023", ""])
def test_other_moments_are_refused(text: object) -> None:
    with pytest.raises(ValidationError, match="expected"):
        TypeAdapter(Moment).validate_python(text)


def test_a_number_is_no_yes_or_no() -> None:
    assert TypeAdapter(Number).validate_python("1.5") == 1.5
    with pytest.raises(ValidationError, match="not yes or no"):
        TypeAdapter(Number).validate_python(True)


def test_a_verb_is_given_by_name() -> None:
    assert TypeAdapter(VerbName).validate_python("assist") is Verb.assist
    with pytest.raises(ValidationError, match="did you mean assist"):
        TypeAdapter(VerbName).validate_python("assits")


@pytest.mark.parametrize("kind", [Line, Text])
def test_text_with_control_characters_is_refused(kind: Any) -> None:
    with pytest.raises(ValidationError, match="pattern"):
        TypeAdapter(kind).validate_python("A\x1b[2J")


def test_only_text_may_have_lines() -> None:
    assert TypeAdapter(Text).validate_python("a\nb") == "a\nb"
    with pytest.raises(ValidationError, match="pattern"):
        TypeAdapter(Line).validate_python("a\nb")
