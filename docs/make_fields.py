"""Re-make docs/fields.md, the dictionary of every field of the atlas, from the records."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from latticework.atlas import fields
from latticework.atlas.fields import Verb
from latticework.atlas.loading import SECTIONS
from latticework.validating import records_within
from latticework.writing import write_text

PAGE = Path(__file__).parent / "fields.md"
HEAD = """# Every field of the atlas

Made from the records by `docs/make_fields.py`. A field without a default must be given.
See [atlas.md](atlas.md) for the rules that all sections share.

| a field of | holds |
|---|---|
| `Line`, `Text` | text of one line (at most 300 characters), of several (at most 2,000) |
| `Day` | a day, `YYYY-MM-DD` |
| `Moment` | a year, a month or a day |
| `Number`, `Whole`, `Share` | a number, a whole number, a number from 0 to 1 |
| `Latitude`, `Longitude` | degrees, north and east positive |
| `StateRef`, `SourceRef` … | the key of a record in that section |
| `Ring` | three corners or more, as `[latitude, longitude]`, the last joined to the first |
| `SeaRefs` | keys of seas, separated by spaces |
| `StateOrParty` | a state, or `party` for any party to the agreement |
| `tuple[X, ...]` | a list |
"""

CHOICES = {
    "Verb": tuple(Verb.__members__),
    **{name: get_args(getattr(fields, name)) for name in
       ("Confidence", "Region", "Domain", "Tag", "Target", "AttackKind")},
}  # fmt: skip


def main() -> None:
    """Write the page."""
    write_text(PAGE, page())


def page() -> str:
    """Return the page's text."""
    choices = [f"| `{name}` | {', '.join(words)} |" for name, words in CHOICES.items()]
    parts = [HEAD + "\n".join(choices) + "\n"]
    told: set[type[BaseModel]] = set()
    for section in SECTIONS:
        form = f"CSV, key {' + '.join(section.key)}" if section.key else "YAML, keyed by slug"
        parts.append(f"## {section.name} ({form})\n\n{_table(section.model)}")
        for inner in records_within(section.model):
            if inner not in told:
                told.add(inner)
                parts.append(f"### {section.name}: {inner.__name__.lower()}\n\n{_table(inner)}")
    return "\n".join(parts)


def _table(model: type[BaseModel]) -> str:
    rows = [
        f"| `{name}` | {_kind(model, name)} | {_default(field)} |"
        for name, field in model.model_fields.items()
    ]
    text = inspect.cleandoc(model.__doc__ or "").split("\n\n    ")[0]
    head = "| field | is | default |\n|---|---|---|"
    return f"{_markdown(text)}\n\n{head}\n" + "\n".join(rows) + "\n"


def _markdown(text: str) -> str:
    """Return a docstring in Markdown: attribute lists become bullets."""
    text = re.sub(r"Attributes\n-+\n", "\n", text)
    return re.sub(r"^([a-z_, ]+)\n    ", r"- `\1`: ", text, flags=re.M).replace("``", "`")


def _kind(model: type[BaseModel], name: str) -> str:
    """Return a field's type as it is written in the record, which names it best."""
    for kind in model.__mro__:
        written = inspect.get_annotations(kind).get(name)
        if written:
            return "`" + re.sub(r"\s+", " ", str(written)).replace("|", "or") + "`"
    raise KeyError(name)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return ""
    default = field.get_default()
    return "–" if default in (None, ()) else f"`{default}`"


if __name__ == "__main__":
    main()
