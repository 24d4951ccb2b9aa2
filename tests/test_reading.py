import contextlib
import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latticework.reading import (
    MAX_BYTES,
    Place,
    ReadingError,
    did_you_mean,
    parse_csv,
    parse_yaml,
    read_csv,
    read_yaml,
    shown,
)


def test_yaml_remembers_lines() -> None:
    raw = parse_yaml("a:\n  b: 1\n  c:\n    - x\n    - y\n", "f.yaml")
    assert raw.data == {"a": {"b": 1, "c": ["x", "y"]}}
    assert raw.place(("a", "c", 1)) == Place("f.yaml", 5)
    assert raw.place(("a", "missing")) == Place("f.yaml", 1)


def test_children_keep_their_lines() -> None:
    raw = parse_yaml("a:\n  b: 1\nc:\n  d: 2\n", "f.yaml")
    children = dict(raw.children())
    assert children["c"].data == {"d": 2}
    assert children["c"].place(("d",)).line == 4


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"), ("no", "no"), ("on", "on"), ("12:30:45", "12:30:45"), ("0o17", "0o17"),
        ("1949-08-24", "1949-08-24"), ("true", True), ("null", None), ("~", None), ("", None),
        ("7", 7), ("-7", -7), ("1.5", 1.5), ("1e3", 1000.0), ("'7'", "7"), ('"true"', "true"),
        (".inf", ".inf"), (".nan", ".nan"), ("1_000", "1_000"), ("0x1F", "0x1F"),
    ],
)  # fmt: skip
def test_yaml_scalars_follow_the_core_schema(text: str, value: object) -> None:
    assert parse_yaml(f"a: {text}\n", "f").data == {"a": value}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: &x 1\nb: *x\n", 1, "anchor"),
        ("a: !!python/object/apply:os.system ['true']\n", 1, "no tags"),
        ("a: !!str 1\n", 1, "no tags"),
        ("a: 1\nb: 2\na: 3\n", 3, "each key once"),
        ("a: 1\n---\nb: 2\n", 2, "one document"),
        ("a: [1, 2\n", 2, "valid YAML"),
        ("a: 1\n\tb: 2\n", 2, "valid YAML"),
        ("? [a, b]\n: 1\n", 1, "plain word as key"),
        ("a: {<<: {b: 1}, <<: {c: 1}}\n", 1, "each key once"),
    ],
)
def test_yaml_refuses_magic_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(ReadingError) as caught:
        parse_yaml(text, "f.yaml")
    (problem,) = caught.value.problems
    assert problem.line == line
    assert words in str(problem)


def test_yaml_merge_keys_are_plain_keys() -> None:
    assert parse_yaml("a:\n  <<: {b: 1}\n", "f").data == {"a": {"<<": {"b": 1}}}


BOMB = "a0: &a0 [x, x]\n" + "".join(
    f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}, *a{n - 1}]\n" for n in range(1, 40)
)


@pytest.mark.parametrize(
    ("blob", "words"),
    [
        (b"a: " + b"[" * 200_000, "nesting"),
        (b"a:\n" + b"".join(b" " * n + b"- \n" for n in range(1, 300)), "nesting"),
        (b"{" * 100_000, "nesting"),
        (b"? " * 100_000, "as key"),
        (b"- " * 100_000, "nesting"),
        (BOMB.encode(), "anchor"),
        (b"\x7fELF\x00\x01", "binary"),
        (b"a: \xff\xfe\n", "UTF-8"),
        (b"x" * (MAX_BYTES + 1), "bytes"),
        ("a: caf\u00e9\n".encode("latin-1"), "UTF-8"),
        (b"a: \x07bell\n", "valid YAML"),
    ],
)
def test_hostile_files_are_refused_within_a_second(tmp_path: Path, blob: bytes, words: str) -> None:
    path = tmp_path / "hostile.yaml"
    path.write_bytes(blob)
    start = time.perf_counter()
    with pytest.raises(ReadingError, match=words):
        read_yaml(path)
    assert time.perf_counter() - start < 1


def test_missing_file_and_folder_say_so(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match="nothing — expected a readable file"):
        read_yaml(tmp_path / "none.yaml")
    with pytest.raises(ReadingError, match="a folder — expected a readable file"):
        read_csv(tmp_path)


def test_byte_order_mark_and_windows_lines_are_read(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"\xef\xbb\xbfa,b\r\n1,2\r\n")
    assert [row.data for row in read_csv(path)] == [{"a": "1", "b": "2"}]


def test_csv_remembers_lines_and_drops_empty_cells() -> None:
    rows = parse_csv('a,b,c\n1,,x\n\n"two\nlines",5,\n', "t.csv")
    assert [row.data for row in rows] == [{"a": "1", "c": "x"}, {"a": "two\nlines", "b": "5"}]
    assert rows[0].place(("a",)) == Place("t.csv", 2)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "header"),
        ("a,a\n1,2\n", 1, "each column once"),
        ("a,b\n1,2,3\n1\n", 2, "expected 2"),
        ('a,b\n"x,2\n', 2, "comma-separated"),
    ],
)
def test_csv_mistakes_have_lines(text: str, line: int, words: str) -> None:
    with pytest.raises(ReadingError) as caught:
        parse_csv(text, "t.csv")
    assert caught.value.problems[0].line == line
    assert words in str(caught.value)


def test_all_ragged_rows_are_reported_at_once() -> None:
    with pytest.raises(ReadingError) as caught:
        parse_csv("a,b\n1\n1,2\n1,2,3\n", "t.csv")
    assert [problem.line for problem in caught.value.problems] == [2, 4]


def test_did_you_mean_ignores_case() -> None:
    assert did_you_mean("japn", ["Japan", "Peru"]) == " (did you mean Japan?)"
    assert did_you_mean("zzz", ["Japan"]) == ""


def test_shown_is_short_and_printable() -> None:
    assert shown("a\x1b[31m\n") == r"'a\x1b[31m\n'"
    assert len(shown("x" * 500)) == 60


@given(st.binary(max_size=400))
def test_any_bytes_give_data_or_a_reading_error(tmp_path_factory: Any, blob: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.bin"
    path.write_bytes(blob)
    for read in (read_yaml, read_csv):
        with contextlib.suppress(ReadingError):
            read(path)


_plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text("abcNO yes:-#é", max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abc", min_size=1, max_size=3), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=4), _plain, max_size=4))
def test_what_is_written_is_what_is_read(data: dict[str, object]) -> None:

    # JSON is a subset of YAML, and its writer is not ours
    assert parse_yaml(json.dumps(data, ensure_ascii=False), "f").data == data
