"""Source keys → BibTeX, so that whoever uses a figure can cite it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from latticework.atlas.atlas import Atlas
from latticework.atlas.records import Source

_ENTRY = {"scholarly": "article", "report": "techreport", "dataset": "misc"}
_ESCAPES = str.maketrans(
    {char: f"\\{char}" for char in "#$%&_{}"}
    | {"~": r"\textasciitilde{}", "\\": r"\textbackslash{}"}
)


def bibtex(key: str, source: Source) -> str:
    r"""Return a BibTeX entry for a source.

    Examples
    --------
    >>> treaty = Source(title="Treaty & Protocol", publisher="UN", date="1949", kind="treaty")
    >>> print(bibtex("nat-1949", treaty))
    @misc{nat-1949,
      title = {{Treaty \& Protocol}},
      publisher = {UN},
      year = {1949},
    }
    """
    fields = {
        "author": " and ".join(f"{{{_tex(author)}}}" for author in source.authors),
        "title": f"{{{_tex(source.title)}}}",
        "institution" if source.kind == "report" else "publisher": _tex(source.publisher),
        "year": source.date[:4] if source.date else "",
        "note": _tex(source.locator or ""),
        "url": source.url or "",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{_ENTRY.get(source.kind, 'misc')}{{{key},", *lines, "}"])


def _tex(text: str) -> str:
    return text.translate(_ESCAPES)


def uses(atlas: Atlas) -> dict[str, int]:
    """Return how many times each source is cited by the records of the atlas, by key."""
    counts = dict.fromkeys(atlas.sources, 0)
    for section, records in vars(atlas).items():
        if section == "sources" or section.startswith("_"):
            continue
        for record in records.values():
            for key in _cited(record):
                counts[key] += 1
    return counts


def _cited(value: Any) -> Iterator[str]:
    """Yield each source key in a record and the records within it."""
    if isinstance(value, BaseModel):
        source = getattr(value, "source", None)
        if isinstance(source, str):
            yield source
        for name in type(value).model_fields:
            yield from _cited(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _cited(item)
