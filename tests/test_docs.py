"""What the documentation says is true: its examples run, its made pages are up to date."""

import re
import runpy
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from latticework.cli import main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def test_the_python_example_of_the_readme_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README, re.S)
    script = tmp_path / "example.py"
    script.write_text(example, "utf-8")
    runpy.run_path(str(script))
    assert "USA act" in capsys.readouterr().out


def _commands() -> list[str]:
    table = re.findall(r"\| `latticework ([^`]*)` \|", README)
    return [command for command in table if "my-" not in command]


@pytest.mark.parametrize("command", _commands())
def test_the_commands_of_the_readme_run(command: str) -> None:
    result = CliRunner().invoke(main, shlex.split(command))
    assert result.exit_code == 0, result.output


def test_the_overlay_of_the_readme_works(tmp_path: Path) -> None:
    files = re.findall(r"cat > mine/(\S+)\n(.*?)(?=\n\$ |\n```)", README, re.S)
    assert len(files) == 2
    for name, text in files:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    checked = CliRunner().invoke(main, ["atlas", "check", str(tmp_path)])
    assert checked.exit_code == 0, checked.output
    words = ["obligations", "senkaku", "--date", "2026-07-01", "--state", "AUS"]
    told = CliRunner().invoke(main, [*words, "--atlas", str(tmp_path)])
    assert "Australia owes: act" in told.output


@pytest.mark.parametrize("name", ["fields", "beliefs"])
def test_made_pages_are_up_to_date(name: str) -> None:
    made = runpy.run_path(str(ROOT / "docs" / f"make_{name}.py"))
    assert (ROOT / "docs" / f"{name}.md").read_text("utf-8") == made["page"]()
