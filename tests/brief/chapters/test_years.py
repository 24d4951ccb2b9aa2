import pytest

from latticework.brief.chapters.years import WORDS, Courses, years
from latticework.brief.document import Picture, Words
from latticework.brief.findings import Findings


@pytest.fixture(scope="module")
def made(findings: Findings) -> Courses:
    return Courses(findings)


def test_every_track_that_is_drawn_has_words(made: Courses) -> None:
    drawn = made.tracks(list(WORDS))
    assert len(drawn) > 15
    titles = [made.called(track) for track in drawn]
    assert len(set(titles)) == len(titles)
    assert not any("{" in title or "_" in title for title in titles)
    assert made.called("encirclement.CHN") == "Encirclement that China feels (2024 = 100)"
    assert "ASEAN" in made.called("leverage.asean")


def test_courses_are_medians_in_the_order_of_the_years(made: Courses) -> None:
    low, middle, high = (
        made.of("eu-web", "polarization", level) for level in ("q05", "q50", "q95")
    )
    assert len(middle) == len(made.years) == 17
    assert all(a <= b <= c for a, b, c in zip(low, middle, high, strict=True))
    assert middle[0] < middle[-1]  # the formulas grow


def test_three_chapters_tell_of_all_tracks(findings: Findings, made: Courses) -> None:
    chapters = list(years(findings))
    assert [chapter.slug for chapter in chapters] == ["blocs", "arms", "trade"]
    for chapter in chapters:
        words, picture = chapter.blocks
        assert isinstance(words, Words)
        assert isinstance(picture, Picture)
        assert len(picture.table.rows) == len(picture.svg) * len(made.years)
        assert "A Status quo" in picture.caption.text
