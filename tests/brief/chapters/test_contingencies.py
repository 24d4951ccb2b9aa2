import pytest

from latticework.atlas.fields import Verb
from latticework.brief.chapters.contingencies import Case, changes, contingencies, measured, panel
from latticework.brief.document import Part, Words
from latticework.brief.findings import Findings
from latticework.study.study import Study


@pytest.fixture(scope="module")
def korea(findings: Findings) -> Case:
    return Case(findings, "korea-invasion")


def test_each_contingency_of_the_study_has_its_part(findings: Findings, study: Study) -> None:
    parts = [block for block in contingencies(findings).blocks if isinstance(block, Part)]
    assert [part.slug for part in parts] == list(study.question.contingencies)


def test_a_treaty_binds_its_members_and_no_other_option_does(korea: Case) -> None:
    usual = korea.to_act("status-quo")
    assert korea.to_act("asian-nato") >= usual + 30
    assert {korea.to_act(slug) for slug in ("nato-asia", "eu-web", "europe-first")} == {usual}
    assert korea.owed("asian-nato")["DEU"] is Verb.assist
    rows = [row for row in changes(korea).rows if row[0] == "Treaty of mutual defence"]
    assert any("DEU" in str(row[4]) for row in rows)
    assert all(row[1] != row[2] for row in rows)


def test_where_no_duty_changes_that_is_said(findings: Findings) -> None:
    shoal = Case(findings, "second-thomas-warship")
    told = changes(shoal)
    assert told.rows or "No option changes" in told.notes[0]


def test_duties_and_measures_are_in_the_table(korea: Case, findings: Findings) -> None:
    rows = {str(row[0]): row for row in measured(korea).rows}
    owed = sum(verb is Verb.act for verb in korea.owed("status-quo").values())
    assert rows["States that owe: act"][2] == owed
    name = findings.measures["war-korea"].name
    assert rows[name][2] == findings.scores["status-quo", "war-korea"].median


def test_a_panel_tells_each_option(findings: Findings) -> None:
    svg = panel("war-korea", findings)
    assert svg.count("<circle") == len(findings.options)
    assert "(probability)" in svg


def test_words_follow_the_number_of_states_bound(korea: Case, findings: Findings) -> None:
    (part,) = [
        block for block in contingencies(findings).blocks
        if isinstance(block, Part) and block.slug == "korea-invasion"
    ]  # fmt: skip
    words = part.blocks[0]
    assert isinstance(words, Words)
    text = words.sentence.text
    assert f"to act is {korea.to_act('status-quo')} under “Status quo”" in text
    assert f"{korea.to_act('asian-nato')} under “Treaty of mutual defence”" in text
