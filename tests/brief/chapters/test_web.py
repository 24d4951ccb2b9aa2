from datetime import date

import pytest

from latticework.brief.chapters.web import SHADES, Drawn, changed, shade, web
from latticework.brief.document import Picture
from latticework.brief.findings import Findings
from latticework.brief.web import Web

EU, JPN, IND = ("organisations", "eu"), ("states", "JPN"), ("states", "IND")


@pytest.fixture(scope="module")
def drawn(findings: Findings) -> Drawn:
    return Drawn(findings)


def test_lines_are_new_or_gone_by_their_agreements() -> None:
    before = Web({(EU, JPN): ("a", "b"), (EU, IND): ("c",)})
    after = Web({(EU, JPN): ("b", "d", "e")})
    assert changed(before, after) == [
        ((EU, IND), "gone", 1), ((EU, JPN), "gone", 1), ((EU, JPN), "new", 2),
    ]  # fmt: skip
    assert changed(before, before) == []


def test_shades_cover_all_alignments() -> None:
    assert [shade(value) for value in (-1, -0.3, 0, 0.3, 1)] == [class_ for _, class_, _ in SHADES]


def test_the_web_is_that_of_the_start_and_of_the_end(drawn: Drawn) -> None:
    assert (drawn.start, drawn.end) == (date(2024, 7, 1), date(2040, 7, 1))
    assert "eu-india-fta" not in drawn.usual.agreements
    assert "eu-india-fta" in drawn.after("eu-web").agreements


def test_an_option_without_agreements_changes_no_line(drawn: Drawn) -> None:
    assert changed(drawn.usual, drawn.after("europe-first")) == []
    assert changed(drawn.usual, drawn.after("asian-nato"))


def test_each_option_has_its_map_and_the_start_one_of_its_own(findings: Findings) -> None:
    before, after = [block for block in web(findings).blocks if isinstance(block, Picture)]
    assert len(before.svg) == 1
    assert before.wide
    assert len(after.svg) == len(findings.others)
    assert before.svg[0].count('class="arc same"') == len(before.table.rows)
    arcs = dict(zip(findings.others, (svg.count('class="arc') for svg in after.svg), strict=True))
    assert arcs["europe-first"] == 0
    assert arcs["essay"] >= max(arcs["eu-web"], arcs["nato-low-profile"]) > 0
    begun = {row[2] for row in after.table.rows if row[0] == "Treaty of mutual defence"}
    assert any("mutual defence in the Pacific" in str(name) for name in begun)
