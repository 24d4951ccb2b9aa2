"""What commands share: the atlas they read, dates, names of states, the form of the output."""

from __future__ import annotations

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
from latticework.reading import ReadingError, did_you_mean

REFERENCE_DAY = date(2024, 7, 1)  # the embedded atlas is as of mid-2024; later facts carry dates

Decorator = Callable[[Callable[..., None]], Callable[..., None]]


class Day(click.ParamType[date]):
    """A day in ISO 8601."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day, or say what was expected."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day; write it as 2024-07-01", param, ctx)


def atlas_option() -> Decorator:
    """Return the option that names overlays, passed on as the loaded ``atlas``."""
    return click.option(
        "--atlas",
        "atlas",
        multiple=True,
        type=click.Path(path_type=Path),
        envvar="LATTICEWORK_ATLAS",
        callback=lambda _ctx, _param, folders: loaded(folders),
        help="Lay this folder of records on the embedded atlas (may be given again).",
    )


def day_option(default: date | None = REFERENCE_DAY) -> Decorator:
    """Return the option for the day as of which records are read."""
    said = f"  [default: {default}]" if default else "  [default: the contingency's own]"
    return click.option(
        "--date", "day", type=Day(), default=default, help=f"The day whose records count.{said}"
    )


def form_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add ``--json`` and ``--csv``, passed on as ``form``."""
    command = click.option("--csv", "form", flag_value="csv", help="Print comma-separated values.")(
        command
    )
    return click.option("--json", "form", flag_value="json", help="Print JSON.")(command)


def loaded(folders: tuple[Path, ...], base: Path | None = EMBEDDED) -> Atlas:
    """Load the atlas with overlays, or end with every mistake printed."""
    try:
        return load(*folders, base=base)
    except ReadingError as error:
        complain(error)


def complain(error: ReadingError) -> NoReturn:
    """Print every mistake to standard error and end with exit code 1."""
    for problem in error.problems:
        click.echo(str(problem), err=True)
    count = len(error.problems)
    click.echo(f"{count} {'mistake' if count == 1 else 'mistakes'}; nothing was loaded.", err=True)
    sys.exit(1)


def state_named(atlas: Atlas, text: str) -> str:
    """Return the ISO-3 code of a state given by code or name.

    Raises
    ------
    click.BadParameter
        With the nearest names, if there is none.
    """
    wanted = text.casefold()
    for key, state in atlas.states.items():
        if wanted in {key.casefold(), state.iso2.casefold(), state.name.casefold()}:
            return key
    known = [*atlas.states, *(state.name for state in atlas.states.values())]
    raise click.BadParameter(f"no state {text!r}{did_you_mean(text, known)}; try JPN or Japan")


def tell(table: Table, form: str | None) -> None:
    """Print a table in the form asked for."""
    if form == "json":
        click.echo(json_text(as_json(table)))
    elif form == "csv":
        click.echo(as_csv(table), nl=False)
    else:
        click.echo(as_terminal(table), nl=False)
