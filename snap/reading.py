"""Read YAML and CSV into plain values that remember where they came from.

Data files are data: nothing in them is executed, resolved from elsewhere, or guessed. The YAML
accepted here is the readable core of the language — mappings, lists and scalars. Anchors, aliases
and tags are refused, so a small file cannot grow large; depth and size are bounded; plain scalars
follow YAML 1.2's core schema, so Norway's ``NO`` stays a string. Dates stay strings: the records
say which fields are dates.

Every mistake is a :class:`Problem` (file, line, field, value, expected). Readers collect them, and
:class:`ReadingError` carries all of them at once.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import yaml

MAX_BYTES = 1_000_000
MAX_DEPTH = 24

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_CORE_SCALARS: tuple[tuple[re.Pattern[str], Any], ...] = (
    (re.compile(r"(?:~|null|Null|NULL|)\Z"), lambda _: None),
    (re.compile(r"(?:true|True|TRUE)\Z"), lambda _: True),
    (re.compile(r"(?:false|False|FALSE)\Z"), lambda _: False),
    (re.compile(r"[-+]?[0-9]{1,18}\Z"), int),
    (re.compile(r"[-+]?(?:\.[0-9]+|[0-9]{1,18}\.[0-9]*)(?:[eE][-+]?[0-9]{1,2})?\Z"), float),
    (re.compile(r"[-+]?[0-9]{1,18}[eE][-+]?[0-9]{1,2}\Z"), float),
)

_FIRST_OF_SPECIAL = frozenset("~nNtTfF+-.0123456789") | {""}

Trail = tuple[str | int, ...]


class Place(NamedTuple):
    """Where a value stands: a file (as shown to the user) and a line counted from 1."""

    file: str
    line: int


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake in a data file: where, which field, what stands there, what was expected."""

    file: str
    line: int
    field: str
    value: str
    expected: str

    def __str__(self) -> str:
        what = f"{self.field}: " if self.field else ""
        stands = f"{self.value} — " if self.value else ""
        return printable(f"{self.file}:{self.line}: {what}{stands}{self.expected}")


class ReadingError(ValueError):
    """All the mistakes found in one reading, in the order of file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass
class Raw:
    """A plain value as read, with the place of each part of it.

    Attributes
    ----------
    data
        Nested ``dict``/``list``/scalars.
    places
        Path → place, for the whole file; several values may share it.
    prefix
        The path of this value in `places`.
    """

    data: Any
    places: dict[Trail, Place] = field(default_factory=dict)
    prefix: Trail = ()

    def place(self, path: Trail = ()) -> Place:
        """Return the place of `path`, or of its nearest known ancestor (a missing key has none)."""
        whole = (*self.prefix, *path)
        while whole and whole not in self.places:
            whole = whole[:-1]
        return self.places[whole]

    def children(self) -> list[tuple[str, Raw]]:
        """Return each entry of a mapping."""
        return [
            (key, Raw(value, self.places, (*self.prefix, key))) for key, value in self.data.items()
        ]

    def changed(self, new: Raw) -> Raw:
        """Return this record with the fields of `new` in place of its own."""
        fields = {**self.data, **new.data}
        places: dict[Trail, Place] = {(): new.place()}
        for name in fields:
            origin = new if name in new.data else self
            top = (*origin.prefix, name)
            places[name,] = origin.place((name,))
            inner = {p: at for p, at in origin.places.items() if p[: len(top)] == top}
            places |= {path[len(origin.prefix) :]: place for path, place in inner.items()}
        return Raw(fields, places)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return ``' (did you mean X or Y?)'`` for the nearest of `known`, or an empty string."""
    fold = {word.casefold(): word for word in known}
    near = difflib.get_close_matches(name.casefold(), list(fold), n=2, cutoff=0.6)
    return f" (did you mean {' or '.join(fold[word] for word in near)}?)" if near else ""


def printable(text: str) -> str:
    """Return `text` with what would steer a terminal, or mislead in one, replaced."""
    return "".join(char if char.isprintable() else "�" for char in text)


def shown(value: object, limit: int = 60) -> str:
    """Return `value` as a short, printable, single-line text for a message."""
    text = printable(repr(value) if isinstance(value, str) else str(value))
    return text if len(text) <= limit else text[: limit - 1] + "…"


def read_text(path: Path, name: str | None = None) -> str:
    """Return the text of a data file.

    Raises
    ------
    ReadingError
        If it cannot be read, is larger than `MAX_BYTES`, binary, or not UTF-8.
    """
    name = name or str(path)
    try:
        if not path.is_file():
            kind = "a folder" if path.is_dir() else "no file" if path.exists() else "nothing"
            raise _refused(name, kind, "a readable file")
        with path.open("rb") as file:
            blob = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _refused(name, error.strerror or str(error), "a readable file") from error
    if len(blob) > MAX_BYTES:
        raise _refused(name, "a larger file", f"at most {MAX_BYTES:,} bytes")
    if b"\0" in blob:
        raise _refused(name, "binary content", "a text file in UTF-8")
    try:
        return blob.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = blob.count(b"\n", 0, error.start) + 1
        raise _refused(name, f"byte 0x{blob[error.start]:02x}", "text in UTF-8", line) from error


def _refused(name: str, value: str, expected: str, line: int = 1) -> ReadingError:
    return ReadingError([Problem(name, line, "", value, f"expected {expected}")])


# --- YAML ---


def read_yaml(path: Path, name: str | None = None) -> Raw:
    """Read one YAML document; see the module's text for the subset accepted."""
    return parse_yaml(read_text(path, name), name or str(path))


def parse_yaml(text: str, name: str) -> Raw:
    """Parse YAML text into a :class:`Raw`; `name` stands for the file in messages.

    Raises
    ------
    ReadingError
        On a syntax error, an alias, anchor or tag, a duplicate key, too deep nesting, or more than
        one document.
    """
    places: dict[Trail, Place] = {(): Place(name, 1)}
    try:
        data = _Builder(name, places).document(_events(text))
    except yaml.YAMLError as error:
        raise _refused(name, *_explained(error, text)) from error
    return Raw(data, places)


def _events(text: str) -> Iterator[Any]:
    loader = _Loader(text)
    try:
        yield from iter(loader.get_event, None)
    finally:
        loader.dispose()


def _explained(error: yaml.YAMLError, text: str) -> tuple[str, str, int]:
    """Return what a YAML error is about, what was expected, and the line."""
    if isinstance(error, yaml.reader.ReaderError):
        before = text.encode()[: error.position]  # libyaml counts bytes
        return error.reason, "valid YAML", before.count(b"\n") + 1
    if isinstance(error, yaml.MarkedYAMLError) and error.problem and error.problem_mark:
        return error.problem, "valid YAML", error.problem_mark.line + 1
    return str(error).partition("\n")[0], "valid YAML", 1


class _Builder:
    """Turn a stream of YAML events into plain data, noting where each value stands.

    A value stands at its key, or at itself in a list; only a line that differs from that of the
    value around it is noted, since :meth:`Raw.place` falls back to what is around.
    """

    def __init__(self, name: str, places: dict[Trail, Place]) -> None:
        self.name = name
        self.places = places

    def document(self, events: Iterator[Any]) -> Any:
        data: Any = None
        seen = False
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if seen:
                    raise self._error(event, "a second document", "one document a file")
                seen = True
                self.places[()] = Place(self.name, _line(event))
                data = self._value(next(events), events, (), _line(event))
        return data

    def _value(self, event: Any, events: Iterator[Any], path: Trail, line: int) -> Any:
        self._refuse_magic(event)
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event.value, plain=event.implicit[0])
        if len(path) > MAX_DEPTH:
            raise self._error(event, "nesting", f"at most {MAX_DEPTH} levels")
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, path, line)
        return self._mapping(events, path, line)

    def _sequence(self, events: Iterator[Any], path: Trail, line: int) -> list[Any]:
        items: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            trail = (*path, len(items))
            items.append(self._value(event, events, trail, self._note(trail, event, line)))
        return items

    def _mapping(self, events: Iterator[Any], path: Trail, line: int) -> dict[str, Any]:
        items: dict[str, Any] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if not isinstance(event, yaml.ScalarEvent):
                raise self._error(event, "a list or mapping as key", "a plain word as key")
            self._refuse_magic(event)
            key = str(event.value)
            if key in items:
                raise self._error(event, shown(key), "each key once")
            trail = (*path, key)
            items[key] = self._value(next(events), events, trail, self._note(trail, event, line))
        return items

    def _note(self, path: Trail, event: Any, around: int) -> int:
        """Note the place of `path` if it is not the line around it, and return its line."""
        line = _line(event)
        if line != around:
            self.places[path] = Place(self.name, line)
        return line

    def _refuse_magic(self, event: Any) -> None:
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise self._error(event, "an anchor or alias", "values written out")
        if event.tag is not None and event.tag != "!":
            raise self._error(event, shown(event.tag), "no tags")

    def _error(self, event: Any, value: str, expected: str) -> ReadingError:
        return _refused(self.name, value, expected, _line(event))


def _line(event: Any) -> int:
    line: int = event.start_mark.line
    return line + 1


def _scalar(text: str, *, plain: bool) -> Any:
    if not plain or text[:1] not in _FIRST_OF_SPECIAL:
        return text
    return next((make(text) for pattern, make in _CORE_SCALARS if pattern.match(text)), text)


# --- CSV ---


def read_csv(path: Path, name: str | None = None) -> list[Raw]:
    """Read a CSV table with a header row; see :func:`parse_csv`."""
    return parse_csv(read_text(path, name), name or str(path))


def parse_csv(text: str, name: str) -> list[Raw]:
    """Parse CSV text into one :class:`Raw` a row, each a ``dict`` of its filled cells.

    An empty cell is a missing field, so that an overlay can leave it to the base.

    Raises
    ------
    ReadingError
        If the header is missing or repeats a column, or rows have too many or too few cells.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Raw] = []
    problems: list[Problem] = []
    try:
        header = _header(next(reader, []), name)
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) == len(header):
                data = {
                    key: text
                    for key, cell in zip(header, cells, strict=True)
                    if (text := cell.strip())
                }
                rows.append(Raw(data, {(): Place(name, line)}))
            elif any(cell.strip() for cell in cells):
                problems.append(_ragged(name, line, len(cells), len(header)))
            line = reader.line_num + 1
    except csv.Error as error:
        raise _refused(name, str(error), "a comma-separated table", reader.line_num or 1) from error
    if problems:
        raise ReadingError(problems)
    return [row for row in rows if row.data]


def _header(cells: list[str], name: str) -> list[str]:
    header = [cell.strip() for cell in cells]
    if len(header) == 1 and ";" in header[0]:
        raise _refused(name, "semicolons", "columns separated by commas")
    if not any(header):
        raise _refused(name, "no header", "a header row with column names")
    doubled = sorted({cell for cell in header if header.count(cell) > 1})
    if doubled:
        raise _refused(name, ", ".join(map(shown, doubled)), "each column once")
    return header


def _ragged(name: str, line: int, found: int, wanted: int) -> Problem:
    return Problem(name, line, "", f"{found} cells", f"expected {wanted}, as in the header")
