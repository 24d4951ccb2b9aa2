"""Hindcasts of the fits that inform beliefs: disputes, joining, spending, votes, contests (H1–H4, H6).

The fits and their checks are those of `latticework.evidence`; here they join the list of hindcasts,
with the points of their calibration plots. H4 hides votes of the last five sessions of the General
Assembly and predicts them.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from latticework.evidence import arming_response, contest, joining, onset
from latticework.evidence.catalogue import read
from latticework.evidence.ideal_points import held_out
from latticework.evidence.onset import RECORD, matrix
from latticework.evidence.positions import SETS as VOTES
from latticework.evidence.report_card import Check
from latticework.insight.hindcast_table import Hindcast, calibration_points


def disputes(onsets: pl.DataFrame) -> Hindcast:
    """Return H1: the onset of militarised disputes.

    Parameters
    ----------
    onsets
        From `latticework.evidence.onset.panel`.
    """
    later = onsets["year"].to_numpy() >= onset.WINDOWS[0][0]
    forecast = onset.forecast(onsets, RECORD)[later]
    events = matrix(onsets, ("onset",))[later, 0]
    return Hindcast(
        "H1", "onset of militarised disputes",
        "pairs of states by year, 1946–2010; each decade from 1970 on is forecast from all years "
        "before it; disputes coded by COW, so that display, force and war count alike",
        onset.SETS, onset.checks(onsets), calibration_points("dispute onset", forecast, events),
    )  # fmt: skip


def promises(folder: Path | None = None) -> Hindcast:
    """Return H2: who joins the target of a dispute, by what was promised.

    Raises
    ------
    ReadingError
        If a data set is missing or damaged.
    """
    return Hindcast(
        "H2", "joining the target of a dispute",
        "third states of disputes with one original target; those from 1980 on are forecast from "
        "those before",
        joining.SETS, joining.checks(joining.cases(folder)),
    )  # fmt: skip


def spending(onsets: pl.DataFrame, folder: Path | None = None) -> Hindcast:
    """Return H3: whether spending answers rivals, allies and threat.

    Parameters
    ----------
    onsets
        From `latticework.evidence.onset.panel`.
    folder
        Where the data sets are.

    Raises
    ------
    ReadingError
        If a data set is missing or damaged.
    """
    return Hindcast(
        "H3", "changes of military spending",
        "all spenders of SIPRI; changes since 2000 are forecast by a regression on the years "
        "before",
        arming_response.SETS, arming_response.checks(arming_response.panel(onsets, folder)),
    )  # fmt: skip


def votes(folder: Path | None = None) -> Hindcast:
    """Return H4: votes in the General Assembly that the ideal points have not seen.

    Raises
    ------
    ReadingError
        If a data set is missing or damaged.
    """
    table = held_out(read("un_votes", folder), read("un_roll_calls", folder))
    return Hindcast(
        "H4", "votes in the General Assembly",
        "every vote of the last five sessions is hidden once, with a fifth of the others, and "
        "predicted by ideal points from all that is left",
        VOTES, tuple(_votes(table)),
    )  # fmt: skip


def _votes(table: pl.DataFrame) -> list[Check]:
    """Return what the dynamic model gets right, beside the two rules to beat."""
    rules = {row["rule"]: row for row in table.iter_rows(named=True)}
    ours, checks = rules["dynamic"], []
    for test, prefix in (("all roll calls", ""), ("contested roll calls", "contested_")):
        name, rows = f"hidden votes, {test}", int(ours[f"{prefix}cells"])
        for rule, against in (("modal", "what most others voted"), ("static", "the static model")):
            checks += [
                Check(name, f"share predicted, against {rule}", ours[f"{prefix}right"],
                      least=rules[rule][f"{prefix}right"], against=against, rows=rows),
                Check(name, f"log loss, against {rule}", ours[f"{prefix}loss"],
                      most=rules[rule][f"{prefix}loss"], against=against, rows=rows),
            ]  # fmt: skip
    return checks


def contests(folder: Path | None = None) -> Hindcast:
    """Return H6: whether capability tells who wins.

    Raises
    ------
    ReadingError
        If a data set is missing or damaged.
    """
    return Hindcast(
        "H6", "who wins a dispute",
        "disputes that one side won; those from 1946 on are forecast by the ratio of national "
        "capabilities, as it told those before; the chance of the contest function is a logit in "
        "that ratio",
        contest.SETS, contest.checks(contest.disputes(folder)),
    )  # fmt: skip
