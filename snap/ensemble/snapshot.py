"""The atlas in one year, by state: figures, members of organisations, pacts in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

from latticework.array import Array, IntArray
from latticework.atlas.arrays import Roster
from latticework.atlas.atlas import Atlas
from latticework.reading import Problem, ReadingError
from latticework.study.option import midyear


class Series(NamedTuple):
    """A figure of each state and the year that it is of, (N,) each; nan where there is none."""

    value: Array
    year: Array


@dataclass(frozen=True)
class Snapshot:
    """The atlas in `year`: law and memberships are those of its middle."""

    atlas: Atlas
    roster: Roster
    year: int

    @property
    def day(self) -> date:
        """The day whose law and memberships stand for the year."""
        return midyear(self.year)

    # --- figures ---

    def figures(self, quantity: str, until: int | None = None) -> Series:
        """Return each state's newest figure, or its newest of `until` and the years before."""
        as_of = None if until is None else date(until, 12, 31).isoformat()
        found = [self.atlas.figure(state, quantity, as_of) for state in self.roster.states]
        rows = [(row.value, float(row.as_of[:4])) if row else (np.nan, np.nan) for row in found]
        return Series(*(np.array(column) for column in zip(*rows, strict=True)))

    def required(self, quantity: str, until: int | None = None) -> Array:
        """Return each state's newest figure, (N,).

        Raises
        ------
        ReadingError
            With the states that have none.
        """
        values = self.figures(quantity, until).value
        without = self.named(np.flatnonzero(np.isnan(values)))
        if without:
            span = "" if until is None else f" of {until} or before"
            raise trouble("figures", quantity, without, f"expected a figure{span} of each state")
        return values

    # --- states ---

    def named(self, indices: Iterable[int] | IntArray) -> str:
        """Return the codes of states by index, for a reader."""
        return ", ".join(self.roster.states[int(i)] for i in indices)

    def indices(self, states: Iterable[str]) -> IntArray:
        """Return the indices of states, in their order.

        Raises
        ------
        ReadingError
            With those that are not profiled.
        """
        wanted = list(states)
        strangers = [state for state in wanted if state not in self.roster.index]
        if strangers:
            expected = "expected profiled states, with figures"
            raise trouble("states", "profiled", ", ".join(strangers), expected)
        return np.array([self.roster.index[state] for state in wanted], dtype=np.int64)

    def members(self, organisation: str) -> tuple[str, ...]:
        """Return the members of an organisation, all of them profiled.

        Raises
        ------
        ReadingError
            If one is not profiled, or there are none.
        """
        found = self.atlas.members(organisation, self.day)
        if not found:
            wanted = f"expected members on {self.day}"
            raise trouble("memberships", "organisation", organisation, wanted)
        self.indices(found)
        return found

    # --- agreements ---

    def pacts(self, *kinds: str) -> list[frozenset[str]]:
        """Return the parties of each agreement of these kinds that is in force."""
        return [
            frozenset(self.atlas.parties(slug, self.day))
            for slug, record in self.atlas.agreements.items()
            if record.kind in kinds and record.in_force_on(self.day)
        ]

    def allied(self, state: str, *kinds: str) -> frozenset[str]:
        """Return who has an agreement of these kinds with `state`."""
        return frozenset().union(*(pact for pact in self.pacts(*kinds) if state in pact)) - {state}


def trouble(section: str, field: str, value: str, expected: str) -> ReadingError:
    """Return the error of an atlas that lacks what a study needs."""
    return ReadingError([Problem(f"atlas/{section}", 1, field, value, expected)])
