"""All estimates together: what the data say of the beliefs, kept in ``estimated.csv``.

The embedded file is what mechanisms read, so that latticework works without any data set. It says
of each belief with which sets, versions and command its estimate was made. `text` makes it again,
byte for byte from the same data: figures have `DIGITS` significant digits, and ``made``, the day of
a row, changes only when the rest of the row does.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from latticework.evidence import (
    arming_response,
    base_rates,
    contest,
    drift,
    hostility,
    joining,
    onset,
)
from latticework.evidence.datasets import EVIDENCE, declared
from latticework.evidence.estimate import Estimate
from latticework.evidence.report_card import ReportCard
from latticework.reading import read_csv

EMBEDDED = EVIDENCE / "estimated.csv"

COLUMNS = (
    "belief", "value", "se", "low", "high", "n", "period", "sets", "basis", "command", "made",
)  # fmt: skip

COMMAND = "latticework estimate --data DIR --to FOLDER"

DIGITS = 4


@dataclass(frozen=True)
class Found:
    """What the data say.

    Attributes
    ----------
    estimates
        Of beliefs, in alphabetical order.
    card
        How well the fits forecast what they had not seen.
    """

    estimates: tuple[Estimate, ...]
    card: ReportCard


def _quiet(_step: str) -> None:
    """Say nothing."""


def find(folder: Path | None = None, say: Callable[[str], None] = _quiet) -> Found:
    """Make all fits, in about a minute.

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
    say("dispute onset")
    onsets = onset.panel(folder)
    parts, checks = [base_rates.estimates(base_rates.onsets(folder))], [onset.checks(onsets)]
    say("arming")
    spending = arming_response.panel(onsets, folder)
    parts.append(arming_response.estimates(spending))
    checks.append(arming_response.checks(spending))
    say("hostility and joining, by votes in the United Nations")
    parts.append(hostility.estimates(hostility.pairs(folder)))
    cases = joining.cases(folder)
    parts.append(joining.estimates(cases))
    checks.append(joining.checks(cases))
    say("contests")
    disputed = contest.disputes(folder)
    parts.append(contest.estimates(contest.wars(folder), disputed))
    checks.append(contest.checks(disputed))
    say("drift of ideal points")
    parts.append(drift.estimates(folder))
    estimates = sorted((each for part in parts for each in part), key=lambda each: each.belief)
    return Found(tuple(estimates), ReportCard.of(*checks))


# --- the file -------------------------------------------------------------------------------------


def number(value: float | None) -> str:
    """Return a number with `DIGITS` significant digits; nothing for an open end.

    Examples
    --------
    >>> number(-0.123456), number(25.0), number(None)
    ('-0.1235', '25', '')
    """
    return "" if value is None else f"{value + 0.0:.{DIGITS}g}"


def row(estimate: Estimate) -> dict[str, str]:
    """Return the row of an estimate, without the day."""
    return {
        "belief": estimate.belief,
        "value": number(estimate.value),
        "se": number(estimate.se),
        "low": number(estimate.low),
        "high": number(estimate.high),
        "n": str(estimate.n),
        "period": estimate.period,
        "sets": "; ".join(f"{name} {declared().dataset(name).version}" for name in estimate.sets),
        "basis": estimate.basis,
        "command": COMMAND,
    }


def rows(path: Path = EMBEDDED) -> tuple[dict[str, str], ...]:
    """Return the rows of a file of estimates; open ends are empty.

    Raises
    ------
    ReadingError
        If it cannot be read.
    """
    return tuple({name: raw.data.get(name, "") for name in COLUMNS} for raw in read_csv(path))


def text(estimates: Iterable[Estimate], before: Iterable[Mapping[str, str]], today: date) -> str:
    """Return the file of estimates.

    Parameters
    ----------
    estimates
        From `find`.
    before
        The rows so far, from `rows`: one that is the same keeps its day.
    today
        The day of those that are not.
    """
    known = {old["belief"]: dict(old) for old in before}
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for new in map(row, estimates):
        day = known.get(new["belief"], {}).get("made", "")
        same = known.get(new["belief"]) == new | {"made": day}
        writer.writerow(new | {"made": day if same else today.isoformat()})
    return out.getvalue()
