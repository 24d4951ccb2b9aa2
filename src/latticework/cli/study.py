"""``latticework study``: look at a study, check one of your own, start a new one."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from latticework.brief import studies
from latticework.cli.options import complain, form_options, tell
from latticework.reading import ReadingError
from latticework.study.loading import STUDIES, embedded, load_study
from latticework.study.study import Study

DEFAULT = "nato-in-asia"


@click.group()
def study() -> None:
    """Look at a study, check one of your own, or start a new one."""


@study.command(short_help="Check a study's folder and report every mistake.")
@click.argument("folder", default=DEFAULT)
def check(folder: str) -> None:
    """Check the study in FOLDER (or an embedded one by name) and report every mistake.

    \b
    Examples:
      latticework study check
      latticework study check my-study/
    """
    found = _loaded(folder)
    parts = sum(len(option.parts) for option in found.options.values())
    click.echo(
        f"No mistakes: {len(found.options)} options with {parts} parts, "
        f"{len(found.beliefs)} beliefs, {len(found.outcomes)} outcomes."
    )


@study.command(short_help="List a study's options, beliefs or outcomes.")
@click.argument("what", type=click.Choice(["options", "beliefs", "outcomes"]))
@click.argument("folder", default=DEFAULT)
@form_options
def show(what: str, folder: str, form: str | None) -> None:
    """List the options, beliefs or outcomes of the study in FOLDER (or an embedded one by name).

    \b
    Examples:
      latticework study show options
      latticework study show beliefs --csv
    """
    tables = {
        "options": studies.options, "beliefs": studies.beliefs, "outcomes": studies.outcomes,
    }  # fmt: skip
    tell(tables[what](_loaded(folder)), form)


@study.command(short_help="Start a study of your own from the template.")
@click.argument("folder", type=click.Path(path_type=Path))
def new(folder: Path) -> None:
    """Start a study in FOLDER, which must not exist yet, from the template.

    \b
    Example:
      latticework study new my-study
    """
    if folder.exists():
        raise click.BadParameter(f"{folder} exists; name a folder that does not")
    try:
        shutil.copytree(STUDIES / "template", folder)
    except OSError as error:
        raise click.ClickException(f"cannot write {folder}: {error.strerror}") from error
    click.echo(f"Wrote {folder}; check it with: latticework study check {folder}")


def _loaded(folder: str) -> Study:
    try:
        return load_study(folder)
    except ReadingError as error:
        if not Path(folder).is_dir():
            click.echo(f"Embedded studies: {', '.join(embedded())}.", err=True)
        complain(error)
