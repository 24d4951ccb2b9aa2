"""What is declared of each data set: columns, coverage, terms, citation, where to get it.

The declarations are data, in ``data/evidence``: ``datasets.yaml`` (one entry a set),
``columns.csv`` (the data dictionary), ``terms.yaml`` (licences) and ``references.yaml`` (BibTeX
fields). Nothing here opens a data set, and nothing needs more than the core dependencies; reading
is in ``latticework.evidence.catalogue``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from latticework.reading import Problem, ReadingError, did_you_mean, read_csv, read_yaml, shown
from latticework.validating import entries, validated

EVIDENCE = Path(__file__).parents[1] / "data" / "evidence"
"""The folder of the declarations."""

Kind = Literal["int", "long", "float", "text", "date"]
"""Type of a column: whole numbers of 32 or 64 bits, numbers, text, days."""

_Codes = Annotated[tuple[float, ...], BeforeValidator(lambda text: text.split("|"))]
_Words = Annotated[tuple[str, ...], BeforeValidator(lambda text: text.split("|"))]
_Record = TypeVar("_Record", bound=BaseModel)


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Column(_Strict):
    """One column of a data set.

    Attributes
    ----------
    missing
        Codes that stand for “missing” (−9): read as null.
    null
        What a null stands for where it is *not* missing, e.g. 0 for a flag that is set or blank.
    least, most
        Bounds that a value may reach; beyond them a file is refused, since a code for “missing”
        that nobody declared would otherwise pass for a number.
    values
        The words that a text may be.
    """

    dataset: str
    column: str
    type: Kind
    unit: str = ""
    missing: _Codes = ()
    null: str | None = None
    least: float | None = None
    most: float | None = None
    values: _Words = ()
    meaning: str


class Terms(_Strict):
    """On what terms a set is offered, as its owners state it."""

    short: str
    text: str
    redistribute: bool
    source: str | None = None


class Reference(_Strict):
    """A work to cite: BibTeX fields, in plain text but for ``{}`` around a corporate author."""

    type: Literal["article", "book", "incollection", "misc", "techreport"]
    author: tuple[str, ...]
    title: str
    year: int
    journal: str | None = None
    booktitle: str | None = None
    editor: str | None = None
    publisher: str | None = None
    institution: str | None = None
    volume: str | None = None
    number: str | None = None
    pages: str | None = None
    doi: str | None = None
    url: str | None = None
    note: str | None = None


class Download(_Strict):
    """Where the authors keep a file, and where it lies in what is downloaded.

    Attributes
    ----------
    inside
        Names of the archives and of the file in them, from the outermost; each is found by the end
        of its path. Empty if the address is that of the file itself.
    sha256
        Checksum of the file, where its authors publish one.
    """

    url: str
    inside: tuple[str, ...] = ()
    sha256: str | None = None


class Dataset(_Strict):
    """A data set as declared; see the head of ``datasets.yaml`` for the fields.

    Attributes
    ----------
    nullable
        Keys that may be null.
    absent
        Whether a unit without a row, inside years and states, is a zero or missing.
    """

    name: str
    title: str
    version: str
    rows: int
    unit: str
    keys: tuple[str, ...]
    nullable: tuple[str, ...] = ()
    system: Literal["cow", "gw", "iso3", "iso2", "name", "none"]
    first: int | None = None
    last: int | None = None
    states: str
    absent: Literal["zero", "missing"]
    files: tuple[str, ...] = ()
    page: str | None = None
    download: Download | None = None
    terms: str
    cite: tuple[str, ...] = Field(min_length=1)
    altered: str
    avoid: str
    columns: tuple[Column, ...] = Field(min_length=1)

    @property
    def years(self) -> str:
        """The years covered, as text."""
        return "" if self.first is None else f"{self.first}–{self.last}"

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.column for column in self.columns)

    def filenames(self) -> tuple[str, ...]:
        """Return the names under which a file of this set is looked for, in that order."""
        return (f"{self.name}.parquet", f"{self.name}.csv", *self.files)


class Declared(_Strict):
    """All declarations, by key."""

    datasets: Mapping[str, Dataset]
    terms: Mapping[str, Terms]
    references: Mapping[str, Reference]

    def dataset(self, name: str) -> Dataset:
        """Return a data set by name.

        Raises
        ------
        KeyError
            With the nearest names, if there is none.
        """
        if name not in self.datasets:
            raise KeyError(f"no data set {name!r}{did_you_mean(name, self.datasets)}")
        return self.datasets[name]

    def terms_of(self, name: str) -> Terms:
        """Return the terms of a data set."""
        return self.terms[self.dataset(name).terms]


@cache
def declared(folder: Path = EVIDENCE) -> Declared:
    """Read and check the declarations of a folder.

    Raises
    ------
    ReadingError
        With every mistake: unknown fields, missing ones, names that lead nowhere.
    """
    problems: list[Problem] = []
    terms = _records(Terms, folder / "terms.yaml", problems)
    references = _records(Reference, folder / "references.yaml", problems)
    columns = _columns(folder / "columns.csv", problems)
    datasets = _records(Dataset, folder / "datasets.yaml", problems, columns)
    for name, dataset in datasets.items():
        problems += _loose_ends(name, dataset, terms, references, folder / "datasets.yaml")
    problems += [
        Problem(str(folder / "columns.csv"), 1, "dataset", shown(name), "expected a data set")
        for name in columns.keys() - datasets.keys()
    ]
    if problems:
        raise ReadingError(problems)
    return Declared(datasets=datasets, terms=terms, references=references)


def _records(
    model: type[_Record],
    path: Path,
    problems: list[Problem],
    columns: Mapping[str, tuple[Column, ...]] | None = None,
) -> dict[str, _Record]:
    """Read the entries of a YAML file; those of datasets.yaml get their name and columns."""
    records = {}
    for key, raw in entries(read_yaml(path), problems):
        if columns is not None:
            raw.data |= {"name": key, "columns": columns.get(key, ())}
        try:
            records[key] = validated(model, raw, {})
        except ReadingError as error:
            problems += error.problems
    return records


def _columns(path: Path, problems: list[Problem]) -> dict[str, tuple[Column, ...]]:
    columns: dict[str, tuple[Column, ...]] = {}
    for raw in read_csv(path):
        try:
            column = validated(Column, raw, {})
        except ReadingError as error:
            problems += error.problems
        else:
            columns[column.dataset] = (*columns.get(column.dataset, ()), column)
    return columns


def _loose_ends(
    name: str,
    dataset: Dataset,
    terms: Mapping[str, Terms],
    references: Mapping[str, Reference],
    path: Path,
) -> list[Problem]:
    """Return the names in a data set that lead nowhere."""
    wanted: list[tuple[str, str, Iterable[str]]] = [
        ("terms", dataset.terms, terms),
        *(("cite", key, references) for key in dataset.cite),
        *(("keys", key, dataset.names) for key in (*dataset.keys, *dataset.nullable)),
    ]
    return [
        Problem(str(path), 1, f"{name}.{field}", shown(key), f"unknown{did_you_mean(key, known)}")
        for field, key, known in wanted
        if key not in known
    ]


# --- citing ---------------------------------------------------------------------------------------

_TEX = str.maketrans({"&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "$": r"\$"})
_VERBATIM = frozenset({"doi", "url", "note"})


def bibtex(key: str, reference: Reference) -> str:
    r"""Return a BibTeX entry.

    Examples
    --------
    >>> palmer = Reference(type="article", author=("Palmer, G.",), title="A & B", year=2022)
    >>> print(bibtex("palmer-2022", palmer))
    @article{palmer-2022,
      author = {Palmer, G.},
      title = {{A \& B}},
      year = {2022},
    }
    """
    fields = reference.model_dump(exclude={"type"}, exclude_none=True)
    fields["author"] = " and ".join(reference.author)
    fields["title"] = f"{{{reference.title}}}"
    lines = [
        f"  {name} = {{{str(value) if name in _VERBATIM else str(value).translate(_TEX)}}},"
        for name, value in fields.items()
    ]
    return "\n".join([f"@{reference.type}{{{key},", *lines, "}"])


def cite(names: Iterable[str], known: Declared | None = None) -> str:
    """Return what to cite for the data sets named, as BibTeX; each work once.

    Parameters
    ----------
    names
        Names of data sets.
    known
        The declarations; by default the embedded ones.

    Raises
    ------
    KeyError
        If a data set is not declared.

    Examples
    --------
    >>> cite(["atop_alliance"]).splitlines()[0]
    '@article{leeds-2002,'
    """
    known = known or declared()
    keys = {key for name in names for key in known.dataset(name).cite}
    return "\n\n".join(bibtex(key, known.references[key]) for key in sorted(keys))
