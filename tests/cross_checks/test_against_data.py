"""The embedded atlas against the data sets of ../shared/data: every difference is explained.

Each check reads the exceptions it allows from a small table beside it, and fails both on an
unexplained difference and on an explanation that no longer explains anything.
"""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from latticework.atlas.atlas import Atlas
from latticework.atlas.fields import Verb
from latticework.atlas.places import distance_km

HERE = Path(__file__).parent
SIPRI_NAMES = {
    "KOR": "Korea, South", "USA": "United States of America", "TLS": "Timor Leste",
}  # fmt: skip
NO_SIPRI_2023 = {"ARE", "LAO", "PRK", "VNM"}  # SIPRI publishes no value for 2023
COW_LETTERS = {"AUS": "AUT", "MNG": "MNE", "SLV": "SVN"}  # rows keyed by COW letters, read as ISO-3


def exceptions(name: str, *keys: str) -> dict[tuple[str, ...], dict[str, str]]:
    """Read the explained differences of one check, each with a reason."""
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(len(row["why"]) > 15 for row in rows)
    return {tuple(row[key] for key in keys): row for row in rows}


def all_explained(found: Iterable[tuple[str, ...]], allowed: Iterable[tuple[str, ...]]) -> None:
    """Assert that differences and explanations match one to one."""
    found, allowed = set(found), set(allowed)
    assert found <= allowed, f"unexplained: {sorted(found - allowed)}"
    assert allowed <= found, f"explained, but no difference: {sorted(allowed - found)}"


def last(shared: Path, name: str, value: str) -> dict[str, float]:
    """Return the World Bank's value for 2023 by ISO-3."""
    table = pl.read_parquet(shared / f"{name}.parquet").filter(pl.col("Year") == 2023)
    return dict(zip(table["Country Code"], table[value], strict=True))


# --- codes and places ---


def test_codes_are_those_of_the_data_sets(atlas: Atlas, shared: Path) -> None:
    cow = pl.read_parquet(shared / "cow_states.parquet").filter(pl.col("endyear") >= 2011)["ccode"]
    gw = pl.read_parquet(shared / "gw_states.parquet")
    gw_now = gw.filter(pl.col("enddate") == pl.col("enddate").max())["gwcode"]
    coded = [state.cow for state in atlas.states.values() if state.cow]
    # South Sudan joined on 2011-07-09; a system member of 2011 is one of today
    assert set(cow) - set(coded) == set()
    assert {s.gw for s in atlas.states.values() if s.gw} <= set(gw_now)
    profiled = [atlas.states[key] for key in atlas.profiled()]
    assert all(state.cow and state.gw for state in profiled)


def test_capitals_lie_within_50_km(atlas: Atlas, shared: Path) -> None:
    table = pl.read_parquet(shared / "cow_capitals.parquet")
    newest = table.sort("stdate").group_by("ccode").last()
    where = {row["ccode"]: row for row in newest.iter_rows(named=True)}
    far = [
        (key,)
        for key, state in atlas.states.items()
        if state.cow in where
        and distance_km(state.lat, state.lon, where[state.cow]["lat"], where[state.cow]["lng"]) > 50
    ]
    assert sum(state.cow in where for state in atlas.states.values()) >= 190
    all_explained(far, exceptions("capitals", "iso3"))


# --- economy and people ---


@pytest.mark.parametrize(
    ("quantity", "table", "factor"),
    [("gdp", "wb_gdp", 1e-9), ("population", "wb_population", 1.0)],
)
def test_world_bank_figures_agree_within_3_percent(
    atlas: Atlas, shared: Path, quantity: str, table: str, factor: float
) -> None:
    published = last(shared, table, "Value")
    checked = 0
    for state in atlas.profiled():
        if state not in published:
            continue
        figure = atlas.figure(state, quantity, as_of="2023-12-31")
        assert figure, f"{state} has no {quantity}"
        if figure.as_of[:4] == "2023":
            assert figure.value == pytest.approx(published[state] * factor, rel=0.03), state
            checked += 1
    assert checked >= 72


def test_military_expenditure_of_2023_agrees_with_sipri_within_5_percent(
    atlas: Atlas, shared: Path
) -> None:
    table = pl.read_parquet(shared / "sipri_milex_2024.parquet").filter(
        (pl.col("year") == 2023) & pl.col("milex_current_musd").is_not_null()
    )
    published = dict(zip(table["country"], table["milex_current_musd"], strict=True))
    checked = set()
    for state in atlas.profiled():
        name = SIPRI_NAMES.get(state, atlas.states[state].name)
        figure = atlas.figure(state, "milex", as_of="2023-12-31")
        if name in published and figure and figure.as_of[:4] == "2023":
            assert figure.value * 1000 == pytest.approx(published[name], rel=0.05), state
            checked.add(state)
    assert set(atlas.profiled()) - checked == NO_SIPRI_2023


# --- power ---


def test_nuclear_warheads_agree_with_the_sipri_yearbook(atlas: Atlas, shared: Path) -> None:
    table = pl.read_parquet(shared / "military_stocks.parquet").filter(
        pl.col("attribute") == "military_nuclear_warheads_total_inventory_2025"
    )
    published = dict(zip(table["iso3"], table["value"], strict=True))
    for state, value in published.items():
        figure = atlas.figure(state, "nuclear_warheads")
        assert figure, state
        assert figure.value == value, state
    assert {f.state for f in atlas.figures.values() if f.quantity == "nuclear_warheads"} == set(
        published
    )


def test_cinc_of_2022_agrees_with_the_national_material_capabilities(
    atlas: Atlas, shared: Path
) -> None:
    table = pl.read_parquet(shared / "cow_nmc.parquet").filter(pl.col("year") == 2022)
    published = dict(zip(table["ccode"], table["cinc"], strict=True))
    for state in atlas.profiled():
        figure = atlas.figure(state, "cinc", as_of="2022-12-31")
        code = atlas.states[state].cow
        assert figure, state
        assert code in published, state
        assert figure.value == pytest.approx(published[code], abs=1e-6), state


@pytest.mark.parametrize("quantity", ["principal_surface_combatants", "submarines"])
def test_equipment_counts_differ_from_those_of_2014_only_with_a_reason(
    atlas: Atlas, shared: Path, quantity: str
) -> None:
    attribute = f"military_{quantity}_total_units_2014"
    table = pl.read_parquet(shared / "military_stocks.parquet").filter(
        pl.col("attribute") == attribute
    )
    counts = {
        COW_LETTERS.get(iso3, iso3): value
        for iso3, value in zip(table["iso3"], table["value"], strict=True)
    }
    found = [
        (figure.state, quantity, figure.as_of)
        for figure in atlas.figures.values()
        if figure.quantity == quantity
        and figure.state in counts
        and abs(figure.value - counts[figure.state]) > max(5, 0.25 * counts[figure.state])
    ]
    allowed = exceptions("stocks", "state", "quantity", "atlas_as_of")
    all_explained(found, [key for key in allowed if key[1] == quantity])


# --- alliances ---


def atlas_pacts(atlas: Atlas, day: date) -> set[tuple[str, str]]:
    """Return the pairs of profiled states of which one owes the other at least to act."""
    profiled = set(atlas.profiled())
    pairs = set()
    for slug, agreement in atlas.agreements.items():
        if not agreement.in_force_on(day):
            continue
        parties = set(atlas.parties(slug, day))
        for clause in agreement.clauses:
            if (
                clause.verb < Verb.act
                or "armed-attack" not in clause.attacks
                or not clause.holds(day)
            ):
                continue
            for helper in (set(clause.binds) or parties) & profiled:
                for helped in ((set(clause.protects) or parties) & profiled) - {helper}:
                    pairs.add((min(helper, helped), max(helper, helped)))
    return pairs


def test_defence_pacts_of_2018_agree_with_atop(atlas: Atlas, shared: Path) -> None:
    iso3 = {state.cow: key for key, state in atlas.states.items() if state.profiled}
    table = pl.read_parquet(shared / "atop_alliance.parquet").filter(
        (pl.col("year") == 2018) & (pl.col("atop_defense") == 1)
    )
    theirs = {
        (min(a, b), max(a, b))
        for c1, c2 in table.select("ccode1", "ccode2").iter_rows()
        if (a := iso3.get(c1)) and (b := iso3.get(c2))
    }
    ours = atlas_pacts(atlas, date(2018, 6, 30))
    allowed = exceptions("alliances", "state_a", "state_b")
    all_explained(theirs ^ ours, allowed)
    for pair, row in allowed.items():
        assert (row["atop"], row["atlas"]) == (str(int(pair in theirs)), str(int(pair in ours)))
    assert len(theirs & ours) > 400


# --- votes and rivals ---

UN_NAMES = {"TUR": "Turkey", "MMR": "Myanmar (Burma)"}


@pytest.mark.parametrize(("quantity", "pole"), [("usa", "United States"), ("chn", "China")])
def test_agreement_in_the_general_assembly_is_what_the_roll_calls_say(
    atlas: Atlas, shared: Path, quantity: str, pole: str
) -> None:
    sessions = pl.read_parquet(shared / "un_roll_calls.parquet").select("rcid", "session")
    votes = pl.read_parquet(shared / "un_votes.parquet").join(sessions, on="rcid")
    scores = {"yes": 1.0, "abstain": 0.5, "no": 0.0}
    recent = votes.filter(pl.col("session") >= 70).with_columns(
        pl.col("vote").replace_strict(scores).alias("score")
    )
    theirs = recent.filter(pl.col("country") == pole).select("rcid", pole_score="score")
    agreed = (
        recent.join(theirs, on="rcid")
        .group_by("country")
        .agg((1 - (pl.col("score") - pl.col("pole_score")).abs()).mean().alias("agreement"))
    )
    published = dict(agreed.iter_rows())
    for state in set(atlas.profiled()) - {"TWN"}:
        name = UN_NAMES.get(state, atlas.states[state].name)
        figure = atlas.figure(state, f"un_votes_with_{quantity}")
        assert figure, state
        assert figure.value == pytest.approx(published[name], abs=1e-4), state


def test_rivalries_since_1946_are_those_of_the_data(atlas: Atlas, shared: Path) -> None:
    iso3 = {state.cow: key for key, state in atlas.states.items() if state.cow}
    table = pl.read_parquet(shared / "tss_rivalries.parquet").filter(pl.col("end") >= 1946)
    theirs = {
        (*sorted((iso3[a], iso3[b])), start)
        for a, b, start in table.select("ccode1", "ccode2", "start").iter_rows()
        if a in iso3 and b in iso3
    }
    ours = {
        (r.state_a, r.state_b, r.since.year if r.since else 0) for r in atlas.rivalries.values()
    }
    assert ours == theirs


# --- people under arms, vehicles and aircraft ---


def _stocks(shared: Path, attribute: str) -> dict[str, float]:
    table = pl.read_parquet(shared / "military_stocks.parquet").filter(
        pl.col("attribute") == attribute
    )
    return dict(zip(table["iso3"], table["value"], strict=True))


def test_personnel_differs_from_the_world_banks_only_with_a_reason(
    atlas: Atlas, shared: Path
) -> None:
    counts = _stocks(shared, "military_armed_forces_personnel_total")
    found = [
        (figure.state, figure.as_of)
        for figure in atlas.figures.values()
        if figure.quantity == "personnel"
        and figure.state in counts
        and abs(figure.value - counts[figure.state]) > max(2_000, 0.25 * counts[figure.state])
    ]
    all_explained(found, exceptions("personnel", "state", "atlas_as_of"))


@pytest.mark.parametrize(
    ("quantity", "attribute"),
    [
        ("armoured_vehicles", "military_armoured_fighting_vehicles_total_units_2014"),
        ("military_aircraft", "military_aircraft_total_units_2014"),
    ],
)
def test_counts_of_2014_are_those_of_the_data(
    atlas: Atlas, shared: Path, quantity: str, attribute: str
) -> None:
    counts = {COW_LETTERS.get(key, key): n for key, n in _stocks(shared, attribute).items()}
    rows = [f for f in atlas.figures.values() if f.quantity == quantity]
    assert len(rows) >= 30
    for figure in rows:
        assert figure.value == counts[figure.state], figure.state
