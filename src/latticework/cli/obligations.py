"""``latticework obligations``: who is bound to act, by which article, and why not the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

import click

from latticework.atlas.atlas import Atlas
from latticework.atlas.fields import AttackKind, Tag, Target
from latticework.brief.duties import as_json, as_table, detail, overview
from latticework.brief.tables import as_csv, json_text
from latticework.cli.options import (
    REFERENCE_DAY,
    atlas_option,
    day_option,
    form_options,
    state_named,
)
from latticework.insight.bound import Bound, bound_by, who_is_bound
from latticework.mechanisms.obligation import Attack, aimed, attack_at, attack_on_territory
from latticework.reading import did_you_mean


@dataclass(frozen=True)
class Question:
    """What the user asks: a contingency of the atlas, or an attack described by options."""

    contingency: str | None
    day: date | None
    states: tuple[str, ...]
    attacked: str | None
    challenger: str | None
    territory: str | None
    at: tuple[float, float] | None
    tags: tuple[Tag, ...]
    target: Target
    kind: AttackKind
    atlas: Atlas
    form: str | None


@click.command(name="obligations")
@click.argument("contingency", required=False)
@day_option(default=None)
@click.option("--state", "states", multiple=True, help="Only this state, in full (code or name).")
@click.option("--attacked", help="Ask freely: the state attacked …")
@click.option("--challenger", help="… by whom (leave out for a non-state attacker) …")
@click.option("--territory", help="… on, or off, which territory of the atlas …")
@click.option("--at", nargs=2, type=float, metavar="LAT LON", help="… or at which point …")
@click.option("--tag", "tags", multiple=True, type=click.Choice(get_args(Tag)),
              help="… of what status [default: metropolitan] …")  # fmt: skip
@click.option("--target", type=click.Choice(get_args(Target)), default="territory",
              help="… hitting what [default: territory] …")  # fmt: skip
@click.option("--attack", "kind", type=click.Choice(get_args(AttackKind)), default="armed-attack",
              help="… and how [default: armed-attack].")  # fmt: skip
@atlas_option()
@form_options
def obligations_command(**asked: Any) -> None:
    """Tell who is bound to act in CONTINGENCY, by which article, and why the others are not.

    CONTINGENCY is a record of the atlas or a family of them (see `latticework atlas
    contingencies`). Without it, describe an attack by options.

    \b
    Examples:
      latticework obligations taiwan-strait
      latticework obligations senkaku --date 1970-01-01
      latticework obligations baltic --state DEU
      latticework obligations --attacked USA --challenger CHN --territory guam
      latticework obligations --attacked FRA --target warship --at 15 42 --json
    """
    question = Question(**asked)
    atlas = question.atlas
    states = tuple(state_named(atlas, text) for text in question.states) or None
    answers = _answers(question, states)
    if question.form == "json":
        click.echo(json_text([as_json(atlas, answer) for answer in answers]))
    elif question.form == "csv":
        click.echo(as_csv(as_table(atlas, answers)), nl=False)
    else:
        told = (
            [detail(atlas, answer) for answer in answers] if states else [overview(atlas, answers)]
        )
        click.echo("\n".join(told), nl=False)


def _answers(question: Question, states: tuple[str, ...] | None) -> list[Bound]:
    if question.contingency and question.attacked:
        raise click.UsageError("Give either CONTINGENCY or --attacked, not both.")
    if question.contingency:
        slugs = _contingencies(question.atlas, question.contingency)
        return [who_is_bound(question.atlas, slug, question.day, states) for slug in slugs]
    if question.attacked:
        attack = _attack(question, question.attacked)
        return [bound_by(question.atlas, attack, "An attack as described", states)]
    raise click.UsageError("Name a CONTINGENCY (try taiwan-strait), or describe one: --attacked …")


def _contingencies(atlas: Atlas, name: str) -> list[str]:
    found = [slug for slug, row in atlas.contingencies.items() if name in {slug, row.family}]
    if not found:
        families = {row.family for row in atlas.contingencies.values()}
        near = did_you_mean(name, [*atlas.contingencies, *families])
        raise click.BadParameter(
            f"no contingency {name!r}{near}; `latticework atlas contingencies` lists them"
        )
    return sorted(found, key=lambda slug: atlas.contingencies[slug].severity)


def _attack(question: Question, attacked: str) -> Attack:
    atlas = question.atlas
    day = question.day or REFERENCE_DAY
    victim = state_named(atlas, attacked)
    challenger = state_named(atlas, question.challenger) if question.challenger else None
    if question.territory:
        if question.territory not in atlas.territories:
            near = did_you_mean(question.territory, atlas.territories)
            raise click.BadParameter(f"no territory {question.territory!r}{near}")
        attack = attack_on_territory(atlas, question.territory, victim, challenger, day)
    elif question.at:
        attack = attack_at(question.at, victim, challenger, day)
    else:
        capital = atlas.states[victim]
        attack = attack_at((capital.lat, capital.lon), victim, challenger, day)
    return aimed(attack, question.target, question.kind, question.tags)
