"""``latticework cite``: BibTeX of what a study, or the evidence, rests on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from latticework.atlas.citations import bibtex, uses
from latticework.cli.options import complain, overlay_option
from latticework.cli.study import DEFAULT, loaded_study
from latticework.evidence import estimated
from latticework.evidence.datasets import cite as cite_sets
from latticework.insight import hindcast_table
from latticework.reading import ReadingError
from latticework.study.study import Study


@click.command()
@click.argument("study", default=DEFAULT)
@overlay_option
@click.option("--evidence", is_flag=True,
              help="Cite the data sets behind the estimates and hindcasts instead.")  # fmt: skip
def cite(study: str, overlays: tuple[Path, ...], evidence: bool) -> None:
    """Print what to cite for STUDY, as BibTeX: each source that its records and options cite.

    STUDY is a folder, or an embedded study by name. Its estimated beliefs and the report card rest
    on data sets besides, which --evidence cites.

    \b
    Examples:
      latticework cite > references.bib
      latticework cite my-study/
      latticework cite --evidence
    """
    if evidence:
        try:
            click.echo(cite_sets(sets()))
        except ReadingError as error:
            complain(error)
    else:
        held = loaded_study(study, *overlays)
        keys = sorted(set(cited(held)))
        click.echo("\n\n".join(bibtex(key, held.atlas.sources[key]) for key in keys))


def cited(study: Study) -> Iterator[str]:
    """Yield the key of each source that a study's records, options and correlations cite."""
    for atlas in (study.atlas, *study.worlds.values()):
        yield from (key for key, times in uses(atlas).items() if times)
    for parts in study.parts.values():
        yield from (part.source for part in parts.values())
    yield from (correlation.source for correlation in study.correlations)


def sets() -> tuple[str, ...]:
    """Return the names of the data sets that the kept estimates and hindcasts were made from.

    Raises
    ------
    ReadingError
        If a file of results cannot be read.
    """
    kept = [row["sets"] for row in (*estimated.rows(), *hindcast_table.rows())]
    return tuple(sorted({part.split()[0] for text in kept for part in text.split("; ")}))
