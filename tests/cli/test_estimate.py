"""``latticework estimate``."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from latticework.cli import estimate as module
from latticework.cli import main
from latticework.evidence.estimate import Estimate
from latticework.evidence.estimated import Found
from latticework.evidence.report_card import Check, ReportCard, read

FOUND = Found(
    (Estimate("will_duty", 2.55, 0.288, 0.914, None, 235_124, "1946–2010", ("cow_nmc",), "a fit"),),
    ReportCard((
        Check("dispute onset, all pairs", "log loss", 0.0103, most=0.0112, against="cubic",
              rows=603_802, margin=0.0001),
        Check("change of spending, 2000–2024", "R² out of sample", -0.01, least=0.0025),
        Check("change of spending, 2000–2024", "R² of last year's change alone", 0.0025),
    )),
)  # fmt: skip


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The command, with fits that are made already."""
    monkeypatch.setattr(module, "find", lambda _folder, say: say("onset") or FOUND)
    return CliRunner()


def test_estimates_and_the_report_card_in_a_terminal(run: CliRunner) -> None:
    result = run.invoke(main, ["estimate"])
    assert result.exit_code == 0
    assert "will_duty" in result.stdout
    assert "2.55" in result.stdout
    assert "1 of 2 checks passed. Not passed: change of spending" in result.stdout.replace(
        "\n", " "
    )
    assert "fitting onset" in result.stderr
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_json_holds_everything(run: CliRunner) -> None:
    parts = json.loads(run.invoke(main, ["estimate", "--json"]).stdout)
    (row,) = parts["estimates"]["rows"]
    assert (row["belief"], row["se"], row["high"]) == ("will_duty", 0.288, None)
    assert row["basis"] == "a fit"
    passed = [check["passed"] for check in parts["report_card"]["rows"]]
    assert passed == [True, False, None]


def test_the_files_are_written_whole(run: CliRunner, tmp_path: Path) -> None:
    result = run.invoke(main, ["estimate", "--csv", "--to", str(tmp_path / "out")])
    assert result.exit_code == 0
    made = (tmp_path / "out" / "estimated.csv").read_text("utf-8")
    assert result.stdout == made
    assert next(csv.DictReader(made.splitlines()))["belief"] == "will_duty"
    assert read(tmp_path / "out" / "report_card.csv") == FOUND.card
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"estimated.csv", "report_card.csv"}


def test_missing_data_leave_no_file(tmp_path: Path) -> None:
    result: Result = CliRunner().invoke(
        main, ["estimate", "--data", str(tmp_path), "--to", str(tmp_path / "out")]
    )
    assert result.exit_code == 1
    assert "cow_states" in result.stderr
    assert list(tmp_path.iterdir()) == []
