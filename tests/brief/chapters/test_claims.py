from latticework.brief.chapters.claims import claims, table
from latticework.brief.document import Part, Picture, Words
from latticework.brief.findings import Findings
from latticework.brief.flip_words import verdict


def test_each_claim_has_its_part_its_text_and_its_verdict(findings: Findings) -> None:
    chapter = claims(findings)
    parts = [block for block in chapter.blocks if isinstance(block, Part)]
    assert len(parts) == len(findings.answer.claims) == 22
    for part, told in zip(parts, findings.answer.claims, strict=True):
        assert part.title == f"{told.claim} {verdict(told)}"
        first = part.blocks[0]
        assert isinstance(first, Words)
        assert findings.study.atlas.claims[told.claim].text in first.sentence.text


def test_only_tested_claims_are_drawn(findings: Findings) -> None:
    (picture,) = [block for block in claims(findings).blocks if isinstance(block, Picture)]
    drawn = picture.svg[0].count("<circle")
    assert drawn == sum(one.share is not None for one in findings.answer.claims)
    assert drawn < len(table(findings).rows)


def test_the_table_tells_why_a_claim_is_not_tested(findings: Findings) -> None:
    rows = {row[0]: row for row in table(findings).rows}
    assert rows["C10"][2] == "not tested"
    assert "treaty text" in str(rows["C10"][-1])
