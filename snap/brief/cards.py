"""Everything about one record, or between two states: as plain values, and as tables of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel

from latticework.atlas.atlas import Atlas
from latticework.atlas.records import Clause
from latticework.brief.plain import field_names, plain, sentence
from latticework.brief.tables import FACTS, Cell, Column, Table, as_json
from latticework.brief.ties import (
    agreements_of,
    bases_of,
    figures,
    members,
    organisations_of,
    partners,
    standing_of,
    suppliers_of,
)

SHOWN_SECTIONS = (
    "states", "organisations", "agreements", "contingencies", "territories", "areas", "statements",
    "claims", "issues", "kinds", "quantities", "sources",
)  # fmt: skip
LONG, MANY = 60, 4  # rows with a cell as long, and as many cells, read better stacked


@dataclass(frozen=True)
class Card:
    """One record: as plain values, as tables of them, and what the atlas ties to it.

    ``main`` is the table that a spreadsheet wants: a state's figures, an organisation's members, an
    agreement's clauses, or else the record's fields.
    """

    section: str
    key: str
    record: dict[str, Any]
    own: tuple[Table, ...]
    related: tuple[Table, ...]
    main: Table

    def tables(self) -> list[Table]:
        """Return what a reader is shown."""
        return [table for table in (*self.own, *self.related) if table.rows]

    def as_json(self) -> dict[str, Any]:
        """Return the whole record, and the tables of what is tied to it."""
        return {
            "section": self.section,
            "key": self.key,
            "record": self.record,
            "related": [as_json(table) for table in self.related],
        }


def card(atlas: Atlas, section: str, key: str, day: date) -> Card:
    """Return the card of a record, with what the atlas ties to it on `day`."""
    record = getattr(atlas, section)[key]
    own = _own_tables(section, key, record)
    related: tuple[Table, ...] = ()
    main = own[0]
    if section == "states":
        related = _of_state(atlas, key, day)
        main = related[0]
    elif section == "organisations":
        main = members(atlas, key, day)
        related = (main,)
    elif section == "agreements":
        related = (standing_of(atlas, key, day),)
        main = nested("Clauses", Clause, plain(record)["clauses"])
    return Card(section, key, plain(record), tuple(own), related, main)


def _of_state(atlas: Atlas, state: str, day: date) -> tuple[Table, ...]:
    return (
        figures(atlas, state),
        organisations_of(atlas, state, day),
        agreements_of(atlas, {state}, day),
        bases_of(atlas, state, day),
        suppliers_of(atlas, state),
        partners(atlas, state),
    )


# --- plain values → tables ---


def _own_tables(section: str, key: str, record: BaseModel) -> list[Table]:
    """Return a record's fields, one a row, and a table for each list of records within it."""
    facts: list[tuple[Cell, ...]] = [("section", section), ("key", key)]
    tables = []
    for name, value in plain(record).items():
        inner = getattr(record, name)
        if isinstance(inner, tuple) and inner and isinstance(inner[0], BaseModel):
            table = nested(name.capitalize(), type(inner[0]), value)
            if len(table.shown) > 1:
                tables.append(table)
            else:
                facts.append((name, ", ".join(text for (text,) in table.texts())))
        elif value not in (None, []):
            facts.append((name, sentence(value)))
    title = str(getattr(record, "name", None) or getattr(record, "title", None) or key)
    return [Table(title, FACTS, tuple(facts)), *tables]


def nested(title: str, model: type[BaseModel], values: Sequence[dict[str, Any]]) -> Table:
    """Return the records within a record as a table; readers are spared what none of them gives."""
    names = field_names(model)
    cells = [[_cell(value[name]) for name in names] for value in values]
    columns = tuple(
        Column(name, wrap=True, detail=all(row[n] is None for row in cells))
        for n, name in enumerate(names)
    )
    longest = max((len(str(cell)) for row in cells for cell in row), default=0)
    shown = sum(not column.detail for column in columns)
    return Table(
        title, columns, tuple(map(tuple, cells)), stacked=longest >= LONG and shown >= MANY
    )


def _cell(value: Any) -> Cell:
    if value in (None, []):
        return None
    return value if isinstance(value, (int, float)) else sentence(value)
