from datetime import date

import pytest
from pydantic import ValidationError

from latticework.atlas.records import Agreement, Party

BASICS = {"name": "A", "kind": "k", "parties": ["AAA", "BBB"], "issues": ["i"], "source": "s"}


def test_a_party_may_be_written_as_a_code() -> None:
    assert Party.model_validate("JPN") == Party(state="JPN")


@pytest.mark.parametrize(
    ("dates", "day", "binds"),
    [
        ({}, "2024-01-01", False),
        ({"signed": "2020-01-01"}, "2024-01-01", False),
        ({"in_force": "2020-01-01"}, "2019-12-31", False),
        ({"in_force": "2020-01-01"}, "2020-01-01", True),
        ({"applied": "2019-01-01", "in_force": "2020-01-01"}, "2019-06-01", True),
        ({"in_force": "2020-01-01", "ended": "2021-01-01"}, "2021-01-01", True),
        ({"in_force": "2020-01-01", "ended": "2021-01-01"}, "2021-01-02", False),
    ],
)
def test_an_agreement_binds_between_its_dates(dates: dict[str, str], day: str, binds: bool) -> None:
    agreement = Agreement.model_validate(BASICS | dates)
    assert agreement.in_force_on(date.fromisoformat(day)) is binds


def test_records_cannot_be_changed() -> None:
    agreement = Agreement.model_validate(BASICS)
    with pytest.raises(ValidationError, match="frozen"):
        Agreement.__setattr__(agreement, "name", "B")
