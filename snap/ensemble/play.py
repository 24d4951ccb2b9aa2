"""The stage of a study: its world made ready, and futures played on it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from latticework.array import Array, IntArray
from latticework.atlas.arrays import Roster, roster
from latticework.ensemble import room, tracks
from latticework.ensemble.compiled import compiled
from latticework.ensemble.plan import plan
from latticework.ensemble.setting import FAMILY, REGIONS, Drawn
from latticework.ensemble.start import start
from latticework.mechanisms.deterrence import FAMILIES
from latticework.reading import Problem, ReadingError
from latticework.study.loading import chosen
from latticework.study.study import Study


class World:
    """A study's world, ready to play its options through futures (a `stage.Stage`).

    Parameters
    ----------
    study
        What is asked. Something must be believed of the families of all its contingencies.
    options
        Slugs; without them all of the study.

    Raises
    ------
    ReadingError
        If a family has no beliefs, or the atlas lacks what the world is made of.
    """

    def __init__(self, study: Study, options: Sequence[str] | None = None) -> None:
        horizon = study.question.horizon
        self.names = roster(study.atlas)
        self.years = (horizon.first - 1, *horizon.years)
        self.options = tuple(options or study.options)
        families = _families(study)
        self.start = start(study, self.years)
        self.plan, concluded = plan(study, self.options, self.names, self.years)
        self.columns = Columns.of(study, families, self.names, concluded)
        powers = self.start.powers[np.unique(self.start.watched)]
        challengers = [self.names.states[power] for power in powers]
        self.tracks = tracks.names(families, tuple(challengers))
        self._stakes = len(chosen(study.question, "deterrence").STAKES)
        self._play = compiled(study.question.mechanisms)
        self._here = threading.local()  # each thread has arrays of its own to work in

    def play(self, options: IntArray, beliefs: Array) -> Array:
        """Return the tracks of options in some futures, shape (futures, options, years, tracks)."""
        out = np.empty((len(beliefs), len(options), len(self.years), len(self.tracks)))
        self._play(*self._rooms(), self.columns.drawn(beliefs), options, out)
        return out

    def _rooms(self) -> tuple[room.World, room.Now]:
        """Return the arrays that this thread works in."""
        if not hasattr(self._here, "rooms"):
            rooms = room.allocate(self.start, self.plan, self._stakes, len(self.tracks))
            self._here.rooms = rooms
        found: tuple[room.World, room.Now] = self._here.rooms
        return found


def _families(study: Study) -> tuple[str, ...]:
    """Return the family of each contingency of a study."""
    contingencies = [study.atlas.contingencies[slug] for slug in study.question.contingencies]
    problems = [
        Problem(
            "study.yaml", 1, "contingencies", slug,
            "expected a contingency in Asia or Europe, whose family is one of "
            f"{', '.join(name.replace('_', '-') for name in FAMILIES)}, of which "
            f"mechanisms believe something; this is of {row.family}",
        )
        for slug, row in zip(study.question.contingencies, contingencies, strict=True)
        if row.family.replace("-", "_") not in FAMILIES or row.region not in REGIONS
    ]  # fmt: skip
    if problems:
        raise ReadingError(problems)
    return tuple(row.family for row in contingencies)


# --- beliefs as the world takes them ---


@dataclass(frozen=True)
class Columns:
    """Where in a row of beliefs that is found which the world takes as arrays.

    Attributes
    ----------
    names
        Of the beliefs, in their order. One more column, behind them, holds 1.
    family, autonomy, concluded
        Places of what `setting.Drawn` holds under these names, shapes (C, 7), (N,), (L,).
    """

    names: tuple[str, ...]
    family: IntArray
    autonomy: IntArray
    concluded: IntArray

    @classmethod
    def of(
        cls,
        study: Study,
        families: Sequence[str],
        names: Roster,
        concluded: Sequence[str | None],
    ) -> Columns:
        """Return the columns of a study's beliefs."""
        beliefs = tuple(belief.name for belief in study.beliefs)
        place = {name: number for number, name in enumerate(beliefs)}
        sure = len(beliefs)
        by_family = [
            [place.get(name, sure) for name in _of_family(family.replace("-", "_"))]
            for family in families
        ]
        other = place["autonomy_other"]
        return cls(
            beliefs,
            np.array(by_family),
            np.array([place.get(f"autonomy_{state}", other) for state in names.states]),
            np.array([sure if name is None else place[name] for name in concluded], np.int64),
        )

    def drawn(self, beliefs: Array) -> Drawn:
        """Return beliefs, shape (futures, beliefs), as the world takes them."""
        rows = np.ascontiguousarray(beliefs)
        one: Any = rows.view(np.dtype([(name, np.float64) for name in self.names]))[:, 0]
        wide = np.column_stack([rows, np.ones(len(rows))])
        return Drawn(one, *(self._taken(wide, place) for place in self._places()))

    def _places(self) -> Iterator[IntArray]:
        yield from (self.family, self.autonomy, self.concluded)

    @staticmethod
    def _taken(wide: Array, place: IntArray) -> Array:
        return np.ascontiguousarray(wide[:, place])


def _of_family(family: str) -> list[str]:
    """Return the names of what is believed of a family, in the order of `FAMILY`.

    Where nobody has to cross water no belief says how well that is done, and 1 stands for it.
    """
    names = {"base_rate_force", "base_rate_war", "defender_advantage", "crossing"}
    domain = {f"fit_{name}": f"fit_{family}_{name}" for name in ("land", "air", "sea")}
    return [f"{name}_{family}" if name in names else domain[name] for name in FAMILY]
