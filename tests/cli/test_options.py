import click
import pytest
from click.testing import CliRunner

from latticework.atlas.atlas import Atlas
from latticework.brief.tables import Column, Table
from latticework.cli.options import Day, complain, state_named, tell
from latticework.reading import Problem, ReadingError


@pytest.mark.parametrize("text", ["JPN", "jpn", "JP", "Japan", "japan"])
def test_states_are_found_by_code_and_name(atlas: Atlas, text: str) -> None:
    assert state_named(atlas, text) == "JPN"


def test_an_unknown_state_gets_a_suggestion(atlas: Atlas) -> None:
    with pytest.raises(click.BadParameter, match="did you mean"):
        state_named(atlas, "Japn")


def test_days_are_iso() -> None:
    assert Day().convert("2024-07-01", None, None).year == 2024


@pytest.mark.parametrize("text", ["1 July", "20240701", "2024-W27-1", "2024-7-1", "２０２４-07-01"])
def test_days_are_written_in_one_way(text: str) -> None:
    with pytest.raises(click.BadParameter, match="2024-07-01"):
        Day().convert(text, None, None)


def test_a_day_must_exist() -> None:
    with pytest.raises(click.BadParameter, match="day"):
        Day().convert("2023-02-29", None, None)


def test_a_hundred_mistakes_are_printed_and_the_others_counted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    error = ReadingError(Problem("f", line, "", "", "expected x") for line in range(103))
    with pytest.raises(SystemExit, match="1"):
        complain(error)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 102
    assert lines[-2:] == ["… and 3 more", "103 mistakes; nothing was loaded."]


def test_a_table_is_told_in_three_forms() -> None:
    table = Table("T", (Column("a"),), (("x",),))

    @click.command()
    @click.argument("form")
    def show(form: str) -> None:
        tell(table, None if form == "text" else form)

    told = {form: CliRunner().invoke(show, [form]).output for form in ("text", "json", "csv")}
    assert told["csv"] == "a\nx\n"
    assert told["json"].startswith("{")
    assert told["text"].splitlines()[0] == "T"
