"""What the atlas ties to a state, an organisation, an agreement, or a pair of states, as tables."""

from __future__ import annotations

from datetime import date

from latticework.atlas.atlas import Atlas
from latticework.atlas.places import distance_km
from latticework.atlas.rows import Trade
from latticework.brief.listings import concerns, standing
from latticework.brief.tables import FACTS, Column, Table

TOP = 8  # trading partners that a reader is shown


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


# --- a state ---


def figures(atlas: Atlas, state: str) -> Table:
    """Return every figure on a state, with date, source and confidence."""
    columns = (
        Column("Figure", wrap=True), Column("Value", digits=4), Column("Unit"), Column("As of"),
        Column("Source", wrap=True), Column("Confidence"), Column("Note", detail=True),
    )  # fmt: skip
    rows = tuple(
        (
            row.quantity, row.value, atlas.quantities[row.quantity].unit, row.as_of, row.source,
            row.confidence, row.note,
        )
        for row in atlas.figures.values()
        if row.state == state
    )  # fmt: skip
    return Table("Figures", columns, rows)


def organisations_of(atlas: Atlas, state: str, day: date) -> Table:
    """Return the organisations in which a state has a place on `day`."""
    rows = tuple(
        (m.organisation, atlas.organisations[m.organisation].name, m.role, _day(m.since))
        for m in atlas.memberships.values()
        if m.state == state and m.holds(day)
    )
    columns = (
        Column("Key"), Column("Organisation", wrap=True), Column("Role"), Column("Since"),
    )  # fmt: skip
    return Table(f"Organisations on {day}", columns, rows)


def agreements_of(atlas: Atlas, states: set[str], day: date) -> Table:
    """Return the agreements in force, signed or in talks to which all `states` are parties."""
    rows = tuple(
        (key, row.kind, standing(row, day), row.name)
        for key, row in sorted(atlas.agreements.items(), key=lambda item: (item[1].kind, item[0]))
        if states <= atlas.parties(key, day).keys() and concerns(row, day)
    )
    columns = (
        Column("Key", wrap=True), Column("Kind", wrap=True), Column("Since"),
        Column("Agreement", detail=True),
    )  # fmt: skip
    return Table(f"Agreements on {day}", columns, rows)


def bases_of(atlas: Atlas, state: str, day: date) -> Table:
    """Return the places that a state uses abroad, or lets others use."""
    return _bases(atlas, day, {state}, f"Foreign bases and access on {day}")


def _bases(atlas: Atlas, day: date, states: set[str], title: str) -> Table:
    rows = tuple(
        (row.name, row.host, row.user, row.status, row.domains, _day(row.since), row.source)
        for row in atlas.bases.values()
        if states <= {row.host, row.user} and row.host != row.user and row.holds(day)
    )
    columns = (
        Column("Base or access", wrap=True), Column("Host"), Column("User"), Column("Status"),
        Column("Domains"), Column("Since"), Column("Source", detail=True),
    )  # fmt: skip
    return Table(title, columns, rows)


def suppliers_of(atlas: Atlas, state: str) -> Table:
    """Return who supplies a state's major arms."""
    rows = tuple(
        (row.period, atlas.states[row.supplier].name, 100 * row.share, row.source, row.confidence)
        for row in atlas.arms.values()
        if row.recipient == state
    )
    columns = (
        Column("Years"), Column("Supplier", wrap=True), Column("Share", "%", 0),
        Column("Source", wrap=True), Column("Confidence"),
    )  # fmt: skip
    return Table("Suppliers of major arms", columns, rows)


def partners(atlas: Atlas, state: str) -> Table:
    """Return a state's trading partners among the states of the atlas, the largest first."""
    total: dict[str, list[Trade | None]] = {}
    for flow in atlas.trade.values():
        if flow.exporter == state:
            total.setdefault(flow.importer, [None, None])[0] = flow
        elif flow.importer == state:
            total.setdefault(flow.exporter, [None, None])[1] = flow
    ranked = sorted(total.items(), key=lambda item: -sum(f.value for f in item[1] if f))
    rows = tuple(
        (atlas.states[partner].name, *(f.value if f else None for f in flows), _basis(flows))
        for partner, flows in ranked
    )
    columns = (
        Column("Partner", wrap=True), Column("Exports to", "bn USD", 1),
        Column("Imports from", "bn USD", 1), Column("Basis", wrap=True),
    )  # fmt: skip
    return Table("Goods trade, by partner", columns, rows, most=TOP)


def _basis(flows: list[Trade | None]) -> str:
    return " / ".join(f"{f.basis} {f.as_of}" if f else "" for f in flows)


# --- an organisation, an agreement ---


def members(atlas: Atlas, organisation: str, day: date) -> Table:
    """Return the states that have a place in an organisation on `day`."""
    rows = tuple(
        (m.state, atlas.states[m.state].name, m.role, _day(m.since), _day(m.until))
        for m in atlas.memberships.values()
        if m.organisation == organisation and m.holds(day)
    )
    columns = (
        Column("Code"), Column("State", wrap=True), Column("Role"), Column("Since"),
        Column("Until"),
    )  # fmt: skip
    return Table(f"Members on {day}", columns, rows)


def standing_of(atlas: Atlas, agreement: str, day: date) -> Table:
    """Return how an agreement stands on `day`, who its parties are, and how it is rated."""
    record = atlas.agreements[agreement]
    parties = sorted(atlas.parties(agreement, day))
    rows = (
        (
            "standing",
            ("in force since " if record.in_force_on(day) else "") + standing(record, day),
        ),
        ("parties", f"{len(parties)}: {', '.join(parties)}"),
        ("strength g", f"{atlas.strength(agreement):g}"),
        ("visibility v", f"{atlas.visibility(agreement):g}"),
        ("military", "yes" if atlas.military(agreement) else "no"),
        ("coder's rule", atlas.kinds[record.kind].rule),
    )
    return Table(f"On {day}, and as judged", FACTS, rows)


# --- two states ---


def between(atlas: Atlas, one: str, other: str, day: date) -> list[Table]:
    """Return what ties two states on `day`: agreements, organisations, trade and bases."""
    a, b = atlas.states[one], atlas.states[other]
    distance = round(distance_km(a.lat, a.lon, b.lat, b.lon))
    shared = [key for key in atlas.organisations if {one, other} <= set(atlas.members(key, day))]
    facts = (
        ("capitals", f"{a.capital} – {b.capital}, {distance:,} km"),
        ("both in", ", ".join(sorted(atlas.organisations[key].short for key in shared)) or "–"),
    )
    tables = [
        Table(f"{a.name} and {b.name} on {day}", FACTS, facts),
        agreements_of(atlas, {one, other}, day),
        _flows(atlas, one, other),
        _bases(atlas, day, {one, other}, f"Bases and access on {day}"),
    ]
    return [table for table in tables if table.rows]


def _flows(atlas: Atlas, one: str, other: str) -> Table:
    rows = tuple(
        (f.exporter, f.importer, f.value, f.as_of, f.basis, f.source, f.confidence)
        for f in atlas.trade.values()
        if {f.exporter, f.importer} == {one, other}
    )
    columns = (
        Column("From"), Column("To"), Column("Goods", "bn USD", 2), Column("Year"), Column("Basis"),
        Column("Source", wrap=True), Column("Confidence"),
    )  # fmt: skip
    return Table("Goods trade", columns, rows)
