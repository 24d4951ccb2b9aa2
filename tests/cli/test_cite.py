"""``latticework cite``."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from latticework.atlas.citations import uses
from latticework.cli import cite as module
from latticework.cli import main
from latticework.cli.cite import cited, sets
from latticework.evidence.datasets import declared
from latticework.reading import Problem, ReadingError
from latticework.study.loading import load_study


def keys(text: str) -> list[str]:
    return re.findall(r"^@\w+\{(.+),$", text, re.MULTILINE)


def test_a_study_is_cited_once_each_and_in_order() -> None:
    result = CliRunner().invoke(main, ["cite"])
    assert result.exit_code == 0
    found = keys(result.stdout)
    assert found == sorted(set(found))
    held = load_study("nato-in-asia")
    assert {key for key, times in uses(held.atlas).items() if times} <= set(found)
    assert {part.source for parts in held.parts.values() for part in parts.values()} <= set(found)


def test_only_what_is_used_is_cited() -> None:
    held = load_study("nato-in-asia")
    used = set(cited(held))
    assert used <= set(held.atlas.sources)
    unused = {key for key, times in uses(held.atlas).items() if not times}
    assert not (unused - used) & set(keys(CliRunner().invoke(main, ["cite"]).stdout))


def test_the_evidence_is_cited_by_the_sets_it_was_made_from() -> None:
    result = CliRunner().invoke(main, ["cite", "--evidence"])
    wanted = {key for name in sets() for key in declared().dataset(name).cite}
    assert set(keys(result.stdout)) == wanted
    assert {"cow_nmc", "atop_alliance", "grh_arms_races", "un_votes"} <= set(sets())


def test_results_that_cannot_be_read_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> tuple[str, ...]:
        raise ReadingError([Problem("hindcasts.csv", 1, "", "", "expected a table")])

    monkeypatch.setattr(module, "sets", broken)
    result = CliRunner().invoke(main, ["cite", "--evidence"])
    assert result.exit_code == 1
    assert "expected a table" in result.stderr


def test_no_such_study(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["cite", str(tmp_path / "none")])
    assert result.exit_code == 1
    assert "Embedded studies" in result.stderr
