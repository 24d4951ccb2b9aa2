from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from latticework.atlas.atlas import Atlas
from latticework.brief import listings
from latticework.brief.tables import Column, Table
from latticework.brief.terminal import LEAST, as_terminal, folded, paragraph, printed, widths

WORDS = st.text("abc-/ defg", min_size=1, max_size=60)
ROWS = st.lists(st.tuples(WORDS, st.floats(0, 1e9), WORDS), min_size=1, max_size=5)
COLUMNS = (Column("One", wrap=True), Column("Two", "bn USD", 1), Column("Three", wrap=True))


@given(ROWS, st.integers(40, 120))
def test_a_table_fits_the_terminal_and_no_number_is_cut(
    rows: list[tuple[str, float, str]], width: int
) -> None:
    text = as_terminal(Table("T", COLUMNS, tuple(rows)), width=width)
    assert all(cell_len(line) <= width for line in text.splitlines())
    for _, number, _ in rows:
        assert f"{number:,.1f}" in text.split()


@given(ROWS, st.integers(10, 120))
def test_a_wrapping_column_is_never_a_sliver(
    rows: list[tuple[str, float, str]], width: int
) -> None:
    table = Table("T", COLUMNS, tuple(rows))
    got = widths(table, width)
    for n in (0, 2):
        held = max(cell_len(text) for text in (COLUMNS[n].name, *(row[n] for row in table.texts())))
        assert got is None or got[n] >= min(LEAST, held)


def test_no_list_of_the_atlas_has_a_sliver_in_80_columns(atlas: Atlas) -> None:
    day = atlas.contingencies["taiwan-strait-invasion"].date
    for table in (
        listings.states(atlas), listings.agreements(atlas, day), listings.sources(atlas),
        listings.organisations(atlas, day), listings.statements(atlas), listings.kinds(atlas),
        listings.contingencies(atlas), listings.territories(atlas, day), listings.issues(atlas),
    ):  # fmt: skip
        got = widths(table, 80)
        assert got is not None, table.title
        for width, column in zip(got, table.shown, strict=True):
            assert not column.wrap or width >= LEAST or width >= len(column.name)


def test_what_does_not_fit_is_stacked() -> None:
    table = Table("T", (Column("Key"), Column("GDP", "bn USD", 0)), (("k" * 30, 1724),))
    assert as_terminal(table, width=32) == f"T\nKey\n{'k' * 30}\n  GDP (bn USD)  1,724\n"
    assert "1,724" in as_terminal(table, width=5)


def test_a_stacked_table_tells_only_what_a_row_has() -> None:
    columns = (Column("article"), Column("counter"), Column("verb"))
    table = Table("Clauses", columns, (("5", None, "act"),), stacked=True)
    assert as_terminal(table, width=80) == "Clauses\narticle 5\n  verb     act\n"


@given(st.text("abc-/_ é字", max_size=80), st.integers(2, 20))
def test_folding_keeps_every_letter_and_the_width(text: str, width: int) -> None:
    lines = folded(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(cell_len(line) <= width for line in lines)


def test_words_are_broken_after_hyphens_and_only_if_they_must() -> None:
    assert folded("on 2024-07-01", 11) == ["on", "2024-07-01"]
    assert folded("japan-nato-information-2010", 12) == ["japan-nato-", "information-", "2010"]


def test_data_are_never_markup() -> None:
    text = as_terminal(Table("[red]T", (Column("[b]a"),), (("[/x] :smile:",),)), width=40)
    assert "[red]T" in text
    assert "[/x] :smile:" in text


def test_paragraphs_are_wrapped_and_indented() -> None:
    text = printed(paragraph("one two three four five six seven", 2), width=32)
    assert text == "  one two three four five six\n  seven\n"
