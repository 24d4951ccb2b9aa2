"""Lists of the atlas's records as tables, each fit for a terminal of 80 columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from latticework.atlas.atlas import Atlas
from latticework.atlas.citations import uses
from latticework.atlas.loading import SECTIONS, Effect
from latticework.atlas.records import Agreement
from latticework.brief.tables import Cell, Column, Table, counted

FITTING = 6  # parties that fit a table cell


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
    return Table(counted(len(rows), "state"), columns, rows, (note,))


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
        Column("Key", wrap=True), Column("Organisation", wrap=True), Column("Members", decimals=0),
        Column("Decides by", wrap=True),
    )  # fmt: skip
    rows = tuple(
        (key, record.name, len(atlas.members(key, day)), _rules(atlas, key))
        for key, record in atlas.organisations.items()
        if record.holds(day)
    )
    note = "Members among the states of the atlas."
    return Table(f"{counted(len(rows), 'organisation')} on {day}", columns, rows, (note,))


def _rules(atlas: Atlas, organisation: str) -> str:
    return ", ".join(dict.fromkeys(rule.rule for rule in atlas.organisations[organisation].rules))


@dataclass(frozen=True)
class Wanted:
    """Which agreements to list: a kind, an issue, all these parties, of the day or ever."""

    kind: str | None = None
    issue: str | None = None
    states: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    ever: bool = False


def agreements(atlas: Atlas, day: date, wanted: Wanted | None = None) -> Table:
    """List agreements by kind, with their parties and standing on `day`."""
    wanted = wanted or Wanted()
    columns = (
        Column("Key", wrap=True), Column("Kind", wrap=True), Column("Agreement", wrap=True),
        Column("Parties", wrap=True, items=FITTING), Column("Since", wrap=True),
        Column("States", detail=True),
    )  # fmt: skip
    rows = tuple(
        (
            key, row.kind, row.name, ", ".join(_parties(atlas, row, day, ever=wanted.ever)),
            standing(row, day), ", ".join(sorted(_states(atlas, key, day, ever=wanted.ever))),
        )
        for key, row in sorted(atlas.agreements.items(), key=lambda i: (i[1].kind, i[0]))
        if _is_wanted(atlas, key, day, wanted)
    )  # fmt: skip
    said = "whenever they held; standing" if wanted.ever else "as"
    note = "In force, signed or in talks on that day, with the parties of that day (--ever: all)."
    title = f"{counted(len(rows), 'agreement')}, {said} on {day}"
    return Table(title, columns, rows, () if wanted.ever else (note,))


def _is_wanted(atlas: Atlas, key: str, day: date, wanted: Wanted) -> bool:
    row = atlas.agreements[key]
    bodies = {p.organisation for p in row.parties if wanted.ever or p.holds(day)}
    return (
        wanted.kind in (None, row.kind)
        and (wanted.issue is None or wanted.issue in row.issues)
        and (wanted.ever or concerns(row, day))
        and set(wanted.states) <= _states(atlas, key, day, ever=wanted.ever)
        and set(wanted.organisations) <= bodies
    )


def _states(atlas: Atlas, key: str, day: date, *, ever: bool) -> set[str]:
    return atlas.ever_parties(key) if ever else set(atlas.parties(key, day))


def _parties(atlas: Atlas, agreement: Agreement, day: date, *, ever: bool) -> list[str]:
    """Return the parties as organisations' short names and states' codes."""
    names = (
        party.state or atlas.organisations[party.organisation or ""].short
        for party in agreement.parties
        if ever or party.holds(day)
    )
    return list(dict.fromkeys(names))


def standing(agreement: Agreement, day: date) -> str:
    """Return since when an agreement is in force, or how far it has come, on `day`."""
    if agreement.ended and day > agreement.ended:
        return f"ended {agreement.ended}"
    if agreement.start and day >= agreement.start:
        return str(agreement.start)
    if agreement.signed and day >= agreement.signed:
        return f"signed {agreement.signed}"
    return "in talks" if _talks(agreement, day) else "later"


def _talks(agreement: Agreement, day: date) -> bool:
    return any(event.date <= day.isoformat() for event in agreement.events)


def concerns(agreement: Agreement, day: date) -> bool:
    """Tell whether an agreement is in force, signed or in talks on `day`."""
    over = agreement.ended is not None and day > agreement.ended
    return not over and standing(agreement, day) != "later"


def contingencies(atlas: Atlas) -> Table:
    """List contingencies, those of today first."""
    columns = (
        Column("Key", wrap=True), Column("Family", wrap=True), Column("Contingency", wrap=True),
        Column("Level"), Column("Date"),
    )  # fmt: skip
    rows = tuple(
        (key, row.family, row.name, row.severity, str(row.date))
        for key, row in sorted(
            atlas.contingencies.items(), key=lambda i: (i[1].historical, i[1].family, i[1].date)
        )
    )
    return Table(counted(len(rows), "contingency"), columns, rows)


def statements(atlas: Atlas, claim: str | None = None) -> Table:
    """List statements by date, with the claims they support or dispute."""
    columns = (
        Column("Key", wrap=True), Column("Date"), Column("Speaker", wrap=True),
        Column("Said (paraphrase)", wrap=True), Column("Claims", wrap=True),
    )  # fmt: skip
    rows = tuple(
        (
            key, row.date, f"{row.speaker}, {row.office}", row.paraphrase,
            " ".join(f"{'+' if b.stance == 'supports' else '−'}{b.claim}" for b in row.bears_on),
        )
        for key, row in sorted(atlas.statements.items(), key=lambda item: item[1].date)
        if claim is None or claim in {bearing.claim for bearing in row.bears_on}
    )  # fmt: skip
    note = "+ supports, − disputes."
    return Table(counted(len(rows), "statement"), columns, rows, (note,))


def sources(atlas: Atlas, *, unused: bool = False) -> Table:
    """List sources with how often the records cite them."""
    columns = (
        Column("Key", wrap=True), Column("Source", wrap=True), Column("Date"), Column("Kind"),
        Column("Cited", decimals=0),
    )  # fmt: skip
    counts = uses(atlas)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (key, f"{row.publisher}: {row.title}", row.date, row.kind, counts[key])
        for key, row in sorted(atlas.sources.items())
        if not unused or counts[key] == 0
    )
    return Table(counted(len(rows), "source"), columns, rows)


# --- what records are filed under ---


def territories(atlas: Atlas, day: date) -> Table:
    """List territories: who administers them on `day`, who claims them, their status."""
    columns = (
        Column("Key", wrap=True), Column("Territory", wrap=True), Column("Held by"),
        Column("Claimed by", wrap=True), Column("Status", wrap=True),
        Column("Latitude", detail=True), Column("Longitude", detail=True),
    )  # fmt: skip
    rows = tuple(
        (
            key, row.name, row.administrator(day), ", ".join(row.claimed_by), ", ".join(row.tags),
            row.lat, row.lon,
        )
        for key, row in sorted(atlas.territories.items())
    )  # fmt: skip
    note = f"Held by: who administers it in fact on {day}, without a view on who should."
    return Table(counted(len(rows), "territory"), columns, rows, (note,))


def kinds(atlas: Atlas) -> Table:
    """List the kinds of agreements with how they are rated and how many there are."""
    columns = (
        Column("Key", wrap=True), Column("g", digits=2), Column("v", digits=2), Column("Military"),
        Column("Agreements", decimals=0), Column("Coder's rule", wrap=True),
    )  # fmt: skip
    held = Counter(row.kind for row in atlas.agreements.values())
    rows = tuple(
        (key, row.strength, row.visibility, row.military, held[key], row.rule)
        for key, row in atlas.kinds.items()
    )
    note = "g strength, v visibility (0–1): judged defaults that an agreement may override."
    return Table(f"{counted(len(rows), 'kind')} of agreements", columns, rows, (note,))


def issues(atlas: Atlas) -> Table:
    """List the issues that agreements are about."""
    columns = (
        Column("Key", wrap=True), Column("Issue", wrap=True), Column("Agreements", decimals=0),
        Column("Description", wrap=True),
    )  # fmt: skip
    held = Counter(issue for row in atlas.agreements.values() for issue in row.issues)
    rows = tuple((key, row.name, held[key], row.description) for key, row in atlas.issues.items())
    return Table(counted(len(rows), "issue"), columns, rows)


def claims(atlas: Atlas) -> Table:
    """List the claims with how many statements support and dispute each."""
    columns = (
        Column("Key"), Column("Claim", wrap=True), Column("Supports", decimals=0),
        Column("Disputes", decimals=0),
    )  # fmt: skip
    held = Counter(
        (bearing.claim, bearing.stance)
        for row in atlas.statements.values()
        for bearing in row.bears_on
    )
    rows = tuple(
        (key, row.text, held[key, "supports"], held[key, "disputes"])
        for key, row in atlas.claims.items()
    )
    return Table(counted(len(rows), "claim"), columns, rows)


def checked(atlas: Atlas, effects: Mapping[str, Effect]) -> Table:
    """List how many records each section of a checked atlas has, and what overlays did."""
    columns = [Column("Section"), Column("Records", decimals=0)]
    if effects:
        columns += [Column(name, decimals=0) for name in ("Added", "Changed", "Retired")]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            section.name,
            len(getattr(atlas, section.name)),
            *(effects.get(section.name, Effect(0, 0, 0)) if effects else ()),
        )
        for section in SECTIONS
    )
    added, changed, retired = (
        map(sum, zip(*effects.values(), strict=True)) if effects else (0, 0, 0)
    )
    note = f"The overlay adds {added:,}, changes {changed:,} and retires {retired:,}."
    return Table("No mistakes", tuple(columns), rows, (note,) if effects else ())
