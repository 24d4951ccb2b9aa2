"""Files of data sets: what is read, and what is said of those that are not as declared."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latticework.evidence.checking import TYPES, checked
from latticework.evidence.datasets import declared
from latticework.reading import Problem, ReadingError

NMC = declared().dataset("cow_nmc")
WHOLE = pl.DataFrame(
    {
        "ccode": [2, 2, 20],
        "year": [2000, 2001, 2000],
        "milex": [5, None, 0],
        "milper": [1, 2, 3],
        "irst": [1, 2, 3],
        "pec": [1, 2, 3],
        "tpop": [1.5, 2.0, 3.0],
        "upop": [None, 1.0, 2.0],
        "cinc": [0.1, 0.2, 0.3],
    },
    schema={column.column: TYPES[column.type] for column in NMC.columns},
)
CSV = WHOLE.with_columns(pl.col("milex").fill_null(-9), version=pl.lit(7)).write_csv(
    null_value="NA"
)


def written(folder: Path, frame: pl.DataFrame) -> Path:
    path = folder / "cow_nmc.parquet"
    frame.write_parquet(path)
    return path


# --- what is read ---


def test_parquet_and_csv_read_the_same(tmp_path: Path) -> None:
    """CSV as its authors publish it: another column, −9 and NA for missing."""
    text = tmp_path / "NMC-70-abridged.csv"
    text.write_text(CSV, "utf-8")
    for path in (text, written(tmp_path, WHOLE)):
        assert checked(path, NMC).collect().equals(WHOLE)


@pytest.mark.parametrize("value", [-9, -9.0, float("nan"), None])
def test_the_missing_never_reach_arithmetic(tmp_path: Path, value: float | None) -> None:
    frame = WHOLE.with_columns(milex=pl.lit(value, pl.Float64), tpop=pl.lit(value, pl.Float64))
    read = checked(written(tmp_path, frame), NMC).collect()
    assert read["milex"].null_count() == read["tpop"].null_count() == 3
    assert read["milex"].sum() == 0


def test_whole_numbers_may_be_stored_as_floats(tmp_path: Path) -> None:
    """As pandas does where one is missing."""
    frame = WHOLE.with_columns(pl.col("ccode", "milex").cast(pl.Float64))
    assert checked(written(tmp_path, frame), NMC).collect().equals(WHOLE)


def test_whole_numbers_may_be_written_with_a_point(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    WHOLE.with_columns(pl.col("milex", "irst").cast(pl.Float64)).write_csv(path)
    assert checked(path, NMC).collect().equals(WHOLE)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(CSV, "utf-8-sig")
    assert checked(path, NMC).collect().equals(WHOLE)


def test_days_are_read_from_text(tmp_path: Path) -> None:
    path = tmp_path / "gw_states.csv"
    path.write_text("gwcode,stateabb,statename,startdate,enddate\n2,USA,NA,1816-01-01,2017-12-31\n")
    row = checked(path, declared().dataset("gw_states")).collect().row(0, named=True)
    assert row["enddate"].year == 2017
    assert row["statename"] == "NA"  # in a column of text, NA may be Namibia


# --- what is refused: each mistake says file, row and column ---

Change = Callable[[pl.DataFrame], pl.DataFrame]
SECOND = pl.int_range(pl.len()) == 1


def at_second(column: str, value: object) -> Change:
    return lambda frame: frame.with_columns(
        pl.when(SECOND).then(pl.lit(value)).otherwise(pl.col(column)).alias(column)
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda f: f.rename({"milex": "milexp"}),
            "1: milex: missing — expected this column (did you mean milexp?)",
        ),
        (lambda f: f.drop("cinc"), "1: cinc: missing — expected this column"),
        (
            lambda f: f.with_columns(pl.col("year").cast(pl.String)),
            "1: year: String — expected int",
        ),
        (lambda f: f.with_columns(cinc=pl.date(2000, 1, 1)), "1: cinc: Date — expected float"),
        (at_second("ccode", 2.5), "2: ccode: 2.5 — expected a whole number ≥ 1 and ≤ 999"),
        (at_second("milper", -8), "2: milper: -8 — expected a whole number ≥ 0 or -9 for missing"),
        (at_second("cinc", 1.5), "2: cinc: 1.5 — expected a number ≥ 0 and ≤ 1 or -9 for missing"),
        (at_second("tpop", float("inf")), "2: tpop: inf — expected a number"),
        (at_second("year", 20_000), "2: year: 20000 — expected a whole number ≥ 1400 and ≤ 2100"),
        (at_second("year", None), "2: year: None — expected"),
        (at_second("irst", 2**40), None),
        (at_second("milper", 2**40), "2: milper: 1099511627776 — expected a whole number"),
        (
            lambda f: pl.concat([f, f.tail(1)]),
            "4: ccode, year: ccode 20, year 2000 — expected each key once",
        ),
        (lambda f: f.with_columns(milper=-8, year=0), "1: milper: -8"),
    ],
)
def test_a_parquet_file_not_as_declared(tmp_path: Path, change: Change, said: str | None) -> None:
    path = written(tmp_path, change(WHOLE))
    if said is None:
        checked(path, NMC).collect()
        return
    with pytest.raises(ReadingError, match=re.escape(f"{path}:{said}")):
        checked(path, NMC)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda t: t.replace("2001", "MMI"),
            "3: year: 'MMI' — expected a whole number ≥ 1400 and ≤ 2100",
        ),
        (
            lambda t: t.replace("ccode", "ccod"),
            "1: ccode: missing — expected this column (did you mean ccod?)",
        ),
        (lambda t: t.replace("2001", "2001.5"), "3: year: '2001.5' — expected a whole number"),
        (lambda t: t.replace("0.3", "0,3"), "4: 11 cells — expected 10, as in the header"),
        (lambda t: t.replace("0.3,7", ""), "4: 9 cells — expected 10, as in the header"),
        (lambda t: t.replace(",", ";"), "1: cinc: missing"),
        (lambda t: t[:-4], "4: '"),
        (lambda t: t[:-4], "the file is cut off (if it is whole, add one)"),
        (lambda _: "", "1: empty — expected a header and rows"),
        (lambda _: "<html>404 Not Found</html>\n", "1: ccode: missing"),
    ],
)
def test_a_csv_file_not_as_declared(
    tmp_path: Path, change: Callable[[str], str], said: str
) -> None:
    path = tmp_path / "cow_nmc.csv"
    path.write_text(change(CSV), "utf-8")
    with pytest.raises(ReadingError, match=re.escape(said)) as caught:
        checked(path, NMC)
    assert {problem.file for problem in caught.value.problems} == {str(path)}


@pytest.mark.parametrize(
    ("blob", "said"),
    [
        (CSV.encode("utf-16"), "binary or UTF-16"),
        (b"PK\x03\x04\x00workbook", "binary or UTF-16"),
        (b"PAR1" + CSV.encode(), "binary or UTF-16"),
    ],
)
def test_other_formats_are_no_csv(tmp_path: Path, blob: bytes, said: str) -> None:
    path = tmp_path / "cow_nmc.csv"
    path.write_bytes(blob)
    with pytest.raises(ReadingError, match=said):
        checked(path, NMC)


def test_another_encoding_is_told_with_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "gw_states.csv"
    header = "gwcode,stateabb,statename,startdate,enddate\n"
    path.write_bytes((header + "437,CDI,Côte d'Ivoire,1960-08-07,2017-12-31\n").encode("latin-1"))
    with pytest.raises(ReadingError, match=r"gw_states.csv:2: statename: byte 0xf4 — expected UTF"):
        checked(path, declared().dataset("gw_states"))


def test_all_mistakes_come_at_once(tmp_path: Path) -> None:
    frame = WHOLE.with_columns(milper=-8, cinc=pl.lit(7.0))
    with pytest.raises(ReadingError) as caught:
        checked(written(tmp_path, frame), NMC)
    assert [problem.field for problem in caught.value.problems] == ["cinc", "milper"]


def test_a_word_out_of_the_list_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "un_votes.csv"
    path.write_text("rcid,country,country_code,vote\n3,Namibia,NA,yes\n3,Cuba,CU,absent\n", "utf-8")
    with pytest.raises(ReadingError, match="3: vote: 'absent' — expected yes or no or abstain"):
        checked(path, declared().dataset("un_votes"))


# --- damage ---


def damaged(blob: bytes) -> st.SearchStrategy[bytes]:
    """Return files cut off, with bytes changed, or with bytes put in."""
    at = st.integers(0, len(blob) - 1)
    cut = at.map(lambda i: blob[:i])
    changed = st.lists(
        st.tuples(at, st.binary(min_size=1, max_size=1)), min_size=1, max_size=12
    ).map(lambda edits: _edited(blob, edits))
    inserted = st.tuples(at, st.binary(min_size=1, max_size=8)).map(
        lambda edit: blob[: edit[0]] + edit[1] + blob[edit[0] :]
    )
    return cut | changed | inserted


def _edited(blob: bytes, edits: list[tuple[int, bytes]]) -> bytes:
    copy = bytearray(blob)
    for index, byte in edits:
        copy[index : index + 1] = byte
    return bytes(copy)


def _as_bytes(*, compressed: bool) -> bytes:
    file = BytesIO()
    WHOLE.write_parquet(file, compression="zstd" if compressed else "uncompressed")
    return file.getvalue()


FORMS = {
    "csv": CSV.encode(),
    "zstd.parquet": _as_bytes(compressed=True),
    "plain.parquet": _as_bytes(compressed=False),
}


@pytest.mark.parametrize("form", FORMS)
@given(data=st.data())
@settings(max_examples=120, deadline=None)
def test_a_damaged_file_is_refused_or_still_as_declared(
    form: str, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Never another error, never a value out of bounds, never a key twice."""
    path = tmp_path_factory.getbasetemp() / f"damaged.{form}"
    path.write_bytes(data.draw(damaged(FORMS[form])))
    frame = None
    told: tuple[Problem, ...] = ()
    try:
        frame = checked(path, NMC).collect()
    except ReadingError as error:
        told = error.problems
    if frame is None:
        assert {problem.file for problem in told} == {str(path)}
        return
    assert frame.schema == WHOLE.schema
    assert frame.select(NMC.keys).is_unique().all()
    for column in NMC.columns:
        assert not (frame[column.column] < (column.least or 0)).any()


@given(cut=st.floats(0, 0.999))
@settings(max_examples=60, deadline=None)
def test_a_file_cut_off_is_always_refused(
    tmp_path_factory: pytest.TempPathFactory, cut: float
) -> None:
    """Unless it is CSV cut at the end of a line: then it has fewer rows, which `where` tells."""
    for form, blob in FORMS.items():
        path = tmp_path_factory.getbasetemp() / f"cut.{form}"
        path.write_bytes(blob[: int(cut * len(blob))])
        if form == "csv" and path.read_bytes().endswith(b"\n"):
            continue
        with pytest.raises(ReadingError, match=re.escape(path.name)):
            checked(path, NMC)
