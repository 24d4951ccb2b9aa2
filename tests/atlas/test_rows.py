import pytest
from pydantic import ValidationError

from latticework.atlas.rows import Arms, Base, Figure, Fit, Trade

BASE = {"host": "AAA", "user": "BBB", "name": "Fort", "lat": 1, "lon": 2, "status": "base",
        "source": "s"}  # fmt: skip


def test_cells_are_text_and_become_numbers() -> None:
    row = {"state": "AAA", "quantity": "milex", "value": "1.5", "as_of": "2023", "source": "s"}
    figure = Figure.model_validate(row)
    assert (figure.value, figure.confidence) == (1.5, "high")


@pytest.mark.parametrize("domains", ["air", "land air sea"])
def test_a_base_names_its_domains(domains: str) -> None:
    assert Base.model_validate(BASE | {"domains": domains}).domains == domains


def test_an_unknown_domain_is_refused() -> None:
    with pytest.raises(ValidationError, match="land, air, sea"):
        Base.model_validate(BASE | {"domains": "air space"})


def test_trade_is_not_negative_and_has_a_basis() -> None:
    row = {"exporter": "AAA", "importer": "BBB", "value": "-1", "as_of": "2023", "basis": "guessed",
           "source": "s"}  # fmt: skip
    with pytest.raises(ValidationError) as caught:
        Trade.model_validate(row)
    assert {error["loc"] for error in caught.value.errors()} == {("value",), ("basis",)}


def test_a_period_of_arms_imports_is_two_years() -> None:
    row = {"recipient": "AAA", "supplier": "BBB", "share": "0.5", "source": "s"}
    assert Arms.model_validate(row | {"period": "2019-2023"}).share == 0.5
    with pytest.raises(ValidationError, match="pattern"):
        Arms.model_validate(row | {"period": "2019"})


def test_a_programme_cannot_spend_more_than_all_of_its_money() -> None:
    row = {"issue": "cyber", "alignment": "security", "infrastructure": "0.5", "investment": "0",
           "information": "0.5", "awareness": "0", "capital": "no", "source": "s"}  # fmt: skip
    assert Fit.model_validate(row).capital is False
    with pytest.raises(ValidationError, match="add up to 1 at most"):
        Fit.model_validate(row | {"awareness": "0.25"})
