import re

from latticework.brief.pictures.boxes import WIDTH, Part, Place, box, flip_map


def test_a_bar_covers_the_part_inside() -> None:
    svg = box("Where", [Part("fear", 0.25, 1.0, "above 0.3")], "density 80 %")
    x, width = re.findall(
        r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" [^>]*class="within"', svg
    )[0]
    assert (float(x), float(width)) == (WIDTH / 4, WIDTH * 3 / 4)
    assert "above 0.3" in svg
    assert 'aria-label="Where: density 80 %"' in svg


def test_better_told_places_lie_higher_and_further_right() -> None:
    places = [Place("1", 0.2, 0.6, "a"), Place("2", 0.9, 0.95, "b")]
    drawn = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', flip_map(places, "T"))
    (x1, y1), (x2, y2) = [(float(x), float(y)) for x, y in drawn]
    assert x1 < x2
    assert y1 > y2


def test_places_on_each_other_share_a_mark_and_claims_are_squares() -> None:
    same = [Place("1", 0.5, 0.8, "a"), Place("2", 0.501, 0.8, "b")]
    assert "1, 2" in flip_map(same, "T")
    squares = flip_map([Place("C1", 0.5, 0.8, "a", claim=True)], "T")
    assert 'class="claim"' in squares
    assert "<circle" not in squares
