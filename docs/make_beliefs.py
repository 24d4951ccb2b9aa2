"""Re-make docs/beliefs.md, every belief of every mechanism, from the mechanisms themselves."""

from __future__ import annotations

import importlib
from pathlib import Path

from latticework.brief.tables import Column, Table, as_markdown
from latticework.mechanisms.belief import Belief
from latticework.study.loading import ROLES
from latticework.writing import write_text

PAGE = Path(__file__).parent / "beliefs.md"
HEAD = """# Every belief

Made from the mechanisms by `docs/make_beliefs.py`. A belief is a number that reasonable people hold
different values of; a study plays its options through many draws from these ranges, and may give
ranges of its own (`beliefs.csv`). *Estimated* ones rest on data, *judged* ones on judgement.

The equations stand in the mechanisms' own texts, `src/latticework/mechanisms/*.py`. Where a role
has rivals, a study names the one it wants.
"""
COLUMNS = (
    Column("Belief"), Column("Symbol"), Column("Unit"), Column("Low", digits=3),
    Column("Centre", digits=3), Column("High", digits=3), Column("Kind"), Column("Claims"),
    Column("Rests on"),
)  # fmt: skip


def main() -> None:
    """Write the page."""
    write_text(PAGE, page())


def page() -> str:
    """Return the page's text."""
    parts = [HEAD]
    for role, modules in ROLES.items():
        told: set[Belief] = set()
        for name in modules:
            module = importlib.import_module(f"latticework.mechanisms.{name}")
            title = (module.__doc__ or "").partition("\n")[0].rstrip(".")
            rival = f" (rival for {role})" if name != role else ""
            own = [belief for belief in module.BELIEFS if belief not in told]
            told |= set(own)
            parts.append(f"## {title}{rival}\n\n`{name}`\n\n{as_markdown(_table(own))}\n")
    return "\n".join(parts)


def _table(beliefs: list[Belief]) -> Table:
    rows = tuple(
        (b.name, b.symbol, b.unit, b.low, b.centre, b.high, b.kind, " ".join(b.claims), b.source)
        for b in beliefs
    )
    return Table("", COLUMNS, rows)


if __name__ == "__main__":
    main()
