from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latticework.atlas.atlas import Atlas
from latticework.atlas.fields import Verb
from latticework.atlas.loading import load
from latticework.atlas.records import Party, Suspension
from latticework.mechanisms.obligation import (
    AMONG_PARTIES,
    Attack,
    Verdict,
    aimed,
    attack_at,
    attack_in,
    attack_on_territory,
    obligations,
)

SMALL = load(base=Path(__file__).parents[1] / "small")
DAY = date(2024, 7, 1)
AT_HOME = attack_at((50, 10), "AAA", "CCC", DAY)


def owed(attack: Attack, atlas: Atlas = SMALL) -> dict[str, str]:
    """Return each state's strongest duty by name, without those who owe nothing."""
    return {v.state: v.verb.name for v in obligations(atlas, attack) if v.verb}


def of(state: str, attack: Attack, atlas: Atlas = SMALL) -> Verdict:
    (verdict,) = obligations(atlas, attack, [state])
    return verdict


# --- one condition at a time ---


def test_an_attack_at_home_binds_every_member() -> None:
    assert owed(AT_HOME) == {"BBB": "assist", "EEE": "act"}


def test_an_attack_elsewhere_binds_to_consult_only() -> None:
    assert owed(replace(AT_HOME, lat=-30.0, lon=20.0)) == {"BBB": "consult", "EEE": "consult"}


def test_coercion_binds_to_consult_only() -> None:
    assert owed(replace(AT_HOME, kind="coercion")) == {"BBB": "consult", "EEE": "consult"}


def test_nobody_is_bound_before_entry_into_force_or_by_an_outsider() -> None:
    assert owed(replace(AT_HOME, day=date(1950, 5, 31))) == {}
    assert owed(replace(AT_HOME, attacked="CCC", challenger="AAA")) == {}


def test_a_member_that_left_is_not_bound_while_it_is_out() -> None:
    assert "BBB" not in owed(replace(AT_HOME, day=date(2005, 1, 1)))
    misses = of("BBB", replace(AT_HOME, day=date(2005, 1, 1))).misses
    assert ("Beland is no party on that day",) in {miss.failed for miss in misses}


def test_a_reservation_caps_only_its_article() -> None:
    verdict = of("EEE", AT_HOME)
    assert [(d.article, d.verb.name) for d in verdict.duties] == [("2", "act"), ("1", "consult")]
    assert "Eland is neutral." in verdict.duties[0].reasons


def test_a_contested_reservation_leaves_the_verb_and_tells_the_other_reading() -> None:
    treaty = SMALL.agreements["league-treaty-1950"]
    doubtful = treaty.reservations[0].model_copy(
        update={"reading": "contested", "counter": "Eland may owe less."}
    )
    record = treaty.model_copy(update={"reservations": (doubtful,)})
    atlas = replace(SMALL, agreements={**SMALL.agreements, "league-treaty-1950": record})
    verdict = of("EEE", AT_HOME, atlas)
    assert (verdict.verb, verdict.settled) == (Verb.assist, Verb.act)
    assert verdict.duties[0].counter == "Eland may owe less."


def test_an_organisations_agreement_with_others_does_not_bind_its_members_mutually() -> None:
    pledge = SMALL.agreements["pledge-1960"]
    clause = pledge.clauses[0].model_copy(update={"protects": (), "challengers": ()})
    parties = (*SMALL.agreements["league-treaty-1950"].parties, Party(state="DDD"))
    joint = pledge.model_copy(update={"clauses": (clause,), "parties": parties})
    atlas = replace(SMALL, agreements={"joint": joint})
    assert owed(AT_HOME, atlas) == {"DDD": "act"}
    assert owed(replace(AT_HOME, attacked="DDD"), atlas) == {
        "AAA": "act", "BBB": "act", "EEE": "act",
    }  # fmt: skip


def test_what_is_no_territory_lies_under_nobodys_administration() -> None:
    assert aimed(AT_HOME, "warship", "armed-attack").administrator is None
    on_rock = attack_on_territory(SMALL, "rock", "AAA", "CCC", date(1985, 1, 1))
    assert aimed(on_rock, "forces", "armed-attack").administrator == "AAA"


def test_a_suspension_rests_the_duty_between_two_only() -> None:
    quarrel = replace(AT_HOME, day=date(2022, 6, 1))
    assert owed(quarrel) == {"BBB": "assist"}
    assert ("A quarrel.",) in {miss.failed for miss in of("EEE", quarrel).misses}
    assert owed(replace(quarrel, attacked="BBB"))["EEE"] == "act"


def test_a_contested_reach_gives_a_contested_duty() -> None:
    ship = replace(AT_HOME, target="warship", lat=0.0, lon=175.0, tags=())
    verdict = of("BBB", ship)
    assert (verdict.verb, verdict.settled) == (Verb.assist, Verb.consult)
    assert verdict.contested
    assert verdict.duties[0].counter == "Ships may not count."


def test_a_settled_reach_is_preferred_to_a_contested_one() -> None:
    treaty = SMALL.agreements["league-treaty-1950"]
    clause = treaty.clauses[1]
    doubtful = clause.reach[0].model_copy(update={"reading": "contested", "counter": "Hm."})
    changed = clause.model_copy(update={"reach": (doubtful, *clause.reach)})
    record = treaty.model_copy(update={"clauses": (treaty.clauses[0], changed)})
    atlas = replace(SMALL, agreements={**SMALL.agreements, "league-treaty-1950": record})
    assert not of("BBB", AT_HOME, atlas).contested


def test_a_pledge_protects_an_outsider_from_one_challenger() -> None:
    strait = attack_in(SMALL, SMALL.contingencies["strait-invasion"])
    assert owed(strait) == {"BBB": "act"}
    assert owed(replace(strait, challenger="EEE")) == {}
    assert owed(replace(strait, challenger=None)) == {}
    assert owed(replace(strait, day=date(2031, 1, 1))) == {}


def test_administration_decides_and_changes_hands() -> None:
    held = attack_on_territory(SMALL, "rock", "AAA", "CCC", date(1985, 1, 1))
    lost = attack_on_territory(SMALL, "rock", "AAA", "CCC", date(1995, 1, 1))
    assert owed(held) == {"BBB": "defend", "EEE": "defend"}
    assert of("BBB", lost).verb is Verb.consult
    failed = next(m.failed for m in of("EEE", lost).misses if m.article == "V")
    assert failed == ("the place is not under the administration of a party",)


def test_a_party_joins_on_its_own_day() -> None:
    early = attack_on_territory(SMALL, "rock", "AAA", "CCC", date(1975, 1, 1))
    assert owed(early) == {"BBB": "defend"}


def test_an_attack_among_parties_is_contested() -> None:
    verdict = of("EEE", replace(AT_HOME, challenger="BBB"))
    assert (verdict.verb, verdict.settled) == (Verb.act, Verb.consult)
    assert verdict.duties[0].counter == AMONG_PARTIES


def test_an_attacker_that_is_shut_out_is_no_party() -> None:
    out = Suspension(of="BBB", since=date(2020, 1, 1), why="Shut out.", source="treaty")
    treaty = SMALL.agreements["league-treaty-1950"].model_copy(update={"suspensions": (out,)})
    atlas = replace(SMALL, agreements={"league-treaty-1950": treaty})
    assert not of("EEE", replace(AT_HOME, challenger="BBB"), atlas).contested


def test_a_contested_freeze_of_the_attacker_settles_nothing() -> None:
    freeze = Suspension(
        of="BBB", since=date(2020, 1, 1), reading="contested", why="A freeze.", source="treaty"
    )
    treaty = SMALL.agreements["league-treaty-1950"].model_copy(update={"suspensions": (freeze,)})
    atlas = replace(SMALL, agreements={"league-treaty-1950": treaty})
    assert of("EEE", replace(AT_HOME, challenger="BBB"), atlas).settled is Verb.consult


def test_a_settled_suspension_counts_before_a_contested_one() -> None:
    treaty = SMALL.agreements["league-treaty-1950"]
    doubtful = Suspension(of="EEE", reading="contested", why="Perhaps.", source="treaty")
    both = treaty.model_copy(update={"suspensions": (doubtful, *treaty.suspensions)})
    atlas = replace(SMALL, agreements={"league-treaty-1950": both})
    assert of("EEE", replace(AT_HOME, day=date(2022, 6, 1)), atlas).verb is Verb.none
    assert of("EEE", AT_HOME, atlas).contested


def test_a_reservation_to_nothing_is_a_miss_with_its_reason() -> None:
    treaty = SMALL.agreements["league-treaty-1950"]
    none = treaty.reservations[0].model_copy(update={"at_most": Verb.none})
    record = treaty.model_copy(update={"reservations": (none,)})
    atlas = replace(SMALL, agreements={"league-treaty-1950": record})
    verdict = of("EEE", AT_HOME, atlas)
    assert [duty.article for duty in verdict.duties] == ["1"]
    assert verdict.misses[0].failed == ("Eland is neutral.",)


def test_consultation_among_parties_is_settled() -> None:
    verdict = of("EEE", replace(AT_HOME, challenger="BBB", kind="threat"))
    assert (verdict.verb, verdict.settled) == (Verb.consult, Verb.consult)


def test_a_guarantee_against_a_party_is_not_among_parties() -> None:
    pledge = SMALL.agreements["pledge-1960"]
    parties = (*pledge.parties, Party(state="CCC"))
    atlas = replace(SMALL, agreements={"p": pledge.model_copy(update={"parties": parties})})
    strait = attack_in(SMALL, SMALL.contingencies["strait-invasion"])
    assert of("BBB", strait, atlas).settled is Verb.act


def test_several_reaches_that_miss_are_told_as_such() -> None:
    verdict = of("BBB", replace(AT_HOME, lat=-30.0))
    failed = next(miss.failed for miss in verdict.misses if miss.article == "2")
    assert failed == (
        "none of the 2 cases it covers, the nearest: the place lies outside the home area",
    )


def test_neither_the_attacked_nor_the_attacker_owes_anything() -> None:
    assert {v.state for v in obligations(SMALL, AT_HOME)} == {"BBB", "DDD", "EEE"}


def test_a_contingency_takes_its_territory_and_its_day() -> None:
    record = SMALL.contingencies["rock-seizure"]
    attack = attack_in(SMALL, record)
    assert (attack.administrator, attack.tags) == ("AAA", ("island", "overseas", "contested"))
    assert attack_in(SMALL, record, date(2000, 1, 1)).administrator == "CCC"


def test_verdicts_come_strongest_first_then_by_code() -> None:
    assert [v.state for v in obligations(SMALL, AT_HOME)] == ["BBB", "EEE", "DDD"]


def test_talks_bind_nobody() -> None:
    clause = (
        SMALL.agreements["pledge-1960"]
        .clauses[0]
        .model_copy(update={"protects": (), "challengers": ()})
    )
    talks = SMALL.agreements["talks"].model_copy(update={"clauses": (clause,)})
    atlas = replace(SMALL, agreements={"talks": talks})
    verdict = of("DDD", replace(AT_HOME), atlas)
    assert verdict.verb is Verb.none
    assert verdict.misses[0].failed == ("not in force",)


# --- properties ---

attacks = st.builds(
    Attack,
    day=st.dates(date(1945, 1, 1), date(2035, 1, 1)),
    attacked=st.sampled_from(["AAA", "BBB", "DDD", "EEE"]),
    challenger=st.sampled_from(["CCC", "BBB", "EEE", None]),
    target=st.sampled_from(["territory", "warship", "forces"]),
    kind=st.sampled_from(["armed-attack", "coercion", "threat", "disaster"]),
    lat=st.floats(-60, 70),
    lon=st.floats(-180, 180),
    tags=st.sampled_from([(), ("metropolitan",), ("island", "overseas")]),
    administrator=st.sampled_from(["AAA", "BBB", "CCC", None]),
)
slugs = st.sampled_from([s for s, a in SMALL.agreements.items() if a.clauses])


def ranks(atlas: Atlas, attack: Attack) -> dict[str, Verb]:
    return {v.state: v.verb for v in obligations(atlas, attack)}


@given(attacks, slugs)
def test_an_agreement_more_never_lowers_a_duty(attack: Attack, slug: str) -> None:
    fewer = {key: row for key, row in SMALL.agreements.items() if key != slug}
    without = ranks(replace(SMALL, agreements=fewer), attack)
    assert all(verb >= without[state] for state, verb in ranks(SMALL, attack).items())


@given(attacks, slugs)
def test_a_clause_less_never_raises_a_duty(attack: Attack, slug: str) -> None:
    record = SMALL.agreements[slug]
    shorter = record.model_copy(update={"clauses": record.clauses[1:]})
    atlas = replace(SMALL, agreements={**SMALL.agreements, slug: shorter})
    less = ranks(atlas, attack)
    assert all(verb >= less[state] for state, verb in ranks(SMALL, attack).items())


@given(attacks)
def test_settled_is_never_more_than_the_broadest_reading(attack: Attack) -> None:
    for verdict in obligations(SMALL, attack):
        assert verdict.settled <= verdict.verb
        assert verdict.verb == max((d.verb for d in verdict.duties), default=Verb.none)


@given(attacks)
def test_every_clause_of_every_state_is_a_duty_or_a_miss(attack: Attack) -> None:
    clauses = {
        state: sum(
            len([c for c in a.clauses if not c.binds or state in c.binds])
            for slug, a in SMALL.agreements.items()
            if state in SMALL.ever_parties(slug)
        )
        for state in SMALL.profiled()
    }
    for verdict in obligations(SMALL, attack):
        assert len(verdict.duties) + len(verdict.misses) == clauses[verdict.state]
        assert all(miss.failed for miss in verdict.misses)


def test_a_contingency_without_a_place_is_refused() -> None:
    row = SMALL.contingencies["strait-invasion"].model_copy(update={"lat": None, "lon": None})
    with pytest.raises(ValueError, match="a territory, or lat and lon"):
        attack_in(SMALL, row)
