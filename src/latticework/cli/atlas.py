"""``latticework atlas``: look at the records, or check records of your own."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import get_args

import click

from latticework.atlas.atlas import Atlas
from latticework.atlas.citations import bibtex, uses
from latticework.atlas.fields import Region
from latticework.atlas.loading import EMBEDDED, SECTIONS, load
from latticework.brief import cards, listings
from latticework.brief.tables import Table, as_csv, as_json, json_text
from latticework.brief.terminal import as_terminal
from latticework.cli.options import (
    atlas_option,
    complain,
    day_option,
    form_options,
    state_named,
    tell,
)
from latticework.reading import ReadingError, did_you_mean


@click.group()
def atlas() -> None:
    """Look at the world as sourced records, or check records of your own."""


@atlas.command()
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option("--alone", is_flag=True, help="FOLDER is a whole atlas, not an overlay.")
def check(folder: Path | None, alone: bool) -> None:
    """Check the embedded atlas, with FOLDER laid on it if given; report every mistake.

    \b
    Examples:
      latticework atlas check
      latticework atlas check my-overlay/
      latticework atlas check my-world/ --alone
    """
    base = None if alone else EMBEDDED
    try:
        found = load(*([folder] if folder else []), base=base)
    except ReadingError as error:
        complain(error)
    counts = ", ".join(f"{len(getattr(found, s.name)):,} {s.name}" for s in SECTIONS)
    click.echo(f"No mistakes: {counts}.")


@atlas.command()
@click.option("--region", type=click.Choice(get_args(Region)))
@click.option("--all", "everyone", is_flag=True, help="Also states without figures.")
@atlas_option()
@form_options
def states(atlas: Atlas, region: str | None, everyone: bool, form: str | None) -> None:
    """List states with their newest headline figures."""
    tell(listings.states(atlas, region, everyone=everyone), form)


@atlas.command()
@atlas_option()
@form_options
def coverage(atlas: Atlas, form: str | None) -> None:
    """List what the figures cover, how new they are and how sure."""
    tell(listings.coverage(atlas), form)


@atlas.command()
@day_option()
@atlas_option()
@form_options
def organisations(atlas: Atlas, day: date, form: str | None) -> None:
    """List organisations, their members and how they decide."""
    tell(listings.organisations(atlas, day), form)


@atlas.command()
@click.option("--kind", help="Only this kind (see kinds.csv).")
@click.option("--issue", help="Only those on this issue.")
@click.option("--party", "parties", multiple=True, help="Only those of this state.")
@day_option()
@atlas_option()
@form_options
def agreements(
    atlas: Atlas, day: date, kind: str | None, issue: str | None, parties: tuple[str, ...],
    form: str | None,
) -> None:  # fmt: skip
    """List agreements with their parties and standing."""
    for name, known in ((kind, atlas.kinds), (issue, atlas.issues)):
        if name is not None and name not in known:
            raise click.BadParameter(f"no such {name!r}{did_you_mean(name, known)}")
    states = tuple(state_named(atlas, text) for text in parties)
    tell(listings.agreements(atlas, day, kind, issue, states), form)


@atlas.command()
@atlas_option()
@form_options
def contingencies(atlas: Atlas, form: str | None) -> None:
    """List contingencies, to ask `latticework obligations` about."""
    tell(listings.contingencies(atlas), form)


@atlas.command()
@click.option("--claim", help="Only those that bear on this claim, e.g. C2.")
@atlas_option()
@form_options
def statements(atlas: Atlas, claim: str | None, form: str | None) -> None:
    """List who said what, when, and which claim it supports or disputes."""
    if claim is not None and claim not in atlas.claims:
        raise click.BadParameter(f"no claim {claim!r}{did_you_mean(claim, atlas.claims)}")
    tell(listings.statements(atlas, claim), form)


@atlas.command()
@click.option("--unused", is_flag=True, help="Only those that no record cites.")
@click.option("--bibtex", "as_bibtex", is_flag=True, help="Print BibTeX entries.")
@atlas_option()
@form_options
def sources(atlas: Atlas, unused: bool, as_bibtex: bool, form: str | None) -> None:
    """List sources and how often records cite them."""
    if not as_bibtex:
        tell(listings.sources(atlas, unused=unused), form)
        return
    counts = uses(atlas)
    keys = [key for key in sorted(atlas.sources) if not unused or counts[key] == 0]
    click.echo("\n\n".join(bibtex(key, atlas.sources[key]) for key in keys))


@atlas.command()
@click.argument("key")
@day_option()
@atlas_option()
@form_options
def show(atlas: Atlas, key: str, day: date, form: str | None) -> None:
    """Show the record KEY: a state (code or name), an agreement, a contingency, a source.

    \b
    Examples:
      latticework atlas show JPN
      latticework atlas show north-atlantic-treaty-1949
      latticework atlas show senkaku --json
    """
    if cards.find(atlas, key) is None:
        names = {state.name.casefold(): code for code, state in atlas.states.items()}
        near = did_you_mean(key, [*cards.keys(atlas), *names])
        if key.casefold() not in names:
            raise click.BadParameter(f"no record {key!r}{near}")
        key = names[key.casefold()]
    _tell_all(cards.card(atlas, key, day), form)


@atlas.command()
@click.argument("one")
@click.argument("other")
@day_option()
@atlas_option()
@form_options
def between(atlas: Atlas, one: str, other: str, day: date, form: str | None) -> None:
    """Show what ties the states ONE and OTHER: agreements, organisations, trade, bases.

    \b
    Examples:
      latticework atlas between JPN PHL
      latticework atlas between Japan Philippines --date 2026-01-01
    """
    pair = state_named(atlas, one), state_named(atlas, other)
    if pair[0] == pair[1]:
        raise click.BadParameter("name two different states")
    _tell_all(cards.between(atlas, *pair, day), form)


def _tell_all(tables: list[Table], form: str | None) -> None:
    if form == "json":
        click.echo(json_text([as_json(table) for table in tables]))
    else:
        tell_one = as_csv if form == "csv" else as_terminal
        click.echo("\n".join(tell_one(table) for table in tables), nl=False)
