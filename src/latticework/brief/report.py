"""The brief as Markdown. So far it answers one question: who is bound, by contingency."""

from __future__ import annotations

from collections.abc import Iterable

from latticework import __version__
from latticework.atlas.atlas import Atlas
from latticework.atlas.fields import Verb
from latticework.brief.duties import CONTESTED, counters, headline, reasons, remarks, summary
from latticework.brief.tables import Cell, Column, Table, as_markdown, escaped
from latticework.insight.bound import Bound, who_is_bound

SCOPE = (
    "This edition answers one question of the brief: **who is bound to act, and by what?** "
    "It rests on sourced records alone, without beliefs or runs; options are not yet compared."
)


def report(atlas: Atlas) -> str:
    """Return the brief as Markdown text."""
    slugs = [key for key, row in atlas.contingencies.items() if not row.historical]
    answers = [who_is_bound(atlas, slug) for slug in slugs]
    parts = ["# Who is bound", SCOPE, "## At a glance", as_markdown(glance(answers))]
    parts += [_section(atlas, answer) for answer in answers]
    parts += ["## Sources", as_markdown(_sources(atlas, answers))]
    parts.append(f"latticework {__version__}")
    return "\n\n".join(parts) + "\n"


def glance(answers: Iterable[Bound]) -> Table:
    """Return how many states owe how much in each contingency."""
    verbs = [verb for verb in reversed(Verb) if verb]
    columns = (
        Column("Contingency", wrap=True),
        *(Column(f"{verb.name}", "states", 0) for verb in verbs),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (answer.name, *(sum(v.verb is verb for v in answer.bound) for verb in verbs))
        for answer in answers
    )
    note = "Each state by its strongest duty, on the broadest reading; the attacked are left out."
    return Table("At a glance", columns, rows, (note,))


def _section(atlas: Atlas, answer: Bound) -> str:
    bound, why, other = summary(atlas, answer), reasons(atlas, answer), counters(atlas, answer)
    asked = " ".join((f"{headline(atlas, answer)}.", *remarks(atlas, answer.attack)))
    parts = [f"## {escaped(answer.name)}", escaped(asked), as_markdown(bound)]
    if other:
        parts.append(f"{escaped(CONTESTED)} Contested. The other reading:")
        parts.append("\n".join(f"- {escaped(line)}" for line in other))
    if why.rows:
        parts += ["### Why the others are not bound to act", as_markdown(why)]
    return "\n\n".join(parts)


def _sources(atlas: Atlas, answers: Iterable[Bound]) -> Table:
    used = sorted({d.source for answer in answers for v in answer.bound for d in v.duties})
    columns = (Column("Key"), Column("Title", wrap=True), Column("Locator", wrap=True))
    rows = tuple((key, atlas.sources[key].title, atlas.sources[key].locator) for key in used)
    return Table("Sources", columns, rows)
