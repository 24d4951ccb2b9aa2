"""All hindcasts together."""

from datetime import date
from pathlib import Path

import pytest

from latticework.insight import hindcast
from latticework.insight.hindcast import PARTS, Hindcast, Part, find, read, rows, texts, untested
from latticework.insight.hindcast_annals import Annals
from latticework.reading import ReadingError

ONE = Hindcast("H8", "races", "a design", ("cow_nmc",), ())


def test_parts_are_made_in_the_order_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    fake = {name: Part(f"making {name}", lambda _annals: ONE) for name in PARTS}
    monkeypatch.setattr(hindcast, "PARTS", fake)
    found = find(Path("nowhere"), made.append, ("H8", "H1"))
    assert made == ["making H8", "making H1"]
    assert found.parts == (ONE, ONE)


def test_the_embedded_results_hold_every_part() -> None:
    assert [part.name for part in read().parts] == list(PARTS)


def test_a_missing_set_stops_it(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match=r"grh_arms_races|cow_nmc"):
        find(tmp_path, names=("H8",))


def test_every_claim_is_either_tested_or_listed() -> None:
    assert {each.claim for each in untested()} >= {"C2", "C13", "C20"}


def test_quick_parts_are_made_again_byte_for_byte(shared: Path) -> None:
    names = ("H6", "H8", "H9")
    kept = read().only(names)
    again = find(shared, names=names)
    assert texts(again, rows(), date(1999, 1, 1)) == texts(kept, rows(), date(1999, 1, 1))


def test_annals_are_shared_by_parts() -> None:
    annals = Annals(Path("nowhere"))
    assert annals.atlas is annals.atlas
