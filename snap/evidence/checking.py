"""A file of a data set → a lazy frame of its declared columns, or every mistake in it.

Parquet and CSV. A file is looked through once, in full, before anything is computed from it: a
column that is missing, renamed or of another type, text that is no number, bytes that are not
UTF-8, a file cut off or damaged, a value out of bounds, a key missing or standing twice. Each
is a :class:`~latticework.reading.Problem` with file, row, column, value and what was expected.
Codes for “missing” become nulls, and so do NaNs.

What this cannot see: damage that turns a value into another plausible one. `data where --check`
compares checksums and row counts for that.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from latticework.evidence.datasets import Column, Dataset
from latticework.reading import Problem, ReadingError, did_you_mean, shown

TYPES: dict[str, pl.DataType] = {
    "int": pl.Int32(), "long": pl.Int64(), "float": pl.Float64(),
    "text": pl.String(), "date": pl.Date(),
}  # fmt: skip
"""Declared type → type of the column in the frame."""

_BROKEN = (
    pl.exceptions.ComputeError, pl.exceptions.NoDataError, pl.exceptions.PanicException, OSError,
)  # fmt: skip
_WHOLE = frozenset({"int", "long"})
_ROW = "row number"
_NOT_TEXT = (b"PAR1", b"PK\x03\x04", b"\xff\xfe", b"\xfe\xff")


def checked(path: Path, dataset: Dataset) -> pl.LazyFrame:
    """Return the declared columns of a file, after looking it through.

    Parameters
    ----------
    path
        A Parquet file, by its suffix, or a CSV file with a header.
    dataset
        What its columns should be.

    Raises
    ------
    ReadingError
        With every mistake.
    """
    raw = _opened(path)
    schema = _schema(path, raw)
    try:
        problems = list(_misfits(path, schema, dataset)) or list(_ragged(path))
        if not problems:
            problems = list(_mistakes(path, raw, schema, dataset))
    except _BROKEN as error:
        raise ReadingError([_broken(path, error)]) from error
    if problems:
        raise ReadingError(problems)
    return raw.select(_value(column, schema[column.column]) for column in dataset.columns)


def _schema(path: Path, raw: pl.LazyFrame) -> pl.Schema:
    """Return the columns of a file; any complaint of Polars here is about the file."""
    try:
        return raw.collect_schema()
    except (*_BROKEN, pl.exceptions.PolarsError) as error:
        raise ReadingError([_broken(path, error)]) from error


def _opened(path: Path) -> pl.LazyFrame:
    if path.suffix == ".parquet":
        return pl.scan_parquet(path)
    if problem := _not_csv(path):
        raise ReadingError([problem])
    return pl.scan_csv(path, infer_schema=False)


# --- the bytes of a CSV file ----------------------------------------------------------------------


def _not_csv(path: Path) -> Problem | None:
    """Say what in the bytes of a file is no CSV: other formats, other encodings, a cut-off end."""
    try:
        with path.open("rb") as file:
            head = file.read(1024)
            if not head.strip():
                return Problem(str(path), 1, "", "empty", "expected a header and rows")
            if head.startswith(_NOT_TEXT) or b"\0" in head:
                return Problem(str(path), 1, "", "binary or UTF-16", "expected CSV in UTF-8")
            return _undecodable(path) or _cut_off(path)
    except OSError as error:
        return Problem(str(path), 1, "", error.strerror or str(error), "expected a readable file")


def _undecodable(path: Path) -> Problem | None:
    """Find the first byte that is not UTF-8, with its line and column."""
    blob = path.read_bytes()
    try:
        blob.decode("utf-8")
    except UnicodeDecodeError as error:
        before = blob[: error.start].decode("utf-8-sig").split("\n")
        header, cells = _cells(before[0]), _cells(before[-1] + "?")
        column = dict(enumerate(header, start=1)).get(len(cells), "") if len(before) > 1 else ""
        value = f"byte 0x{blob[error.start]:02x}"
        expected = "expected UTF-8 (the file may be in Latin-1 or Windows-1252: convert it)"
        return Problem(str(path), len(before), column, value, expected)
    return None


def _cells(line: str) -> list[str]:
    try:
        return next(csv.reader([line]), [])
    except csv.Error:
        return []


def _cut_off(path: Path) -> Problem | None:
    """Say so if the last line has no end."""
    blob = path.read_bytes()
    if blob.endswith((b"\n", b"\r")):
        return None
    last = blob[-20:].decode("utf-8", "replace").rpartition("\n")[2]
    expected = "expected the end of a line: the file is cut off (if it is whole, add one)"
    return Problem(str(path), blob.count(b"\n") + 1, "", shown(last), expected)


# --- the header -----------------------------------------------------------------------------------


def _misfits(path: Path, schema: pl.Schema, dataset: Dataset) -> Iterator[Problem]:
    """Yield the declared columns that are missing or of another type."""
    spare = set(schema) - set(dataset.names)
    for column in dataset.columns:
        name = column.column
        if name not in schema:
            near = did_you_mean(name, spare)
            yield Problem(str(path), 1, name, "missing", f"expected this column{near}")
        elif not _fits(schema[name], column, path):
            yield Problem(str(path), 1, name, str(schema[name]), f"expected {column.type}")


def _fits(found: pl.DataType, column: Column, path: Path) -> bool:
    if found == pl.String:
        return column.type in {"text", "date"} or path.suffix != ".parquet"
    if column.type in {*_WHOLE, "float"}:
        return found.is_numeric()
    if column.type == "date":
        return found in {pl.Date, pl.Datetime}
    return found in {pl.Categorical, pl.Enum}


def _ragged(path: Path) -> Iterator[Problem]:
    """Yield the first line of CSV with more or fewer cells than the header.

    A file with line breaks within quotes is not looked at.
    """
    if path.suffix == ".parquet":
        return
    lines = pl.read_csv(
        path, has_header=False, separator="\x1f", quote_char=None, infer_schema=False
    ).to_series()
    quotes = lines.str.count_matches('"', literal=True)
    if (quotes % 2 == 1).any():
        return
    bare = lines.str.replace_all('"[^"]*"', "") if quotes.sum() else lines
    cells = bare.str.count_matches(",", literal=True) + 1
    wrong = (cells != cells[0]) & (lines.str.strip_chars() != "")
    if (row := wrong.arg_max()) is not None and wrong[row]:
        expected = f"expected {cells[0]}, as in the header"
        yield Problem(str(path), row + 1, "", f"{cells[row]} cells", expected)


# --- the values -----------------------------------------------------------------------------------


def _value(column: Column, found: pl.DataType) -> pl.Expr:
    """Return a column in its declared type, null where it is missing."""
    value = _cast(column, found)
    if column.missing:
        codes = [code if column.type == "float" else int(code) for code in column.missing]
        value = pl.when(value.is_in(codes).not_()).then(value)
    return value.alias(column.column)


def _cast(column: Column, found: pl.DataType) -> pl.Expr:
    """Return a column in its declared type, codes and all; null too where that cannot be."""
    value = _present(column, found)
    if column.type == "date" and found == pl.String:
        value = value.str.to_date("%Y-%m-%d", strict=False)
    elif column.type in _WHOLE and found == pl.String:
        value = value.cast(pl.Float64, strict=False)  # 2.0 is a whole number, too
    return value.cast(TYPES[column.type], strict=False)


def _present(column: Column, found: pl.DataType) -> pl.Expr:
    """Return a column as found, null where a cell is empty, says NA, or is not a number."""
    value = pl.col(column.column)
    if found == pl.String and column.type == "text":
        return value.replace({"": None})
    if found == pl.String:
        value = value.str.strip_chars().replace({"": None, "NA": None, "NaN": None})
    return value.fill_nan(None) if found.is_float() else value


def _wrong(column: Column, found: pl.DataType, *, required: bool) -> pl.Expr:
    """Return whether each value is one that must not be; null where that is not known."""
    value = _value(column, found)
    wrong = value.is_null() if required else pl.lit(value=False)
    if column.type != "text":
        wrong |= _cast(column, found).is_null() & _present(column, found).is_not_null()
    if column.type in _WHOLE and not found.is_integer():
        wrong |= _present(column, found).cast(pl.Float64, strict=False).mod(1) != 0
    if column.type == "float":
        wrong |= value.is_infinite()
    return _beyond(column, value, wrong)


def _beyond(column: Column, value: pl.Expr, wrong: pl.Expr) -> pl.Expr:
    if column.least is not None:
        wrong |= value < column.least
    if column.most is not None:
        wrong |= value > column.most
    if column.values:
        wrong |= value.is_in(column.values).not_()
    return wrong


def _mistakes(
    path: Path, raw: pl.LazyFrame, schema: pl.Schema, dataset: Dataset
) -> Iterator[Problem]:
    """Yield the first wrong value of each column, then a key that stands twice."""
    required = set(dataset.keys) - set(dataset.nullable)
    wrong = {
        column: _wrong(column, schema[column.column], required=column.column in required)
        for column in dataset.columns
    }
    found = raw.select(expr.any().alias(column.column) for column, expr in wrong.items()).collect()
    for column, expr in wrong.items():
        if found[column.column].item():
            yield _first(path, raw, column, expr)
    if not any(found.row(0)):
        frame = raw.select(_value(column, schema[column.column]) for column in dataset.columns)
        yield from _doubles(path, frame, dataset.keys)


def _first(path: Path, raw: pl.LazyFrame, column: Column, wrong: pl.Expr) -> Problem:
    """Return the first wrong value of a column; a row of CSV is its line, the header being 1."""
    row = raw.with_row_index(_ROW).filter(wrong).select(_ROW, column.column).head(1).collect()
    number, value = row.row(0)
    line = number + (1 if path.suffix == ".parquet" else 2)
    return Problem(str(path), line, column.column, shown(value), f"expected {_expected(column)}")


def _expected(column: Column) -> str:
    """Say in words what a value of a column may be."""
    if column.values:
        return " or ".join(column.values)
    words = {"int": "a whole number", "long": "a whole number", "float": "a number",
             "date": "a day, YYYY-MM-DD", "text": "a text"}[column.type]  # fmt: skip
    bounds = [
        f"{sign} {bound:.12g}"
        for sign, bound in (("≥", column.least), ("≤", column.most))
        if bound is not None
    ]
    codes = [f"or {code:g} for missing" for code in column.missing]
    return " ".join([words, *[" and ".join(bounds)] * bool(bounds), *codes])


def _doubles(path: Path, frame: pl.LazyFrame, keys: Sequence[str]) -> Iterator[Problem]:
    """Yield a key that stands twice; files sorted by their keys are told at a glance."""
    if not keys or frame.select(_ascending(keys)).collect().item():
        return
    rows = frame.select(keys).collect()
    if rows.n_unique() == len(rows):
        return
    twice = rows.with_row_index(_ROW).filter(pl.struct(keys).is_first_distinct().not_()).row(0)
    line = twice[0] + (1 if path.suffix == ".parquet" else 2)
    what = ", ".join(f"{key} {value}" for key, value in zip(keys, twice[1:], strict=True))
    yield Problem(str(path), line, ", ".join(keys), what, "expected each key once")


def _ascending(keys: Sequence[str]) -> pl.Expr:
    """Return whether each row's keys come after those of the row before, compared in order."""
    after = pl.lit(value=False)
    for key in reversed(keys):
        now, before = pl.col(key), pl.col(key).shift(1)
        after = (now > before) | ((now == before) & after)
    return after.slice(1).all(ignore_nulls=False).fill_null(value=False)


def _broken(path: Path, error: BaseException) -> Problem:
    """Return what a library says of a file that it cannot read, in one line."""
    said = str(error).strip().partition("\n")[0]
    kind = "Parquet" if path.suffix == ".parquet" else "CSV"
    expected = f"expected a whole {kind} file: it is cut off or damaged"
    return Problem(str(path), 1, "", shown(said, 160), expected)
