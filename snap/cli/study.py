"""``latticework study``: look at a study, check one of your own, start a new one."""

from __future__ import annotations

import shlex
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
    found = loaded_study(folder)
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
    tell(tables[what](loaded_study(folder)), form)


@click.command(short_help="Start a study of your own from the template.")
@click.argument("folder", type=click.Path(path_type=Path))
def new(folder: Path) -> None:
    """Start a study in FOLDER, which must not exist yet, from the template.

    It is the smallest study that can be run; change one thing at a time.

    \b
    Examples:
      latticework new my-study
      latticework study new my-study          (the same)
      latticework run my-study --futures 1000
    """
    if folder.exists():
        raise click.BadParameter(f"{folder} exists; name a folder that does not")
    try:
        shutil.copytree(STUDIES / "template", folder)
    except OSError as error:
        raise click.ClickException(f"cannot write {folder}: {error.strerror}") from error
    name = shlex.quote(str(folder))
    click.echo(f"Wrote {folder}; run it with: latticework run {name}")


study.add_command(new)


def loaded_study(study: str, *overlays: Path) -> Study:
    """Load a study, given by its folder or by name, or end with every mistake printed."""
    try:
        return load_study(study, *overlays)
    except ReadingError as error:
        if not Path(study).is_dir():
            click.echo(f"Embedded studies: {', '.join(embedded())}.", err=True)
        complain(error)
