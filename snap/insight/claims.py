"""Claims: in which share of futures each holds by its test, and on which beliefs that hangs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import ge, gt, le, lt

import numpy as np

from latticework.array import Array, Mask
from latticework.insight.boxes import Found, Seeker
from latticework.insight.drivers import Drivers, Explainer
from latticework.insight.frame import Frame
from latticework.insight.resampling import interval_of_share
from latticework.study.conditions import Comparison, Condition, Sign, Sum
from latticework.study.views import ClaimTest

_COMPARE: Mapping[Sign, Callable[[Array, Array], Mask]] = {"<": lt, ">": gt, "<=": le, ">=": ge}
_TIE = 1e-9  # of the larger of the sizes compared; less is what rounding leaves


@dataclass(frozen=True)
class Verdict:
    """What the runs say of a claim.

    Attributes
    ----------
    claim
        The slug.
    test, given
        In words of the file, or None.
    untested
        Why the runs cannot say.
    note
        What the test leaves out.
    futures
        Share of futures that were asked (those in which `given` holds).
    share, low, high
        Of these, in which the claim holds, with a 95 % interval; None if there are none.
    drivers
        Beliefs on which it hangs whether it holds, and how much of that is judged.
    where, where_not
        Boxes of beliefs in which it mostly holds, if it does in less than half of the futures, or
        in which it mostly does not, if it holds in more.
    """

    claim: str
    test: str | None
    given: str | None
    untested: str | None
    note: str | None
    futures: float
    share: float | None
    low: float | None
    high: float | None
    drivers: Drivers
    where: Found
    where_not: Found


def holds(condition: Condition, frame: Frame) -> Mask:
    """Return in which futures a condition holds, shape (F,)."""
    if isinstance(condition, Comparison):
        return _compared(condition, frame)
    parts = [holds(part, frame) for part in condition.parts]
    return reduce(np.logical_and if condition.how == "all" else np.logical_or, parts)


def _compared(condition: Comparison, frame: Frame) -> Mask:
    left, right = _summed(condition.left, frame), _summed(condition.right, frame)
    near = np.abs(left - right) <= _TIE * np.maximum(np.abs(left), np.abs(right))
    equal = "=" in condition.sign
    return np.where(near, equal, _COMPARE[condition.sign](left, right))


def _summed(terms: Sum, frame: Frame) -> Array:
    found = np.zeros(frame.futures)
    for term in terms:
        if term.option is None or term.outcome is None:
            found += term.coefficient
        else:
            found += term.coefficient * frame.column(term.option, term.outcome)
    return found


def worded(condition: Condition | None) -> str | None:
    """Return a condition as one line."""
    if condition is None:
        return None
    if isinstance(condition, Comparison):
        return condition.text
    inner = "; ".join(str(worded(part)) for part in condition.parts)
    return f"{condition.how} of ({inner})"


def judged(
    claim: str, test: ClaimTest, frame: Frame, seeker: Seeker, explain: Explainer
) -> Verdict:
    """Return what the runs say of a claim.

    Parameters
    ----------
    claim, test
        The slug, and how it is tested.
    frame
        The runs.
    seeker, explain
        Of the beliefs of the first futures of `frame`, as many as they hold.
    """
    words = worded(test.test), worded(test.given), test.untested, test.note
    if test.test is None:
        return Verdict(claim, *words, 0.0, None, None, None, Drivers(), Found(), Found())
    found = holds(test.test, frame)
    asked = np.ones(frame.futures, np.bool_) if test.given is None else holds(test.given, frame)
    count, hits = int(np.count_nonzero(asked)), int(np.count_nonzero(found & asked))
    if not count:
        return Verdict(claim, *words, 0.0, None, None, None, Drivers(), Found(), Found())
    low, high = interval_of_share(hits, count)
    looked = len(seeker.draws)
    seen, among = found[:looked], asked[:looked]
    rarely = 2 * hits < count
    return Verdict(
        claim, *words, count / frame.futures, hits / count, low, high,
        explain(np.where(among, seen, hits / count)),
        seeker(seen & among, among) if rarely else Found(),
        Found() if rarely else seeker(~seen & among, among),
    )  # fmt: skip
