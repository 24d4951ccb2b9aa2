"""Hindcasts: how the mechanisms and the fits would have done on the past.

Everything is forecast from years before, and held against a named baseline; what fails stays on the
list. `find` makes all of it anew from data, in about two minutes; `read` returns the embedded
results, which need no data. What no data can test is in `hindcast_untested`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

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


class Part(NamedTuple):
    """A hindcast to be made: what is said meanwhile, and how."""

    step: str
    make: Callable[[Annals], Hindcast]


PARTS = {
    "H1": Part("dispute onset", lambda annals: hindcast_fits.disputes(annals.onsets)),
    "H2": Part("joining disputes", lambda annals: hindcast_fits.promises(annals.folder)),
    "H3": Part("spending", lambda annals: hindcast_fits.spending(annals.onsets, annals.folder)),
    "H4": Part("votes", lambda annals: hindcast_fits.votes(annals.folder)),
    "H5": Part("alignment", hindcast_alignment.hindcast),
    "H6": Part("contests", lambda annals: hindcast_fits.contests(annals.folder)),
    "H7": Part("trade", hindcast_gravity.hindcast),
    "H8": Part("arms races", hindcast_races.hindcast),
    "H9": Part("NATO's enlargements", hindcast_nato.hindcast),
    "deterrence": Part("deterrence", hindcast_deterrence.hindcast),
    "blocs": Part("blocs", hindcast_blocs.hindcast),
    "worlds": Part("the worlds of 1990 and 2000", hindcast_worlds.hindcast),
}
"""All hindcasts by name, in the order of the list."""


def _quiet(_step: str) -> None:
    """Say nothing."""


def find(
    folder: Path | None = None,
    say: Callable[[str], None] = _quiet,
    names: Iterable[str] = tuple(PARTS),
) -> Hindcasts:
    """Make hindcasts from the data sets.

    Parameters
    ----------
    folder
        Where the data sets are; by default ``LATTICEWORK_DATA``, then the user's folder.
    say
        Called with the name of each step as it begins.
    names
        Which of `PARTS`; by default all.

    Raises
    ------
    ReadingError
        If a data set is missing or damaged.
    """
    annals, found = Annals(folder), []
    for name in names:
        say(PARTS[name].step)
        found.append(PARTS[name].make(annals))
    return Hindcasts(tuple(found))
