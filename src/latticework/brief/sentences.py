"""Sentences that keep their numbers: what a reader is told, and exactly what it was told from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor, log10
from string import Formatter
from typing import Any

Exact = float | int

DIGITS = 2
"""Significant digits of an amount in a sentence."""

NARROW = "\u00a0"
"""What stands between a number and its unit, so that no line breaks there."""

LEAST_CHANCE, TENTH = 0.001, 0.1


@dataclass(frozen=True)
class Number:
    """A number as it is, and as a reader is told it."""

    value: Exact
    text: str


@dataclass(frozen=True)
class Name:
    """A name from the study or the atlas: what it says is not the brief's own word."""

    text: str
    emphasised: bool = False


Piece = str | Number | Name


@dataclass(frozen=True)
class Sentence:
    """Words, names and numbers in turn."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """What a reader reads."""
        return "".join(piece if isinstance(piece, str) else piece.text for piece in self.pieces)

    @property
    def numbers(self) -> tuple[Number, ...]:
        """The numbers in it."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Number))

    @property
    def own_words(self) -> str:
        """The text without names and numbers."""
        return " ".join(piece for piece in self.pieces if isinstance(piece, str))

    def as_json(self) -> dict[str, Any]:
        """Return the text, and its numbers as they are."""
        numbers = [{"told": number.text, "value": number.value} for number in self.numbers]
        return {"text": self.text, "numbers": numbers}


Part = str | Number | Name | Sentence


def said(template: str, /, **parts: Part) -> Sentence:
    r"""Return a sentence: a template with its fields filled in.

    Texts given for a field are names, unless they are sentences themselves.

    Examples
    --------
    >>> said("{who} is best in {share}.", who="The web", share=share(0.423)).text
    'The web is best in 42\xa0% of futures.'
    """
    pieces: list[Piece] = []
    for words, field, _, _ in Formatter().parse(template):
        if words:
            pieces.append(words)
        if field is not None:
            pieces += _pieces(parts[field])
    return Sentence(tuple(pieces))


def _pieces(part: Part) -> Iterable[Piece]:
    if isinstance(part, Sentence):
        return part.pieces
    return (Name(part),) if isinstance(part, str) else (part,)


def joined(parts: Sequence[Part], last: str = " and ", between: str = ", ") -> Sentence:
    """Return parts one after the other, in words: ``a, b and c``."""
    pieces: list[Piece] = []
    for number, part in enumerate(parts):
        if number:
            pieces.append(last if number == len(parts) - 1 else between)
        pieces += _pieces(part)
    return Sentence(tuple(pieces))


def paragraph(sentences: Iterable[Sentence]) -> Sentence:
    """Return sentences as one paragraph."""
    return joined(list(sentences), " ", " ")


def capitalised(sentence: Sentence) -> Sentence:
    """Return a sentence that begins with a capital letter, if it begins with a word of its own."""
    first, *others = sentence.pieces
    if isinstance(first, str):
        first = first[:1].upper() + first[1:]
    return Sentence((first, *others))


# --- numbers ---


def percent(value: float) -> Number:
    """Return a share in per cent: never 0 or 100 of what is not quite."""
    text = f"{100 * value:.0f}"
    if value > 0 and text == "0":
        text = "less than 1"
    elif value < 1 and text == "100":
        text = "more than 99"
    return Number(value, f"{text}{NARROW}%")


def brief_percent(value: float) -> str:
    """Return a share in per cent as short as can be, for a picture."""
    return percent(value).text.replace("less than", "<").replace("more than", ">")


def chance(value: float) -> Number:
    """Return a probability in per cent, to two digits where it is small.

    Examples
    --------
    >>> [chance(value).text.replace(NARROW, " ") for value in (0.0, 0.00001, 0.0123, 0.456)]
    ['0 %', 'less than 0.1 %', '1.2 %', '46 %']
    """
    if 0 < value < LEAST_CHANCE:
        return Number(value, f"less than {100 * LEAST_CHANCE:g}{NARROW}%")
    return Number(value, f"{100 * value:.{1 if 0 < value < TENTH else 0}f}{NARROW}%")


def share(value: float, of: str = "futures") -> Number:
    r"""Return a share of futures in words.

    Examples
    --------
    >>> [share(value).text for value in (0.0, 0.001, 0.5, 1.0)]
    ['no futures', 'less than 1\xa0% of futures', '50\xa0% of futures', 'all futures']
    """
    if value in (0.0, 1.0):
        return Number(value, f"{'all' if value else 'no'} {of}")
    return Number(value, f"{percent(value).text} of {of}")


def count(number: int, one: str = "") -> Number:
    """Return a whole number, with what is counted if it is given in the singular."""
    if not one:
        return Number(number, f"{number:,}")
    several = f"{one[:-1]}ies" if one.endswith("y") else f"{one}s"
    return Number(number, f"{number:,} {one if number == 1 else several}")


def amount(value: float, unit: str = "", digits: int = DIGITS, *, sign: bool = False) -> Number:
    r"""Return an amount to so many significant digits, with its unit.

    Examples
    --------
    >>> amount(0.01234, "bn USD").text, amount(-1234.5).text, amount(3.0, sign=True).text
    ('0.012\xa0bn USD', '−1,200', '+3.0')
    """
    text = shown(value, digits)
    if sign and value > 0:
        text = f"+{text}"
    return Number(value, f"{text}{NARROW}{unit}".strip(NARROW))


def shown(value: float, digits: int = DIGITS) -> str:
    """Return a number to so many significant digits."""
    if value == 0:
        return "0"
    decimals = digits - 1 - floor(log10(abs(value)))
    return fixed(round(value, decimals), max(0, decimals))


def fixed(value: float, decimals: int) -> str:
    """Return a number with so many decimals, and no sign before a zero."""
    text = f"{value:,.{decimals}f}"
    return text.lstrip("-") if not text.strip("-0.,") else text.replace("-", "−")
