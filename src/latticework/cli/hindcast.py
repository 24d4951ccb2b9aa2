"""``latticework hindcast``: how the mechanisms and fits would have done on the past."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from latticework.brief.tables import Column, Table, as_json, json_text
from latticework.cli.data import folder_option
from latticework.cli.options import complain, form_options, tell
from latticework.insight.hindcast import PARTS, Hindcasts, find, read, rows, texts, untested
from latticework.insight.hindcast_table import POINTS, RESULTS
from latticework.reading import ReadingError
from latticework.writing import write_text


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(tuple(PARTS)))
@folder_option
@click.option("--kept", is_flag=True,
              help="Print the results kept with latticework, which need no data.")  # fmt: skip
@click.option("--to", "target", type=click.Path(path_type=Path, file_okay=False),
              help="Write hindcasts.csv and hindcast_points.csv into this folder.")  # fmt: skip
@form_options
def hindcast(
    names: tuple[str, ...], folder: Path | None, kept: bool, target: Path | None, form: str | None
) -> None:
    """Test mechanisms and fits on what happened, out of sample, against named baselines.

    Prints how many checks of each hindcast beat their baseline, and what cannot be tested at all;
    with NAMES, each check of these. All of them take about two minutes and need the data sets of
    Correlates of War, ATOP, SIPRI, the United Nations and others: see `latticework data list`.

    \b
    Examples:
      latticework hindcast --kept
      latticework hindcast --kept H5 worlds
      latticework hindcast --data ~/data
      latticework hindcast --data ~/data --json > hindcasts.json
    """
    chosen = names or tuple(PARTS)
    try:
        found = read().only(chosen) if kept else find(folder, _say, chosen)
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
        for table in (card(found),) if names else (summary(found), judgement()):
            tell(table, None)
            click.echo()


def _say(step: str) -> None:
    click.echo(f"hindcasting {step} …", err=True)


def _verdict(found: Hindcasts) -> str:
    judged, passed = (sum(getattr(part, what) for part in found.parts)
                      for what in ("judged", "passed"))  # fmt: skip
    return f"{passed} of {judged} checks beat what they had to beat; some by no more than chance."


def summary(found: Hindcasts) -> Table:
    """Return how many checks of each hindcast passed, as a table."""
    columns = (
        Column("hindcast"), Column("what was tested", wrap=True), Column("passed", decimals=0),
        Column("of", decimals=0),
    )  # fmt: skip
    table = tuple((part.name, part.title, part.passed, part.judged) for part in found.parts)
    notes = (_verdict(found), "Name a hindcast to see its checks; --json has all of it.")
    return Table("Hindcasts", columns, table, notes)


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
    designs = tuple(f"{part.name}: {part.title}; {part.design}." for part in found.parts)
    return Table("Checks of hindcasts", columns, table, (_verdict(found), *designs))


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
    notes = ("Judgements, with ranges: see --json and `latticework study show beliefs`.",)
    return Table("What rests on judgement", columns, table, notes)
