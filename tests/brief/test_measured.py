import pytest

from latticework.brief.findings import Findings
from latticework.brief.measured import (
    APART,
    alike,
    between,
    differ,
    gain,
    places,
    short,
    tint,
    told,
)


def test_gains_are_differences_of_means_signed_so_that_more_is_better(findings: Findings) -> None:
    for outcome in ("cost", "resilience"):
        measure = findings.measures[outcome]
        one, base = findings.scores["eu-web", outcome], findings.scores["status-quo", outcome]
        sign = {"low": -1, "high": 1}[measure.better]
        expected = sign * (one.mean - base.mean) / measure.spread
        assert gain(findings, "eu-web", outcome) == pytest.approx(expected)
        assert gain(findings, "status-quo", outcome) == 0
    assert gain(findings, "eu-web", "acting-korea") == 0  # neither way is better


def test_tints_grow_with_the_gain() -> None:
    assert [tint(gained) for gained in (-2, -0.3, -0.05, 0, 0.01, 0.05, 0.3, 2)] == [
        -3, -2, -1, None, None, 1, 2, 3,
    ]  # fmt: skip


def test_decimals_show_that_options_differ_if_a_few_can(findings: Findings) -> None:
    for outcome in findings.measures:
        medians = [findings.scores[option, outcome].median for option in findings.options]
        texts = {short(findings, outcome, value) for value in medians}
        decimals = places(findings, outcome)
        if max(medians) - min(medians) > 10.0 ** -(decimals - 0.01):
            assert len(texts) > 1


def test_probabilities_are_told_in_per_cent(findings: Findings) -> None:
    assert told(findings, "war-korea", 0.25).text == "25\u00a0%"
    assert "%" not in told(findings, "cost", 0.25).text
    assert short(findings, "cost", 1e-9).startswith("<0.")


def test_what_lies_between_names_the_ends(findings: Findings) -> None:
    medians = {slug: findings.scores[slug, "cost"].median for slug in findings.options}
    text = between("Cost", "cost", findings).text
    assert text.startswith("Cost lies between ")
    assert f"“{findings.option(min(medians, key=lambda slug: medians[slug]))}”) and" in text
    assert text.endswith(f"“{findings.option(max(medians, key=lambda slug: medians[slug]))}”).")


def test_options_differ_from_a_quarter_of_a_spread_on(findings: Findings) -> None:
    for outcome in findings.weighty:
        gains = [abs(gain(findings, option, outcome)) for option in findings.options]
        assert differ(findings, outcome) == (max(gains) >= APART)
    assert alike(["A", "B"]).text.startswith("No option moves the mean of “A” or “B” by")
