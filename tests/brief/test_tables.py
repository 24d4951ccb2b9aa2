import csv
import io
import json

from hypothesis import given
from hypothesis import strategies as st

from latticework.brief.tables import (
    Column,
    Table,
    as_csv,
    as_json,
    as_markdown,
    counted,
    json_text,
)

TABLE = Table(
    "A table",
    (Column("Name", wrap=True), Column("Value", "bn USD", 1), Column("Known")),
    (("Aland", 1234.56, True), ("B|eland", None, False)),
    ("A note.",),
)


def test_readers_see_rounded_numbers_and_a_dash_for_the_unknown() -> None:
    assert TABLE.texts() == [["Aland", "1,234.6", "yes"], ["B|eland", "–", "no"]]


def test_significant_digits_suit_each_row() -> None:
    table = Table("t", (Column("n", digits=3),), ((0.0123456,), (12.3456,), (1234567,), (0,)))
    assert [row[0] for row in table.texts()] == ["0.0123", "12.3", "1,234,567", "0"]


def test_json_keeps_what_was_rounded() -> None:
    plain = json.loads(json_text(as_json(TABLE)))
    assert plain["rows"][0] == {"Name": "Aland", "Value": 1234.56, "Known": True}
    assert plain["rows"][1]["Value"] is None
    assert plain["columns"][1] == {"name": "Value", "unit": "bn USD"}


def test_details_are_for_machines() -> None:
    table = Table("t", (Column("a"), Column("b", detail=True)), (("x", "y"),))
    assert table.texts() == [["x"]]
    assert as_csv(table) == "a,b\nx,y\n"
    assert as_markdown(table) == "| a |\n|---|\n| x |"


def test_numbers_lose_the_dust_of_binary_arithmetic() -> None:
    table = Table("t", (Column("n"),), ((100 * 0.082,), (0.1 + 0.2,), (123456789.25,)))
    assert [row["n"] for row in as_json(table)["rows"]] == [8.2, 0.3, 123456789.25]
    assert as_csv(table) == "n\n8.2\n0.3\n123456789.25\n"


def test_readers_are_spared_long_lists_and_told_so() -> None:
    table = Table("t", (Column("n", items=2),), (("a, b, c",), ("a, b",), ("d",)), most=2)
    assert table.texts() == [["a, b … (3)"], ["a, b"]]
    assert table.footnotes == ("… and 1 more; --json has all.",)
    assert len(as_json(table)["rows"]) == 3
    assert "a, b, c" in as_csv(table)


def test_one_is_singular() -> None:
    assert [counted(n, "territory") for n in (0, 1, 1200)] == [
        "0 territories", "1 territory", "1,200 territories",
    ]  # fmt: skip


def test_csv_leaves_the_unknown_empty() -> None:
    assert as_csv(TABLE) == "Name,Value (bn USD),Known\nAland,1234.56,True\nB|eland,,False\n"


def test_markdown_escapes_markup() -> None:
    hostile = Table("t", (Column("a"),), (("<script>|*x*</script>",),))
    assert as_markdown(hostile).splitlines()[-1] == r"| &lt;script\>\|\*x\*&lt;/script\> |"


@given(
    st.lists(st.tuples(st.text(alphabet=st.characters(exclude_characters="\r\n\0"))), max_size=4)
)
def test_csv_gives_back_what_it_was_given(rows: list[tuple[str]]) -> None:
    table = Table("t", (Column("a"),), tuple(rows))
    read = list(csv.reader(io.StringIO(as_csv(table), newline="")))
    assert [row or [""] for row in read[1:]] == [list(row) for row in rows]
