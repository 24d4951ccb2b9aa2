import re

import pytest

from latticework.brief.pictures.bars import LABELS, Bar, bars

KEY = [("act", "verb3"), ("consult", "verb2")]


def test_parts_follow_each_other_and_are_as_long_as_they_are_large() -> None:
    svg = bars([Bar("one", (1.0, 3.0), "4"), Bar("none", (0.0, 0.0))], KEY, "States")
    drawn = re.findall(
        r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="12" class="(\w+)"', svg
    )
    (x1, w1, c1), (x2, w2, c2) = [(float(x), float(w), c) for x, w, c in drawn]
    assert (c1, c2) == ("verb3", "verb2")
    assert x1 == LABELS
    assert x2 == pytest.approx(x1 + w1, abs=0.1)
    assert w2 == pytest.approx(3 * w1, abs=0.2)


def test_where_there_is_nothing_there_is_no_bar() -> None:
    assert 'height="12"' not in bars([Bar("none", (0.0, 0.0))], KEY, "States")
    assert "act" in bars([], KEY, "States")
