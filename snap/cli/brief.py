"""``latticework brief``: play a study if need be, and write its brief."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from latticework.brief.browser import BrowserError, as_pdf, as_png
from latticework.brief.document import Brief, pictures
from latticework.brief.findings import Findings, gathered
from latticework.brief.markdown import markdown
from latticework.brief.page import page
from latticework.brief.report import as_json, report
from latticework.brief.summary import summary
from latticework.brief.tables import json_text
from latticework.cli.options import complain, overlay_option
from latticework.cli.study import DEFAULT, loaded_study
from latticework.ensemble.compiled import kept
from latticework.ensemble.futures import LIMIT
from latticework.ensemble.identity import (
    FILE,
    RunError,
    hash_of_atlas,
    hash_of_code,
    hash_of_study,
    identity_in,
    libraries,
)
from latticework.ensemble.one_call import ordered, play_study
from latticework.ensemble.store import Result, opened
from latticework.reading import ReadingError
from latticework.study.loading import folder_of
from latticework.study.study import Study
from latticework.writing import write_text

FUTURES, SEED = 10_000, 0
MEGABYTE = 1e6
FORMATS = ("html", "md", "json", "pdf")


@click.command()
@click.argument("name", metavar="STUDY", default=DEFAULT)
@click.option("--futures", type=click.IntRange(2, LIMIT),
              help="How many futures.  [default: as the folder's run, else 10,000]")  # fmt: skip
@click.option("--seed", type=click.IntRange(0),
              help="Which futures.  [default: as the folder's run, else 0]")  # fmt: skip
@click.option("--workers", type=click.IntRange(1),
              help="How many threads.  [default: one for each core]")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path, file_okay=False),
              help="The folder to write to.  [default: out/ and the study's name]")  # fmt: skip
@click.option("--format", "forms", type=click.Choice(FORMATS), multiple=True, default=("html",),
              help="What to write beside brief.json (repeatable).  [default: html]")  # fmt: skip
@click.option("--png", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              help="Draw every picture into this folder as well.")  # fmt: skip
@click.option("--fresh", is_flag=True, help="Play again even if the folder holds this run.")
@overlay_option
def brief(
    name: str, out: Path | None, overlays: tuple[Path, ...], png: Path | None, **how: Any
) -> None:
    """Write the brief of STUDY (a folder, or an embedded one by name).

    The study is played first, unless the folder holds a complete run of it; one that was stopped
    goes on, one of another study or seed is replaced. Prints the scorecard and the three sharpest
    flips. PDF and PNG need Chromium or Chrome.

    \b
    Examples:
      latticework brief
      latticework brief my-study/ --futures 1000
      latticework brief --format html --format pdf --png pictures/
    """
    forms = how.pop("forms")
    study = loaded_study(name, *overlays)
    result = run_of(study, folder_for(name, out), **how)
    findings = findings_of(name, study, result)
    made = report(findings)
    click.echo(summary(findings))
    try:
        for path in _written(made, findings, forms, png):
            click.echo(f"Wrote {path} ({_size(path)})")
    except OSError as error:
        raise click.ClickException(f"cannot write {error.filename}: {error.strerror}") from error
    except BrowserError as error:
        raise click.ClickException(str(error)) from error


def folder_for(name: str, out: Path | None) -> Path:
    """Return the folder of a study's run."""
    return out or Path("out") / folder_of(name).resolve().name


def findings_of(name: str, study: Study, result: Result) -> Findings:
    """Return what a run says, or end with every mistake in how it is to be judged."""
    try:
        return gathered(name, study, result)
    except ReadingError as error:
        complain(error)
    except RunError as error:
        raise click.ClickException(str(error)) from error


# --- the run ---


def run_of(
    study: Study, folder: Path, *, futures: int | None = None, seed: int | None = None,
    workers: int | None = None, fresh: bool = False,
) -> Result:  # fmt: skip
    """Return the run in a folder if it is this one, else play it.

    Parameters
    ----------
    study, folder
        What is asked, and where its run is kept.
    futures, seed
        Of the run; without them those of the run that is there, or the usual ones.
    workers
        How many threads.
    fresh
        Whether to play again in any case.
    """
    try:
        there = identity_in(folder) if (folder / FILE).exists() else {}
        wanted = {
            "futures": futures or there.get("futures", FUTURES),
            "seed": seed if seed is not None else there.get("seed", SEED),
        }
        changed = _changed(there, study, wanted) if there else []
        if there and not changed and not fresh and (folder / "futures.parquet").is_file():
            return opened(folder)
        if changed:
            click.echo(f"The run in {folder} is another one ({', '.join(changed)}).", err=True)
        return _played(study, folder, wanted | {"workers": workers}, fresh=fresh or bool(changed))
    except RunError as error:
        raise click.ClickException(str(error)) from error


def _changed(there: dict[str, Any], study: Study, wanted: dict[str, int]) -> list[str]:
    """Return in which respects the run that is there is another one."""
    mine = {
        **wanted,
        "study": hash_of_study(study),
        "atlas": hash_of_atlas(study.atlas),
        "code": hash_of_code(),
        "libraries": libraries(),
        "options": list(study.options),
    }
    return [name for name, value in mine.items() if there.get(name) != value]


def _played(study: Study, folder: Path, how: dict[str, Any], *, fresh: bool) -> Result:
    if not kept(study.question.mechanisms):
        click.echo("The world is compiled first; this takes a minute, and is kept.", err=True)
    order, means = ordered(**how, fresh=fresh, resume=not fresh)
    try:
        return play_study(study, folder, order, means)
    except KeyboardInterrupt:
        click.echo("\nStopped. What is finished is kept: the same command goes on.", err=True)
        sys.exit(130)  # as shells tell that Ctrl-C ended a program


# --- the files ---


def _written(
    made: Brief, findings: Findings, forms: tuple[str, ...], png: Path | None
) -> Iterator[Path]:
    folder = findings.result.folder
    page_at = folder / "brief.html"
    if {"html", "pdf"} & set(forms):
        write_text(page_at, page(made))
        yield page_at
    write_text(folder / "brief.json", json_text(as_json(made, findings)) + "\n")
    yield folder / "brief.json"
    if "md" in forms:
        write_text(folder / "brief.md", markdown(made))
        yield folder / "brief.md"
    if "pdf" in forms:
        as_pdf(page_at, folder / "brief.pdf")
        yield folder / "brief.pdf"
    if png is not None:
        yield from _drawn(made, png)


def _drawn(made: Brief, folder: Path) -> Iterator[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    for picture in pictures(made):
        if picture.svg:
            as_png(picture, folder / f"{picture.slug}.png")
            yield folder / f"{picture.slug}.png"


def _size(path: Path) -> str:
    size = path.stat().st_size / MEGABYTE
    return f"{size:.1f} MB" if size >= 1 else f"{1000 * size:.0f} kB"
