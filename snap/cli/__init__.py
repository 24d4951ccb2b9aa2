"""The command line: parse, call, print. Commands load their code only when they are called."""

from __future__ import annotations

import importlib
from typing import NamedTuple

import click

from latticework import __version__


class Lazy(NamedTuple):
    """Where a command lives, and its line in the list of commands."""

    module: str
    name: str
    help: str


COMMANDS = {
    "atlas": Lazy("latticework.cli.atlas", "atlas", "Look at the records, or check your own."),
    "data": Lazy("latticework.cli.data", "data", "Find, fetch and cite the real data sets."),
    "brief": Lazy("latticework.cli.brief", "brief", "Write the brief of a study."),
    "compare": Lazy("latticework.cli.compare", "compare", "Compare two options of a study."),
    "estimate": Lazy(
        "latticework.cli.estimate", "estimate", "What the data say of beliefs, and how well."
    ),
    "hindcast": Lazy(
        "latticework.cli.hindcast", "hindcast", "How mechanisms and fits did on the past."
    ),
    "new": Lazy("latticework.cli.study", "new", "Start a study of your own."),
    "obligations": Lazy(
        "latticework.cli.obligations", "obligations_command", "Who is bound to act, and by what?"
    ),
    "run": Lazy("latticework.cli.run", "run", "Play a study's options through its futures."),
    "study": Lazy("latticework.cli.study", "study", "Look at a study, or check your own."),
}


class LazyGroup(click.Group):
    """A group that imports a command only when it runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, importing its module."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        lazy = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(lazy.module), lazy.name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name].help) for name in self.list_commands(ctx)])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="latticework")
def main() -> None:
    """Stress-test security architectures.

    \b
    Examples:
      latticework run nato-in-asia
      latticework obligations taiwan-strait
      latticework obligations --attacked US --challenger China --territory Guam
      latticework atlas show Japan
      latticework atlas between JPN PHL --date 2026-01-01
      latticework atlas check my-overlay/
    """
