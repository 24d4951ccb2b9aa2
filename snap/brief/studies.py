"""A study told as tables: its options, its beliefs, its outcomes."""

from __future__ import annotations

from latticework.brief.tables import Column, Table
from latticework.study.study import Study


def options(study: Study) -> Table:
    """List the options and their parts with costs; each part stands where it is first used."""
    columns = (
        Column("Option"), Column("Part", wrap=True), Column("From"),
        Column("Cost", "bn USD/yr", 2), Column("Low", detail=True), Column("High", detail=True),
    )  # fmt: skip
    rows = tuple(
        (
            slug, part.name, str(_start(study, key, slug)), part.cost.centre, part.cost.low,
            part.cost.high,
        )
        for slug in study.options
        for key, part in study.parts[slug].items()
    )  # fmt: skip
    title = f"{study.question.name}: {len(study.options)} options"
    bare = [slug for slug in study.options if not study.parts[slug]]
    note = f"Without parts: {', '.join(bare)}." if bare else ""
    return Table(title, columns, rows, (note,) if note else ())


def _start(study: Study, key: str, slug: str) -> int | str:
    """Return the first year in which a part changes anything, or a dash."""
    part = study.parts[slug][key]
    years = [lever.start for lever in part.levers]
    for name in part.agreements:
        agreement = study.worlds[slug].agreements.get(name)
        if agreement is not None:
            years += [day.year for day in (agreement.start, agreement.ended) if day]
    first = study.question.horizon.first
    return min((max(year, first) for year in years), default="–")


def beliefs(study: Study) -> Table:
    """List every belief with its range, kind and source."""
    columns = (
        Column("Belief"), Column("Symbol"), Column("Unit", wrap=True), Column("Low", digits=3),
        Column("Centre", digits=3), Column("High", digits=3), Column("Kind"),
        Column("Distribution", detail=True), Column("Source", detail=True),
        Column("Claims", detail=True),
    )  # fmt: skip
    rows = tuple(
        (
            b.name, b.symbol, b.unit, b.low, b.centre, b.high, b.kind, b.distribution, b.source,
            " ".join(b.claims),
        )
        for b in study.beliefs
    )  # fmt: skip
    judged = sum(belief.kind == "judged" for belief in study.beliefs)
    note = f"{judged} of {len(rows)} are judged; --json and --csv give sources."
    return Table(f"{len(rows)} beliefs", columns, rows, (note,))


def outcomes(study: Study) -> Table:
    """List the outcomes with their definition, better direction and weight."""
    columns = (
        Column("Outcome"), Column("Measures", wrap=True), Column("Better"),
        Column("Weight", decimals=2), Column("Unit", detail=True), Column("Claims", detail=True),
    )  # fmt: skip
    rows = tuple(
        (
            key,
            f"{o.reduce} of {o.track}" if o.track else f"sum of {len(o.combine)} outcomes",
            o.better, o.weight, o.unit, " ".join(o.claims),
        )
        for key, o in study.outcomes.items()
    )  # fmt: skip
    return Table(f"{len(rows)} outcomes", columns, rows)
