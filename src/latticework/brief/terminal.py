"""Tables and texts in a terminal."""

from __future__ import annotations

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from latticework.brief.tables import Table


def printed(*parts: RenderableType, width: int | None = None) -> str:
    """Return renderables as text for a terminal of `width` columns (by default its own, or 80)."""
    console = Console(width=width, highlight=False, markup=False, emoji=False)
    with console.capture() as captured:
        for part in parts:
            console.print(part)
    lines = (line.rstrip() for line in captured.get().splitlines())
    return "\n".join(lines).strip("\n") + "\n"


def grid(table: Table) -> Grid:
    """Lay a table out: as wide as what it holds, the rest of the line for wrapping columns."""
    laid = Grid(
        title=Text(table.title, style="bold") if table.title else None,
        title_justify="left",
        box=None,
        pad_edge=False,
        expand=any(column.wrap for column in table.shown),
    )
    for column in table.shown:
        laid.add_column(
            Text(f"{column.name}\n{column.unit}".strip(), style="bold"),
            justify="right" if column.numeric else "left",
            no_wrap=not column.wrap,
            ratio=1 if column.wrap else None,
            overflow="fold",
        )
    for row in table.texts():
        laid.add_row(*map(Text, row))
    return laid


def as_terminal(table: Table, width: int | None = None) -> str:
    """Return a table with its notes as text."""
    notes = [Text(note, style="dim") for note in table.notes]
    return printed(grid(table), *notes, width=width)


def paragraph(text: str, indent: int = 0, style: str = "") -> RenderableType:
    """Return a wrapped, indented paragraph."""
    return Padding(Text(text, style=style), (0, 0, 0, indent))
