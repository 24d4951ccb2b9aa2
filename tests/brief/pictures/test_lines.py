import re

from latticework.brief.pictures.lines import HEIGHT, Course, courses

YEARS = [2024, 2025, 2026]


def lettered(svg: str) -> list[str]:
    lines = re.findall(r"<text [^>]*class=\"letters\">(.*?)</text>", svg)
    return ["".join(re.findall(r">([A-Z])<", line)) for line in lines]


def test_courses_end_at_their_letters() -> None:
    rows = [Course("A", "o0", (0.0, 0.0, 0.0)), Course("B", "o1", (0.0, 1.0, 2.0))]
    svg = courses(rows, YEARS, "Title")
    assert lettered(svg) == ["B", "A"]  # the highest first
    assert svg.count('class="course') == 2
    assert "2025" in svg


def test_courses_that_end_together_share_a_line() -> None:
    rows = [
        Course(letter, "o0", (0.0, 1.0, end)) for letter, end in zip("CAB", (1, 1, 5), strict=True)
    ]
    assert lettered(courses(rows, YEARS, "Title")) == ["B", "AC"]
    same = [Course(letter, "o0", (0.0, 1.0, 1.0)) for letter in "AB"]
    assert ">all</text>" in courses(same, YEARS, "Title")


def test_letters_stay_within_the_picture() -> None:
    rows = [Course(chr(65 + n), f"o{n}", (0.0, 50.0, 0.05 * n * 8)) for n in range(8)]
    places = [
        float(y) for y in re.findall(r'y="([\d.]+)" class="letters"', courses(rows, YEARS, "T"))
    ]
    assert all(0 < y < HEIGHT - 10 for y in places)


def test_a_band_is_drawn_around_its_course() -> None:
    band = Course("A", "o0", (1.0, 1.0, 1.0), ((0.0, 0.0, 0.0), (2.0, 2.0, 2.0)))
    assert courses([band], YEARS, "T").count('class="band"') == 1
