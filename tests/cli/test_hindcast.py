"""``latticework hindcast``."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from latticework.cli import hindcast as module
from latticework.cli import main
from latticework.evidence.report_card import Check
from latticework.insight.hindcast_table import Hindcast, Hindcasts, Point, read

ONE = Hindcast(
    "H8", "races", "a design", ("cow_nmc",),
    (Check("reaction", "elasticity", 0.05, least=0.0, against="zero", rows=9, margin=0.03),
     Check("reaction", "RMSE", 0.2, most=0.1, against="last change")),
    (Point("a plot: x, y", "came", 1990.0, 0.5),),
)  # fmt: skip


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The command, with hindcasts that are made already."""
    monkeypatch.setattr(
        module, "find", lambda _folder, say, _names: say("races") or Hindcasts((ONE,))
    )
    return CliRunner()


def test_a_terminal_gets_what_passed_and_what_cannot_be_tested(run: CliRunner) -> None:
    result = run.invoke(main, ["hindcast"])
    assert result.exit_code == 0
    assert "1 of 2 checks" in result.stdout
    assert "C13" in result.stdout
    assert "hindcasting races" in result.stderr
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_a_name_gets_every_check(run: CliRunner) -> None:
    result = run.invoke(main, ["hindcast", "H8"])
    assert result.exit_code == 0
    assert "elasticity" in result.stdout
    assert "over 0" in result.stdout
    assert "a design" in result.stdout
    assert "C13" not in result.stdout


def test_json_holds_everything(run: CliRunner) -> None:
    parts = json.loads(run.invoke(main, ["hindcast", "--json"]).stdout)
    first = parts["report_card"]["rows"][0]
    assert (first["hindcast"], first["passed"], first["against"]) == ("H8", True, "zero")
    assert parts["plots"]["rows"][0]["x"] == 1990
    assert parts["untested"]["rows"][0]["claim"] == "C2"


def test_the_files_are_written_whole(run: CliRunner, tmp_path: Path) -> None:
    result = run.invoke(main, ["hindcast", "--csv", "--to", str(tmp_path / "out")])
    assert result.exit_code == 0
    results, points = tmp_path / "out" / "hindcasts.csv", tmp_path / "out" / "hindcast_points.csv"
    assert result.stdout == results.read_text("utf-8")
    assert read(results, points) == Hindcasts((ONE,))


def test_what_is_kept_needs_no_data() -> None:
    result = CliRunner().invoke(main, ["hindcast", "--kept", "H9"])
    assert result.exit_code == 0
    assert "disputes of Russia" in " ".join(result.stdout.split())


def test_missing_data_leave_no_file(tmp_path: Path) -> None:
    target = tmp_path / "out"
    result = CliRunner().invoke(
        main, ["hindcast", "H8", "--data", str(tmp_path), "--to", str(target)]
    )
    assert result.exit_code == 1
    assert "nothing was loaded" in result.stderr
    assert not target.exists()
