from pathlib import Path

from latticework.atlas.atlas import Atlas
from latticework.atlas.loading import load
from latticework.brief.report import glance, report
from latticework.insight.bound import who_is_bound

SMALL = load(base=Path(__file__).parents[1] / "small")


def test_the_report_covers_every_contingency_of_today_and_its_sources() -> None:
    text = report(SMALL)
    assert "## Invasion of Deland" in text
    assert "Seizure of the Rock" not in text
    assert "| treaty | A treaty | 1 UNTS 1 |" in text


def test_the_report_never_says_will(atlas: Atlas) -> None:
    assert " will " not in report(SMALL) + report(atlas)


def test_the_glance_counts_each_state_once() -> None:
    table = glance([who_is_bound(SMALL, "strait-invasion")])
    assert table.rows == (("Invasion of Deland", 0, 0, 1, 0, 0),)


def test_the_headline_stands_once_and_readers_are_given_no_options(atlas: Atlas) -> None:
    text = report(atlas)
    assert text.count("law of 2024-07-01") == text.count("\n## ") - 2
    assert "--" not in text.replace("---", "")


def test_other_readings_are_printed(atlas: Atlas) -> None:
    assert "A narrower reading sees no international duty" in report(atlas)
