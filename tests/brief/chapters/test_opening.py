from latticework.brief.chapters.opening import opening, options, worths
from latticework.brief.document import Part, Picture, Points, Words
from latticework.brief.findings import Findings


def test_the_answer_comes_first_then_how_sure_then_the_options(findings: Findings) -> None:
    chapter = opening(findings)
    lead, rest, picture, sure, listed = chapter.blocks
    assert isinstance(lead, Words)
    assert lead.lead
    assert isinstance(rest, Words)
    assert isinstance(picture, Picture)
    assert isinstance(sure, Words)
    assert sure.sentence.text.startswith("How sure")
    assert isinstance(listed, Part)


def test_options_stand_in_the_order_of_their_worth(findings: Findings) -> None:
    (svg,) = worths(findings).svg
    order = [findings.option(slug) for slug in findings.answer.judgement().ranking.order]
    places = [svg.index(f">{name}<") for name in order]
    assert places == sorted(places)


def test_each_option_is_told_with_its_letter_and_cost(findings: Findings) -> None:
    (points,) = options(findings).blocks
    assert isinstance(points, Points)
    texts = [sentence.text for sentence in points.sentences]
    assert [text[:2] for text in texts] == [f"{letter} " for letter in "ABCDEFGH"]
    costs = [sentence.numbers[-1].value for sentence in points.sentences]
    assert costs[0] == 0
    parts = findings.study.parts["eu-web"].values()
    assert costs[4] == sum(part.cost.centre for part in parts)
