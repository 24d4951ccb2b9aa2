"""Lists of the atlas's records as tables, each fit for a terminal of 80 columns."""

from __future__ import annotations

from datetime import date

from latticework.atlas.atlas import Atlas
from latticework.atlas.citations import uses
from latticework.atlas.records import Agreement
from latticework.brief.tables import Cell, Column, Table

FITTING = 8  # parties that fit a table cell


def states(atlas: Atlas, region: str | None = None, *, everyone: bool = False) -> Table:
    """List states with their newest headline figures; without `everyone` only the profiled ones."""
    columns = (
        Column("Code"),
        Column("State", wrap=True),
        Column("Region"),
        Column("People", "m", 1),
        Column("GDP", "bn USD", 0),
        Column("Milex", "bn USD", 1),
        Column("Forces", "1000", 0),
    )
    rows = tuple(
        (
            key, state.name, state.region,
            _scaled(atlas, key, "population", 1e-6), _scaled(atlas, key, "gdp"),
            _scaled(atlas, key, "milex"), _scaled(atlas, key, "personnel", 1e-3),
        )
        for key, state in sorted(atlas.states.items(), key=lambda item: item[1].name)
        if (state.profiled or everyone) and region in (None, state.region)
    )  # fmt: skip
    note = "Newest figure of each; `latticework atlas show CODE` gives dates and sources."
    return Table(f"{len(rows)} states", columns, rows, (note,))


def _scaled(atlas: Atlas, state: str, quantity: str, factor: float = 1.0) -> float | None:
    figure = atlas.figure(state, quantity)
    return None if figure is None else figure.value * factor


def coverage(atlas: Atlas) -> Table:
    """List quantities with how many profiled states have a figure, how new and how sure."""
    columns = (
        Column("Quantity", wrap=True), Column("States", decimals=0), Column("Median", "year"),
        Column("High", "%", 0), Column("Medium", "%", 0), Column("Low", "%", 0),
    )  # fmt: skip
    everyone = atlas.profiled()
    rows: list[tuple[Cell, ...]] = []
    for quantity in atlas.quantities:
        found = [f for state in everyone if (f := atlas.figure(state, quantity))]
        if found:
            years = sorted(figure.as_of[:4] for figure in found)
            shares = [
                100 * sum(figure.confidence == level for figure in found) / len(found)
                for level in ("high", "medium", "low")
            ]
            rows.append((quantity, len(found), years[len(years) // 2], *shares))
    note = f"Newest figure of each of the {len(everyone)} profiled states; shares by confidence."
    return Table("Coverage of the figures", columns, tuple(rows), (note,))


def organisations(atlas: Atlas, day: date) -> Table:
    """List organisations with their members on `day` and how they decide."""
    columns = (
        Column("Key"), Column("Organisation", wrap=True), Column("Members", decimals=0),
        Column("Decides by", wrap=True),
    )  # fmt: skip
    rows = tuple(
        (key, record.name, len(atlas.members(key, day)), _rules(atlas, key))
        for key, record in atlas.organisations.items()
        if record.holds(day)
    )
    note = "Members among the states of the atlas."
    return Table(f"{len(rows)} organisations on {day}", columns, rows, (note,))


def _rules(atlas: Atlas, organisation: str) -> str:
    return ", ".join(dict.fromkeys(rule.rule for rule in atlas.organisations[organisation].rules))


def agreements(
    atlas: Atlas,
    day: date,
    kind: str | None = None,
    issue: str | None = None,
    parties: tuple[str, ...] = (),
) -> Table:
    """List agreements by kind, with their parties and standing on `day`."""
    columns = (
        Column("Kind"), Column("Agreement", wrap=True), Column("Parties", wrap=True),
        Column("Since"), Column("Key", wrap=True),
    )  # fmt: skip
    rows = tuple(
        (row.kind, row.name, party_text(atlas, row), standing(row, day), key)
        for key, row in sorted(atlas.agreements.items(), key=lambda i: (i[1].kind, i[0]))
        if kind in (None, row.kind)
        and (issue is None or issue in row.issues)
        and set(parties) <= atlas.ever_parties(key)
    )
    return Table(f"{len(rows)} agreements, as on {day}", columns, rows)


def standing(agreement: Agreement, day: date) -> str:
    """Return since when an agreement is in force, or how far it has come, on `day`."""
    start = min((d for d in (agreement.applied, agreement.in_force) if d), default=None)
    if agreement.ended and day > agreement.ended:
        return f"ended {agreement.ended}"
    if start and day >= start:
        return str(start)
    if agreement.signed and day >= agreement.signed:
        return f"signed {agreement.signed}"
    return "in talks" if _talks(agreement, day) else "later"


def _talks(agreement: Agreement, day: date) -> bool:
    return any(event.date <= day.isoformat() for event in agreement.events)


def concerns(agreement: Agreement, day: date) -> bool:
    """Tell whether an agreement is in force, signed or in talks on `day`."""
    over = agreement.ended is not None and day > agreement.ended
    return not over and standing(agreement, day) != "later"


def party_text(atlas: Atlas, agreement: Agreement) -> str:
    """Return the parties as organisations' short names and states' codes."""
    names = [
        party.state or atlas.organisations[party.organisation or ""].short
        for party in agreement.parties
    ]
    return " ".join(names) if len(names) <= FITTING else f"{' '.join(names[:FITTING])} …"


def contingencies(atlas: Atlas) -> Table:
    """List contingencies, those of today first."""
    columns = (
        Column("Key"), Column("Family"), Column("Contingency", wrap=True), Column("Level"),
        Column("Date", detail=True),
    )  # fmt: skip
    rows = tuple(
        (key, row.family, row.name, row.severity, str(row.date))
        for key, row in sorted(
            atlas.contingencies.items(), key=lambda i: (i[1].historical, i[1].family, i[1].date)
        )
    )
    return Table(f"{len(rows)} contingencies", columns, rows)


def statements(atlas: Atlas, claim: str | None = None) -> Table:
    """List statements by date, with the claims they support or dispute."""
    columns = (
        Column("Date"), Column("Speaker", wrap=True), Column("Said (paraphrase)", wrap=True),
        Column("Claims"),
    )  # fmt: skip
    rows = tuple(
        (
            row.date, f"{row.speaker}, {row.office}", row.paraphrase,
            " ".join(f"{'+' if b.stance == 'supports' else '−'}{b.claim}" for b in row.bears_on),
        )
        for row in sorted(atlas.statements.values(), key=lambda row: row.date)
        if claim is None or claim in {bearing.claim for bearing in row.bears_on}
    )  # fmt: skip
    note = "+ supports, − disputes."
    return Table(f"{len(rows)} statements", columns, rows, (note,))


def sources(atlas: Atlas, *, unused: bool = False) -> Table:
    """List sources with how often the records cite them."""
    columns = (
        Column("Key"), Column("Source", wrap=True), Column("Date"), Column("Kind"),
        Column("Cited", decimals=0),
    )  # fmt: skip
    counts = uses(atlas)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (key, f"{row.publisher}: {row.title}", row.date, row.kind, counts[key])
        for key, row in sorted(atlas.sources.items())
        if not unused or counts[key] == 0
    )
    return Table(f"{len(rows)} sources", columns, rows)
