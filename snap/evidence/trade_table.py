"""Read the trade table of an atlas, fill its gaps, and write it back.

``trade.csv`` holds one flow for every ordered pair of the states that have goods totals: reported
and derived ones, which are kept as they stand, and estimated ones, which `remake` computes from
everything else (``latticework.evidence.gravity`` has the model). Inputs, all in bn USD:

- ``figures/trade.csv`` of the atlas: each state's total goods exports and imports;
- ``trade.csv``: the reported and derived flows;
- ``states.csv``: where the capitals lie, and the regions;
- ``memberships.csv``: who belonged to a bloc at the end of `YEAR`;
- ``trade_intermediates.csv`` of the evidence: sales of intermediate goods between states, and
  between them and the rest of the world (``rest``), from the OECD's inter-country input–output
  tables, which cover 60 of the states; and
- ``trade_blocs.csv``: sums of flows between a state and the members of an organisation, f.o.b.
  Importers' c.i.f. figures are divided by 1.06 there; where only the sum of both directions is
  published (``ways`` = 2, also between two states), it is divided by 1.03 and imposed on both.

How good it is
--------------
A fifth of the published flows is hidden and filled in again, five times in turn (`held_out` of the
gravity module). Of the 688 estimates half lie within a factor of 1.36 of the published flow (the
median of the absolute log ratio is 0.31); the root mean square of the log ratio is 0.89, Spearman's
rank correlation 0.95. Distance alone gives 0.84, 1.39 and 0.87; shares in proportion to the totals,
without any feature, 1.24, 1.85 and 0.80. The 32 imposed sums, each left out in turn, are guessed
within a factor of 1.31 (median; root mean square 0.38). Against these figures: published flows are
mostly those of main partners, so that the other pairs are guessed from unlike ones, and derived
flows carry an error of about 0.29 of their own. Known weaknesses are in ``docs/trade.md``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from latticework.array import Array, Mask
from latticework.evidence.gravity import Filled, Total, fill, known
from latticework.evidence.trade_features import features_of, great_circle
from latticework.reading import Problem, Raw, ReadingError, did_you_mean, read_csv
from latticework.writing import write_text

EVIDENCE = Path(__file__).parents[1] / "data" / "evidence"
"""The folder of ``trade_intermediates.csv`` and ``trade_blocs.csv``."""

DIGITS = 3
"""Significant digits of an estimated flow in the table."""

YEAR = "2023"
"""The year that totals and estimates describe."""

REST = "rest"
"""The rest of the world in ``trade_intermediates.csv``."""

SOURCE = "gravity-fill"
"""Key of the source that estimated rows name."""

COLUMNS = ("exporter", "importer", "value", "as_of", "basis", "source", "confidence", "note")
"""Columns of ``trade.csv``."""

_TOTALS = ("goods_exports", "goods_imports")


@dataclass(frozen=True)
class Table:
    """What the atlas says of trade, as arrays over `states` (n, sorted by code).

    Attributes
    ----------
    states
        ISO 3166 alpha-3 codes of the states with both totals.
    published
        (n, n) flows that are reported or derived, bn USD; NaN elsewhere.
    exports, imports
        (n,) total goods exports and imports, bn USD.
    features
        (5, n + 1, n + 1) bilateral features, the rest of the world last.
    blocs
        Sums of flows between a state and a bloc.
    rows
        The reported and derived rows of ``trade.csv`` as they stand.
    """

    states: tuple[str, ...]
    published: Array
    exports: Array
    imports: Array
    features: Array
    blocs: tuple[Total, ...]
    rows: tuple[dict[str, str], ...]

    def filled(self) -> Filled:
        """Return the completed table; see `latticework.evidence.gravity.fill`."""
        return fill(self.published, self.exports, self.imports, self.features, self.blocs)


# --- reading --------------------------------------------------------------------------------------


def read_table(atlas: Path, evidence: Path = EVIDENCE) -> Table:
    """Read the files named in the module's text.

    Parameters
    ----------
    atlas
        The folder of the atlas.
    evidence
        The folder of the tables of evidence.

    Raises
    ------
    ReadingError
        If a file is missing or malformed, a pair stands twice, a bloc has no members here, or a
        state has no totals or smaller ones than its published flows.
    """
    totals = _totals(read_csv(atlas / "figures" / "trade.csv"))
    states = tuple(sorted(key for key, total in totals.items() if len(total) == len(_TOTALS)))
    exports, imports = (np.array([totals[key][name] for key in states]) for name in _TOTALS)
    kept = [row for row in read_csv(atlas / "trade.csv") if row.data.get("basis") != "estimated"]
    sales = _matrix(read_csv(evidence / "trade_intermediates.csv"), (*states, REST))
    table = Table(
        states,
        _matrix(kept, states),
        exports,
        imports,
        features_of(*_places(atlas, states), sales, exports, imports),
        _blocs(atlas, evidence, states),
        tuple(row.data for row in kept),
    )
    _affordable(table, atlas / "figures" / "trade.csv")
    return table


def _totals(rows: list[Raw]) -> dict[str, dict[str, float]]:
    totals: dict[str, dict[str, float]] = {}
    for row in rows:
        if (quantity := row.data.get("quantity")) in _TOTALS:
            totals.setdefault(row.data.get("state", ""), {})[quantity] = _number(row, "value")
    return totals


def _places(atlas: Path, states: tuple[str, ...]) -> tuple[Array, Mask]:
    """Return (n, n) the distances between the capitals, km, and whether the regions agree."""
    by_code = {row.data.get("iso3"): row for row in read_csv(atlas / "states.csv")}
    if missing := [key for key in states if key not in by_code]:
        problem = Problem(str(atlas / "states.csv"), 1, "iso3", ", ".join(missing), "expected")
        raise ReadingError([problem])
    rows = [by_code[key] for key in states]
    latitude, longitude = (
        np.array([_number(row, name) for row in rows]) for name in ("lat", "lon")
    )
    region = np.array([row.data.get("region", "") for row in rows])
    return great_circle(latitude, longitude), region[:, None] == region


def _matrix(rows: list[Raw], states: tuple[str, ...]) -> Array:
    """Return (n, n) the value of each row at its exporter and importer, NaN elsewhere."""
    at = {key: index for index, key in enumerate(states)}
    result: Array = np.full((len(states), len(states)), np.nan)
    for row in rows:
        i, j = (_index(row, name, at) for name in ("exporter", "importer"))
        if i == j or np.isfinite(result[i, j]):
            raise _wrong(row, "importer", "expected each pair of two states once")
        result[i, j] = _number(row, "value")
    return result


def _blocs(atlas: Path, evidence: Path, states: tuple[str, ...]) -> tuple[Total, ...]:
    """Return the sums of ``trade_blocs.csv`` over the cells (n + 1, n + 1) they speak of."""
    parties = {key: (index,) for index, key in enumerate(states)} | _members(atlas, states)
    return tuple(
        _bloc(row, parties, len(states) + 1) for row in read_csv(evidence / "trade_blocs.csv")
    )


def _members(atlas: Path, states: tuple[str, ...]) -> dict[str, tuple[int, ...]]:
    """Return the indices of each organisation's members at the end of `YEAR`."""
    members: dict[str, tuple[int, ...]] = {}
    day = f"{YEAR}-12-31"
    for row in read_csv(atlas / "memberships.csv"):
        get: Callable[[str, str], str] = row.data.get
        held = get("since", day) <= day <= get("until", day)
        if get("role", "") == "member" and held and get("state", "") in states:
            key = get("organisation", "")
            members[key] = (*members.get(key, ()), states.index(get("state", "")))
    return members


def _bloc(row: Raw, parties: dict[str, tuple[int, ...]], size: int) -> Total:
    sellers, buyers = (_party(row, name, parties) for name in ("exporter", "importer"))
    if row.data.get("ways", "1") not in {"1", "2"}:
        raise _wrong(row, "ways", "expected 1, or 2 for the sum of both directions")
    both = row.data.get("ways") == "2"
    if set(sellers) & set(buyers) or (len(sellers) == len(buyers) == 1 and not both):
        raise _wrong(row, "importer", "expected an organisation without the exporter")
    cells: Mask = np.zeros((size, size), dtype=bool)
    cells[np.ix_(sellers, buyers)] = True
    name = f"{row.data['exporter']} {'↔' if both else '→'} {row.data['importer']}"
    return Total(name, cells | cells.T if both else cells, _number(row, "value"))


def _party(row: Raw, name: str, parties: dict[str, tuple[int, ...]]) -> tuple[int, ...]:
    key = row.data.get(name, "")
    if key not in parties:
        expected = (
            f"expected a state with goods totals or an organisation{did_you_mean(key, parties)}"
        )
        raise _wrong(row, name, expected)
    return parties[key]


def _index(row: Raw, name: str, at: dict[str, int]) -> int:
    key = row.data.get(name, "")
    if key not in at:
        raise _wrong(row, name, f"expected a state with goods totals{did_you_mean(key, at)}")
    return at[key]


def _number(row: Raw, name: str) -> float:
    try:
        value = float(row.data.get(name, ""))
    except ValueError as error:
        raise _wrong(row, name, "expected a number") from error
    if not np.isfinite(value):
        raise _wrong(row, name, "expected a finite number")
    return value


def _wrong(row: Raw, name: str, expected: str) -> ReadingError:
    place = row.place(())
    return ReadingError([Problem(place.file, place.line, name, row.data.get(name, ""), expected)])


def _affordable(table: Table, path: Path) -> None:
    """Refuse totals that are less than the published flows, all of them at once."""
    flows = np.where(known(table.published), table.published, 0.0)
    sides = zip(
        _TOTALS,
        (flows.sum(axis=1), flows.sum(axis=0)),
        (table.exports, table.imports),
        strict=True,
    )
    problems = [
        Problem(str(path), 1, name, f"{key} {total[i]:g}", f"expected ≥ {least[i]:.4g}, its flows")
        for name, least, total in sides
        for i, key in enumerate(table.states)
        if least[i] > total[i]
    ]
    if problems:
        raise ReadingError(problems)


# --- writing --------------------------------------------------------------------------------------


def remake(atlas: Path, evidence: Path = EVIDENCE) -> tuple[str, ...]:
    """Rewrite the estimated rows of ``trade.csv`` from everything else.

    Other rows are kept as they stand; the file is sorted by exporter and importer and replaced in
    one step. The same files give the same bytes.

    Parameters
    ----------
    atlas
        The folder of the atlas; its ``trade.csv`` is rewritten.
    evidence
        The folder of the tables of evidence.

    Returns
    -------
    tuple
        The sums of ``trade_blocs.csv`` that are not imposed, each with the reason.

    Raises
    ------
    ReadingError
        As `read_table`; the file is then left alone.
    ArithmeticError
        If no table meets all totals and sums; the file is then left alone.
    """
    table = read_table(atlas, evidence)
    filled = table.filled()
    rows = sorted(
        (*table.rows, *_estimates(table, filled.flows)),
        key=lambda row: (row["exporter"], row["importer"]),
    )
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_text(atlas / "trade.csv", text.getvalue())
    return filled.skipped


def _estimates(table: Table, flows: Array) -> list[dict[str, str]]:
    backed = table.features[3] == 0
    gaps = ~known(table.published) & ~np.eye(len(table.states), dtype=bool)
    return [
        {
            "exporter": table.states[i],
            "importer": table.states[j],
            "value": _written(float(flows[i, j])),
            "as_of": YEAR,
            "basis": "estimated",
            "source": SOURCE,
            "confidence": "medium" if backed[i, j] else "low",
        }
        for i, j in np.argwhere(gaps)
    ]


def _written(value: float) -> str:
    """Write bn USD with `DIGITS` significant digits, down to a thousand USD."""
    rounded = round(float(f"{value:.{DIGITS}g}"), 6)
    return np.format_float_positional(rounded, trim="-")
