from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest

from latticework.ensemble.snapshot import Snapshot
from latticework.reading import ReadingError


def test_law_is_that_of_the_middle_of_the_year(now: Snapshot) -> None:
    assert now.day == date(2024, 7, 1)


def test_figures_come_with_their_years(now: Snapshot) -> None:
    milex = now.figures("milex", 2023)
    usa, vietnam = now.indices(["USA", "VNM"])
    assert (milex.year[usa], milex.year[vietnam]) == (2023, 2018)
    assert now.figures("milex").year[usa] == 2024
    assert milex.value.shape == milex.year.shape == (len(now.roster.states),)


def test_a_figure_of_any_day_of_the_year_counts(now: Snapshot) -> None:
    china = now.indices(["CHN"])[0]
    assert now.figures("principal_surface_combatants", 2022).year[china] == 2022  # 2022-12


def test_an_unknown_figure_is_nan(now: Snapshot) -> None:
    iceland = now.indices(["ISL"])[0]
    series = now.figures("milex_share_gdp")
    assert np.isnan([series.value[iceland], series.year[iceland]]).all()


def test_a_missing_figure_is_told_with_the_states(figured: Callable[..., Snapshot]) -> None:
    lacking = figured({"ideal_point": {"JPN": None, "FRA": None}})
    with pytest.raises(ReadingError, match="atlas/figures:1: ideal_point: FRA, JPN — expected a"):
        lacking.required("ideal_point")
    with pytest.raises(ReadingError, match="of 1900 or before"):
        lacking.required("gdp", 1900)


def test_who_is_not_profiled_has_no_index(now: Snapshot) -> None:
    with pytest.raises(ReadingError, match="AND, MEX — expected profiled states"):
        now.indices(["FRA", "AND", "MEX"])
    assert now.indices(iter(["FRA", "DEU"])).tolist() == [
        now.roster.index["FRA"],
        now.roster.index["DEU"],
    ]
    assert now.named(now.indices(["FRA", "DEU"])) == "FRA, DEU"


def test_members_are_those_of_the_year(now: Snapshot, atlas: Any) -> None:
    assert len(now.members("nato")) == 32
    assert len(Snapshot(atlas, now.roster, 2022).members("nato")) == 30
    with pytest.raises(ReadingError, match="BHR, KWT"):  # the Gulf states are not all profiled
        now.members("gcc")
    with pytest.raises(ReadingError, match="expected members on 2024-07-01"):
        now.members("no-such")


def test_pacts_are_dated(now: Snapshot, atlas: Any) -> None:
    assert frozenset({"USA", "JPN"}) in now.pacts("mutual-defence")
    assert {"PRK"} == now.allied("CHN", "mutual-defence")
    assert "PRK" not in now.allied("RUS", "mutual-defence")  # in force in December
    assert "PRK" in Snapshot(atlas, now.roster, 2025).allied("RUS", "mutual-defence")
    assert "TWN" in now.allied("USA", "defence-commitment")
    assert "TWN" not in now.allied("USA", "mutual-defence")
    assert now.allied("MMR", "mutual-defence") == frozenset()
