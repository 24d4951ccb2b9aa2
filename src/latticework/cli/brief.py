"""``latticework brief``: write the brief."""

from __future__ import annotations

from pathlib import Path

import click

from latticework.atlas.atlas import Atlas
from latticework.brief.report import report
from latticework.cli.options import atlas_option
from latticework.writing import write_text


@click.command()
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path("out/brief"),
              help="The folder to write to.  [default: out/brief]")  # fmt: skip
@atlas_option()
def brief(atlas: Atlas, out: Path) -> None:
    """Write brief.md: so far, who is bound in each contingency and by what.

    \b
    Example:
      latticework brief --out out/nato-in-asia
    """
    path = out / "brief.md"
    try:
        write_text(path, report(atlas))
    except OSError as error:
        raise click.ClickException(f"cannot write {path}: {error.strerror}") from error
    click.echo(f"Wrote {path}")
