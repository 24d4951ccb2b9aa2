"""What a user types → the record meant: keys and names in any case, codes, other usual names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import click

from latticework.atlas.atlas import Atlas
from latticework.reading import did_you_mean

NAMED = 2  # so many kinds of record are named in an error
LISTS = {"states": "states --all"}


class Found(NamedTuple):
    """A record by its section and key."""

    section: str
    key: str


def named(atlas: Atlas, text: str, sections: Sequence[str]) -> list[Found]:
    """Return every record of these sections that goes by `text`.

    ``section:key`` names one record where several sections have the key.
    """
    section, colon, key = text.partition(":")
    if colon and section in sections:
        sections, text = (section,), key
    wanted = _folded(text)
    return [
        Found(section, key)
        for section in sections
        for key, record in getattr(atlas, section).items()
        if wanted in map(_folded, names(section, key, record))
    ]


def one(atlas: Atlas, text: str, *sections: str) -> Found:
    """Return the one record of these sections that goes by `text`; a key goes before a name.

    Raises
    ------
    click.BadParameter
        With the nearest names if there is none, with all if there are several.
    """
    found = named(atlas, text, sections)
    if not found:
        raise missing(atlas, text, sections)
    found = [record for record in found if _folded(record.key) == _folded(text)] or found
    if len(found) > 1:
        which = " or ".join(f"{section}:{key}" for section, key in found)
        raise click.BadParameter(f"{text!r} may be {which}")
    return found[0]


def missing(atlas: Atlas, text: str, sections: Sequence[str]) -> click.BadParameter:
    """Return the error that no record goes by `text`, with the nearest names."""
    known = [
        name
        for section in sections
        for key, record in getattr(atlas, section).items()
        for name in names(section, key, record)
    ]
    few = len(sections) <= NAMED
    what = " or ".join(map(_singular, sections)) if few else "record"
    lists = LISTS.get(sections[0], sections[0]) if few else "--help"
    near = did_you_mean(text, known)
    return click.BadParameter(f"no {what} {text!r}{near}; try `latticework atlas {lists}`")


def names(section: str, key: str, record: Any) -> Iterator[str]:
    """Yield what a record goes by: its key, codes, name, short name and other names."""
    yield key
    for field in ("iso2", "name", "short"):
        if value := getattr(record, field, None):
            yield value
    if section == "states" and record.aliases:
        yield from (alias.strip() for alias in record.aliases.split(";"))
    if section == "territories":
        yield from (part for part in re.split(r"\s*[/()]\s*", record.name) if part)


def _folded(text: str) -> str:
    """Return a name as compared: without case, accents and doubled spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(char for char in plain if not unicodedata.combining(char)).split())


def _singular(section: str) -> str:
    return f"{section[:-3]}y" if section.endswith("ies") else section[:-1]
