"""``latticework hindcast``: how the mechanisms and fits would have done on the past."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from latticework.brief.tables import Column, Table, as_json, json_text
from latticework.cli.data import folder_option
from latticework.cli.options import complain, form_options, tell
from latticework.insight.hindcast import Hindcasts, find, read, rows, texts, untested
from latticework.insight.hindcast_table import POINTS, RESULTS
from latticework.reading import ReadingError
from latticework.writing import write_text


@click.command()
@folder_option
@click.option(
    "--kept", is_flag=True, help="Print the results kept with latticework; no data needed."
)
@click.option("--to", "target", type=click.Path(path_type=Path, file_okay=False),
              help="Write hindcasts.csv and hindcast_points.csv into this folder.")  # fmt: skip
@form_options
def hindcast(folder: Path | None, kept: bool, target: Path | None, form: str | None) -> None:
    """Test mechanisms and fits on what happened, out of sample, against named baselines.

    Takes about two minutes. Prints a report card: what was forecast, how well, what it had to beat,
    and what cannot be tested at all. Needs the data sets of Correlates of War, ATOP, SIPRI, the
    United Nations and others: see `latticework data list`.

    \b
    Examples:
      latticework hindcast --kept
      latticework hindcast --data ~/data
      latticework hindcast --data ~/data --json > hindcasts.json
    """
    try:
        found = read() if kept else find(folder, lambda step: click.echo(f"{step} …", err=True))
        results, points = texts(found, rows(), datetime.now(UTC).date())
    except ReadingError as error:
        complain(error)
    if target is not None:
        for name, content in ((RESULTS.name, results), (POINTS.name, points)):
            write_text(target / name, content)
            click.echo(f"wrote {target / name}", err=True)
    if form == "csv":
        click.echo(results, nl=False)
    elif form == "json":
        click.echo(json_text({
            "report_card": as_json(card(found)), "plots": as_json(plots(found)),
            "untested": as_json(judgement()),
        }))  # fmt: skip
    else:
        tell(card(found), None)
        click.echo()
        tell(judgement(), None)


def card(found: Hindcasts) -> Table:
    """Return all checks as a table."""
    columns = (
        Column("hindcast"), Column("test", wrap=True), Column("measure", wrap=True),
        Column("value", digits=3), Column("to beat"), Column("passed"),
        Column("against", detail=True), Column("standard error of the difference", detail=True),
        Column("rows", detail=True), Column("note", detail=True), Column("design", detail=True),
        Column("sets", detail=True),
    )  # fmt: skip
    table = tuple(
        (part.name, c.test, c.metric, c.value, c.to_beat or None, c.passed, c.against or None,
         c.margin, c.rows, c.note or None, part.design, ", ".join(part.sets))
        for part in found.parts for c in part.checks
    )  # fmt: skip
    judged = [check for check in found.card.checks if check.passed is not None]
    passed = len(judged) - len(found.card.failed)
    notes = (
        f"{passed} of {len(judged)} checks passed; a pass may lie within chance.",
        "--json has baselines, rows, errors, designs, and the points of plots.",
    )
    return Table("Hindcasts", columns, table, notes)


def plots(found: Hindcasts) -> Table:
    """Return the points of all plots as a table."""
    columns = (
        Column("hindcast"), Column("plot", wrap=True), Column("series"), Column("x", digits=4),
        Column("y", digits=4), Column("low", digits=4), Column("high", digits=4), Column("rows"),
    )  # fmt: skip
    table = tuple(
        (part.name, p.plot, p.series, p.x, p.y, p.low, p.high, p.rows)
        for part in found.parts for p in part.points
    )  # fmt: skip
    return Table("Points of plots", columns, table)


def judgement() -> Table:
    """Return what cannot be tested as a table."""
    columns = (
        Column("claim"), Column("cannot be tested", wrap=True),
        Column("nearest analogue", wrap=True), Column("why", detail=True),
        Column("beliefs", detail=True), Column("hindcasts", detail=True),
    )  # fmt: skip
    table = tuple(
        (each.claim, each.what, each.analogue, each.why, "; ".join(each.ranges) or None,
         ", ".join(each.nearest) or None)
        for each in untested()
    )  # fmt: skip
    notes = (
        "These are judgements, with ranges: see --json, and `latticework study show beliefs`.",
    )
    return Table("What rests on judgement", columns, table, notes)
