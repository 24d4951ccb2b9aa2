"""``latticework atlas``: look at the records, or check records of your own."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, get_args

import click
from click.core import ParameterSource

from latticework.atlas.atlas import Atlas
from latticework.atlas.citations import bibtex, uses
from latticework.atlas.fields import Region
from latticework.atlas.loading import EMBEDDED, read_layers
from latticework.brief import cards, listings, ties
from latticework.brief.tables import as_csv, as_json, json_text
from latticework.brief.terminal import as_terminal
from latticework.cli.names import missing, named, one
from latticework.cli.options import (
    atlas_option,
    complain,
    day_option,
    form_options,
    state_named,
    tell,
)
from latticework.reading import ReadingError


@click.group()
def atlas() -> None:
    """Look at the world as sourced records, or check records of your own.

    \b
    Examples:
      latticework atlas show Japan
      latticework atlas agreements --party NATO --date 2026-01-01
      latticework atlas check my-overlay/
    """


@atlas.command(short_help="Check the records, with overlays laid on them.")
@click.argument(
    "folders", metavar="[FOLDER]...", nargs=-1, type=click.Path(path_type=Path),
    envvar="LATTICEWORK_ATLAS",
)  # fmt: skip
@click.option("--alone", is_flag=True, help="The FOLDERs are a whole atlas, not overlays.")
@form_options
@click.pass_context
def check(context: click.Context, folders: tuple[Path, ...], alone: bool, form: str | None) -> None:
    """Check the embedded atlas with each FOLDER laid on it in turn; report every mistake.

    Without FOLDER, those that LATTICEWORK_ATLAS names are laid on it. If there is no mistake, the
    records of each section are counted, and what the overlays add, change and retire.

    \b
    Examples:
      latticework atlas check
      latticework atlas check my-overlay/ another/
      latticework atlas check my-world/ --alone
    """
    given = context.get_parameter_source("folders") is ParameterSource.COMMANDLINE
    if alone and not given:
        raise click.UsageError("--alone needs the FOLDER of a whole atlas")
    try:
        layers = read_layers(*folders, base=None if alone else EMBEDDED)
        found = layers.atlas()
    except ReadingError as error:
        complain(error)
    tell(listings.checked(found, {} if alone else layers.effects), form)


@atlas.command(short_help="States with their newest headline figures.")
@click.option("--region", type=click.Choice(get_args(Region)), help="Only this region.")
@click.option("--all", "everyone", is_flag=True, help="Also states without figures.")
@atlas_option()
@form_options
def states(atlas: Atlas, region: str | None, everyone: bool, form: str | None) -> None:
    """List states with their newest headline figures.

    \b
    Examples:
      latticework atlas states --region east-asia
      latticework atlas states --all --csv > states.csv
    """
    tell(listings.states(atlas, region, everyone=everyone), form)


@atlas.command(short_help="What the figures cover, how new and how sure.")
@atlas_option()
@form_options
def coverage(atlas: Atlas, form: str | None) -> None:
    """List what the figures cover, how new they are and how sure.

    \b
    Example:
      latticework atlas coverage
    """
    tell(listings.coverage(atlas), form)


@atlas.command(short_help="Organisations, their members, how they decide.")
@day_option()
@atlas_option()
@form_options
def organisations(atlas: Atlas, day: date, form: str | None) -> None:
    """List organisations, their members on a day and how they decide.

    \b
    Examples:
      latticework atlas organisations --date 1995-01-01
      latticework atlas show NATO
    """
    tell(listings.organisations(atlas, day), form)


@atlas.command(short_help="Agreements with their parties and standing.")
@click.option("--kind", help="Only this kind (see `latticework atlas kinds`).")
@click.option("--issue", help="Only those on this issue (see `latticework atlas issues`).")
@click.option("--party", "parties", multiple=True, help="Only those of this state or organisation.")
@click.option("--ever", is_flag=True, help="Also what has ended or comes later, and all parties.")
@day_option()
@atlas_option()
@form_options
def agreements(atlas: Atlas, day: date, form: str | None, **wanted: Any) -> None:
    """List agreements in force, signed or in talks on a day, with the parties of that day.

    A state is a party by itself or through an organisation. Of several --party, all must be.

    \b
    Examples:
      latticework atlas agreements --party Finland --date 2000-01-01
      latticework atlas agreements --party JPN --party UK --kind status-of-forces
      latticework atlas agreements --party NATO --issue cyber
    """
    tell(listings.agreements(atlas, day, _wanted(atlas, **wanted)), form)


def _wanted(
    atlas: Atlas, kind: str | None, issue: str | None, parties: tuple[str, ...], *, ever: bool
) -> listings.Wanted:
    found = [one(atlas, text, "states", "organisations") for text in parties]
    return listings.Wanted(
        kind=one(atlas, kind, "kinds").key if kind else None,
        issue=one(atlas, issue, "issues").key if issue else None,
        states=tuple(key for section, key in found if section == "states"),
        organisations=tuple(key for section, key in found if section == "organisations"),
        ever=ever,
    )


@atlas.command(short_help="Kinds of agreements and how they are rated.")
@atlas_option()
@form_options
def kinds(atlas: Atlas, form: str | None) -> None:
    """List the kinds of agreements, how they are rated and by which rule.

    \b
    Example:
      latticework atlas kinds
    """
    tell(listings.kinds(atlas), form)


@atlas.command(short_help="Issues that agreements are about.")
@atlas_option()
@form_options
def issues(atlas: Atlas, form: str | None) -> None:
    """List the issues that agreements are about.

    \b
    Example:
      latticework atlas issues
    """
    tell(listings.issues(atlas), form)


@atlas.command(short_help="Territories: who holds them, who claims them.")
@day_option()
@atlas_option()
@form_options
def territories(atlas: Atlas, day: date, form: str | None) -> None:
    """List territories, to ask `latticework obligations --territory` about.

    \b
    Examples:
      latticework atlas territories --date 1970-01-01
      latticework atlas show Guam
    """
    tell(listings.territories(atlas, day), form)


@atlas.command(short_help="Contingencies, to ask `obligations` about.")
@atlas_option()
@form_options
def contingencies(atlas: Atlas, form: str | None) -> None:
    """List contingencies, to ask `latticework obligations` about.

    \b
    Examples:
      latticework atlas contingencies
      latticework obligations senkaku-landing
    """
    tell(listings.contingencies(atlas), form)


@atlas.command(short_help="Claims that statements support or dispute.")
@atlas_option()
@form_options
def claims(atlas: Atlas, form: str | None) -> None:
    """List the claims that statements support or dispute.

    \b
    Examples:
      latticework atlas claims
      latticework atlas statements --claim C2
    """
    tell(listings.claims(atlas), form)


@atlas.command(short_help="Who said what, and which claim it bears on.")
@click.option(
    "--claim", help="Only those that bear on this claim (see `latticework atlas claims`)."
)
@atlas_option()
@form_options
def statements(atlas: Atlas, claim: str | None, form: str | None) -> None:
    """List who said what, when, and which claim it supports or disputes.

    \b
    Example:
      latticework atlas statements --claim C2
    """
    key = one(atlas, claim, "claims").key if claim else None
    tell(listings.statements(atlas, key), form)


@atlas.command(short_help="Sources and how often records cite them.")
@click.option("--unused", is_flag=True, help="Only those that no record cites.")
@click.option("--bibtex", "as_bibtex", is_flag=True, help="Print BibTeX entries.")
@atlas_option()
@form_options
def sources(atlas: Atlas, unused: bool, as_bibtex: bool, form: str | None) -> None:
    """List sources and how often records cite them.

    \b
    Examples:
      latticework atlas sources --unused
      latticework atlas sources --bibtex > references.bib
    """
    if as_bibtex and form:
        raise click.UsageError(f"Give either --bibtex or --{form}, not both.")
    if not as_bibtex:
        tell(listings.sources(atlas, unused=unused), form)
        return
    counts = uses(atlas)
    keys = [key for key in sorted(atlas.sources) if not unused or counts[key] == 0]
    click.echo("\n\n".join(bibtex(key, atlas.sources[key]) for key in keys))


@atlas.command(short_help="One record: a state, a treaty, a place, a source …")
@click.argument("name")
@day_option()
@atlas_option()
@form_options
def show(atlas: Atlas, name: str, day: date, form: str | None) -> None:
    """Show every record that goes by NAME: a state, an agreement, a place, a source and so on.

    NAME is a key, a code or a name; write agreements:KEY or sources:KEY to choose. --json prints
    the whole record and what is tied to it. --csv prints one table: a state's figures, an
    organisation's members, an agreement's clauses, else the record's fields.

    \b
    Examples:
      latticework atlas show JPN
      latticework atlas show north-atlantic-treaty-1949
      latticework atlas show sources:north-atlantic-treaty-1949
      latticework atlas show senkaku --json
    """
    found = named(atlas, name, cards.SHOWN_SECTIONS)
    if not found:
        raise missing(atlas, name, cards.SHOWN_SECTIONS)
    shown = [cards.card(atlas, section, key, day) for section, key in found]
    if form == "json":
        click.echo(json_text([card.as_json() for card in shown]))
    elif form == "csv":
        click.echo(as_csv(_only(shown).main), nl=False)
    else:
        tables = [as_terminal(table) for card in shown for table in card.tables()]
        click.echo("\n".join(tables), nl=False)


def _only(shown: list[cards.Card]) -> cards.Card:
    """Return the one card, or the one that is no source."""
    records = [card for card in shown if card.section != "sources"] or shown
    if len(records) > 1:
        which = " or ".join(f"{card.section}:{card.key}" for card in records)
        raise click.UsageError(f"--csv prints one record: write {which}, or ask for --json")
    return records[0]


@atlas.command(short_help="What ties two states.")
@click.argument("one_state", metavar="ONE")
@click.argument("other")
@day_option()
@atlas_option()
@form_options
def between(atlas: Atlas, one_state: str, other: str, day: date, form: str | None) -> None:
    """Show what ties the states ONE and OTHER: agreements, organisations, trade, bases.

    --csv prints the agreements; --json prints all.

    \b
    Examples:
      latticework atlas between JPN PHL
      latticework atlas between UK Japan --date 2026-01-01
    """
    pair = state_named(atlas, one_state), state_named(atlas, other)
    if pair[0] == pair[1]:
        raise click.BadParameter("name two different states")
    if form == "csv":
        click.echo(as_csv(ties.agreements_of(atlas, set(pair), day)), nl=False)
        return
    tables = ties.between(atlas, *pair, day)
    if form == "json":
        click.echo(json_text([as_json(table) for table in tables]))
    else:
        click.echo("\n".join(map(as_terminal, tables)), nl=False)
