"""The file of estimates."""

import csv
import doctest
import io
from dataclasses import fields, replace
from datetime import date
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from latticework import mechanisms
from latticework.evidence import drift, estimated, report_card
from latticework.evidence.datasets import declared
from latticework.evidence.estimate import Estimate
from latticework.evidence.estimated import COLUMNS, EMBEDDED, find, rows, text
from latticework.mechanisms.belief import Belief
from latticework.reading import ReadingError

ONE = Estimate("will_duty", 2.5, 0.3, 1.0, None, 100, "1946–2010", ("cow_nmc",), "a fit, “so”")
DAY, LATER = date(2026, 1, 2), date(2026, 3, 4)


def read(made: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(made)))


def beliefs() -> dict[str, Belief]:
    modules = [
        import_module(f"{mechanisms.__name__}.{m.name}") for m in iter_modules(mechanisms.__path__)
    ]
    return {b.name: b for module in modules for b in getattr(module, "BELIEFS", ())}


def test_examples() -> None:
    result = doctest.testmod(estimated)
    assert result.attempted
    assert result.failed == 0


def test_a_row_tells_all_there_is_to_know() -> None:
    (row,) = read(text([ONE], [], DAY))
    assert tuple(row) == COLUMNS
    assert row["sets"] == "cow_nmc 7.0"
    assert (row["low"], row["high"], row["made"]) == ("1", "", "2026-01-02")
    assert {field.name for field in fields(ONE)} <= set(COLUMNS)


def test_a_row_keeps_its_day_until_it_changes(tmp_path: Path) -> None:
    first = text([ONE], [], DAY)
    path = tmp_path / "estimated.csv"
    path.write_text(first, "utf-8")
    assert text([ONE], rows(path), LATER) == first
    (row,) = read(text([replace(ONE, value=2.6)], rows(path), LATER))
    assert (row["value"], row["made"]) == ("2.6", "2026-03-04")
    unseen = text([replace(ONE, value=2.5000001)], rows(path), LATER)
    assert unseen == first  # beyond the digits kept


def test_the_embedded_file_speaks_of_declared_beliefs_and_sets() -> None:
    known = beliefs()
    for row in rows():
        assert row["belief"] in known or row["belief"] == drift.BELIEF
        low, value, high = (float(row[name] or "nan") for name in ("low", "value", "high"))
        assert not low > value
        assert not high < value
        assert float(row["se"]) > 0
        assert int(row["n"]) > 0
        date.fromisoformat(row["made"])
        for each in row["sets"].split("; "):
            name, version = each.split(" ", 1)
            assert declared().dataset(name).version == version


def test_the_embedded_files_are_what_the_data_make(shared: Path) -> None:
    steps: list[str] = []
    found = find(shared, steps.append)
    assert text(found.estimates, rows(), LATER) == EMBEDDED.read_text("utf-8")
    assert report_card.text(found.card) == report_card.EMBEDDED.read_text("utf-8")
    assert len(steps) == len(set(steps)) == 5
    assert {check.test.partition(",")[0] for check in found.card.failed} == {
        "onset with war",
        "change of spending",
    }


def test_missing_data_are_an_error_that_says_where_they_are_from(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match="cow_states"):
        find(tmp_path)
