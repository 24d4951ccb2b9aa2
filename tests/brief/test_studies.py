from pathlib import Path

from latticework.brief import studies
from latticework.study.loading import load_study

STUDY = load_study(Path(__file__).parents[1] / "study" / "small")


def test_options_tell_their_parts_costs_and_first_years() -> None:
    table = studies.options(STUDY)
    assert table.rows == (
        ("pact", "The treaty", "2026", 1, 0, 2),
        ("both", "The treaty", "2026", 1, 0, 2),
        ("both", "More spending", "2025", 10, 0, 20),
    )
    assert table.notes == ("Without parts: as-is.",)


def test_beliefs_tell_their_range_and_how_many_are_judged() -> None:
    table = studies.beliefs(STUDY)
    assert len(table.rows) == len(STUDY.beliefs)
    judged = sum(belief.kind == "judged" for belief in STUDY.beliefs)
    assert table.notes[0].startswith(f"{judged} of {len(STUDY.beliefs)} are judged")


def test_outcomes_tell_what_they_measure() -> None:
    (row,) = studies.outcomes(STUDY).rows
    assert row[:3] == ("war", "ever of hazard_war.taiwan-strait-invasion", "low")
