"""The answer to "who is bound?", told in a terminal, as a table and as plain values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from latticework.atlas.atlas import Atlas
from latticework.atlas.fields import Verb
from latticework.brief.tables import Cell, Column, Table
from latticework.brief.terminal import as_terminal, paragraph, printed
from latticework.insight.bound import Bound, NotBound
from latticework.mechanisms.obligation import Attack, Duty, Verdict

CONTESTED = "*"
PLURAL = {"forces", "infrastructure"}  # targets without an article
NAMED = 3  # so many states fit a line by name; more are given by code


# --- what is asked ---


def title(atlas: Atlas, attack: Attack) -> str:
    """Return a name for an attack that is no contingency of the atlas: how, on whom or what."""
    kind, where = _words(attack.kind).capitalize(), _where(atlas, attack)
    victim = atlas.states[attack.attacked].name
    if attack.target == "territory":
        return f"{kind} on {where} ({victim})"
    target = _words(attack.target)
    if attack.target not in PLURAL:
        target = f"a {target}"
    return f"{kind} on {target} of {victim} at {where}"


def headline(atlas: Atlas, answer: Bound) -> str:
    """Return one line on what was asked."""
    attack = answer.attack
    kind, target = _words(attack.kind).capitalize(), _words(attack.target)
    who = atlas.states[attack.challenger].name if attack.challenger else "a non-state attacker"
    victim = atlas.states[attack.attacked].name
    return f"{kind} by {who} on {victim} ({target}, {_where(atlas, attack)}), law of {attack.day}"


def _words(name: str) -> str:
    return name.replace("-", " ")


def _where(atlas: Atlas, attack: Attack) -> str:
    if attack.territory:
        return atlas.territories[attack.territory].name
    state = atlas.states[attack.attacked]
    if (attack.lat, attack.lon) == (state.lat, state.lon):
        return state.capital
    north = f"{abs(attack.lat):.1f}°{'N' if attack.lat >= 0 else 'S'}"
    east = f"{abs(attack.lon):.1f}°{'E' if attack.lon >= 0 else 'W'}"
    return f"{north} {east}"


def remarks(atlas: Atlas, attack: Attack, states: Sequence[str] = ()) -> tuple[str, ...]:
    """Return what the question takes for granted, and which of `states` cannot owe anything."""
    told = (*_assumed(atlas, attack), *_parties_to_it(atlas, attack, states))
    return tuple(told)


def _assumed(atlas: Atlas, attack: Attack) -> Iterator[str]:
    victim = atlas.states[attack.attacked].name
    if attack.territory:
        holder = attack.administrator
        if holder != attack.attacked:
            held = atlas.states[holder].name if holder else "nobody that the atlas knows of"
            name = atlas.territories[attack.territory].name
            yield f"On {attack.day}, {name} is administered by {held}, not by {victim}."
        own = atlas.territories[attack.territory].tags
        if set(own) != set(attack.tags):
            yield f"Taken as {', '.join(attack.tags)}; the atlas has {', '.join(own)}."
    elif attack.target == "territory":
        tags = ", ".join(attack.tags)
        yield f"The place is taken to be {tags} territory under the administration of {victim}."
    else:
        yield "The place is taken to be under nobody's administration."


def _parties_to_it(atlas: Atlas, attack: Attack, states: Sequence[str]) -> Iterator[str]:
    for role, state in (("attacked", attack.attacked), ("attacker", attack.challenger)):
        if state and state in states:
            yield f"{atlas.states[state].name} is the {role} and is left out."


# --- terminal ---


def overview(atlas: Atlas, answers: Sequence[Bound], width: int | None = None) -> str:
    """Return who is bound in each case, and why not the others in the last, for a terminal."""
    parts = [as_terminal(_with_hints(atlas, answer), width) for answer in answers]
    last = answers[-1]
    if last.not_bound:
        parts.append(as_terminal(reasons(atlas, last), width))
    if last.untied:
        names = ", ".join(atlas.states[state].name for state in last.untied)
        text = f"In no such pact ({len(last.untied)}): {names}."
        parts.append(printed(paragraph(text), width=width))
    if len(answers) > 1:
        hint = "Name one contingency to see why the others are not bound in it."
        parts.append(printed(paragraph(hint), width=width))
    return "\n".join(parts)


def _with_hints(atlas: Atlas, answer: Bound) -> Table:
    table = summary(atlas, answer)
    notes = [*table.notes, headline(atlas, answer), *remarks(atlas, answer.attack)]
    if any(verdict.contested for verdict in answer.bound):
        notes.append(f"{CONTESTED} contested: --state CODE shows the other reading.")
    return replace(table, notes=tuple(notes))


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
    notes = () if rows else ("Nobody is bound to do anything.",)
    columns = (Column("Owes"), Column("States", wrap=True), Column("Strongest clause", wrap=True))
    return Table(f"{answer.name}: who is bound", columns, rows, notes)


def counters(atlas: Atlas, answer: Bound) -> list[str]:
    """Return the other reading of each contested duty that the summary shows."""
    groups: dict[tuple[str, str, str, str], list[str]] = {}
    for verdict in answer.bound:
        first = verdict.duties[0]
        if verdict.contested and first.counter:
            key = (first.agreement, first.article, verdict.settled.name, first.counter)
            groups.setdefault(key, []).append(verdict.state)
    return [
        f"{_people(atlas, states)} ({_cite(atlas, agreement, article)}; on every reading: "
        f"{settled}): {counter}"
        for (agreement, article, settled, counter), states in groups.items()
    ]


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


def detail(
    atlas: Atlas, answer: Bound, states: Sequence[str] = (), width: int | None = None
) -> str:
    """Return every duty and every near miss of the `states` asked for, in full."""
    notes = [paragraph(note, style="dim") for note in remarks(atlas, answer.attack, states)]
    heading = Text(answer.name, style="bold")
    parts = [printed(heading, paragraph(headline(atlas, answer)), *notes, width=width)]
    parts += [printed(*_in_full(atlas, verdict), width=width) for verdict in answer.bound]
    if answer.not_bound:
        parts.append(as_terminal(reasons(atlas, answer), width))
    if answer.untied:
        names = ", ".join(atlas.states[state].name for state in answer.untied)
        parts.append(printed(paragraph(f"{names}: nothing; in no pact of that kind."), width=width))
    return "\n".join(parts)


def _in_full(atlas: Atlas, verdict: Verdict) -> Iterator[RenderableType]:
    yield Text(f"{atlas.states[verdict.state].name} owes: {_owed(verdict)}", style="bold")
    for duty in verdict.duties:
        first, *others = _lines(atlas, duty)
        yield paragraph(first, 2)
        yield from (paragraph(line, 4) for line in others)


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
    """Return one row for each duty of each state, and for each why it is not bound, for CSV."""
    names = (
        "question", "date", "state", "name", "bound", "verb", "on_every_reading", "agreement",
        "article", "via", "paraphrase", "because", "counter", "source",
    )  # fmt: skip
    rows = tuple(
        (answer.name, answer.attack.day.isoformat(), state, atlas.states[state].name, *cells)
        for answer in answers
        for state, cells in (*_bound_rows(answer), *_not_bound_rows(answer))
    )
    return Table("Duties", tuple(map(Column, names)), rows)


def _bound_rows(answer: Bound) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    for verdict in answer.bound:
        for duty in verdict.duties:
            yield (
                verdict.state,
                (
                    "yes", duty.verb.name, duty.at_least.name, duty.agreement, duty.article,
                    duty.via, duty.paraphrase, "; ".join(duty.reasons), duty.counter, duty.source,
                ),
            )  # fmt: skip


def _not_bound_rows(answer: Bound) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    """Yield the duties that states do not owe: the clause, what it would bind to, and why not."""
    for row in answer.not_bound:
        because = "; ".join(row.failed)
        cells = ("no", row.verb.name, None, row.agreement, row.article, None, None, because)
        yield from ((state, (*cells, None, None)) for state in row.states)
    for state in answer.untied:
        blank = (None,) * 6
        yield state, ("no", *blank, "in no pact of that kind", None, None)


def as_json(atlas: Atlas, answer: Bound, states: Sequence[str] = ()) -> dict[str, Any]:
    """Return the answer as plain values, with what it takes for granted."""
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
            "territory": attack.territory,
        },
        "notes": list(remarks(atlas, attack, states)),
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
        "profiled": atlas.states[verdict.state].profiled,
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
