import click
import pytest
from click.testing import CliRunner

from latticework.atlas.atlas import Atlas
from latticework.brief.tables import Column, Table
from latticework.cli.options import Day, state_named, tell


@pytest.mark.parametrize("text", ["JPN", "jpn", "JP", "Japan", "japan"])
def test_states_are_found_by_code_and_name(atlas: Atlas, text: str) -> None:
    assert state_named(atlas, text) == "JPN"


def test_an_unknown_state_gets_a_suggestion(atlas: Atlas) -> None:
    with pytest.raises(click.BadParameter, match="did you mean"):
        state_named(atlas, "Japn")


def test_days_are_iso() -> None:
    assert Day().convert("2024-07-01", None, None).year == 2024
    with pytest.raises(click.BadParameter, match="2024-07-01"):
        Day().convert("1 July", None, None)


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
