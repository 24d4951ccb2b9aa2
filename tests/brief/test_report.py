"""The brief's numbers come from the run's files and nothing else."""

import json
from typing import Any

import numpy as np
import polars as pl
import pytest

from latticework.brief.document import Brief
from latticework.brief.findings import Findings
from latticework.brief.report import as_json, report
from latticework.brief.tables import json_text
from latticework.ensemble.store import KEY, Result
from latticework.insight.answer import plain
from latticework.insight.desk import of_frame
from latticework.insight.frame import of_table


@pytest.fixture(scope="module")
def told(brief: Brief, findings: Findings) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(json_text(as_json(brief, findings)))
    return made


@pytest.fixture(scope="module")
def parquet(played: Result) -> pl.DataFrame:
    return pl.read_parquet(played.folder / "futures.parquet")


def table(told: dict[str, Any], slug: str) -> list[dict[str, Any]]:
    def found(blocks: list[dict[str, Any]]) -> Any:
        for block in blocks:
            if block.get("slug") == slug and "table" in block:
                return block["table"]["rows"]
            inner = found(block["blocks"]) if "blocks" in block else None
            if inner is not None:
                return inner
        return None

    rows: list[dict[str, Any]] = found(told["chapters"])
    return rows


def test_chapters_come_in_the_order_in_which_a_reader_asks(brief: Brief) -> None:
    assert [chapter.slug for chapter in brief.chapters] == [
        "answer", "scorecard", "flips", "claims", "contingencies", "web", "blocs", "arms", "trade",
        "values", "validation", "judgement", "not-modelled", "sources",
    ]  # fmt: skip


def test_the_same_run_makes_the_same_brief(brief: Brief, findings: Findings) -> None:
    assert report(findings) == brief


def test_the_whole_answer_follows_from_the_parquet_alone(
    told: dict[str, Any], findings: Findings, played: Result
) -> None:
    file = played.folder / "futures.parquet"
    seed = json.loads(pl.read_parquet_metadata(file)[KEY])["seed"]
    frame = of_table(pl.scan_parquet(file), findings.study)
    again = plain(of_frame(frame, findings.study, findings.views, seed))
    assert json.loads(json.dumps(again)) == told["answer"]


def test_scores_are_those_that_anyone_gets_from_the_parquet(
    told: dict[str, Any], findings: Findings, parquet: pl.DataFrame
) -> None:
    names = {one.name: slug for slug, one in findings.study.outcomes.items()}
    slugs = {option.name: slug for slug, option in findings.study.options.items()}
    rows = table(told, "scores")
    assert len(rows) == len(names) * len(slugs)
    for row in rows:
        own = parquet.filter(pl.col("option") == slugs[row["Option"]])[names[row["Outcome"]]]
        for name, level in (("Median", 0.5), ("5 %", 0.05), ("25 %", 0.25), ("95 %", 0.95)):
            assert row[name] == pytest.approx(own.quantile(level, "linear"), rel=1e-9, abs=1e-12)


def _worths(parquet: pl.DataFrame, findings: Findings) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return worth by the study's weights, worked out anew: (futures, options)."""
    options, baseline = list(findings.options), findings.answer.baseline
    total, weights = 0.0, 0.0
    for slug, outcome in findings.study.outcomes.items():
        if outcome.weight == 0 or outcome.better == "none":
            continue
        values = parquet[slug].to_numpy().reshape(-1, len(options))
        usual = values[:, [options.index(baseline)]]
        spread = usual.std() if usual.std() > 1e-12 * abs(values).max() else values.std()
        sign = 1.0 if outcome.better == "high" else -1.0
        total = total + outcome.weight * sign * (values - usual) / spread
        weights += outcome.weight
    worth: np.ndarray[Any, np.dtype[np.float64]] = np.asarray(total / weights)
    return worth


def test_worth_and_regret_are_those_worked_out_by_hand(
    told: dict[str, Any], findings: Findings, parquet: pl.DataFrame
) -> None:
    worth = _worths(parquet, findings)
    regret = worth.max(axis=1, keepdims=True) - worth
    names = [findings.option(slug) for slug in findings.options]
    rows = {row["Option"]: row for row in table(told, "worth")}
    for number, name in enumerate(names):
        assert rows[name]["Worth"] == pytest.approx(worth[:, number].mean(), abs=1e-9)
        assert rows[name]["Regret"] == pytest.approx(regret[:, number].mean(), abs=1e-9)
        assert rows[name]["Worst regret"] == pytest.approx(regret[:, number].max(), abs=1e-9)
    ordered = sorted(names, key=lambda name: -worth[:, names.index(name)].mean())
    assert list(rows) == ordered


def test_wins_and_flips_are_those_counted_by_hand(
    told: dict[str, Any], findings: Findings, parquet: pl.DataFrame
) -> None:
    worth, options = _worths(parquet, findings), list(findings.options)
    beliefs = parquet.filter(pl.col("option") == options[0])
    order = np.random.default_rng(told["run"]["seed"]).permutation(len(beliefs))
    held_out = np.sort(order[len(order) // 2 :])
    flips = told["answer"]["judgements"][0]["flips"]
    for flip in flips:
        a, b = options.index(flip["better"]), options.index(flip["worse"])
        turned = worth[:, b] - worth[:, a] > 1e-9
        assert flip["share"] == pytest.approx(turned.mean())
        for box in [*flip["where"]["boxes"], *flip["where"]["leaves"]]:
            inside = np.ones(len(beliefs), dtype=bool)
            for limit in box["limits"]:
                column = beliefs[limit["belief"]].to_numpy()
                inside &= column >= (-np.inf if limit["low"] is None else limit["low"])
                inside &= column < (np.inf if limit["high"] is None else limit["high"])
            hits = (inside & turned)[held_out].sum()
            assert box["density"] == pytest.approx(hits / inside[held_out].sum())
            assert box["coverage"] == pytest.approx(hits / turned[held_out].sum())
    assert any(flip["where"]["boxes"] for flip in flips)


def test_courses_are_those_of_the_quantiles(
    told: dict[str, Any], findings: Findings, played: Result
) -> None:
    quantiles = pl.read_parquet(played.folder / "quantiles.parquet")
    rows = table(told, "blocs-courses")
    years = played.identity["years"]
    assert len(rows) % len(years) == 0
    track = quantiles.filter(
        (pl.col("track") == "alignment.IND") & (pl.col("option") == "eu-web")
    ).sort("year")
    assert [row["Track"] for row in rows[:1]] == ["Alignment of India (−1 China to 1 West)"]
    own = [row[findings.option("eu-web")] for row in rows[: len(years)]]
    assert own == pytest.approx(track["q50"].to_list(), rel=1e-9)


def test_the_colophon_says_what_was_played(brief: Brief, findings: Findings) -> None:
    text = brief.colophon.text
    assert "512 futures of seed 7, 8 options and 2025–2040" in text
    assert findings.result.identity["study"][:12] in text
