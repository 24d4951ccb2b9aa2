"""``latticework compare``: two options of a study against each other."""

from __future__ import annotations

from pathlib import Path

import click

from latticework.brief.tables import as_csv, json_text
from latticework.brief.versus import Versus, as_plain, as_text, by_outcome
from latticework.cli.brief import findings_of, folder_for, run_of
from latticework.cli.options import form_options, overlay_option
from latticework.cli.study import DEFAULT, loaded_study
from latticework.insight.frame import framed
from latticework.reading import did_you_mean
from latticework.study.study import Study


@click.command()
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@click.option("--study", "name", default=DEFAULT, metavar="STUDY",
              help=f"A study's folder, or one that is embedded.  [default: {DEFAULT}]")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path, file_okay=False),
              help="The folder of the run.  [default: out/ and the study's name]")  # fmt: skip
@overlay_option
@form_options
def compare(
    one: str, other: str, name: str, out: Path | None, overlays: tuple[Path, ...], form: str | None
) -> None:
    """Compare two options of a study: who wins how often, by what, where that flips, and why.

    Options are given by slug or name. The study is played first if its folder holds no run of it.

    \b
    Examples:
      latticework compare essay nato-asia
      latticework compare eu-web asian-nato --json
    """
    study = loaded_study(name, *overlays)
    slugs = [option_named(study, text) for text in (one, other)]
    if slugs[0] == slugs[1]:
        raise click.BadParameter(f"{slugs[0]} twice; name two options")
    result = run_of(study, folder_for(name, out))
    findings = findings_of(name, study, result)
    pair = Versus(findings, framed(result, study), *slugs)
    if form == "json":
        click.echo(json_text(as_plain(pair)))
    elif form == "csv":
        click.echo(as_csv(by_outcome(pair)), nl=False)
    else:
        click.echo(as_text(pair), nl=False)


def option_named(study: Study, text: str) -> str:
    """Return an option's slug, given by it or by the option's name in any case."""
    for slug, option in study.options.items():
        if text.casefold() in (slug.casefold(), option.name.casefold()):
            return slug
    near = did_you_mean(text, study.options)
    raise click.BadParameter(f"no option {text!r}{near}; there are {', '.join(study.options)}")
