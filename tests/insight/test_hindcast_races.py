"""H8: reaction to a rival's spending."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from latticework.insight.hindcast_annals import Annals
from latticework.insight.hindcast_races import judged, reaction, spells


def planted(reacts: float) -> pl.DataFrame:
    """Races in which one answers the other's last change, and matched pairs in which none does."""
    rng, rows = np.random.default_rng(2), []
    for spell in range(120):
        for race in (1, 0):
            own = rng.normal(0, 0.1, 12)
            rival = rng.normal(0, 0.1, 12)
            change = 0.2 * own + race * reacts * rival + rng.normal(0, 0.05, 12)
            rows += [
                (1900 + spell, race, change[t], own[t], rival[t], spell, spell, 999)
                for t in range(12)
            ]
    names = ["year", "race", "change", "own", "rival", "spell", "one", "other"]
    return pl.DataFrame(rows, names, orient="row")


@pytest.mark.parametrize("reacts", [0.3, -0.2])
def test_a_planted_reaction_is_found(reacts: float) -> None:
    table = planted(reacts)
    value, error = reaction(table.filter(pl.col("race") == 1))
    assert value == pytest.approx(reacts, abs=3 * error)
    zero, matched, forecast = judged(table)
    assert zero.passed is matched.passed is (reacts > 0)
    assert forecast.passed is True  # either sign helps to forecast


def test_without_reaction_nothing_is_claimed() -> None:
    value, error = reaction(planted(0.0).filter(pl.col("race") == 1))
    assert abs(value) < 3 * error


def test_the_coded_races(shared: Path) -> None:
    table = spells(Annals(shared))
    races = table.filter(pl.col("race") == 1)
    assert races["spell"].n_unique() == 70  # of 71: one has no spending
    assert table.filter(pl.col("race") == 0)["spell"].n_unique() > 60
    assert 1914 not in table["year"].to_list()
    matched = table.filter(pl.col("race") == 0)
    assert races.join(matched, on=["one", "other", "year"]).is_empty()
    assert min(table["year"].to_list()) >= 1850
