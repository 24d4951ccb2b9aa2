from latticework.brief.chapters.scorecard import grid, regrets, scores
from latticework.brief.findings import Findings
from latticework.brief.measured import gain, tint


def test_the_grid_tells_each_weighty_outcome_under_each_option(findings: Findings) -> None:
    made = grid(findings)
    names = [findings.measures[slug].name for slug in findings.weighty]
    assert [row[0] for row in made.table.rows] == names
    assert {len(row) for row in made.table.rows} == {1 + len(findings.options)}
    for outcome, tints, small in zip(findings.weighty, made.tints, made.small, strict=True):
        gains = [gain(findings, option, outcome) for option in findings.options]
        assert tints[1:] == tuple(map(tint, gains))
        assert all(" to " in span for span in small[1:])
        arrow = {"low": "↓", "high": "↑"}[findings.measures[outcome].better]
        assert arrow in small[0]


def test_the_tables_leave_nothing_out(findings: Findings) -> None:
    answer = findings.answer
    assert len(scores(findings).rows) == len(answer.measures) * len(answer.options)
    table = regrets(findings)
    assert len(table.rows) == len(findings.weighty)
    assert all(isinstance(cell, float) and cell >= 0 for row in table.rows for cell in row[1:])
