"""The figures that the start of a study adds to the atlas, made again from the data sets."""

import math
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from latticework.atlas.atlas import Atlas
from latticework.evidence.ideal_points import estimate

SIPRI_NAMES = {
    "CZE": "Czechia", "KOR": "Korea, South", "TLS": "Timor Leste",
    "USA": "United States of America",
}  # fmt: skip
VOTES_NAMES = {"MMR": "Myanmar (Burma)", "TUR": "Turkey"}


def shipped(atlas: Atlas, quantity: str, source: str) -> dict[str, float]:
    """Return the figures of a quantity that rest on a source, by state."""
    rows = [row for row in atlas.figures.values() if row.quantity == quantity]
    return {row.state: row.value for row in rows if row.source == source}


def test_growth_is_what_the_spending_data_imply(atlas: Atlas, shared: Path) -> None:
    """Spending at constant prices over its share of GDP is GDP at constant prices."""
    table = pl.read_parquet(shared / "sipri_milex_2024.parquet")
    real = {
        (row["country"], row["year"]): row["milex_constant_2023_musd"] / row["milex_share_gdp"]
        for row in table.iter_rows(named=True)
        if row["milex_constant_2023_musd"] and row["milex_share_gdp"]
    }
    figures = shipped(atlas, "gdp_growth", "growth-sipri-2025")
    for state, value in figures.items():
        name = SIPRI_NAMES.get(state, atlas.states[state].name)
        made = math.log(real[name, 2023] / real[name, 2013]) / 10
        assert value == pytest.approx(made, abs=6e-5), state
    assert set(atlas.profiled()) - set(figures) == {"ARE", "ISL", "LAO", "PRK", "TUR", "VNM"}


def test_growth_is_close_to_that_of_gdp_in_dollars(atlas: Atlas, shared: Path) -> None:
    """A second measure: GDP in current dollars, made constant by the rates of spending."""
    gdp = pl.read_parquet(shared / "wb_gdp.parquet")
    dollars = {(code, year): v for _, code, year, v in gdp.iter_rows()}
    spent = pl.read_parquet(shared / "sipri_milex_2024.parquet")
    rate = {
        (row["country"], row["year"]): row["milex_constant_2023_musd"] / row["milex_current_musd"]
        for row in spent.iter_rows(named=True)
        if row["milex_constant_2023_musd"] and row["milex_current_musd"]
    }
    differences = {}
    for state, value in shipped(atlas, "gdp_growth", "growth-sipri-2025").items():
        name = SIPRI_NAMES.get(state, atlas.states[state].name)
        if (state, 2023) in dollars:
            real = [dollars[state, year] * rate[name, year] for year in (2013, 2023)]
            differences[state] = abs(math.log(real[1] / real[0]) / 10 - value)
    assert np.median(list(differences.values())) < 0.0015
    # where the two sources change money at other rates, or revised GDP
    assert {state for state, gap in differences.items() if gap > 0.01} <= {"BGD", "IRN", "LKA"}


def test_ideal_points_are_those_of_the_votes(atlas: Atlas, shared: Path) -> None:
    votes, calls = (
        pl.read_parquet(shared / f"un_{name}.parquet") for name in ("votes", "roll_calls")
    )
    points = estimate(votes, calls).points
    last = points.filter(pl.col("session") == points["session"].max())
    theta = last["theta"].to_numpy()
    standard = dict(zip(last["country"], (theta - theta.mean()) / theta.std(), strict=True))
    figures = shipped(atlas, "ideal_point", "voeten-2020")
    for state, value in figures.items():
        name = VOTES_NAMES.get(state, atlas.states[state].name)
        assert value == pytest.approx(standard[name], abs=6e-4), state
    assert set(atlas.profiled()) - set(figures) == {"TWN"}


def test_the_stand_in_for_taiwan_is_the_mean_that_it_says(atlas: Atlas) -> None:
    for quantity in ("ideal_point", "un_votes_with_usa", "un_votes_with_chn"):
        japan, korea, taiwan = (atlas.figure(s, quantity) for s in ("JPN", "KOR", "TWN"))
        assert japan is not None
        assert korea is not None
        assert taiwan is not None
        assert taiwan.value == pytest.approx((japan.value + korea.value) / 2, abs=6e-4)
        assert taiwan.confidence == "low"
