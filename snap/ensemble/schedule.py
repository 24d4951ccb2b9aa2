"""Which option is played when: worlds and levers by option and year.

In the first year every option is the study's baseline, whatever its records say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeVar

import numpy as np

from latticework.array import Array
from latticework.atlas.arrays import Roster
from latticework.atlas.atlas import Atlas
from latticework.ensemble.cases import Case, cases
from latticework.ensemble.snapshot import Snapshot
from latticework.study.option import Group, Part, Span
from latticework.study.study import Study

Kind = TypeVar("Kind", bound=Span)
Key = tuple[str, int]
"""A lever: its part, as ``option.part``, and its number among the part's levers."""


class Moment(NamedTuple):
    """An option in a year, by their numbers."""

    o: int
    t: int


@dataclass(frozen=True)
class Schedule:
    """Options of a study over the year before its horizon and those of the horizon."""

    study: Study
    options: tuple[str, ...]
    roster: Roster
    years: tuple[int, ...]

    @cached_property
    def now(self) -> Snapshot:
        """The study's atlas in the first year."""
        return Snapshot(self.study.atlas, self.roster, self.years[0])

    @cached_property
    def cases(self) -> list[Case]:
        """The study's contingencies."""
        return cases(self.now, self.study.question.contingencies)

    def zeros(self, *shape: int) -> Array:
        """Return zeros of shape (O, Y, …)."""
        return np.zeros((len(self.options), len(self.years), *shape))

    def moments(self) -> Iterator[Moment]:
        """Yield every option in every year."""
        for o in range(len(self.options)):
            for t in range(len(self.years)):
                yield Moment(o, t)

    def played(self, at: Moment) -> str:
        """Return the slug of the option that is played: the baseline in the first year."""
        return self.options[at.o] if at.t else self.study.question.baseline

    def world(self, at: Moment) -> Atlas:
        """Return the atlas with the agreements of the option that is played."""
        return self.study.worlds[self.played(at)]

    def parts(self, at: Moment) -> Mapping[str, Part]:
        """Return the parts of the option that is played, as ``option.part``."""
        return self.study.parts[self.played(at)]

    def mask(self, group: Group, year: int) -> Array:
        """Return 1 for the states of a group in the middle of a year; (N,)."""
        return self.roster.mask(group.at(self.study.atlas, year))

    # --- levers ---

    def levers(self, kind: type[Kind]) -> dict[Key, Kind]:
        """Return the levers of a kind in all options, each once however many share its part."""
        return {
            key: lever
            for option in self.options
            for key, lever in _of_kind(kind, self.study.parts[option])
        }

    def pulled(self, kind: type[Kind]) -> Iterator[tuple[Moment, Key, Kind]]:
        """Yield the levers of a kind in each option and year in which they are on."""
        for at in self.moments():
            for key, lever in _of_kind(kind, self.parts(at)):
                if lever.on(self.years[at.t]):
                    yield at, key, lever


def _of_kind(kind: type[Kind], parts: Mapping[str, Part]) -> Iterator[tuple[Key, Kind]]:
    for name, part in parts.items():
        for number, lever in enumerate(part.levers):
            if isinstance(lever, kind):
                yield (name, number), lever
