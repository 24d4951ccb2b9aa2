import re

import pytest

from latticework.brief.pictures.strips import LABELS, WIDTH, Axis, Strip, strips

ROWS = [
    Strip("low", 1.0, (0.5, 1.5), (0.0, 2.0), "1"),
    Strip("high", 3.0, None, None, "3", "other"),
]


def circles(svg: str) -> list[float]:
    return [float(x) for x in re.findall(r'<circle cx="([\d.]+)"', svg)]


def test_rows_stand_on_a_common_axis() -> None:
    svg = strips(ROWS, Axis("Things (number)", reference=2.0))
    low, high = circles(svg)
    assert LABELS < low < high < WIDTH
    reference = float(re.findall(r'x1="([\d.]+)"[^>]*class="reference"', svg)[0])
    assert low < reference < high
    assert reference - low == pytest.approx(high - reference, abs=0.2)


def test_ranges_are_drawn_where_they_are_given() -> None:
    svg = strips(ROWS, Axis("Things"))
    outer, inner = re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', svg)
    assert float(outer[1]) > float(inner[1]) > 0
    assert 'class="other"' in svg


def test_given_ends_are_kept() -> None:
    left, right = circles(strips([Strip("a", 0.0), Strip("b", 100.0)], Axis("x", ends=(0, 100))))
    assert (left, right) == (LABELS, WIDTH - 8)


def test_the_title_is_told_to_those_who_cannot_see() -> None:
    assert 'aria-label="Risk &amp; reward"' in strips(ROWS, Axis("Risk & reward"))
