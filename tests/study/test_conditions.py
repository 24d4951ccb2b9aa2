import pytest
from hypothesis import given
from hypothesis import strategies as st

from latticework.reading import ReadingError, parse_yaml
from latticework.study.conditions import (
    Comparison,
    Condition,
    Joined,
    Names,
    Term,
    comparison,
    parsed,
)

NAMES = Names(["as-is", "pact", "v1.2"], ["war", "war-2", "2.war"])


def _parsed(text: str) -> Condition:
    return parsed(parse_yaml(text, "claims.yaml"), NAMES)


def _told(text: str) -> list[str]:
    with pytest.raises(ReadingError) as caught:
        _parsed(text)
    return [str(problem) for problem in caught.value.problems]


def test_sums_and_factors() -> None:
    found = comparison("pact.war - as-is.war + 0.5 >= -2 * as-is.war-2", NAMES)
    assert found.left == (Term(1, "pact", "war"), Term(-1, "as-is", "war"), Term(0.5))
    assert found.sign == ">="
    assert found.right == (Term(-2, "as-is", "war-2"),)


def test_a_factor_after_a_minus_is_turned() -> None:
    found = comparison("as-is.war - 0.5 * pact.war < 1", NAMES)
    assert found.left[1] == Term(-0.5, "pact", "war")


def test_slugs_may_hold_dots_and_hyphens() -> None:
    found = comparison("v1.2.2.war < pact.war-2", NAMES)
    assert found.left == (Term(1, "v1.2", "2.war"),)
    assert found.right == (Term(1, "pact", "war-2"),)


def test_conditions_join() -> None:
    found = _parsed("all:\n  - pact.war < as-is.war\n  - any: [pact.war < 1, pact.war > 2]\n")
    assert isinstance(found, Joined)
    assert found.how == "all"
    one, other = found.parts
    assert isinstance(one, Comparison)
    assert isinstance(other, Joined)
    assert (other.how, len(other.parts)) == ("any", 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pact.war", "expected one of < > <= >= between two sums"),
        ("pact.war < 1 < 2", "expected one of < > <= >="),
        ("pact.war <", "expected option.outcome, number"),
        ("pact.war + < 1", "expected option.outcome, number"),
        ("pact.war * 2 < 1", "expected option.outcome, number"),
        ("2 * 3 * pact.war < 1", "expected option.outcome, number"),
        ("pakt.war < 1", "expected option.outcome, or a number (did you mean pact?)"),
        ("pact.wer < 1", "expected an outcome (did you mean war"),
        ("pact.war < 1e9", "expected option.outcome, or a number"),
        ("__import__('os') < 1", "expected option.outcome, or a number"),
        ("pact.war < " + "1 + " * 200 + "1", "expected at most 500 characters"),
    ],
)
def test_what_is_not_of_the_grammar_is_told(text: str, expected: str) -> None:
    (told,) = _told(f'"{text}"')
    assert told.startswith("claims.yaml:1: ")
    assert expected in told


def test_every_mistake_is_told_with_its_line() -> None:
    told = _told(
        "any:\n  - pakt.war < 1\n  - pact.war < 1\n  - all: []\n  - {some: [pact.war < 1]}\n"
    )
    assert [line.split(" ")[0] for line in told] == [
        "claims.yaml:2:", "claims.yaml:4:", "claims.yaml:5:",
    ]  # fmt: skip
    assert "expected a comparison, {all: [...]} or {any: [...]}" in told[1]


@pytest.mark.parametrize("text", ["3", "[pact.war < 1]", "~", "{all: pact.war < 1}"])
def test_other_shapes_are_refused(text: str) -> None:
    assert "expected a comparison" in _told(text)[0]


def test_depth_is_bounded() -> None:
    assert "expected a comparison" in _told("{all: [" * 9 + "pact.war < 1" + "]}" * 9)[0]


@given(st.text(max_size=40))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        found = comparison(text, NAMES)
    except ValueError as error:
        found, told = None, str(error)
        refused = "expected" in told
    assert refused if found is None else found.left and found.right
