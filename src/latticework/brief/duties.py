"""The answer to "who is bound?", told in a terminal, as a table and as plain values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from latticework.atlas.atlas import Atlas
from latticework.atlas.fields import Verb
from latticework.brief.tables import Column, Table
from latticework.brief.terminal import as_terminal, grid, paragraph, printed
from latticework.insight.bound import Bound, NotBound
from latticework.mechanisms.obligation import Attack, Duty, Verdict

CONTESTED = "*"
NAMED = 3  # so many states fit a line by name; more are given by code


def headline(atlas: Atlas, answer: Bound) -> str:
    """Return one line on what was asked."""
    attack = answer.attack
    where = _place(attack)
    who = atlas.states[attack.challenger].name if attack.challenger else "a non-state attacker"
    victim = atlas.states[attack.attacked].name
    return f"{attack.kind} by {who} on {victim} ({attack.target}, {where}), law of {attack.day}"


def _place(attack: Attack) -> str:
    north = f"{abs(attack.lat):.1f}°{'N' if attack.lat >= 0 else 'S'}"
    east = f"{abs(attack.lon):.1f}°{'E' if attack.lon >= 0 else 'W'}"
    return f"{north} {east}"


# --- terminal ---


def overview(atlas: Atlas, answers: Sequence[Bound], width: int | None = None) -> str:
    """Return who is bound in each case, and why not the others in the last, for a terminal."""
    parts = [as_terminal(summary(atlas, answer), width) for answer in answers]
    last = answers[-1]
    if last.not_bound:
        parts.append(as_terminal(reasons(atlas, last), width))
    if last.untied:
        names = ", ".join(atlas.states[state].name for state in last.untied)
        text = f"In no such pact ({len(last.untied)}): {names}."
        parts.append(printed(paragraph(text), width=width))
    if len(answers) > 1:
        parts.append("Name one contingency to see why the others are not bound in it.\n")
    return "\n".join(parts)


def summary(atlas: Atlas, answer: Bound) -> Table:
    """Return one row for each group of states that owe the same by the same clause."""
    groups: dict[tuple[Verb, bool, str, str], list[Verdict]] = {}
    for verdict in answer.bound:
        first = verdict.duties[0]
        key = (verdict.verb, verdict.contested, first.agreement, first.article)
        groups.setdefault(key, []).append(verdict)
    rows = tuple(
        (
            f"{verb.name}{CONTESTED if contested else ''}",
            _people(atlas, [verdict.state for verdict in verdicts]),
            _cite(atlas, agreement, article),
        )
        for (verb, contested, agreement, article), verdicts in groups.items()
    )
    notes = [headline(atlas, answer)]
    if not rows:
        notes.insert(0, "Nobody is bound to do anything.")
    if any(contested for _, contested, _, _ in groups):
        notes.append(f"{CONTESTED} contested: --state CODE shows the other reading.")
    columns = (Column("Owes"), Column("States", wrap=True), Column("Strongest clause", wrap=True))
    return Table(f"{answer.name}: who is bound", columns, rows, tuple(notes))


def reasons(atlas: Atlas, answer: Bound) -> Table:
    """Return why the others are not bound to act: their nearest clause, and what fails."""
    columns = (
        Column("Pact", wrap=True), Column("States", wrap=True),
        Column("Because", wrap=True),
    )  # fmt: skip
    rows = tuple(
        (
            f"{_cite(atlas, row.agreement, row.article)} ({row.verb.name})",
            _people(atlas, row.states),
            "; ".join(row.failed),
        )
        for row in answer.not_bound
    )
    return Table(f"{answer.name}: why the others are not bound to act", columns, rows)


def detail(atlas: Atlas, answer: Bound, width: int | None = None) -> str:
    """Return every duty and every near miss of the states asked for, in full."""
    parts = [
        printed(Text(answer.name, style="bold"), paragraph(headline(atlas, answer)), width=width)
    ]
    for verdict in answer.bound:
        name = f"{atlas.states[verdict.state].name} owes: {_owed(verdict)}"
        paragraphs: list[RenderableType] = [Text(name, style="bold")]
        for duty in verdict.duties:
            paragraphs += [
                paragraph(line, 2 + 2 * (n > 0)) for n, line in enumerate(_lines(atlas, duty))
            ]
        parts.append(printed(*paragraphs, width=width))
    if answer.not_bound:
        parts.append(printed(grid(reasons(atlas, answer)), width=width))
    if answer.untied:
        names = ", ".join(atlas.states[state].name for state in answer.untied)
        parts.append(printed(paragraph(f"{names}: nothing; in no pact of that kind."), width=width))
    return "\n".join(parts)


def _owed(verdict: Verdict) -> str:
    if not verdict.contested:
        return verdict.verb.name
    return f"{verdict.verb.name} on the broadest reading; {verdict.settled.name} on every reading"


def _lines(atlas: Atlas, duty: Duty) -> list[str]:
    source = atlas.sources[duty.source]
    via = f", through {atlas.organisations[duty.via].short}" if duty.via else ""
    lines = [
        f"{duty.verb.name} — {_cite(atlas, duty.agreement, duty.article)}{via}",
        duty.paraphrase,
        f"Because: {'; '.join(duty.reasons)}.",
    ]
    if duty.counter:
        lines.append(f"Contested: {duty.counter}")
    lines.append(f"Source: {source.title}{f', {source.locator}' if source.locator else ''}.")
    return lines


def _cite(atlas: Atlas, agreement: str, article: str) -> str:
    return f"{atlas.agreements[agreement].name}, {article_text(article)}"


def article_text(article: str) -> str:
    """Return an article with its abbreviation, unless it names itself."""
    return f"Art. {article}" if article[:1].isdigit() or _roman(article) else article


def _roman(text: str) -> bool:
    return re.match(r"[IVX]+(\W|$)", text) is not None


def _people(atlas: Atlas, states: Iterable[str]) -> str:
    """Return the states by name, or by number and codes where they are many."""
    listed = list(states)
    if len(listed) <= NAMED:
        return ", ".join(atlas.states[state].name for state in listed)
    return f"{len(listed)} states: {' '.join(listed)}"


# --- tables and plain values ---


def as_table(atlas: Atlas, answers: Iterable[Bound]) -> Table:
    """Return one row for each duty of each state, for CSV."""
    names = (
        "question", "date", "state", "name", "owes", "settled", "agreement", "article", "contested",
        "paraphrase", "source",
    )  # fmt: skip
    rows = tuple(
        (
            answer.name, answer.attack.day.isoformat(), verdict.state,
            atlas.states[verdict.state].name, duty.verb.name, verdict.settled.name, duty.agreement,
            duty.article, duty.contested, duty.paraphrase, duty.source,
        )
        for answer in answers
        for verdict in answer.bound
        for duty in verdict.duties
    )  # fmt: skip
    return Table("Duties", tuple(map(Column, names)), rows)


def as_json(atlas: Atlas, answer: Bound) -> dict[str, Any]:
    """Return the answer as plain values."""
    attack = answer.attack
    return {
        "question": answer.name,
        "attack": {
            "date": attack.day.isoformat(),
            "attacked": attack.attacked,
            "challenger": attack.challenger,
            "target": attack.target,
            "kind": attack.kind,
            "lat": attack.lat,
            "lon": attack.lon,
            "tags": sorted(attack.tags),
            "administrator": attack.administrator,
        },
        "bound": [_verdict(atlas, verdict) for verdict in answer.bound],
        "not_bound": [_not_bound(row) for row in answer.not_bound],
        "untied": list(answer.untied),
    }


def _not_bound(row: NotBound) -> dict[str, Any]:
    return {
        "states": list(row.states),
        "agreement": row.agreement,
        "article": row.article,
        "would_owe": row.verb.name,
        "because": list(row.failed),
    }


def _verdict(atlas: Atlas, verdict: Verdict) -> dict[str, Any]:
    return {
        "state": verdict.state,
        "name": atlas.states[verdict.state].name,
        "owes": verdict.verb.name,
        "settled": verdict.settled.name,
        "duties": [_duty(atlas, duty) for duty in verdict.duties],
    }


def _duty(atlas: Atlas, duty: Duty) -> dict[str, Any]:
    source = atlas.sources[duty.source]
    return {
        "verb": duty.verb.name,
        "on_every_reading": duty.at_least.name,
        "agreement": duty.agreement,
        "article": duty.article,
        "paraphrase": duty.paraphrase,
        "via": duty.via,
        "because": list(duty.reasons),
        "contested": duty.counter,
        "source": {"key": duty.source, "title": source.title, "locator": source.locator},
    }
