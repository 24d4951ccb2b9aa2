"""Everything about one record, or between two states, as a few tables."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from latticework.atlas.atlas import Atlas
from latticework.atlas.places import distance_km
from latticework.atlas.rows import Trade
from latticework.brief.listings import concerns, standing
from latticework.brief.tables import Column, Table

SHOWN_SECTIONS = (
    "states", "organisations", "agreements", "contingencies", "territories", "areas", "statements",
    "claims", "issues", "kinds", "quantities", "sources",
)  # fmt: skip
TOP = 8  # trading partners shown on a card

FACTS = (Column("Field"), Column("Value", wrap=True))


def find(atlas: Atlas, key: str) -> tuple[str, BaseModel] | None:
    """Return the section and the record that `key` names, or None."""
    for section in SHOWN_SECTIONS:
        records = getattr(atlas, section)
        if key in records:
            return section, records[key]
    return None


def keys(atlas: Atlas) -> list[str]:
    """Return every key that a card can be shown for."""
    return [key for section in SHOWN_SECTIONS for key in getattr(atlas, section)]


def card(atlas: Atlas, key: str, day: date) -> list[Table]:
    """Return the tables that show the record named `key`, as on `day`.

    Raises
    ------
    KeyError
        If no record has that key.
    """
    found = find(atlas, key)
    if found is None:
        raise KeyError(key)
    section, record = found
    tables = [_facts(record, key)]
    if section == "states":
        tables += _state_tables(atlas, key, day)
    elif section == "organisations":
        tables.append(_member_table(atlas, key, day))
    elif section == "agreements":
        tables += _agreement_tables(atlas, key)
    return [table for table in tables if table.rows]


def _facts(record: BaseModel, key: str) -> Table:
    """Return a record's own fields, one a row, nested ones in a line."""
    rows = [("key", key)]
    for name in type(record).model_fields:
        value = getattr(record, name)
        if value not in (None, (), False) and name != "clauses":
            rows.append((name, _plain(value)))
    return Table(str(getattr(record, "name", None) or key), FACTS, tuple(rows))


def _plain(value: object) -> str:
    if isinstance(value, BaseModel):
        fields = ((n, getattr(value, n)) for n in type(value).model_fields)
        return ", ".join(f"{n} {_plain(v)}" for n, v in fields if v not in (None, (), False))
    if isinstance(value, tuple):
        joint = "; " if value and isinstance(value[0], BaseModel) else " "
        return joint.join(map(_plain, value))
    if isinstance(value, bool):
        return "yes"
    return str(value)


# --- a state ---


def _state_tables(atlas: Atlas, state: str, day: date) -> list[Table]:
    return [
        figures(atlas, state),
        _organisations_of(atlas, state, day),
        _agreements_of(atlas, {state}, day),
        _bases_of(atlas, state, day),
        _suppliers_of(atlas, state),
        partners(atlas, state),
    ]


def figures(atlas: Atlas, state: str) -> Table:
    """Return every figure on a state, with date, source and confidence."""
    columns = (
        Column("Figure"), Column("Value", digits=4), Column("Unit"), Column("As of"),
        Column("Source", wrap=True), Column("Confidence"),
    )  # fmt: skip
    rows = tuple(
        (f.quantity, f.value, atlas.quantities[f.quantity].unit, f.as_of, f.source, f.confidence)
        for f in atlas.figures.values()
        if f.state == state
    )
    return Table("Figures", columns, rows)


def _organisations_of(atlas: Atlas, state: str, day: date) -> Table:
    rows = tuple(
        (atlas.organisations[m.organisation].name, m.role, str(m.since or ""))
        for m in atlas.memberships.values()
        if m.state == state and m.holds(day)
    )
    columns = (Column("Organisation", wrap=True), Column("Role"), Column("Since"))
    return Table(f"Organisations on {day}", columns, rows)


def _agreements_of(atlas: Atlas, states: set[str], day: date) -> Table:
    rows = tuple(
        (row.kind, key, standing(row, day))
        for key, row in sorted(atlas.agreements.items(), key=lambda item: (item[1].kind, item[0]))
        if states <= atlas.parties(key, day).keys() and concerns(row, day)
    )
    columns = (Column("Kind"), Column("Agreement", wrap=True), Column("Since"))
    return Table(f"Agreements, as on {day}", columns, rows)


def _bases_of(atlas: Atlas, state: str, day: date) -> Table:
    rows = tuple(
        (row.name, row.host, row.user, row.status, row.domains, str(row.since or ""))
        for row in atlas.bases.values()
        if state in (row.host, row.user) and row.host != row.user and row.holds(day)
    )
    columns = (
        Column("Base or access", wrap=True), Column("Host"), Column("User"), Column("Status"),
        Column("Domains"), Column("Since"),
    )  # fmt: skip
    return Table(f"Foreign bases and access on {day}", columns, rows)


def _suppliers_of(atlas: Atlas, state: str) -> Table:
    rows = tuple(
        (row.period, atlas.states[row.supplier].name, 100 * row.share, row.source)
        for row in atlas.arms.values()
        if row.recipient == state
    )
    columns = (
        Column("Years"), Column("Supplier", wrap=True), Column("Share", "%", 0), Column("Source"),
    )  # fmt: skip
    return Table("Suppliers of major arms", columns, rows)


def partners(atlas: Atlas, state: str) -> Table:
    """Return a state's largest trading partners among the states of the atlas."""
    total: dict[str, list[Trade | None]] = {}
    for flow in atlas.trade.values():
        if flow.exporter == state:
            total.setdefault(flow.importer, [None, None])[0] = flow
        elif flow.importer == state:
            total.setdefault(flow.exporter, [None, None])[1] = flow
    ranked = sorted(total.items(), key=lambda item: -sum(f.value for f in item[1] if f))
    rows = tuple(
        (atlas.states[partner].name, *(f.value if f else None for f in flows), _basis(flows))
        for partner, flows in ranked[:TOP]
    )
    columns = (
        Column("Partner", wrap=True), Column("Exports to", "bn USD", 1),
        Column("Imports from", "bn USD", 1), Column("Basis"),
    )  # fmt: skip
    return Table(f"Goods trade with the {len(rows)} largest partners", columns, rows)


def _basis(flows: list[Trade | None]) -> str:
    return " / ".join(f"{f.basis} {f.as_of}" if f else "" for f in flows)


# --- an organisation, an agreement, two states ---


def _member_table(atlas: Atlas, organisation: str, day: date) -> Table:
    rows = tuple(
        (m.state, atlas.states[m.state].name, m.role, str(m.since or ""), str(m.until or ""))
        for m in atlas.memberships.values()
        if m.organisation == organisation and m.holds(day)
    )
    columns = (
        Column("Code"), Column("State", wrap=True), Column("Role"), Column("Since"),
        Column("Until"),
    )  # fmt: skip
    return Table(f"Members on {day}", columns, rows)


def _agreement_tables(atlas: Atlas, agreement: str) -> list[Table]:
    record = atlas.agreements[agreement]
    rated = (
        ("strength g", f"{atlas.strength(agreement):g}"),
        ("visibility v", f"{atlas.visibility(agreement):g}"),
        ("military", "yes" if atlas.military(agreement) else "no"),
        ("coder's rule", atlas.kinds[record.kind].rule),
    )
    clauses = tuple(
        (clause.article, clause.verb.name, " ".join(clause.attacks), clause.paraphrase)
        for clause in record.clauses
    )
    columns = (
        Column("Article"), Column("Verb"), Column("If", wrap=True), Column("Paraphrase", wrap=True),
    )  # fmt: skip
    return [Table("Judged", FACTS, rated), Table("Clauses", columns, clauses)]


def between(atlas: Atlas, one: str, other: str, day: date) -> list[Table]:
    """Return what ties two states on `day`: agreements, organisations, bases, arms and trade."""
    a, b = atlas.states[one], atlas.states[other]
    distance = round(distance_km(a.lat, a.lon, b.lat, b.lon))
    shared = [key for key in atlas.organisations if {one, other} <= set(atlas.members(key, day))]
    facts = (
        ("capitals", f"{a.capital} – {b.capital}, {distance:,} km"),
        ("both in", ", ".join(sorted(atlas.organisations[key].short for key in shared)) or "–"),
    )
    tables = [
        Table(f"{a.name} and {b.name} on {day}", FACTS, facts),
        _agreements_of(atlas, {one, other}, day),
        _flows(atlas, one, other),
        _bases_between(atlas, {one, other}, day),
    ]
    return [table for table in tables if table.rows]


def _flows(atlas: Atlas, one: str, other: str) -> Table:
    rows = tuple(
        (f.exporter, f.importer, f.value, f.as_of, f.basis, f.source)
        for f in atlas.trade.values()
        if {f.exporter, f.importer} == {one, other}
    )
    columns = (
        Column("From"), Column("To"), Column("Goods", "bn USD", 2), Column("Year"), Column("Basis"),
        Column("Source", wrap=True),
    )  # fmt: skip
    return Table("Goods trade", columns, rows)


def _bases_between(atlas: Atlas, pair: set[str], day: date) -> Table:
    rows = tuple(
        (row.name, row.host, row.user, row.status, row.domains)
        for row in atlas.bases.values()
        if {row.host, row.user} == pair and row.holds(day)
    )
    columns = (
        Column("Base or access", wrap=True), Column("Host"), Column("User"), Column("Status"),
        Column("Domains"),
    )  # fmt: skip
    return Table("Bases and access", columns, rows)
