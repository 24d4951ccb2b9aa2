"""From tables of roll calls to arrays of votes; resolutions that come back unchanged are linked.

Tables as R's `unvotes` has them: votes (rcid, country, vote), roll calls (rcid, session and, where
known, descr, short, para, amend). An absence has no row. Roll calls on which all voted alike are
left out: they carry no information.

Bridges
-------
Ideal points of different sessions can be compared because states move slowly, and because some
resolutions return every year: those are one roll call with one slope and one pair of cutpoints.
Bailey, Strezhnev & Voeten (2017) matched them by hand. Here two roll calls of consecutive sessions
are the same if their titles are, if neither session has the title twice, and if at least
`ALIKE` of the states that voted on both voted alike. Titles alone also join texts that have
changed, which shows in the votes: held-out votes are then predicted worse than without bridges.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from latticework.array import Array, IntArray

CHOICES = ("no", "abstain", "yes")
"""The votes, in order."""

ALIKE = 0.9
"""Share of states that must vote alike. 98 of 100 of the published matches reach it."""

PARTS_FROM = 45
"""From this session on the published series leaves out paragraphs and amendments."""

Frame = pl.DataFrame | pl.LazyFrame


class Ballots(NamedTuple):
    """Votes by rows: those of row r are ``start[r]:start[r + 1]``.

    `other` is each vote's roll call where rows are ideal points, and the other way round.
    """

    start: IntArray
    other: NDArray[np.int32]
    choice: NDArray[np.int8]


@dataclass(frozen=True)
class Votes:
    """Votes by ideal point, that is by state and session, and by roll call.

    Attributes
    ----------
    points
        One row an ideal point: country, session, votes; by country, then session.
    items
        One row a roll call: rcid, item. Bridged roll calls have the same item.
    paths
        (states + 1,) where each state's points begin.
    gap
        (n,) sessions since the state's point before; 0 for its first.
    weight
        (n,) number of votes, where the mean is 1.
    by_point, by_item
        The votes, twice.
    """

    points: pl.DataFrame
    items: pl.DataFrame
    paths: IntArray
    gap: Array
    weight: Array
    by_point: Ballots
    by_item: Ballots


# --- tables ---------------------------------------------------------------------------------------


def cast(votes: Frame, roll_calls: Frame) -> pl.DataFrame:
    """Return one row a vote: rcid, country, session, choice, whole.

    `choice` is the place of the vote in `CHOICES`; `whole` is false for single paragraphs and
    amendments from session `PARTS_FROM` on.

    Raises
    ------
    ValueError
        If columns are missing, a vote is no vote, a state votes twice on a roll call, or a roll
        call has no session.
    """
    table = _columns(votes, "votes", ("rcid", "country", "vote"))
    calls = _columns(roll_calls, "roll_calls", ("rcid", "session"), ("para", "amend"))
    part = pl.any_horizontal(pl.col(name).fill_null(0) == 1 for name in ("para", "amend"))
    calls = calls.with_columns(whole=~part | (pl.col("session") < PARTS_FROM))
    table = table.join(calls.drop("para", "amend"), on="rcid", how="left").with_columns(
        choice=pl.col("vote").replace_strict(CHOICES, range(3), default=None, return_dtype=pl.Int8)
    )
    _check(table)
    return table.select("rcid", "country", "session", "choice", "whole")


def _columns(
    frame: Frame, name: str, needed: tuple[str, ...], more: tuple[str, ...] = ()
) -> pl.DataFrame:
    """Return the columns, those of `more` as nulls where there are none."""
    held = frame.lazy().collect_schema().names()
    if missing := [column for column in needed if column not in held]:
        raise ValueError(f"{name}: no column {', '.join(missing)}; there are {', '.join(held)}")
    blank = [pl.lit(None).alias(column) for column in more if column not in held]
    return frame.lazy().with_columns(blank).select(*needed, *more).collect()


def _check(table: pl.DataFrame) -> None:
    for column, expected in (
        ("country", "a name in every row"),
        ("session", "a session for every roll call"),
        ("choice", f"votes {', '.join(CHOICES)}"),
    ):
        if (bad := table.filter(pl.col(column).is_null())).height:
            row = bad.select("rcid", "country", "vote").row(0)
            raise ValueError(f"votes: expected {expected}, not {row} (one of {bad.height})")
    if (twice := table.filter(table.select("rcid", "country").is_duplicated())).height:
        row = twice.select("rcid", "country").row(0)
        raise ValueError(f"votes: expected one vote by a state on a roll call; {row} stands twice")


# --- bridges --------------------------------------------------------------------------------------


def bridged(table: pl.DataFrame, roll_calls: Frame) -> pl.DataFrame:
    """Return rcid and item: the roll calls with votes, where bridged ones have the same item.

    Parameters
    ----------
    table
        From `cast`.
    roll_calls
        With the columns descr and short where known; without titles nothing is linked.
    """
    titles = _titled(roll_calls).join(table.select("rcid").unique(), on="rcid", how="semi")
    titles = titles.filter(pl.len().over("title", "session") == 1).sort("title", "session")
    same = (pl.col("title") == pl.col("title").shift()) & (pl.col("session").diff() == 1)
    pairs = titles.with_columns(before=pl.when(same).then(pl.col("rcid").shift()))
    linked = _alike(table, pairs.select("rcid", "before").drop_nulls())
    first = (~pl.col("rcid").is_in(linked.implode())).fill_null(value=True)
    chains = pairs.with_columns(chain=first.cum_sum())
    chains = chains.select("rcid", item=pl.col("rcid").first().over("chain"))
    every = table.select("rcid").unique().sort("rcid")
    return every.join(chains, on="rcid", how="left").with_columns(item=pl.coalesce("item", "rcid"))


def _titled(roll_calls: Frame) -> pl.DataFrame:
    """Return rcid, session, title: in small letters, without figures and signs.

    Sessions 71–73 have the agenda item in `descr` and the title in `short`.
    """
    calls = _columns(roll_calls, "roll_calls", ("rcid", "session"), ("descr", "short"))
    text = pl.col("descr", "short").cast(pl.String)
    calls = calls.with_columns(text)
    title = pl.when(pl.col("descr").str.contains(r"^A/\d+/\d+ ")).then("short").otherwise("descr")
    title = title.str.to_lowercase().str.replace(r"\s*:\s*resolution\b.*$", "")
    title = title.str.replace_all(r"[^a-z]+", " ").str.strip_chars()
    return calls.select("rcid", "session", title=title).filter(pl.col("title") != "")


def _alike(table: pl.DataFrame, pairs: pl.DataFrame) -> pl.Series:
    """Return those `rcid` of `pairs` on which the states voted as on `before`."""
    wanted = pl.concat([pairs["rcid"], pairs["before"]]).unique().sort()
    votes = table.join(wanted.to_frame(), on="rcid", how="semi")
    states = votes["country"].unique().sort()
    grid = np.full((len(wanted), len(states)), -1, dtype=np.int8)
    grid[wanted.search_sorted(votes["rcid"]), states.search_sorted(votes["country"])] = votes[
        "choice"
    ]
    one, other = (grid[wanted.search_sorted(pairs[name])] for name in ("rcid", "before"))
    both = (one >= 0) & (other >= 0)
    same = (both & (one == other)).sum(axis=1)
    return pairs["rcid"].filter(pl.Series(same >= ALIKE * np.maximum(both.sum(axis=1), 1)))


# --- arrays ---------------------------------------------------------------------------------------


def arranged(table: pl.DataFrame, items: pl.DataFrame) -> Votes:
    """Return the votes as arrays, without the items on which all voted alike.

    Parameters
    ----------
    table
        Votes: rcid, country, session, choice; each state at most once a roll call.
    items
        From `bridged`.

    Raises
    ------
    ValueError
        If no roll call divides the states.
    """
    table = table.join(items, on="rcid").filter(pl.col("choice").n_unique().over("item") > 1)
    if not table.height:
        raise ValueError("votes: expected some roll call on which states differ")
    points = table.group_by("country", "session").agg(votes=pl.len().cast(pl.Int64))
    points = points.sort("country", "session").with_row_index("point")
    kept = table["item"].unique().sort().to_frame().with_row_index("at")
    table = table.join(points, on=["country", "session"]).join(kept, on="item")
    ends = points.select(first=pl.col("country") != pl.col("country").shift()).fill_null(value=True)
    number = points["votes"].to_numpy()
    return Votes(
        points=points.select("country", "session", "votes"),
        items=items.join(kept, on="item").sort("rcid"),
        paths=np.append(np.flatnonzero(ends["first"]), points.height).astype(np.int64),
        gap=_gaps(points),
        weight=number / number.mean(),
        by_point=_rows(table, "point", "at", points.height),
        by_item=_rows(table, "at", "point", kept.height),
    )


def _gaps(points: pl.DataFrame) -> Array:
    gap = points.select(pl.col("session").diff().over("country").fill_null(0).cast(pl.Float64))
    return np.asarray(gap.to_series())


def _rows(table: pl.DataFrame, row: str, other: str, rows: int) -> Ballots:
    table = table.sort(row, other)
    return Ballots(
        start=np.searchsorted(table[row], np.arange(rows + 1)).astype(np.int64),
        other=table[other].to_numpy().astype(np.int32),
        choice=table["choice"].to_numpy(),
    )
