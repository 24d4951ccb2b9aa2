import json
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latticework.insight.answer import plain


@dataclass(frozen=True)
class Inner:
    share: float
    name: str | None = None


@dataclass(frozen=True)
class Outer:
    zulu: tuple[Inner, ...]
    alpha: int = 3


def test_fields_keep_their_order_and_tuples_become_lists() -> None:
    told = plain(Outer((Inner(0.5), Inner(-0.0, "x"))))
    wanted = '{"zulu": [{"share": 0.5, "name": null}, {"share": 0.0, "name": "x"}], "alpha": 3}'
    assert json.dumps(told) == wanted


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_numbers_must_be_finite(number: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        plain(Outer((Inner(number),)))


def test_other_values_are_refused() -> None:
    with pytest.raises(TypeError, match="plain values, not set"):
        plain({1, 2})


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_survive_the_way_to_json_and_back(number: float) -> None:
    assert json.loads(json.dumps(plain(number))) == number
