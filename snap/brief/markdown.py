"""The brief as Markdown: every sentence and every table, without the pictures."""

from __future__ import annotations

from collections.abc import Iterator

from latticework.brief.document import Block, Brief, Grid, Listed, Part, Picture, Points, Words
from latticework.brief.sentences import Name, Piece, Sentence
from latticework.brief.tables import Table, as_markdown, escaped


def markdown(brief: Brief) -> str:
    """Return the brief as Markdown (GitHub's tables)."""
    parts = [f"# {escaped(brief.question)}"]
    for chapter in brief.chapters:
        parts.append(f"## {escaped(chapter.title)}")
        parts += (text for block in chapter.blocks for text in _block(block))
    return "\n\n".join([*parts, "---", sentence(brief.colophon)]) + "\n"


def sentence(one: Sentence) -> str:
    """Return a sentence as Markdown."""
    return "".join(map(_piece, one.pieces))


def _piece(piece: Piece) -> str:
    text = escaped(piece if isinstance(piece, str) else piece.text)
    return f"*{text}*" if isinstance(piece, Name) and piece.emphasised else text


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Words):
        yield sentence(block.sentence)
    elif isinstance(block, Points):
        marks = (f"{n}." if block.numbered else "-" for n, _ in enumerate(block.sentences, 1))
        lines = zip(marks, block.sentences, strict=True)
        yield "\n".join(f"{mark} {sentence(one)}" for mark, one in lines)
    elif isinstance(block, Part):
        yield f"### {escaped(block.title)}"
        for inner in block.blocks:
            yield from _block(inner)
    else:
        yield from _tabled(block)


def _tabled(block: Picture | Grid | Listed) -> Iterator[str]:
    if not isinstance(block, Listed):
        yield sentence(block.caption)
    if block.table.title:
        yield f"**{escaped(block.table.title)}**"
    yield as_markdown(_with_small(block) if isinstance(block, Grid) else block.table)


def _with_small(grid: Grid) -> Table:
    """Return a grid's table with the second lines beside the first."""
    rows = tuple(
        tuple(f"{cell} ({more})" if more else cell for cell, more in zip(row, small, strict=True))
        for row, small in zip(grid.table.rows, grid.small, strict=True)
    )
    return Table(grid.table.title, grid.table.columns, rows, grid.table.notes)
