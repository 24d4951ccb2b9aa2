"""What needs a browser: the brief as PDF, and its pictures as PNG, through headless Chromium."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

from latticework.brief.document import Picture
from latticework.brief.page import sentence, style

VARIABLE = "LATTICEWORK_BROWSER"
"""The environment variable that names the browser."""

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
)
PATIENCE = 120.0  # seconds

COLUMN, GAP, EDGE, HEADING = 400, 32, 24, 96
MOST_COLUMNS = 3


class BrowserError(Exception):
    """There is no browser, or it failed: says what to do."""


def browser() -> str:
    """Return the browser's path: that which `VARIABLE` names, or the first of `NAMES` there is.

    Raises
    ------
    BrowserError
        If there is none.
    """
    named = os.environ.get(VARIABLE)
    for name in (named,) if named else NAMES:
        if found := shutil.which(name):
            return found
    tried = named or ", ".join(NAMES)
    raise BrowserError(
        f"PDF and PNG are made by Chromium or Chrome, and none was found (tried {tried}): install "
        f"one, name it by {VARIABLE}, or print brief.html from any browser"
    )


def as_pdf(html: Path, pdf: Path) -> None:
    """Print a page to PDF."""
    _run(
        ["--no-pdf-header-footer", f"--print-to-pdf={pdf.resolve()}", html.resolve().as_uri()], pdf
    )


def as_png(picture: Picture, png: Path) -> None:
    """Draw a picture with its title and caption, in light colours, two pixels a unit."""
    with tempfile.TemporaryDirectory() as folder:
        html = Path(folder) / "picture.html"
        laid = _laid(picture)
        html.write_text(_alone(picture, laid), "utf-8")
        size = f"--window-size={laid.width},{laid.height}"
        shot = f"--screenshot={png.resolve()}"
        flags = ["--force-device-scale-factor=2", "--hide-scrollbars", size, shot]
        _run([*flags, html.as_uri()], png)


# --- a picture on a page of its own ---


class _Layout(NamedTuple):
    columns: int
    width: int
    height: int


def _laid(picture: Picture) -> _Layout:
    """Return how a picture's panels are laid out, and how large that is."""
    sizes = [_size(svg) for svg in picture.svg]
    columns = max(1, min(MOST_COLUMNS, len(sizes)))
    column = max(COLUMN, *(int(width) for width, _ in sizes)) if picture.wide else COLUMN
    rows = [sizes[n : n + columns] for n in range(0, len(sizes), columns)]
    tall = sum(max(height * column / width for width, height in row) + GAP for row in rows)
    width = 2 * EDGE + columns * column + (columns - 1) * GAP
    lines = 1 + len(picture.caption.text) * 7 // (width - 2 * EDGE)
    return _Layout(columns, width, int(2 * EDGE + HEADING + 18 * lines + tall))


def _size(svg: str) -> tuple[float, float]:
    box = svg.partition('viewBox="')[2].partition('"')[0].split()
    return float(box[2]), float(box[3])


def _alone(picture: Picture, laid: _Layout) -> str:
    rules = (
        f"body {{ padding: {EDGE}px; }} figcaption {{ max-width: none; }}"
        f".panels {{ grid-template-columns: repeat({laid.columns}, 1fr); gap: {GAP}px; }}"
        ".panels > svg { max-width: none; }"
    )
    caption = f"<strong>{escape(picture.title)}</strong> {sentence(picture.caption)}"
    panels = f'<div class="panels">{"".join(picture.svg)}</div>'
    return (
        f'<!doctype html><meta charset="utf-8"><style>{style()}{rules}</style>'
        f"<figure><figcaption>{caption}</figcaption>{panels}</figure>"
    )


# --- the browser ---


def _run(arguments: Sequence[str], made: Path) -> None:
    """Run the browser in a profile of its own, and see that it made the file."""
    made.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [browser(), *_flags(profile), *arguments]
        told = asyncio.run(_told(command))
    if not made.is_file():
        raise BrowserError(f"{command[0]} made no {made.name}: {told.strip() or 'it said nothing'}")


def _flags(profile: str) -> Iterator[str]:
    yield from ("--headless=new", "--disable-gpu", "--blink-settings=preferredColorScheme=1")
    yield f"--user-data-dir={profile}"
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        yield "--no-sandbox"  # it refuses to run as root with one


async def _told(command: Sequence[str]) -> str:
    """Run a command and return what it said."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe)
    try:
        _, error = await asyncio.wait_for(process.communicate(), PATIENCE)
    except TimeoutError as slow:
        process.kill()
        await process.wait()
        raise BrowserError(f"{command[0]} took more than {PATIENCE:.0f} seconds") from slow
    return error.decode("utf-8", "replace")[-500:]
