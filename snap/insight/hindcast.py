"""Hindcasts: how the mechanisms and the fits would have done on the past.

Everything is forecast from years before, and held against a named baseline; what fails stays on the
list. `find` makes all of it anew from data, in about two minutes; `read` returns the embedded
results, which need no data. What no data can test is in `hindcast_untested`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from latticework.insight import (
    hindcast_alignment,
    hindcast_blocs,
    hindcast_deterrence,
    hindcast_fits,
    hindcast_gravity,
    hindcast_nato,
    hindcast_races,
    hindcast_worlds,
)
from latticework.insight.hindcast_annals import Annals
from latticework.insight.hindcast_table import Hindcast, Hindcasts, Point, read, rows, texts
from latticework.insight.hindcast_untested import Untested, untested

__all__ = [
    "Hindcast", "Hindcasts", "Point", "Untested", "find", "read", "rows", "texts", "untested",
]  # fmt: skip

Part = Callable[[Annals], Hindcast]

PARTS: dict[str, Part] = {
    "dispute onset": lambda annals: hindcast_fits.disputes(annals.onsets),
    "joining": lambda annals: hindcast_fits.promises(annals.folder),
    "spending": lambda annals: hindcast_fits.spending(annals.onsets, annals.folder),
    "votes": lambda annals: hindcast_fits.votes(annals.folder),
    "alignment": hindcast_alignment.hindcast,
    "contests": lambda annals: hindcast_fits.contests(annals.folder),
    "trade": hindcast_gravity.hindcast,
    "arms races": hindcast_races.hindcast,
    "NATO's enlargements": hindcast_nato.hindcast,
    "deterrence": hindcast_deterrence.hindcast,
    "blocs": hindcast_blocs.hindcast,
    "the worlds of 1990 and 2000": hindcast_worlds.hindcast,
}
"""Each hindcast by what is said while it is made, in the order of the list."""


def _quiet(_step: str) -> None:
    """Say nothing."""


def find(folder: Path | None = None, say: Callable[[str], None] = _quiet) -> Hindcasts:
    """Make all hindcasts from the data sets.

    Parameters
    ----------
    folder
        Where the data sets are; by default ``LATTICEWORK_DATA``, then the user's folder.
    say
        Called with the name of each step as it begins.

    Raises
    ------
    ReadingError
        If a data set is missing or damaged.
    """
    annals, found = Annals(folder), []
    for name, part in PARTS.items():
        say(name)
        found.append(part(annals))
    return Hindcasts(tuple(found))
