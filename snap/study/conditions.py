"""What a claim says of runs, as data: comparisons of outcomes of options in the same future.

::

    condition  = comparison | {all: [condition, …]} | {any: [condition, …]}
    comparison = sum  < | > | <= | >=  sum
    sum        = term { + | -  term }
    term       = option.outcome | number | number * option.outcome

Everything is parted by blanks, since slugs hold hyphens: ``pact.war - 1`` subtracts, ``pact.war-1``
names. Nothing is executed; what is not in this grammar is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from latticework.reading import Place, Problem, Raw, ReadingError, did_you_mean, shown

Sign = Literal["<", ">", "<=", ">="]
SIGNS: tuple[Sign, ...] = ("<", ">", "<=", ">=")
MOST = 500  # characters of a comparison
DEEPEST = 6

_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?\Z")


@dataclass(frozen=True)
class Term:
    """A coefficient times an outcome of an option, or the coefficient alone."""

    coefficient: float
    option: str | None = None
    outcome: str | None = None


Sum = tuple[Term, ...]


@dataclass(frozen=True)
class Comparison:
    """Two sums of outcomes and how they are compared."""

    left: Sum
    sign: Sign
    right: Sum
    text: str


@dataclass(frozen=True)
class Joined:
    """Conditions that must all hold, or of which any must."""

    how: Literal["all", "any"]
    parts: tuple[Condition, ...]


Condition = Comparison | Joined


@dataclass(frozen=True)
class Names:
    """What a condition may speak of."""

    options: Collection[str]
    outcomes: Collection[str]

    def found(self, text: str) -> tuple[str, str]:
        """Return the option and the outcome that ``option.outcome`` names."""
        for at in (dot.start() for dot in re.finditer(r"\.", text)):
            if text[:at] in self.options and text[at + 1 :] in self.outcomes:
                return text[:at], text[at + 1 :]
        option, _, outcome = text.partition(".")
        if option not in self.options:
            near = did_you_mean(option, self.options)
            raise ValueError(f"{shown(option)}: expected option.outcome, or a number{near}")
        near = did_you_mean(outcome, self.outcomes)
        raise ValueError(f"{shown(outcome)}: expected an outcome{near}")


def parsed(raw: Raw, names: Names) -> Condition:
    """Return a condition as read from a file.

    Raises
    ------
    ReadingError
        With every mistake in it.
    """
    problems: list[Problem] = []
    found = _condition(raw, names, problems, 0)
    if problems or found is None:
        raise ReadingError(problems)
    return found


def _condition(raw: Raw, names: Names, told: list[Problem], depth: int) -> Condition | None:
    if isinstance(raw.data, str):
        return _told(lambda: comparison(str(raw.data), names), raw.place(), told)
    shape = isinstance(raw.data, dict) and len(raw.data) == 1 and depth < DEEPEST
    ((how, inner),) = raw.children() if shape else [("", raw)]
    if how not in ("all", "any") or not isinstance(inner.data, list) or not inner.data:
        expected = "expected a comparison, {all: [...]} or {any: [...]}"
        told.append(Problem(*raw.place(), "", shown(raw.data), expected))
        return None
    parts = [_condition(item, names, told, depth + 1) for item in _items(inner)]
    whole = tuple(part for part in parts if part is not None)
    return Joined("all" if how == "all" else "any", whole)


def _items(raw: Raw) -> Iterator[Raw]:
    for number, item in enumerate(raw.data):
        yield Raw(item, raw.places, (*raw.prefix, number))


def _told(make: Callable[[], Comparison], place: Place, told: list[Problem]) -> Comparison | None:
    try:
        return make()
    except ValueError as error:
        told.append(Problem(*place, "", "", str(error)))
        return None


def comparison(text: str, names: Names) -> Comparison:
    """Return a comparison from its text.

    Raises
    ------
    ValueError
        If it is not of the grammar, or names what is not there.

    Examples
    --------
    >>> found = comparison("pact.war < 0.5 * as-is.war", Names(["pact", "as-is"], ["war"]))
    >>> found.right
    (Term(coefficient=0.5, option='as-is', outcome='war'),)
    """
    if len(text) > MOST:
        raise ValueError(f"expected at most {MOST} characters")
    words = text.split()
    at = [number for number, word in enumerate(words) if word in SIGNS]
    if len(at) != 1:
        raise ValueError(f"{shown(text)}: expected one of {' '.join(SIGNS)} between two sums")
    sign: Mapping[str, Sign] = {sign: sign for sign in SIGNS}
    left, right = words[: at[0]], words[at[0] + 1 :]
    return Comparison(_sum(left, names), sign[words[at[0]]], _sum(right, names), " ".join(words))


def _sum(words: list[str], names: Names) -> Sum:
    terms: list[Term] = []
    piece: list[str] = []
    factor = 1.0
    for word in [*words, "+"]:
        if word not in ("+", "-"):
            piece.append(word)
            continue
        terms.append(_term(piece, factor, names))
        piece, factor = [], 1.0 if word == "+" else -1.0
    return tuple(terms)


def _term(words: list[str], factor: float, names: Names) -> Term:
    number = bool(words) and _NUMBER.match(words[0]) is not None
    coefficient = factor * float(words[0]) if number else factor
    if number and len(words) == 1:
        return Term(coefficient)
    if number and words[1:2] == ["*"] and words[3:] == [] and words[2:]:
        return Term(coefficient, *names.found(words[2]))
    if len(words) == 1:
        return Term(factor, *names.found(words[0]))
    told = shown(" ".join(words))
    raise ValueError(f"{told}: expected option.outcome, number, or number * option.outcome")
