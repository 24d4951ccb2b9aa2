import asyncio
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from latticework.cli import main

OPTIONAL = {"data"}  # commands that need packages which may be absent


def test_the_brief_is_written_and_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["brief", "--out", str(tmp_path / "new dir")])
    assert result.exit_code == 0
    assert (tmp_path / "new dir" / "brief.md").read_text("utf-8").startswith("# Who is bound")


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    result = CliRunner().invoke(main, ["brief", "--out", str(tmp_path / "file" / "below")])
    assert result.exit_code == 1
    assert "cannot write" in result.stderr


def test_help_lists_commands_with_examples() -> None:
    result = CliRunner().invoke(main, ["--help"])
    assert result.exit_code == 0
    assert "obligations taiwan-strait" in result.output


def _commands(group: click.Group = main, *path: str) -> Iterator[tuple[str, ...]]:
    context = click.Context(group)
    for name in set(group.list_commands(context)) - OPTIONAL:
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _commands(command, *path, name)
        else:
            yield (*path, name)


@pytest.mark.parametrize("path", sorted(_commands()), ids=" ".join)
def test_each_command_has_a_summary_that_is_not_cut_and_examples(path: tuple[str, ...]) -> None:
    whole = CliRunner().invoke(main, [*path, "--help"]).output
    assert f"latticework {' '.join(path)}" in whole.partition("Example")[2]
    listed = CliRunner().invoke(main, [*path[:-1], "--help"]).output
    (line,) = [line for line in listed.splitlines() if line.startswith(f"  {path[-1]} ")]
    assert not line.endswith("...")


async def _help() -> int:
    words = (sys.executable, "-m", "latticework", "--help")
    process = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.DEVNULL)
    return await process.wait()


def _seconds() -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert asyncio.run(_help()) == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_help_is_quick() -> None:
    assert min(_seconds() for _ in range(4)) < 0.3
