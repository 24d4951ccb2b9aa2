"""What cannot be tested."""

from pathlib import Path

import pytest

from latticework.insight.hindcast_table import read
from latticework.insight.hindcast_untested import declared, untested
from latticework.reading import ReadingError

JUDGED = ("C2", "C3", "C11", "C13", "C14", "C15", "C18", "C19", "C20")


def test_every_claim_that_rests_on_judgement_is_listed() -> None:
    assert tuple(each.claim for each in untested()) == JUDGED
    assert all(each.what and each.why and each.analogue for each in untested())


def test_ranges_are_those_that_mechanisms_declare() -> None:
    held = {each.claim: each for each in untested()}
    belief = declared()["hidden_tie_detection"]
    assert belief in held["C15"].beliefs
    assert f"hidden_tie_detection {belief.low:g} to {belief.high:g} (judged)" in held["C15"].ranges
    assert all(each.beliefs for each in untested() if each.claim != "C20")


def test_the_nearest_hindcasts_exist() -> None:
    names = {part.name for part in read().parts}
    assert {name for each in untested() for name in each.nearest} <= names


def test_an_unknown_belief_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "untested.csv"
    path.write_text("claim,what,why,analogue,beliefs,nearest\nC2,a,b,c,nato_premum,\n", "utf-8")
    with pytest.raises(ReadingError, match=r"nato_premum.*did you mean.*nato_premium"):
        untested(path)
