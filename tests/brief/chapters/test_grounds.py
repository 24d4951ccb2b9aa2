from collections.abc import Callable
from dataclasses import replace

from latticework.brief.chapters.grounds import (
    beliefs,
    cited,
    effects,
    grounds,
    judgement,
    report_card,
    validation,
)
from latticework.brief.document import Listed, Picture, Words
from latticework.brief.findings import Findings
from latticework.evidence.report_card import Check, ReportCard, read


def test_the_card_is_counted_shown_and_bands_are_no_forecast() -> None:
    card = ReportCard((
        Check("onset", "Brier score", 0.1, most=0.2), Check("arms", "R²", -0.1, least=0.0),
        Check("joining", "AUC", 0.8),
    ))  # fmt: skip
    words, warning, listed = validation(card).blocks
    assert isinstance(words, Words)
    assert "1 of 2 checks passed" in words.sentence.text
    assert isinstance(warning, Words)
    assert "not as a forecast" in warning.sentence.text
    assert isinstance(listed, Listed)
    assert len(report_card(read()).rows) == len(read().checks)


def test_what_rests_on_judgement_is_told_with_bounds(
    argued: Callable[[float], Findings], findings: Findings
) -> None:
    words, picture, *_ = judgement(argued(1.0)).blocks
    assert isinstance(words, Words)
    assert "of that are judged ones" in words.sentence.text
    assert isinstance(picture, Picture)
    assert "fear" in picture.svg[0]
    assert len(beliefs(findings).rows) == len(findings.study.beliefs)
    assert len(effects(findings).rows) == len(findings.answer.effects)


def test_a_study_that_leaves_nothing_out_has_no_such_chapter(findings: Findings) -> None:
    slugs = [chapter.slug for chapter in grounds(findings)]
    assert slugs == ["validation", "judgement", "not-modelled", "sources"]
    bare = [chapter.slug for chapter in grounds(replace(findings, left_out={}))]
    assert bare == ["validation", "judgement", "sources"]


def test_sources_are_those_that_are_cited(findings: Findings) -> None:
    rows = {str(row[0]): row for row in cited(findings).rows}
    assert "default-study-magnitudes" in rows  # cited by options alone
    assert all(isinstance(row[-1], int) and row[-1] > 0 for row in rows.values())
    assert len(rows) <= len(findings.study.atlas.sources)
