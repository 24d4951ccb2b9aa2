from dataclasses import replace
from datetime import date
from pathlib import Path

from latticework.atlas.fields import Verb
from latticework.atlas.loading import load
from latticework.insight.bound import bound_by, who_is_bound
from latticework.mechanisms.obligation import attack_at

SMALL = load(base=Path(__file__).parents[1] / "small")


def test_bound_and_not_bound_and_untied_cover_all_others_once() -> None:
    answer = who_is_bound(SMALL, "strait-invasion")
    bound = [verdict.state for verdict in answer.bound]
    missed = [state for row in answer.not_bound for state in row.states]
    assert sorted(bound + missed + list(answer.untied)) == ["AAA", "BBB", "EEE"]
    assert bound == ["BBB"]


def test_states_with_the_same_reasons_are_one_row() -> None:
    (row,) = who_is_bound(SMALL, "strait-invasion").not_bound
    assert row.states == ("AAA", "EEE")
    assert (row.agreement, row.verb) == ("league-treaty-1950", Verb.assist)
    assert row.failed == (
        "Deland is no party",
        "none of the 2 cases it covers, the nearest: the place lies outside the home area",
    )


def test_who_owes_to_act_needs_no_excuse() -> None:
    answer = bound_by(SMALL, attack_at((50, 10), "AAA", "CCC", date(2024, 7, 1)), "x")
    assert answer.not_bound == ()
    assert answer.untied == ("DDD",)


def test_who_owes_less_than_to_act_is_told_why() -> None:
    attack = attack_at((50, 10), "AAA", "CCC", date(2024, 7, 1))
    answer = bound_by(SMALL, replace(attack, lat=-30.0), "x", ["EEE"])
    (row,) = answer.not_bound
    assert [verdict.verb for verdict in answer.bound] == [Verb.consult]
    assert row.agreement == "pact-of-the-rock-1970"
    assert row.failed == ("covers only island territory",)


def test_a_date_replaces_the_contingencys_own() -> None:
    assert who_is_bound(SMALL, "strait-invasion", date(1955, 1, 1)).bound == ()
