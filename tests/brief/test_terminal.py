from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from latticework.brief.tables import Column, Table
from latticework.brief.terminal import as_terminal, paragraph, printed

WORDS = st.text("abc defg", min_size=1, max_size=60)


@given(st.lists(st.tuples(WORDS, st.floats(0, 1e6), WORDS), min_size=1, max_size=5))
def test_a_table_with_a_wrapping_column_fits_80_columns(
    rows: list[tuple[str, float, str]],
) -> None:
    columns = (Column("One", wrap=True), Column("Two", "bn USD", 1), Column("Three", wrap=True))
    text = as_terminal(Table("T", columns, tuple(rows)), width=80)
    assert all(cell_len(line) <= 80 for line in text.splitlines())


def test_data_are_never_markup() -> None:
    text = as_terminal(Table("[red]T", (Column("[b]a"),), (("[/x] :smile:",),)), width=40)
    assert "[red]T" in text
    assert "[/x] :smile:" in text


def test_paragraphs_are_wrapped_and_indented() -> None:
    text = printed(paragraph("one two three four", 2), width=12)
    assert text == "  one two\n  three four\n"
