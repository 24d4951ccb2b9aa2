from collections.abc import Callable
from pathlib import Path

import pytest

from latticework.reading import ReadingError
from latticework.study.loading import load_study
from latticework.study.study import Study
from latticework.study.views import Views, load_views

SMALL = Path(__file__).parent / "small"
SET = """
them:
  name: Them
  reason: Peace first.
  source: north-atlantic-treaty-1949
  counts:
    war: {weight: 1}
"""


@pytest.fixture(scope="module")
def study() -> Study:
    return load_study(SMALL)


@pytest.fixture
def viewed(tmp_path: Path, study: Study) -> Callable[..., Views]:
    """Load views from texts of files."""

    def load(**files: str) -> Views:
        (tmp_path / "study.yaml").touch()
        for name, text in files.items():
            (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
        return load_views(tmp_path, study)

    return load


def _told(load: Callable[..., Views], **files: str) -> list[str]:
    with pytest.raises(ReadingError) as caught:
        load(**files)
    return [f"{p.line}: {p.field}: {p.expected}" for p in caught.value.problems]


def test_a_study_needs_no_views(study: Study) -> None:
    assert load_views(SMALL, study) == Views()


def test_values_and_tests_are_read(viewed: Callable[..., Views]) -> None:
    found = viewed(
        values=SET, claims="C2: {test: pact.war < as-is.war, note: Half.}\nC7: {untested: No.}\n"
    )
    assert found.values["them"].counts["war"].weight == 1
    assert found.tests["C2"].test is not None
    assert found.tests["C2"].note == "Half."
    assert found.tests["C7"].untested == "No."


def test_an_unknown_outcome_is_told(viewed: Callable[..., Views]) -> None:
    told = _told(viewed, values=SET.replace("war:", "wor:"))
    assert told == ["7: counts: expected an outcome (did you mean war?)"]


def test_another_direction_needs_a_reason(viewed: Callable[..., Views]) -> None:
    told = _told(viewed, values=SET.replace("{weight: 1}", "{weight: 1, better: high}"))
    assert told == ["7: counts.war: expected `reason`: why it is better that way"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("treaty-1949", "treaty", "expected the key of a record in sources"),
        ("weight: 1", "weight: 0", "greater than 0"),
        ("weight: 1", "weight: 1, wait: 2", "no such field (did you mean weight?)"),
        ("    war: {weight: 1}\n", "    {}\n", "at least 1"),
    ],
)  # fmt: skip
def test_mistakes_in_values_are_told(
    old: str, new: str, expected: str, viewed: Callable[..., Views]
) -> None:
    (told,) = _told(viewed, values=SET.replace(old, new))
    assert expected in told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C99: {untested: x}", "expected a claim"),
        ("C2: {note: x}", "expected either test, or untested with the reason"),
        ("C2: {test: pact.war < 1, untested: x}", "expected either test"),
        ("C2: {untested: x, given: pact.war < 1}", "expected no `given` without a test"),
        ("C2: {test: pakt.war < 1}", "did you mean pact?"),
        ("C2: {test: pact.war < 1, given: pact.wart < 1}", "did you mean war?"),
        ("C2: {tets: pact.war < 1}", "did you mean test?"),
    ],
)
def test_mistakes_in_claims_are_told(
    text: str, expected: str, viewed: Callable[..., Views]
) -> None:
    assert any(expected in line for line in _told(viewed, claims=text))


def test_mistakes_of_both_files_are_told_at_once(viewed: Callable[..., Views]) -> None:
    told = _told(viewed, values=SET.replace("war:", "wor:"), claims="C99: {untested: x}\nC2: {}\n")
    assert len(told) == 3


def test_the_default_study_has_six_capitals_and_a_word_on_every_claim() -> None:
    study = load_study("nato-in-asia")
    views = load_views("nato-in-asia", study)
    assert list(views.values) == [
        "brussels",
        "washington",
        "tokyo",
        "jakarta",
        "new-delhi",
        "beijing",
    ]
    assert set(views.tests) == set(study.atlas.claims)
    tested = {claim for claim, test in views.tests.items() if test.test}
    assert {f"C{i}" for i in (2, 3, 5, 6, 8, 9, 11, 12, 13, 14, 15, 17, 18, 20)} <= tested
    assert all(test.note or test.untested for claim, test in views.tests.items()
               if claim not in {"C5", "C6"})  # fmt: skip
    turned = {o for o, count in views.values["beijing"].counts.items() if count.better}
    assert "drift-asean" in turned
