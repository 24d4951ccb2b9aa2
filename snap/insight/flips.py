"""Flips: for two options, in which futures the answer changes, and which beliefs bring it about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from latticework.array import Array
from latticework.insight.boxes import FEW, HARDLY, Found, Seeker
from latticework.insight.cells import Cells
from latticework.insight.frame import TIE
from latticework.insight.tipping import Tipping, tippings

Verdict = Literal["never", "hardly", "scattered", "found"]


@dataclass(frozen=True)
class Flip:
    """Where the answer that one option is better than another changes.

    Attributes
    ----------
    better, worse
        The one that is better in more futures, and the other.
    share
        Of futures in which `worse` is the better one.
    ties
        Share of futures in which there is no difference.
    verdict
        ``never`` in no future, ``hardly`` in so few that no box is sought, ``scattered`` in more
        but in no box of beliefs mostly, ``found`` in the boxes told.
    where
        The boxes in which `worse` is mostly the better one.
    tippings
        Values of single beliefs at which the expected difference changes its sign; `rising` means
        that `better` is the better one above the value.
    """

    better: str
    worse: str
    share: float
    ties: float
    verdict: Verdict
    where: Found
    tippings: tuple[Tipping, ...]


def flip(names: tuple[str, str], difference: Array, seeker: Seeker, cells: Cells) -> Flip:
    """Return where the better of two options changes.

    Parameters
    ----------
    names
        The two options.
    difference
        Worth of the first less that of the second, in spreads, shape (F,).
    seeker, cells
        Of the beliefs of the same futures.
    """
    first, second = np.mean(difference > TIE), np.mean(difference < -TIE)
    if second > first:
        names, difference, first, second = names[::-1], -difference, second, first
    count = float(second) * len(difference)
    few = count < FEW or second < HARDLY
    where = Found() if few else seeker(difference < -TIE)
    verdict: Verdict = "found" if where.boxes or where.leaves else "scattered"
    if few:
        verdict = "hardly" if count else "never"
    turned = tippings(cells, seeker.draws, seeker.names, difference) if count else ()
    return Flip(*names, float(second), float(1 - first - second), verdict, where, turned)
