"""``latticework run``: play a study's options through its futures."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import click

from latticework.brief.runs import as_rows, side_by_side, spreads
from latticework.brief.tables import as_csv, as_json, counted, json_text
from latticework.brief.terminal import as_terminal
from latticework.cli.options import complain, form_options, overlay_option
from latticework.cli.study import DEFAULT, loaded_study
from latticework.ensemble.compiled import kept
from latticework.ensemble.futures import LIMIT
from latticework.ensemble.one_call import ordered, play_study
from latticework.ensemble.run import Result, RunError
from latticework.ensemble.store import TABLES
from latticework.reading import ReadingError
from latticework.study.loading import folder_of
from latticework.study.study import Study


class Played(NamedTuple):
    """A run, and how long it took in seconds."""

    study: Study
    result: Result
    seconds: float


@click.command(name="run")
@click.argument("name", metavar="STUDY", default=DEFAULT)
@click.option("--futures", type=click.IntRange(1, LIMIT), default=10_000,
              help="How many futures.  [default: 10,000]")  # fmt: skip
@click.option("--seed", type=click.IntRange(0), default=0, help="Which futures.  [default: 0]")
@click.option("--option", "options", multiple=True, metavar="SLUG",
              help="Play this option only (may be given again).  [default: all]")  # fmt: skip
@click.option("--workers", type=click.IntRange(1),
              help="How many threads.  [default: one for each core]")  # fmt: skip
@click.option("--kept", type=click.IntRange(0), default=128,
              help="Of how many futures to keep every year.  [default: 128]")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path, file_okay=False),
              help="The folder to write to.  [default: out/ and the study's name]")  # fmt: skip
@click.option("--resume", is_flag=True, help="Go on with the run in the folder.")
@click.option("--fresh", is_flag=True, help="Throw away the run in the folder.")
@overlay_option
@form_options
def run(
    name: str, out: Path | None, overlays: tuple[Path, ...], form: str | None, **how: Any
) -> None:
    """Play the options of STUDY (a folder, or an embedded one by name) through its futures.

    Writes futures.parquet, tracks.parquet and quantiles.parquet. Prints where the outcomes that
    have weight lie under each option; --csv and --json tell all of them. Stopped in the middle, a
    run goes on with --resume and ends with the same bytes. See docs/running.md.

    \b
    Examples:
      latticework run
      latticework run my-study/ --futures 1000
      latticework run --option eu-web --option nato-asia --out out/two
      latticework run --futures 100000 --resume
    """
    if how["resume"] and how["fresh"]:
        raise click.UsageError("Give either --resume or --fresh, not both.")
    study = loaded_study(name, *overlays)
    folder = out or Path("out") / folder_of(name).resolve().name
    _tell(_played(study, folder, how), form)


def _played(study: Study, folder: Path, how: dict[str, Any]) -> Played:
    """Play a study, or end with why it cannot be played."""
    order, means = ordered(**{**how, "options": how["options"] or None})
    if not kept(study.question.mechanisms):
        click.echo("The world is compiled first; this takes a minute, and is kept.", err=True)
    start = time.monotonic()
    try:
        result = play_study(study, folder, order, means)
    except ReadingError as error:
        complain(error)
    except RunError as error:
        raise click.ClickException(str(error)) from error
    except KeyboardInterrupt:
        click.echo("\nStopped. What is finished is kept: go on with --resume.", err=True)
        sys.exit(130)  # as shells tell that Ctrl-C ended a program
    return Played(study, result, time.monotonic() - start)


def _tell(played: Played, form: str | None) -> None:
    study, result, seconds = played
    if form is None:
        click.echo(as_terminal(side_by_side(study, result, spreads(study, result, main=True))))
        click.echo(f"{result.folder}: {', '.join(_files(result))}")
        click.echo(f"{_runs(result)} in {seconds:,.1f} s")
        return
    table = as_rows(study, spreads(study, result))
    if form == "csv":
        click.echo(as_csv(table), nl=False)
    else:
        where = {"folder": str(result.folder), "files": _files(result), "seconds": seconds}
        what = {name: result.identity[name] for name in ("futures", "seed", "options")}
        click.echo(json_text(where | what | as_json(table)))


def _files(result: Result) -> list[str]:
    names = [f"{table}.parquet" for table in reversed(TABLES)]
    return [name for name in names if (result.folder / name).is_file()]


def _runs(result: Result) -> str:
    futures, options = result.identity["futures"], len(result.options)
    parts = f"{counted(futures, 'future')}, {counted(options, 'option')}"
    return f"{counted(futures * options, 'run')} ({parts})"
