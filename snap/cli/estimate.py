"""``latticework estimate``: what the data say of the beliefs, and how well the fits forecast."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from latticework.brief.tables import Column, Table, as_json, json_text
from latticework.cli.data import folder_option
from latticework.cli.options import complain, form_options, tell
from latticework.evidence.estimated import EMBEDDED, Found, find, rows, text
from latticework.evidence.report_card import EMBEDDED as CARD
from latticework.evidence.report_card import text as card_text
from latticework.reading import ReadingError
from latticework.writing import write_text


@click.command()
@folder_option
@click.option("--to", "target", type=click.Path(path_type=Path, file_okay=False),
              help="Write estimated.csv and report_card.csv into this folder.")  # fmt: skip
@form_options
def estimate(folder: Path | None, target: Path | None, form: str | None) -> None:
    """Fit the beliefs that data can inform, and judge the fits out of sample.

    Takes about a minute. Prints each estimate with its standard error and the range that it
    supports, and a report card: what was forecast, how well, against which baseline. Needs the
    data sets of Correlates of War, ATOP, SIPRI, the United Nations and others: see
    `latticework data list`.

    \b
    Examples:
      latticework estimate --data ~/data
      latticework estimate --data ~/data --json > estimates.json
      latticework estimate --data ~/data --to out/
    """
    try:
        found = find(folder, lambda step: click.echo(f"fitting {step} …", err=True))
        made = text(found.estimates, rows(EMBEDDED), datetime.now(UTC).date())
    except ReadingError as error:
        complain(error)
    if target is not None:
        for name, content in ((EMBEDDED.name, made), (CARD.name, card_text(found.card))):
            write_text(target / name, content)
            click.echo(f"wrote {target / name}", err=True)
    if form == "csv":
        click.echo(made, nl=False)
    elif form == "json":
        parts = {"estimates": as_json(estimates_table(found)), "report_card": as_json(card(found))}
        click.echo(json_text(parts))
    else:
        tell(estimates_table(found), None)
        click.echo()
        tell(card(found), None)


def estimates_table(found: Found) -> Table:
    """Return the estimates as a table."""
    columns = (
        Column("belief"), Column("value", digits=3), Column("se", digits=2),
        Column("low", digits=3), Column("high", digits=3), Column("n", decimals=0),
        Column("period", detail=True), Column("sets", detail=True), Column("basis", detail=True),
    )  # fmt: skip
    table = tuple(
        (e.belief, e.value, e.se, e.low, e.high, e.n, e.period, ", ".join(e.sets), e.basis)
        for e in found.estimates
    )
    notes = (
        "low and high: the range that the data support; – where they set no bound.",
        "--json tells how each was made.",
    )
    return Table("Estimates of beliefs", columns, table, notes)


def card(found: Found) -> Table:
    """Return the report card as a table."""
    columns = (
        Column("test", wrap=True), Column("measure", wrap=True), Column("value", digits=4),
        Column("to beat"), Column("passed"), Column("against", detail=True),
        Column("standard error of the difference", detail=True), Column("rows", detail=True),
        Column("note", detail=True),
    )  # fmt: skip
    table = tuple(
        (c.test, c.metric, c.value, c.to_beat or None, c.passed, c.against or None, c.margin,
         c.rows, c.note or None)
        for c in found.card.checks
    )  # fmt: skip
    notes = (found.card.summary(), "All out of sample. --json has baselines, rows and errors.")
    return Table("Report card", columns, table, notes)
