"""Tables and texts in a terminal of any width: nothing is cut, least of all a number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

from latticework.brief.tables import MISSING, Column, Table

GAP = 2
LEAST = 12  # a wrapping column that holds more is no narrower than this
PIECE = 24  # … nor than its longest word or part of a word, up to this
NARROWEST = 32  # narrower terminals break lines themselves


def printed(*parts: RenderableType, width: int | None = None) -> str:
    """Return renderables as text for a terminal of `width` columns (by default its own, or 80)."""
    console = Console(width=_usable(width), highlight=False, markup=False, emoji=False)
    with console.capture() as captured:
        for part in parts:
            console.print(part, crop=False)
    lines = (line.rstrip() for line in captured.get().splitlines())
    return "\n".join(lines).strip("\n") + "\n"


def _usable(width: int | None) -> int:
    return max(NARROWEST, width or Console().width)


def as_terminal(table: Table, width: int | None = None) -> str:
    """Return a table with its notes as text: as a grid, or its rows stacked if that is too wide."""
    width = _usable(width)
    title = [Text(table.title, style="bold")] if table.title else []
    notes = [Text(note, style="dim") for note in table.footnotes]
    columns = None if table.stacked else widths(table, width)
    body = _stack(table, width) if columns is None else _grid(table, columns)
    return printed(*title, body, *notes, width=width)


def paragraph(text: str, indent: int = 0, style: str = "") -> RenderableType:
    """Return a wrapped, indented paragraph."""
    return Padding(Text(text, style=style), (0, 0, 0, indent))


# --- a grid ---


def widths(table: Table, width: int) -> list[int] | None:
    """Return how wide each column is in a grid of `width`, or None if it does not fit.

    Columns that do not wrap are as wide as what they hold; the room that is left goes to the
    others, each time to the one that makes most rows tall.
    """
    columns = list(zip(*[map(_head, table.shown), *table.texts()], strict=True))
    whole = [max(map(_length, cells)) for cells in columns]
    got = [
        min(full, _least(cells)) if column.wrap else full
        for column, full, cells in zip(table.shown, whole, columns, strict=True)
    ]
    room = width - GAP * (len(got) - 1) - sum(got)
    if room < 0:
        return None
    rows = [list(map(_length, row)) for row in table.texts()]
    for _ in range(room):
        wanting = [n for n, full in enumerate(whole) if got[n] < full]
        if not wanting:
            break
        tall = _tallness(rows, got)
        got[max(wanting, key=tall.__getitem__)] += 1
    return got


def _tallness(rows: list[list[int]], got: list[int]) -> list[float]:
    """Return by how much the rows would shrink if a column had more room, for each column."""
    shrinks = [0.0] * len(got)
    for row in rows:
        tallest = max(range(len(got)), key=lambda n: row[n] / got[n])
        shrinks[tallest] += row[tallest] / got[tallest] ** 2
    return shrinks


def _head(column: Column) -> str:
    return f"{column.name}\n{column.unit}".strip()


def _length(text: str) -> int:
    return max(map(cell_len, text.split("\n")))


def _least(cells: tuple[str, ...]) -> int:
    longest = max(cell_len(piece) for text in cells for piece in _pieces(text))
    return max(LEAST, min(PIECE, longest))


def _grid(table: Table, columns: list[int]) -> Text:
    lines = Text(no_wrap=True, overflow="ignore")
    heads = [_head(column) for column in table.shown]
    for number, row in enumerate([heads, *table.texts()]):
        for line in _row(row, table.shown, columns):
            lines.append(line + "\n", style="" if number else "bold")
    lines.rstrip()
    return lines


def _row(row: list[str], shown: tuple[Column, ...], columns: list[int]) -> Iterator[str]:
    cells = [folded(text, width) for text, width in zip(row, columns, strict=True)]
    for number in range(max(map(len, cells))):
        parts = [
            _padded(cell[number] if number < len(cell) else "", width, right=column.numeric)
            for cell, width, column in zip(cells, columns, shown, strict=True)
        ]
        yield (" " * GAP).join(parts).rstrip()


def _padded(text: str, width: int, *, right: bool) -> str:
    space = " " * (width - cell_len(text))
    return space + text if right else text + space


# --- a stack ---


def _stack(table: Table, width: int) -> Text:
    """Lay each row out as a heading, its first cell, with the other cells below it."""
    first, *others = table.shown
    label = max((cell_len(column.head) for column in others), default=0)
    lines = Text(no_wrap=True, overflow="ignore")
    for row in table.texts():
        heading = "\n".join(folded(f"{first.head} {row[0]}", width))
        lines.append(f"{heading}\n", style="bold")
        for column, text in zip(others, row[1:], strict=True):
            if text != MISSING or not table.stacked:
                lines.append(_field(column.head, text, label, width))
    lines.rstrip()
    return lines


def _field(head: str, text: str, label: int, width: int) -> str:
    indent = GAP + label + GAP
    first, *more = folded(text, max(LEAST, width - indent)) or [""]
    lines = [" " * GAP + _padded(head, label, right=False) + " " * GAP + first]
    return "\n".join([*lines, *(" " * indent + line for line in more)]) + "\n"


# --- folding ---


def folded(text: str, width: int) -> list[str]:
    """Break a text into lines of at most `width`: at spaces, else after a hyphen or its like."""
    return [line for part in text.split("\n") for line in _folded_line(part, width)]


def _folded_line(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        start = " " if lines[-1] else ""
        if cell_len(lines[-1] + start + word) <= width:
            lines[-1] += start + word
        elif cell_len(word) <= width:
            lines.append(word)
        else:
            lines += _broken(word, width)
    return lines if lines[0] or len(lines) == 1 else lines[1:]


def _broken(word: str, width: int) -> list[str]:
    """Break a word that is longer than a line."""
    lines = [""]
    for piece in _pieces(word):
        if cell_len(lines[-1] + piece) <= width:
            lines[-1] += piece
            continue
        lines.append("")
        for char in piece:
            if cell_len(lines[-1] + char) > width:
                lines.append("")
            lines[-1] += char
    return [line for line in lines if line]


def _pieces(text: str) -> list[str]:
    """Split a text where it may be broken: at spaces, after hyphens, dashes, slashes and so on."""
    return [piece for word in text.split() for piece in re.findall(r"[^-–/_]*[-–/_]*", word)]
