"""What cannot be tested: claims that rest on judgement, with the nearest analogue and the range.

The list is ``untested.csv``; the ranges are those of the mechanisms' beliefs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from latticework import mechanisms
from latticework.evidence.datasets import EVIDENCE
from latticework.mechanisms.belief import Belief
from latticework.reading import Problem, Raw, ReadingError, did_you_mean, read_csv

FILE = EVIDENCE / "untested.csv"


@dataclass(frozen=True)
class Untested:
    """A claim that no data at hand can test.

    Attributes
    ----------
    claim
        Its number.
    what, why
        What it says, and why it cannot be tested.
    analogue
        The nearest that was seen.
    beliefs
        On which it rests, with their ranges.
    nearest
        Names of the hindcasts that come nearest.
    """

    claim: str
    what: str
    why: str
    analogue: str
    beliefs: tuple[Belief, ...]
    nearest: tuple[str, ...]

    @property
    def ranges(self) -> tuple[str, ...]:
        """The range of each belief, in words."""
        return tuple(f"{b.name} {b.low:g} to {b.high:g} ({b.kind})" for b in self.beliefs)


@cache
def declared() -> dict[str, Belief]:
    """Return every belief that a mechanism declares, by name."""
    names = [found.name for found in iter_modules(mechanisms.__path__, f"{mechanisms.__name__}.")]
    found = [getattr(import_module(name), "BELIEFS", ()) for name in names]
    return {belief.name: belief for beliefs in found for belief in beliefs}


def untested(path: Path = FILE) -> tuple[Untested, ...]:
    """Return the list.

    Raises
    ------
    ReadingError
        If the file cannot be read, or names a belief that no mechanism declares.
    """
    return tuple(map(_untested, read_csv(path)))


def _untested(raw: Raw) -> Untested:
    get = raw.data.get
    beliefs = tuple(_belief(raw, name) for name in _listed(get("beliefs", "")))
    return Untested(get("claim", ""), get("what", ""), get("why", ""), get("analogue", ""),
                    beliefs, _listed(get("nearest", "")))  # fmt: skip


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _belief(raw: Raw, name: str) -> Belief:
    known = declared()
    if name not in known:
        place = raw.place(())
        expected = f"expected a belief of a mechanism{did_you_mean(name, known)}"
        raise ReadingError([Problem(place.file, place.line, "beliefs", name, expected)])
    return known[name]
