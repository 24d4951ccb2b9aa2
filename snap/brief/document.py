"""The brief as data: chapters of paragraphs, tables and pictures, for any format to write out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from latticework.brief.sentences import Sentence
from latticework.brief.tables import Table, as_json


@dataclass(frozen=True)
class Words:
    """A paragraph; `lead` ones are set larger."""

    sentence: Sentence
    lead: bool = False


@dataclass(frozen=True)
class Points:
    """A list of sentences, numbered if pictures speak of them by number."""

    sentences: tuple[Sentence, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Picture:
    """A picture with the table of what it shows.

    Attributes
    ----------
    slug
        Its name among files and anchors.
    title, caption
        What it shows; what to see and how to read it, with units.
    svg
        One picture, or several that stand side by side where there is room.
    table
        Every number of it.
    wide
        Whether it may be scrolled sideways rather than shrunk, since it has no smaller form.
    """

    slug: str
    title: str
    caption: Sentence
    svg: tuple[str, ...]
    table: Table
    wide: bool = False


@dataclass(frozen=True)
class Grid:
    """A table whose cells are tinted by how good they are.

    Attributes
    ----------
    table
        What it says.
    tints
        For each cell −3 to 3, or None; good is above 0.
    small
        For each cell a second line, or an empty text.
    """

    slug: str
    table: Table
    caption: Sentence
    tints: tuple[tuple[int | None, ...], ...]
    small: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Listed:
    """A table; a `folded` one is opened by the reader."""

    slug: str
    table: Table
    folded: bool = True


@dataclass(frozen=True)
class Part:
    """A heading within a chapter, with what stands under it."""

    slug: str
    title: str
    blocks: tuple[Block, ...]


Block = Words | Points | Picture | Grid | Listed | Part


@dataclass(frozen=True)
class Chapter:
    """A chapter: what a reader asks, and what is told."""

    slug: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Brief:
    """The report of a study."""

    title: str
    question: str
    chapters: tuple[Chapter, ...]
    colophon: Sentence


def blocks(brief: Brief) -> Iterator[Block]:
    """Yield every block of a brief in its order, parts before what stands under them."""
    todo: list[Block] = [block for chapter in brief.chapters for block in chapter.blocks]
    while todo:
        block = todo.pop(0)
        yield block
        if isinstance(block, Part):
            todo[:0] = block.blocks


def pictures(brief: Brief) -> Iterator[Picture]:
    """Yield every picture of a brief."""
    yield from (block for block in blocks(brief) if isinstance(block, Picture))


def plain(brief: Brief) -> list[dict[str, Any]]:
    """Return the chapters as plain values: every sentence with its numbers, every table."""
    return [_titled(chapter, "chapter") for chapter in brief.chapters]


def _titled(part: Chapter | Part, kind: str) -> dict[str, Any]:
    inner = [_plain(block) for block in part.blocks]
    return {"kind": kind, "slug": part.slug, "title": part.title, "blocks": inner}


def _plain(block: Block) -> dict[str, Any]:
    if isinstance(block, Part):
        return _titled(block, "part")
    if isinstance(block, Words):
        return {"kind": "words", "sentences": [block.sentence.as_json()]}
    if isinstance(block, Points):
        return {"kind": "points", "sentences": [one.as_json() for one in block.sentences]}
    table = {"slug": block.slug, "table": as_json(block.table)}
    if isinstance(block, Listed):
        return {"kind": "table", **table}
    kind = "picture" if isinstance(block, Picture) else "grid"
    more = {"title": block.title} if isinstance(block, Picture) else {"small": block.small}
    return {"kind": kind, **more, "caption": block.caption.as_json(), **table}
