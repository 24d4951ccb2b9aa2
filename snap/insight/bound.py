"""Who is bound in a contingency: the verdicts of the rule engine, grouped for a reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from latticework.atlas.atlas import Atlas
from latticework.atlas.fields import Verb
from latticework.mechanisms.obligation import (
    Attack,
    Miss,
    Verdict,
    attack_in,
    obligations,
)


@dataclass(frozen=True)
class NotBound:
    """States that a clause does not bind, for the same reasons."""

    states: tuple[str, ...]
    agreement: str
    article: str
    verb: Verb
    failed: tuple[str, ...]


@dataclass(frozen=True)
class Bound:
    """The answer to "who is bound?": one question, its verdicts, and why not for the others.

    Attributes
    ----------
    name
        The contingency's name, or a sentence on the attack.
    attack
        What was asked.
    bound
        States with a duty, strongest first.
    not_bound
        For states that owe less than `Verb.act`: the clause in force that would have made them owe
        that much, and why it does not, grouped by clause and reason. It is the clause that protects
        the attacked and misses by least, or else the state's widest pact, which does not.
    untied
        States that are in no pact of that kind at all.
    """

    name: str
    attack: Attack
    bound: tuple[Verdict, ...]
    not_bound: tuple[NotBound, ...]
    untied: tuple[str, ...]


def who_is_bound(
    atlas: Atlas, contingency: str, day: date | None = None, states: Iterable[str] | None = None
) -> Bound:
    """Answer "who is bound?" for a contingency of the atlas."""
    record = atlas.contingencies[contingency]
    return bound_by(atlas, attack_in(atlas, record, day), record.name, states)


def bound_by(atlas: Atlas, attack: Attack, name: str, states: Iterable[str] | None = None) -> Bound:
    """Answer "who is bound?" for any attack.

    Without `states`, every state of the atlas that owes something is told, and of those that owe
    nothing only the profiled ones.
    """
    asked = set(states or atlas.profiled())
    everyone = obligations(atlas, attack, states or atlas.states)
    verdicts = [verdict for verdict in everyone if verdict.duties or verdict.state in asked]
    width = {slug: len(atlas.ever_parties(slug)) for slug in atlas.agreements}
    near = {
        v.state: miss
        for v in verdicts
        if v.state in asked and (miss := _nearest_stronger(v, width))
    }
    free = tuple(v.state for v in verdicts if not v.duties and v.state not in near)
    return Bound(
        name=name,
        attack=attack,
        bound=tuple(v for v in verdicts if v.duties),
        not_bound=_grouped(near.values()),
        untied=free,
    )


def _nearest_stronger(verdict: Verdict, width: dict[str, int]) -> Miss | None:
    """Return the clause in force that comes nearest to making a state owe at least to act."""
    if verdict.verb >= Verb.act:
        return None
    stronger = [miss for miss in verdict.misses if miss.live and miss.verb >= Verb.act]
    protecting = [miss for miss in stronger if miss.protects]
    if protecting:
        return min(protecting, key=lambda m: (len(m.failed), -m.verb, m.agreement))
    return min(
        stronger, key=lambda m: (-width[m.agreement], len(m.failed), m.agreement), default=None
    )


def _grouped(misses: Iterable[Miss]) -> tuple[NotBound, ...]:
    groups: dict[tuple[str, str, Verb, tuple[str, ...]], list[str]] = {}
    for miss in misses:
        key = (miss.agreement, miss.article, miss.verb, miss.failed)
        groups.setdefault(key, []).append(miss.state)
    rows = [
        NotBound(tuple(sorted(states)), agreement, article, verb, failed)
        for (agreement, article, verb, failed), states in groups.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-len(row.states), -row.verb, row.agreement)))
