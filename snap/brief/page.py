"""The brief as one HTML file that needs nothing else: no network, no script, no other file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from pathlib import Path

from latticework.brief.document import (
    Block,
    Brief,
    Chapter,
    Grid,
    Listed,
    Part,
    Picture,
    Points,
    Words,
)
from latticework.brief.sentences import Name, Number, Piece, Sentence
from latticework.brief.tables import Column, Table

STYLE = Path(__file__).with_name("brief.css")


@cache
def style() -> str:
    """Return the style sheet of page and pictures."""
    return STYLE.read_text("utf-8")


def page(brief: Brief) -> str:
    """Return the brief as an HTML document."""
    links = "".join(f'<li><a href="#{c.slug}">{escape(c.title)}</a></li>' for c in brief.chapters)
    return "\n".join([
        "<!doctype html>",
        '<html lang="en-GB">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(brief.title)}: brief</title>",
        f"<style>\n{style()}</style>",
        "</head>",
        "<body>",
        '<a class="skip" href="#main">Skip to the answer</a>',
        "<header>",
        f'<p class="kind">{escape(brief.title)}</p>',
        f"<h1>{escape(brief.question)}</h1>",
        f'<nav aria-label="Chapters"><ol>{links}</ol></nav>',
        "</header>",
        '<main id="main">',
        *map(_chapter, brief.chapters),
        "</main>",
        f"<footer><p>{sentence(brief.colophon)}</p></footer>",
        "</body>",
        "</html>",
        "",
    ])  # fmt: skip


def _chapter(chapter: Chapter) -> str:
    head = f'<h2 id="{chapter.slug}-h">{escape(chapter.title)}</h2>'
    inner = "\n".join(map(_block, chapter.blocks))
    named = f'id="{chapter.slug}" aria-labelledby="{chapter.slug}-h"'
    return f"<section {named}>\n{head}\n{inner}\n</section>"


def _block(block: Block) -> str:
    if isinstance(block, Words):
        kind = ' class="lead"' if block.lead else ""
        return f"<p{kind}>{sentence(block.sentence)}</p>"
    if isinstance(block, Points):
        items = "".join(f"<li>{sentence(one)}</li>" for one in block.sentences)
        return f"<ol>{items}</ol>" if block.numbered else f"<ul>{items}</ul>"
    if isinstance(block, Part):
        inner = "\n".join(map(_block, block.blocks))
        return f'<div class="part" id="{block.slug}"><h3>{escape(block.title)}</h3>\n{inner}</div>'
    if isinstance(block, Listed):
        return _folded(block.table) if block.folded else _scrolled(_table(block.table), block.table)
    return _grid(block) if isinstance(block, Grid) else _picture(block)


# --- sentences ---


def sentence(one: Sentence) -> str:
    """Return a sentence as HTML; each number carries its exact value."""
    return "".join(map(_piece, one.pieces))


def _piece(piece: Piece) -> str:
    if isinstance(piece, Number):
        return f'<data value="{piece.value!r}">{escape(piece.text)}</data>' if piece.text else ""
    if isinstance(piece, Name):
        told = escape(piece.text)
        return f"<i>{told}</i>" if piece.emphasised else told
    return escape(piece)


# --- pictures and tables ---


def _picture(block: Picture) -> str:
    wide = " wide scroll" if block.wide else ""
    reached = f' tabindex="0" role="region" aria-label="{escape(block.title)}"' if wide else ""
    title = f"<strong>{escape(block.title)}</strong>"
    return "\n".join([
        f'<figure id="{block.slug}">',
        f"<figcaption>{title} {sentence(block.caption)}</figcaption>",
        f'<div class="panels{wide}"{reached}>{"".join(block.svg)}</div>',
        _folded(block.table),
        "</figure>",
    ])  # fmt: skip


def _folded(table: Table) -> str:
    head = escape(table.title)
    return f"<details><summary>Table: {head}</summary>{_scrolled(_table(table), table)}</details>"


def _scrolled(inner: str, table: Table) -> str:
    label = escape(table.title)
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{label}">{inner}</div>'


def _table(table: Table) -> str:
    rows = (
        "".join(
            _cell(text, column, head=not number)
            for number, (text, column) in enumerate(zip(row, table.shown, strict=True))
        )
        for row in table.texts()
    )
    return _tabulated(table, "table", (f"<tr>{row}</tr>" for row in rows))


def _cell(text: str, column: Column, *, head: bool = False) -> str:
    kind = ' class="n"' if column.numeric else ""
    tag, scope = ("th", ' scope="row"') if head else ("td", "")
    return f"<{tag}{scope}{kind}>{escape(text)}</{tag}>"


def _tabulated(table: Table, kind: str, rows: Iterable[str]) -> str:
    heads = "".join(map(_head, table.shown))
    notes = "".join(f'<p class="note">{escape(note)}</p>' for note in table.footnotes)
    caption = f"<caption>{escape(table.title)}</caption>" if table.title else ""
    body = "\n".join(rows)
    return (
        f'<table class="{kind}">{caption}<thead><tr>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table>{notes}"
    )


def _head(column: Column) -> str:
    kind = "n u" if column.numeric else "u"
    unit = f" <small>{escape(column.unit)}</small>" if column.unit else ""
    return f'<th scope="col" class="{kind}">{escape(column.name)}{unit}</th>'


def _grid(block: Grid) -> str:
    table = _tabulated(block.table, "grid", _grid_rows(block))
    title = escape(block.table.title)
    caption = f"<figcaption><strong>{title}</strong> {sentence(block.caption)}</figcaption>"
    bare = table.replace(f"<caption>{title}</caption>", "", 1)
    return f'<figure id="{block.slug}">{caption}{_scrolled(bare, block.table)}</figure>'


def _grid_rows(block: Grid) -> Iterator[str]:
    for texts, tints, small in zip(block.table.texts(), block.tints, block.small, strict=True):
        first, *others = (
            escape(text) + (f" <small>{escape(more)}</small>" if more else "")
            for text, more in zip(texts, small, strict=True)
        )
        cells = "".join(
            f'<td class="t{tint}">{inner}</td>' if tint else f"<td>{inner}</td>"
            for inner, tint in zip(others, tints[1:], strict=True)
        )
        yield f'<tr><th scope="row">{first}</th>{cells}</tr>'
