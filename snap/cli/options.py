"""What commands share: the atlas they read, dates, names of states, the form of the output."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import click

from latticework.atlas.atlas import Atlas
from latticework.atlas.loading import EMBEDDED, load
from latticework.brief.tables import Table, as_csv, as_json, json_text
from latticework.brief.terminal import as_terminal
from latticework.cli.names import one
from latticework.reading import ReadingError

REFERENCE_DAY = date(2024, 7, 1)  # the embedded atlas is as of mid-2024; later facts carry dates
MOST_MISTAKES = 100  # printed at once

Decorator = Callable[[Callable[..., None]], Callable[..., None]]


class Day(click.ParamType[date]):
    """A day as YYYY-MM-DD, and in no other form."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day, or say what was expected."""
        if isinstance(value, date):
            return value
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            self.fail(f"{value!r} is not a day; write it as 2024-07-01", param, ctx)
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            self.fail(f"{value!r} is not a day ({error})", param, ctx)


def atlas_option() -> Decorator:
    """Return the option that names overlays, passed on as the loaded ``atlas``."""
    return click.option(
        "--atlas",
        "atlas",
        multiple=True,
        type=click.Path(path_type=Path),
        envvar="LATTICEWORK_ATLAS",
        metavar="FOLDER",
        callback=lambda _ctx, _param, folders: loaded(folders),
        help="Lay this folder of records on the embedded atlas (may be given again).  "
        "[default: LATTICEWORK_ATLAS]",
    )


def overlay_option(command: Callable[..., None]) -> Callable[..., None]:
    """Add the option that names overlays, passed on as ``overlays``: a study loads its atlas."""
    return click.option(
        "--overlay",
        "--atlas",
        "overlays",
        multiple=True,
        type=click.Path(path_type=Path),
        envvar="LATTICEWORK_ATLAS",
        metavar="FOLDER",
        help="Lay this folder of records on the embedded atlas, under the study's own "
        "(may be given again).  [default: LATTICEWORK_ATLAS]",
    )(command)


def day_option(default: date | None = REFERENCE_DAY) -> Decorator:
    """Return the option for the day as of which records are read."""
    said = f"  [default: {default}]" if default else "  [default: the contingency's own]"
    return click.option(
        "--date", "day", type=Day(), default=default, help=f"The day whose records count.{said}"
    )


def form_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add ``--json`` and ``--csv``, passed on as ``form``."""
    command = click.option(
        "--csv", "form", flag_value="csv", help="Print one table as comma-separated values."
    )(command)
    return click.option("--json", "form", flag_value="json", help="Print all of it as JSON.")(
        command
    )


def loaded(folders: tuple[Path, ...], base: Path | None = EMBEDDED) -> Atlas:
    """Load the atlas with overlays, or end with every mistake printed."""
    try:
        return load(*folders, base=base)
    except ReadingError as error:
        complain(error)


def complain(error: ReadingError) -> NoReturn:
    """Print the mistakes to standard error, the first hundred of them, and end with exit code 1."""
    count = len(error.problems)
    for problem in error.problems[:MOST_MISTAKES]:
        click.echo(str(problem), err=True)
    if count > MOST_MISTAKES:
        click.echo(f"… and {count - MOST_MISTAKES:,} more", err=True)
    said = "mistake" if count == 1 else "mistakes"
    click.echo(f"{count:,} {said}; nothing was loaded.", err=True)
    sys.exit(1)


def state_named(atlas: Atlas, text: str) -> str:
    """Return the ISO-3 code of a state given by code or name; else see :func:`names.one`."""
    return one(atlas, text, "states").key


def tell(table: Table, form: str | None) -> None:
    """Print a table in the form asked for."""
    if form == "json":
        click.echo(json_text(as_json(table)))
    elif form == "csv":
        click.echo(as_csv(table), nl=False)
    else:
        click.echo(as_terminal(table), nl=False)
