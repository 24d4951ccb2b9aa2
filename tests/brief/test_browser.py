import struct
from pathlib import Path

import pytest

from latticework.brief.browser import VARIABLE, BrowserError, as_pdf, as_png, browser
from latticework.brief.document import Picture
from latticework.brief.pictures.strips import Axis, Strip, strips
from latticework.brief.sentences import said
from latticework.brief.tables import Column, Table

SVG = strips([Strip("a", 1.0), Strip("b", 2.0)], Axis("Things"))
PICTURE = Picture("p", "A picture", said("Of things."), (SVG, SVG), Table("", (Column("x"),), ()))


def _there() -> bool:
    try:
        browser()
    except BrowserError:
        return False
    return True


needs_browser = pytest.mark.skipif(not _there(), reason="no Chromium or Chrome on this machine")


@needs_browser
def test_a_page_becomes_a_pdf(tmp_path: Path) -> None:
    html, pdf = tmp_path / "page.html", tmp_path / "page.pdf"
    html.write_text("<!doctype html><title>x</title><p>Hello", "utf-8")
    as_pdf(html, pdf)
    assert pdf.read_bytes().startswith(b"%PDF-")


@needs_browser
def test_a_picture_becomes_a_png_of_its_size(tmp_path: Path) -> None:
    as_png(PICTURE, tmp_path / "p.png")
    data = (tmp_path / "p.png").read_bytes()
    assert data.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", data[16:24])
    assert width == 2 * (2 * 24 + 2 * 400 + 32)
    assert height > 300


def test_without_a_browser_it_is_said_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(BrowserError, match=r"install one, name it by LATTICEWORK_BROWSER"):
        browser()


def test_a_browser_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.write_text("#!/bin/sh\necho broken >&2\nexit 1\n", "utf-8")
    own.chmod(0o755)
    monkeypatch.setenv(VARIABLE, str(own))
    assert browser() == str(own)
    with pytest.raises(BrowserError, match=r"made no p\.png: broken"):
        as_png(PICTURE, tmp_path / "p.png")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "none"))
    with pytest.raises(BrowserError, match="none was found"):
        browser()
