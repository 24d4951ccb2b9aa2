"""``latticework obligations``: who is bound to act, by which article, and why not the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any, get_args

import click

from latticework.atlas.atlas import Atlas
from latticework.atlas.fields import AttackKind, Tag, Target
from latticework.brief.duties import as_json, as_table, detail, overview, title
from latticework.brief.tables import as_csv, json_text
from latticework.cli.names import named, one
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


class Point(click.ParamType[float]):
    """A latitude or longitude in degrees, at most `limit`."""

    name = "degrees"

    def __init__(self, limit: float) -> None:
        self.limit = limit

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the degrees, or say what was expected."""
        try:
            degrees = float(value)
        except ValueError:
            degrees = float("nan")
        if not (isfinite(degrees) and abs(degrees) <= self.limit):
            self.fail(f"{value!r} is not within -{self.limit:g} and {self.limit:g}", param, ctx)
        return degrees


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
    target: Target | None
    kind: AttackKind | None
    atlas: Atlas
    form: str | None

    def described(self) -> list[str]:
        """Return the options given that describe an attack."""
        given = {
            "--attacked": self.attacked, "--challenger": self.challenger,
            "--territory": self.territory, "--at": self.at, "--tag": self.tags,
            "--target": self.target, "--attack": self.kind,
        }  # fmt: skip
        return [name for name, value in given.items() if value]


@click.command(name="obligations")
@click.argument("contingency", required=False)
@day_option(default=None)
@click.option("--state", "states", multiple=True, help="Only this state, in full (code or name).")
@click.option("--attacked", help="Ask freely: the state attacked …")
@click.option("--challenger", help="… by whom (leave out for a non-state attacker) …")
@click.option("--territory", help="… on, or off, which territory of the atlas …")
@click.option("--at", type=(Point(90), Point(180)), metavar="LAT LON",
              help="… or at which point  [default: the capital] …")  # fmt: skip
@click.option("--tag", "tags", multiple=True, type=click.Choice(get_args(Tag)),
              help="… of what status  [default: the territory's, else metropolitan] …")  # fmt: skip
@click.option("--target", type=click.Choice(get_args(Target)),
              help="… hitting what  [default: territory] …")  # fmt: skip
@click.option("--attack", "kind", type=click.Choice(get_args(AttackKind)),
              help="… and how  [default: armed-attack].")  # fmt: skip
@atlas_option()
@form_options
def obligations_command(**asked: Any) -> None:
    """Tell who is bound to act in CONTINGENCY, by which article, and why the others are not.

    CONTINGENCY is a record of the atlas or a family of them (see `latticework atlas
    contingencies`). Without it, describe an attack by options. --csv prints a row for each duty
    and for each state that is not bound, --json all of it.

    \b
    Examples:
      latticework obligations taiwan-strait
      latticework obligations senkaku --date 1970-01-01
      latticework obligations baltic --state Germany
      latticework obligations --attacked US --challenger PRC --territory Guam
      latticework obligations --attacked France --target warship --at 15 42 --json
    """
    question = Question(**asked)
    atlas = question.atlas
    states = [state_named(atlas, text) for text in question.states]
    answers = _answers(question, states)
    if question.form == "json":
        click.echo(json_text([as_json(atlas, answer, states) for answer in answers]))
    elif question.form == "csv":
        click.echo(as_csv(as_table(atlas, answers)), nl=False)
    elif states:
        click.echo("\n".join(detail(atlas, answer, states) for answer in answers), nl=False)
    else:
        click.echo(overview(atlas, answers), nl=False)


def _answers(question: Question, states: Sequence[str]) -> list[Bound]:
    atlas, described = question.atlas, question.described()
    if question.contingency and described:
        options = " and ".join(described)
        raise click.UsageError(f"Give either CONTINGENCY or {options}, not both.")
    if question.contingency:
        slugs = _contingencies(atlas, question.contingency)
        return [who_is_bound(atlas, slug, question.day, states or None) for slug in slugs]
    if question.attacked:
        attack = _attack(question, question.attacked)
        return [bound_by(atlas, attack, title(atlas, attack), states or None)]
    if described:
        raise click.UsageError(f"{described[0]} needs --attacked.")
    raise click.UsageError("Name a CONTINGENCY (try taiwan-strait), or describe one: --attacked …")


def _contingencies(atlas: Atlas, name: str) -> list[str]:
    rows = atlas.contingencies
    found = [slug for slug, row in rows.items() if name.casefold() == row.family.casefold()]
    found = found or [key for _, key in named(atlas, name, ("contingencies",))]
    if not found:
        near = did_you_mean(name, [*rows, *(row.family for row in rows.values())])
        raise click.BadParameter(
            f"no contingency {name!r}{near}; `latticework atlas contingencies` lists them"
        )
    return sorted(found, key=lambda slug: rows[slug].severity)


def _attack(question: Question, attacked: str) -> Attack:
    atlas = question.atlas
    day = question.day or REFERENCE_DAY
    victim = state_named(atlas, attacked)
    challenger = state_named(atlas, question.challenger) if question.challenger else None
    if victim == challenger:
        raise click.UsageError(f"{atlas.states[victim].name} cannot attack itself.")
    if question.territory and question.at:
        raise click.UsageError("Give either --territory or --at, not both.")
    if question.territory:
        territory = one(atlas, question.territory, "territories").key
        attack = attack_on_territory(atlas, territory, victim, challenger, day)
    else:
        capital = atlas.states[victim].lat, atlas.states[victim].lon
        attack = attack_at(question.at or capital, victim, challenger, day)
    target, kind = question.target or "territory", question.kind or "armed-attack"
    return aimed(attack, target, kind, question.tags)
