"""The mechanism of deterrence itself: whether its hazard ranks pairs by their risk of force.

For every politically relevant pair of states 1946–2010 both ways: the challenger's force at the
target's capital against that of the target and of those who would help it, by the functions of
``projection``, ``decision`` and ``deterrence``, nothing of them fitted. National capability (CINC)
stands for stocks in every domain; there is no encirclement, window or sanction. A pair's hazard is
that either challenges; its level is the rate of the years before each decade, its middle their mean
gain.

Who would gain most from attacking whom is a great power and a small state far below it, and these
have nothing to fight over: the mechanism is made to move the hazard of a quarrel that is there, not
to find quarrels. So it is also judged among rivals (coded with hindsight), and within pairs over
time, which is how futures use it.

The bar is the capability ratio alone, fitted to the years before each decade; above it stand the
ratio with borders and pacts, and all that is known of place and power. Whether the mechanism adds
to that is tested by fitting a coefficient for its gain.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl

from latticework.array import Array, IntArray
from latticework.evidence import onset
from latticework.evidence.fixed_effects import within
from latticework.evidence.report_card import Check, calibrated
from latticework.evidence.scores import (
    auc,
    average_precision,
    losses,
    mean_by_cluster,
    scores,
)
from latticework.insight.hindcast_annals import Annals, keyed
from latticework.insight.hindcast_past import distances
from latticework.insight.hindcast_table import Hindcast, calibration_points
from latticework.insight.hindcast_years import (
    Traits,
    beliefs,
    defences,
    drawn,
    gains,
    hazards,
    reach,
    stakes,
    wills,
)
from latticework.mechanisms import threat
from latticework.mechanisms.arming import DOMAINS, PERCENT
from latticework.mechanisms.decision import PACT_DUTY

FUTURES = 12

EVENT = "force"

TEST = "onset with force, politically relevant pairs, by the mechanism"


class Year:
    """What is known of the states of a year.

    Attributes
    ----------
    states
        ISO codes (N,).
    stocks, km
        (N, K) capability in each domain, points; (N, N) between capitals.
    duty, affinity
        (N, N) rank of what the row owes the column; how alike they vote, 0–1.
    """

    def __init__(self, annals: Annals, year: int) -> None:
        held = annals.capability.filter(pl.col("year") == year)
        placed = annals.capitals.filter(pl.col("year") == year)["state"]
        held = held.filter(pl.col("state").is_in(placed.implode()))
        self.states = tuple(held["state"])
        power = PERCENT * held["cinc"].to_numpy()
        self.stocks = np.repeat(power[:, None], len(DOMAINS), axis=1)
        self.km = distances(annals, self.states, year)
        self.duty = _duties(annals, self.states, year)
        self.affinity = _affinity(annals, self.states, year)

    def gain(self, ways: IntArray, b: Any) -> Array:
        """Return (P,) what the first of each pair has to gain from attacking the second, V."""
        force, stake = reach(self.stocks, self.km, b), np.zeros_like(self.km)
        stakes(np.zeros_like(self.km), self.km, b.fear_distance, stake)
        traits = Traits(self.duty, self.affinity, stake)
        will = wills(traits, traits, b)
        allied = (np.maximum(self.duty, self.duty.T) == PACT_DUTY).astype(np.float64)
        out, none = np.zeros(len(ways)), np.full(len(ways), -np.inf)
        attack = force[ways[:, 0], ways[:, 1]]
        usual = np.full(len(ways), threat.INDEX)
        gains(attack, defences(force, will, allied, ways), none, usual, b, out)
        return out


def _duties(annals: Annals, states: tuple[str, ...], year: int) -> Array:
    index = {state: i for i, state in enumerate(states)}
    out = np.zeros((len(states), len(states)))
    rows = annals.pacts.filter(pl.col("year") == year)
    for helper, friend, duty in rows.select("helper", "friend", "duty").iter_rows():
        if helper in index and friend in index:
            out[index[helper], index[friend]] = duty
    return out


def _affinity(annals: Annals, states: tuple[str, ...], year: int) -> Array:
    """Return (N, N) 1 less the distance of votes over the year's largest; unknown pairs: the mean.

    Before the first votes all are alike.
    """
    votes = dict(
        annals.votes.filter(pl.col("year") == year).select("state", "position").iter_rows()
    )
    place = np.array([votes.get(state, np.nan) for state in states])
    gap = np.abs(place[:, None] - place[None])
    if not votes:
        return np.ones_like(gap)
    alike = 1.0 - gap / np.nanmax(gap)
    return np.where(np.isnan(alike), np.nanmean(alike), alike)


# --- gains of all pairs ---------------------------------------------------------------------------


def panel(annals: Annals) -> pl.DataFrame:
    """Return the politically relevant pairs by year, named ``one`` and ``other``.

    Raises
    ------
    ReadingError
        If a data set is missing or damaged.
    """
    named = keyed(annals.onsets.filter(pl.col("relevant")), one="ccode1", other="ccode2")
    known = [
        frame.select("year", pl.col("state").alias(name)).unique()
        for name in ("one", "other")
        for frame in (annals.capability, annals.capitals)
    ]
    for frame in known:
        named = named.join(frame, on=list(frame.columns), how="semi")
    return named.sort("year", "one", "other")


def all_gains(annals: Annals, frame: pl.DataFrame, futures: Any) -> Array:
    """Return (F, n, 2) what either state of each pair has to gain, V.

    Parameters
    ----------
    annals
        The data.
    frame
        From `panel`.
    futures
        From `hindcast_years.drawn`.
    """
    out, at = np.zeros((len(futures), len(frame), 2)), 0
    for part in frame.partition_by("year", maintain_order=True):
        year = Year(annals, int(part["year"][0]))
        index = {state: i for i, state in enumerate(year.states)}
        pairs = np.array([(index[a], index[b]) for a, b in part.select("one", "other").iter_rows()])
        ways = np.concatenate([pairs, pairs[:, ::-1]])
        for future, row in zip(futures, out, strict=True):
            both = year.gain(ways, future)
            row[at : at + len(pairs)] = both.reshape(2, -1).T
        at += len(pairs)
    return out


def chances(frame: pl.DataFrame, gain: Array, eta: float) -> Array:
    """Return (n,) the probability that either of a pair challenges, for the years forecast.

    Parameters
    ----------
    frame
        From `panel`.
    gain
        (n, 2) of one future.
    eta
        Belief ``hazard_sensitivity``.
    """
    years, events = frame["year"].to_numpy(), onset.matrix(frame, (EVENT,))[:, 0]
    out = np.full(len(frame), np.nan)
    for first, last in onset.WINDOWS:
        before, now = years < first, (years >= first) & (years <= last)
        once = 1.0 - np.sqrt(1.0 - events[before].mean())
        quiet = np.ones(int(now.sum()))
        for side in gain.T:
            middle, hazard = np.full(len(quiet), side[before].mean()), np.zeros(len(quiet))
            hazards(np.full(len(quiet), once), np.ascontiguousarray(side[now]), middle, eta, hazard)
            quiet *= 1.0 - hazard
        out[now] = 1.0 - quiet
    return out


# --- the report card ------------------------------------------------------------------------------


def hindcast(annals: Annals) -> Hindcast:
    """Return the hindcast of the mechanism of deterrence.

    Raises
    ------
    ReadingError
        If a data set is missing or damaged.
    """
    frame, futures = panel(annals), drawn(beliefs(), FUTURES)
    gain = all_gains(annals, frame, futures)
    frame = frame.with_columns(gain=pl.Series(gain[0].max(axis=1)))
    said = [chances(frame, each, float(b.hazard_sensitivity))
            for each, b in zip(gain, futures, strict=True)]  # fmt: skip
    checks, points = judged(frame, said)
    return Hindcast(
        "deterrence", "whether the hazard of deterrence ranks pairs by their risk of force",
        "politically relevant pairs 1946–2010; decades from 1970 on; the mechanism at the centres "
        "of its beliefs and over 12 draws, with national capability for stocks and no coefficient "
        "fitted",
        (*onset.SETS, "un_votes", "un_roll_calls"), tuple(checks), points,
    )  # fmt: skip


def judged(frame: pl.DataFrame, said: list[Array]) -> tuple[list[Check], tuple[Any, ...]]:
    """Return the checks, and the points of the calibration plot.

    Parameters
    ----------
    frame
        From `panel`, with ``gain``.
    said
        (n,) chances in each future, the first with centres.
    """
    later = frame["year"].to_numpy() >= onset.WINDOWS[0][0]
    part, events = frame.filter(later), onset.matrix(frame, (EVENT,))[later, 0]
    ours = [each[later] for each in said]
    theirs = {
        "the capability ratio alone": ("capability_ratio",),
        "ratio, borders, pact": onset.NEAR,
    }
    checks: list[Check] = []
    for against, names in theirs.items():
        baseline = onset.forecast(frame, names, EVENT)[later]
        checks += _ranked(ours, baseline, events, against)
    ratio = onset.forecast(frame, onset.NEAR[:1], EVENT)[later]
    rivals = part[onset.RIVALRY].to_numpy() == 1
    some = [each[rivals] for each in ours]
    checks += _ranked(some, ratio[rivals], events[rivals], "the capability ratio alone",
                      "onset with force among rivals, by the mechanism")  # fmt: skip
    checks.append(_within(frame))
    rate = onset.forecast(frame, (), EVENT)[later]
    checks.append(_gap(TEST, ours[0], rate, part, events, "the rate so far"))
    fitted = onset.forecast(frame, (*onset.PLACE, "gain"), EVENT)[later]
    place = onset.forecast(frame, onset.PLACE, EVENT)[later]
    name = "onset with force, place and power with the mechanism's gain"
    checks.append(_gap(name, fitted, place, part, events, "place and power without"))
    checks.append(calibrated(TEST, scores(ours[0], events)))
    return checks, calibration_points(TEST, ours[0], events)


def _ranked(
    ours: list[Array], baseline: Array, events: Array, against: str, test: str = TEST
) -> Iterator[Check]:
    """Yield AUC and average precision beside those of a baseline."""
    for metric, score in (("AUC", auc), ("average precision", average_precision)):
        bar = score(baseline, events)
        over = float(np.mean([score(each, events) > bar for each in ours[1:]]))
        yield Check(
            test, f"{metric}, against {against}", score(ours[0], events), least=bar,
            against=against, rows=len(events), note=f"{over:.0%} of futures above",
        )  # fmt: skip


def _within(frame: pl.DataFrame) -> Check:
    """Return by how much more probable a dispute is, in the same pair, when there is more to gain."""
    events, gain = onset.matrix(frame, (EVENT,))[:, 0], onset.matrix(frame, ("gain",))
    pairs, years = (frame[name].to_numpy().astype(np.int64) for name in ("pair", "year"))
    effect, error = within(events, gain, ("gain",), pairs, years).of("gain")
    return Check("onset with force, within pairs and years", "probability per V gained", effect,
                 least=0.0, against="no effect", rows=len(events), margin=error)  # fmt: skip


def _gap(
    test: str, ours: Array, theirs: Array, part: pl.DataFrame, events: Array, against: str
) -> Check:
    """Return the log loss beside that of a baseline, with the error of the difference."""
    mine, other = losses(ours, events), losses(theirs, events)
    margin = mean_by_cluster(mine - other, part["pair"].to_numpy())[1]
    return Check(test, f"log loss, against {against}", float(mine.mean()),
                 most=float(other.mean()), against=against, rows=len(events),
                 margin=margin)  # fmt: skip
