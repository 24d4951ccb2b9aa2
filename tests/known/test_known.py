"""Known answers that an expert can write and read: the tables are the YAML files beside this."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from latticework.atlas.atlas import Atlas
from latticework.atlas.fields import Verb
from latticework.mechanisms.obligation import (
    Attack,
    Verdict,
    aimed,
    attack_at,
    attack_in,
    attack_on_territory,
    obligations,
)

HERE = Path(__file__).parent


def _rows(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = yaml.safe_load((HERE / f"{name}.yaml").read_text("utf-8"))
    return rows


DUTIES = _rows("obligations")
MEMBERSHIPS = _rows("memberships")


def attack(atlas: Atlas, ask: dict[str, Any]) -> Attack:
    """Return the attack that a row asks about."""
    if "contingency" in ask:
        return attack_in(atlas, atlas.contingencies[ask["contingency"]], ask.get("date"))
    who = ask["attacked"], ask["challenger"], ask["date"]
    if "territory" in ask:
        made = attack_on_territory(atlas, ask["territory"], *who)
    else:
        made = attack_at(tuple(ask["at"]), *who)
    return aimed(made, ask["target"], ask["attack"], tuple(ask.get("tags", ())))


@pytest.mark.parametrize("row", DUTIES, ids=[row["case"] for row in DUTIES])
def test_duties(atlas: Atlas, row: dict[str, Any]) -> None:
    asked = attack(atlas, row["ask"])
    everyone = {v.state: v for v in obligations(atlas, asked, atlas.states)}
    told = {state: everyone[state].verb.name for state in row.get("expect", {})}
    assert told == row.get("expect", {}), row["why"]
    if "nobody_above" in row:
        limit = Verb[row["nobody_above"]]
        more = {s: v.settled.name for s, v in everyone.items() if v.settled > limit}
        assert more == {}, row["why"]
    for organisation, verb in row.get("all", {}).items():
        members = set(atlas.members(organisation, asked.day)) & everyone.keys()
        assert members
        assert {m for m in members if everyone[m].verb < Verb[verb]} == set(), row["why"]
    _carried(row, everyone)


def _carried(row: dict[str, Any], everyone: dict[str, Verdict]) -> None:
    """Check which clause carries the strongest duty, and whether it is contested."""
    for state, agreement in row.get("by", {}).items():
        assert agreement in {d.agreement for d in _strongest(everyone[state])}, row["why"]
    for state, article in row.get("article", {}).items():
        assert str(article) in {d.article for d in _strongest(everyone[state])}, row["why"]
    if "contested" in row:
        doubtful = {state for state in row.get("expect", {}) if everyone[state].contested}
        assert doubtful == set(row["contested"]), row["why"]


def _strongest(verdict: Verdict) -> list[Any]:
    return [duty for duty in verdict.duties if duty.verb == verdict.verb]


def test_there_are_enough_rows() -> None:
    assert len(DUTIES) >= 60
    assert all(row["why"] for row in DUTIES)


@pytest.mark.parametrize(
    "row",
    MEMBERSHIPS,
    ids=[f"{r['organisation']} {r['date']} {r.get('member', '')}" for r in MEMBERSHIPS],
)
def test_memberships(atlas: Atlas, row: dict[str, Any]) -> None:
    day = row["date"]
    assert isinstance(day, date)
    members = atlas.members(row["organisation"], day)
    if "count" in row:
        assert len(members) == row["count"], row["why"]
    if "members" in row:
        assert set(members) == set(row["members"]), row["why"]
    if "member" in row:
        assert (row["member"] in members) is row["is"], row["why"]
