from dataclasses import replace
from pathlib import Path

import pytest

from latticework.atlas.atlas import Atlas
from latticework.atlas.checks import findings
from latticework.atlas.loading import load
from latticework.atlas.places import in_area


@pytest.fixture(scope="module")
def small() -> Atlas:
    return load(base=Path(__file__).parents[1] / "small")


def test_a_sound_atlas_has_no_findings(small: Atlas) -> None:
    assert list(findings(small)) == []


def test_a_figure_out_of_bounds_is_found(small: Atlas) -> None:
    key = "AAA/milex/2023"
    wrong = small.figures[key].model_copy(update={"value": 1e10})
    (found,) = findings(replace(small, figures={**small.figures, key: wrong}))
    assert (found.section, found.key, found.trail, found.value) == (
        "figures",
        key,
        ("value",),
        1e10,
    )


def test_a_second_open_spell_is_found(small: Atlas) -> None:
    spells = dict(small.memberships)
    spells["again"] = spells["league/AAA/member/1950-06-01"].model_copy(
        update={"role": "suspended", "since": None}
    )
    found = list(findings(replace(small, memberships=spells)))
    assert [finding.section for finding in found] == ["memberships"]


def test_shares_of_other_periods_do_not_add_up(small: Atlas) -> None:
    rows = dict(small.arms)
    rows["more"] = next(iter(rows.values())).model_copy(
        update={"period": "2014-2018", "share": 0.9}
    )
    assert list(findings(replace(small, arms=rows))) == []


def test_areas_that_contain_each_other_are_found(small: Atlas) -> None:
    home = small.areas["home"].model_copy(update={"union": ("both",)})
    (found,) = findings(replace(small, areas={**small.areas, "home": home}))
    assert found.key in {"home", "both"}


def test_long_chains_and_diamonds_of_areas_are_checked_quickly(small: Atlas) -> None:
    home = small.areas["home"]
    layers = {"a0": home, "b0": home}
    for n in range(1, 3_000):
        below = (f"a{n - 1}", f"b{n - 1}")
        layers |= {f"{x}{n}": home.model_copy(update={"union": below}) for x in "ab"}
    big = replace(small, areas={**small.areas, **layers})
    assert list(findings(big)) == []
    assert in_area(big, "a2999", 50, 10)
    assert not in_area(big, "a2999", 0, 0)
