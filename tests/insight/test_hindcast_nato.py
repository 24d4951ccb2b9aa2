"""H9: NATO's enlargements."""

from pathlib import Path

import numpy as np
import pytest

from latticework.atlas.atlas import Atlas
from latticework.insight.hindcast_annals import Annals
from latticework.insight.hindcast_nato import disputes, entered, spending, war_years


def test_who_entered_is_known(atlas: Atlas) -> None:
    assert entered(atlas, 1999) == ("CZE", "HUN", "POL")
    assert len(entered(atlas, 2004)) == 7
    assert entered(atlas, 2009) == ("ALB", "HRV")
    assert entered(atlas, 2023) == ("FIN",)


def test_wars_with_partners_are_found(shared: Path) -> None:
    annals = Annals(shared)
    assert war_years(annals, ("GEO",), 2004) == 1  # 2008
    assert war_years(annals, ("GEO",), 1999) == 0
    assert war_years(annals, ("UKR",), 2013) == 5
    assert war_years(annals, ("POL", "EST"), 1999) == 0


def test_disputes_end_with_the_data(shared: Path) -> None:
    annals = Annals(shared)
    before, after = disputes(annals, 2004, ("GEO",))
    assert before + after > 0
    assert np.isnan(disputes(annals, 2013, ("GEO",))[1])


def test_spending_is_growth_after_less_growth_before(shared: Path) -> None:
    annals = Annals(shared)
    russia, _others, rows = spending(annals, 1999)
    milex = {
        year: annals.spending.filter((annals.spending["state"] == "RUS")
                                     & (annals.spending["year"] == year))["milex"][0]
        for year in (1994, 1999, 2004)
    }  # fmt: skip
    second = np.log(milex[2004]) - 2 * np.log(milex[1999]) + np.log(milex[1994])
    assert russia == pytest.approx(second / 5)
    assert rows > 30
