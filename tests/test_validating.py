import pytest
from pydantic import BaseModel, ConfigDict

from latticework.reading import Problem, ReadingError, parse_yaml
from latticework.validating import entries, validated


class Leaf(BaseModel):
    model_config = ConfigDict(extra="forbid")
    height: float


class Tree(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    leaves: tuple[Leaf, ...] = ()


def test_a_sound_value_becomes_a_record() -> None:
    raw = parse_yaml("name: oak\nleaves: [{height: 2}]\n", "t.yaml")
    assert validated(Tree, raw, {}) == Tree(name="oak", leaves=(Leaf(height=2),))


def test_every_mistake_is_told_with_its_line() -> None:
    raw = parse_yaml("nmae: oak\nleaves:\n  - {hieght: 2}\n  - {height: tall}\n", "t.yaml")
    with pytest.raises(ReadingError) as caught:
        validated(Tree, raw, {})
    assert [(p.line, p.field) for p in caught.value.problems] == [
        (1, "name"), (1, "nmae"), (3, "leaves.0.height"), (3, "leaves.0.hieght"),
        (4, "leaves.1.height"),
    ]  # fmt: skip
    assert "did you mean height?" in str(caught.value)


def test_entries_that_are_no_records_are_told() -> None:
    problems: list[Problem] = []
    found = list(entries(parse_yaml("a: {b: 1}\nc: 2\n'd e': {}\n", "t.yaml"), problems))
    assert [key for key, _ in found] == ["a"]
    assert [problem.line for problem in problems] == [2, 3]
    assert list(entries(parse_yaml("", "t.yaml"), problems)) == []
