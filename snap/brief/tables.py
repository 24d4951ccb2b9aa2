"""Tables: one value, told in a terminal, as JSON, as CSV and as Markdown."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from math import floor, log10
from typing import Any

Cell = str | float | int | bool | None

MISSING = "–"


@dataclass(frozen=True)
class Column:
    """A column: its name, its unit, and how many decimals a reader is shown.

    ``digits`` asks for that many significant digits instead, where magnitudes differ by row.
    ``wrap`` columns take what width is left; the others are as wide as what they hold. ``detail``
    columns are for machines: JSON and CSV have them, readers are spared. Of a list separated by
    commas, readers are shown the first ``items``.
    """

    name: str
    unit: str = ""
    decimals: int | None = None
    digits: int | None = None
    wrap: bool = False
    detail: bool = False
    items: int | None = None

    @property
    def numeric(self) -> bool:
        """Whether the column holds numbers."""
        return self.decimals is not None or self.digits is not None

    @property
    def head(self) -> str:
        """The name with its unit."""
        return f"{self.name} ({self.unit})" if self.unit else self.name


@dataclass(frozen=True)
class Table:
    """A titled table with notes; cells are raw values, rounded only when shown to a reader.

    Readers are shown the first ``most`` rows. ``stacked`` rows read better one below the other,
    each with the fields it has.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    most: int | None = None
    stacked: bool = False

    @property
    def shown(self) -> tuple[Column, ...]:
        """The columns that a reader sees."""
        return tuple(column for column in self.columns if not column.detail)

    @property
    def footnotes(self) -> tuple[str, ...]:
        """The notes, and how many rows a reader is spared."""
        more = len(self.rows) - len(self.rows[: self.most])
        return (*self.notes, f"… and {more:,} more; --json has all.") if more else self.notes

    def texts(self) -> list[list[str]]:
        """Return the cells as a reader sees them."""
        return [
            [
                _shown(cell, column)
                for cell, column in zip(row, self.columns, strict=True)
                if not column.detail
            ]
            for row in self.rows[: self.most]
        ]


FACTS = (Column("Field"), Column("Value", wrap=True))


def counted(number: int, one: str) -> str:
    """Return a number with what is counted, in the singular or plural."""
    several = f"{one[:-1]}ies" if one.endswith("y") else f"{one}s"
    return f"{number:,} {one if number == 1 else several}"


def _shown(cell: Cell, column: Column) -> str:
    if cell is None:
        return MISSING
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, (int, float)) and column.numeric:
        return f"{cell:,.{_decimals(cell, column)}f}"
    return _first(str(cell), column.items)


def _first(text: str, items: int | None) -> str:
    listed = text.split(", ")
    if items is None or len(listed) <= items:
        return text
    return f"{', '.join(listed[:items])} … ({len(listed)})"


def _decimals(number: float, column: Column) -> int:
    if column.decimals is not None or not column.digits:
        return column.decimals or 0
    magnitude = floor(log10(abs(number))) if number else 0
    most = max(0, column.digits - 1 - magnitude)
    return next(n for n in range(most + 1) if n == most or round(number, n) == round(number, most))


def as_json(table: Table) -> dict[str, Any]:
    """Return a table as plain values: title, columns with units, rows by column name, notes."""
    names = [column.name for column in table.columns]
    return {
        "title": table.title,
        "columns": [{"name": c.name, "unit": c.unit} for c in table.columns],
        "rows": [dict(zip(names, map(_exact, row), strict=True)) for row in table.rows],
        "notes": list(table.notes),
    }


def _exact(cell: Cell) -> Cell:
    """Return a cell without the dust of binary arithmetic (8.200000000000001)."""
    return float(f"{cell:.12g}") if isinstance(cell, float) else cell


def json_text(value: object) -> str:
    """Return plain values as indented JSON text."""
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)


def as_csv(table: Table) -> str:
    """Return a table as CSV with a header; numbers have 12 digits, missing cells are empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.head for column in table.columns])
    writer.writerows(["" if cell is None else _exact(cell) for cell in row] for row in table.rows)
    return text.getvalue()


def as_markdown(table: Table) -> str:
    """Return a table as a Markdown section body (GitHub's table syntax)."""
    lines = [
        "| " + " | ".join(escaped(column.head) for column in table.shown) + " |",
        "|" + "|".join("---:" if column.numeric else "---" for column in table.shown) + "|",
    ]
    lines += ["| " + " | ".join(map(escaped, row)) + " |" for row in table.texts()]
    lines += [f"\n{escaped(note)}" for note in table.footnotes]
    return "\n".join(lines)


def escaped(text: str) -> str:
    """Escape what Markdown or an HTML renderer behind it would take for markup."""
    for char in "\\|*_`<>[]":
        text = text.replace(char, "&lt;" if char == "<" else f"\\{char}")
    return text.replace("\n", " ")
