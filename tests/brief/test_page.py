"""The page is whole by itself, well-formed, readable by all, and its numbers are in brief.json."""

import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest

from latticework.brief.document import Brief
from latticework.brief.findings import Findings
from latticework.brief.page import page, sentence, style
from latticework.brief.report import as_json
from latticework.brief.sentences import Name, Sentence, said, share
from latticework.brief.tables import json_text

VOID = {"meta", "link", "br", "hr", "img", "input", "wbr"}


class Reader(HTMLParser):
    """Reads a page strictly: every element is closed by its own end, in turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []  # innermost element or class, and what it says
        self.data: list[tuple[str, str]] = []  # exact value, and what is told

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        assert len(found) == len(attrs), (tag, attrs)
        self.elements.append((tag, found))
        if tag not in VOID:
            self.open.append((tag, found))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, tag
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if data.strip() and self.open and self.open[-1][0] not in ("style", "title"):
            tag, attributes = self.open[-1]
            self.texts.append((attributes.get("class") or tag, data))
            if tag == "data":
                self.data.append((attributes["value"] or "", data))


@pytest.fixture(scope="module")
def html(brief: Brief) -> str:
    return page(brief)


@pytest.fixture(scope="module")
def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


@pytest.fixture(scope="module")
def told(brief: Brief, findings: Findings) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(json_text(as_json(brief, findings)))
    return made


def test_the_page_is_well_formed_and_small(html: str, read: Reader) -> None:
    assert not read.open
    assert len(html.encode()) < 4e6
    assert html.startswith("<!doctype html>")


def test_nothing_is_fetched_and_nothing_runs(read: Reader) -> None:
    for tag, attributes in read.elements:
        assert tag not in ("script", "link", "img", "iframe", "object", "embed")
        assert "src" not in attributes
        assert not any(name.startswith("on") for name in attributes)
        assert (attributes.get("href") or "#").startswith("#")
    assert not re.search(r"@import|url\(", style())


def test_links_lead_somewhere_and_names_are_unique(read: Reader) -> None:
    ids = [found["id"] for _, found in read.elements if "id" in found]
    assert len(set(ids)) == len(ids)
    for _, found in read.elements:
        assert found.get("href", "#main") in {f"#{name}" for name in ids}
        assert found.get("aria-labelledby", "main") in ids


def test_headings_stand_in_order(read: Reader) -> None:
    levels = [int(tag[1]) for tag, _ in read.elements if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))


def test_pictures_have_a_name_tables_heads_and_scrolled_parts_a_way_for_keys(
    read: Reader,
) -> None:
    tags = [tag for tag, _ in read.elements]
    drawn = [found for tag, found in read.elements if tag == "svg" and "xmlns" in found]
    assert len(drawn) > 30
    assert all(found["role"] == "img" and found["aria-label"] for found in drawn)
    heads = [found for tag, found in read.elements if tag == "th"]
    assert all(found.get("scope") in ("row", "col") for found in heads)
    assert tags.count("figure") == tags.count("figcaption")
    scrolled = [f for _, f in read.elements if "scroll" in (f.get("class") or "").split()]
    assert all(f["tabindex"] == "0" and f["aria-label"] and f["role"] == "group" for f in scrolled)
    assert ("html", {"lang": "en-GB"}) in read.elements


def _numbers(value: Any) -> set[float]:
    """Return every number in plain values, and in their texts."""
    if isinstance(value, dict):
        return {number for inner in value.values() for number in _numbers(inner)}
    if isinstance(value, list):
        return {number for inner in value for number in _numbers(inner)}
    if isinstance(value, str):
        return {float(found.replace(",", "")) for found in NUMBER.findall(value)}
    return {float(value)} if isinstance(value, int | float) else set()


NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def test_every_number_of_the_text_is_in_the_json(read: Reader, told: dict[str, Any]) -> None:
    """Scales of pictures apart: ticks are no findings."""
    known = {abs(number) for number in _numbers(told)}
    rounded: dict[int, set[str]] = {}
    missing = []
    for where, text in read.texts:
        for found in () if where == "tick" else NUMBER.findall(text):
            plain = found.replace(",", "")
            places = len(plain.partition(".")[2])
            if places not in rounded:
                both = [*known, *(100 * number for number in known)]
                rounded[places] = {f"{number:.{places}f}" for number in both}
            if plain not in rounded[places] and float(plain) not in known:
                missing.append((where, text))
    assert not missing


def test_every_number_of_a_sentence_is_told_from_its_exact_value(
    read: Reader, told: dict[str, Any]
) -> None:
    known = _numbers(told["chapters"]) | _numbers(told["colophon"])
    assert len(read.data) > 100
    assert [value for value, _ in read.data if float(value) not in known] == []


# --- colours ---


def _colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w]+): (#[0-9a-f]{3,6})", block))


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


LIGHT, DARK = (style().partition("@media screen")[0], style().partition("@media screen")[2])


@pytest.mark.parametrize("scheme", [LIGHT, DARK.partition("* {")[0]], ids=["light", "dark"])
def test_text_and_marks_stand_out_from_what_is_behind_them(scheme: str) -> None:
    """Contrast of 4.5 for text and 3 for graphics: level AA of WCAG 2.2."""
    colours = _colours(scheme)
    for text in ("ink", "soft", "link"):
        assert contrast(colours[text], colours["paper"]) >= 4.5, text
    for tint in ("good1", "good2", "good3", "bad1", "bad2", "bad3"):
        assert contrast(colours["ink"], colours[tint]) >= 4.5, tint
    for mark in ("accent", "west", "east", *(f"o{n}" for n in range(8))):
        assert contrast(colours[mark], colours["paper"]) >= 3, mark
    for number in range(8):  # letters at the ends of lines are text
        assert contrast(colours[f"o{number}"], colours["paper"]) >= 4.5, number


def test_names_are_escaped_and_beliefs_set_apart() -> None:
    one = said("{a} & {b}", a="<b>", b=Sentence((Name("fear", emphasised=True),)))
    assert sentence(one) == "&lt;b&gt; &amp; <i>fear</i>"
    assert sentence(said("{x}", x=share(0.25))) == (
        '<data value="0.25">25\u00a0% of futures</data>'
    )
