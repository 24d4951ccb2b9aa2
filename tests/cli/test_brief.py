from pathlib import Path

from click.testing import CliRunner

from latticework.cli import main


def test_the_brief_is_written_and_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["brief", "--out", str(tmp_path / "new dir")])
    assert result.exit_code == 0
    assert (tmp_path / "new dir" / "brief.md").read_text("utf-8").startswith("# Who is bound")


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    result = CliRunner().invoke(main, ["brief", "--out", str(tmp_path / "file" / "below")])
    assert result.exit_code == 1
    assert "cannot write" in result.stderr


def test_help_lists_commands_with_examples_quickly() -> None:
    result = CliRunner().invoke(main, ["--help"])
    assert result.exit_code == 0
    assert "obligations taiwan-strait" in result.output
