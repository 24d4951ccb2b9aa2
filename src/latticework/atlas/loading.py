"""Load the atlas: read its folder, lay overlays on it, check every record, report every mistake.

A folder holds one section per kind of record, as a file (``states.csv``, ``sources.yaml``) or as a
folder of files (``agreements/*.yaml``). An overlay is a folder of the same shape that holds only
what differs: a record with a known key changes the fields it gives, one with a new key is added,
and one with ``retire: true`` is taken out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from latticework.atlas import fields, records, rows
from latticework.atlas.atlas import Atlas
from latticework.atlas.checks import findings
from latticework.reading import (
    Problem,
    Raw,
    ReadingError,
    did_you_mean,
    read_csv,
    read_yaml,
    shown,
)
from latticework.validating import entries, validated

EMBEDDED = Path(__file__).parent.parent / "data" / "atlas"


@dataclass(frozen=True)
class Section:
    """One kind of record: its name, its class, and for tables the columns that make its key."""

    name: str
    model: type[fields.Record]
    key: tuple[str, ...] = ()


SECTIONS = (
    Section("sources", records.Source),
    Section("states", rows.State, ("iso3",)),
    Section("quantities", rows.Quantity, ("quantity",)),
    Section("figures", rows.Figure, ("state", "quantity", "as_of")),
    Section("organisations", records.Organisation),
    Section("memberships", rows.Membership, ("organisation", "state", "role", "since")),
    Section("kinds", rows.Kind, ("kind",)),
    Section("issues", records.Issue),
    Section("areas", records.Area),
    Section("territories", records.Territory),
    Section("agreements", records.Agreement),
    Section("bases", rows.Base, ("host", "user", "name")),
    Section("trade", rows.Trade, ("exporter", "importer", "as_of")),
    Section("arms", rows.Arms, ("recipient", "supplier", "period")),
    Section("rivalries", rows.Rivalry, ("state_a", "state_b", "since")),
    Section("claims", records.Claim),
    Section("statements", records.Statement),
    Section("contingencies", records.Contingency),
)

Entries = dict[str, Raw]


@dataclass(frozen=True)
class Layers:
    """An atlas as read, with its folders laid on each other, before its entries are records.

    Whoever wants variants of an atlas — options do — lays more entries on a copy.
    """

    sections: dict[str, Entries]
    problems: tuple[Problem, ...] = ()

    def atlas(self) -> Atlas:
        """Return the atlas, every record checked.

        Raises
        ------
        ReadingError
            With every mistake of every file, each with file, line, field, value and expectation.
        """
        return _validate(self.sections, list(self.problems))

    def agreements_changed(self, atlas: Atlas, overlay: Entries) -> Atlas:
        """Return `atlas`, made of these layers, with `overlay` laid on its agreements.

        Raises
        ------
        ReadingError
            With every mistake of the overlay.
        """
        raws = dict(self.sections["agreements"])
        problems: list[Problem] = []
        lay(overlay, raws, problems, overlay=True)
        names = {name: found.keys() for name, found in self.sections.items()}
        names["agreements"] = raws.keys()
        agreements = {key: row for key, row in atlas.agreements.items() if key in raws}
        for key in overlay.keys() & raws.keys():
            try:
                agreements[key] = validated(records.Agreement, raws[key], names)
            except ReadingError as error:
                problems.extend(error.problems)
        changed = replace(atlas, agreements=agreements)
        if not problems:
            problems.extend(_contradictions(changed, {"agreements": raws}))
        if problems:
            raise ReadingError(problems)
        return changed


def load(*overlays: Path | str, base: Path | None = EMBEDDED) -> Atlas:
    """Load the embedded atlas, or another `base`, with `overlays` laid on it in order.

    Parameters
    ----------
    overlays
        Folders of records that add to, change or retire those below them.
    base
        The folder to start from; None starts from nothing.

    Raises
    ------
    ReadingError
        With every mistake of every file, each with file, line, field, value and expectation.
    """
    return read_layers(*overlays, base=base).atlas()


def read_layers(*overlays: Path | str, base: Path | None = EMBEDDED) -> Layers:
    """Read the folders of an atlas and lay them on each other; see :func:`load`."""
    problems: list[Problem] = []
    folders = [base] if base else []
    folders += [Path(folder) for folder in overlays]
    merged: dict[str, Entries] = {section.name: {} for section in SECTIONS}
    for depth, folder in enumerate(folders):
        for name, found in _read_folder(folder, problems).items():
            lay(found, merged[name], problems, overlay=depth > 0 or base is None)
    return Layers(merged, tuple(problems))


# --- reading a folder ---


def _read_folder(folder: Path, problems: list[Problem]) -> dict[str, Entries]:
    if not folder.is_dir():
        expected = "expected a folder of records (states.csv, agreements/*.yaml, …)"
        raise ReadingError([Problem(str(folder), 1, "", "", expected)])
    layer: dict[str, Entries] = {}
    names = {section.name: section for section in SECTIONS}
    for path, name in _files(folder):
        shown_as = (
            str(path) if folder != EMBEDDED else str(Path("atlas") / path.relative_to(folder))
        )
        section = names.get(name)
        if section is None:
            expected = f"expected a file or folder named after a section{did_you_mean(name, names)}"
            problems.append(Problem(shown_as, 1, "", shown(name), expected))
            continue
        try:
            _gather(section, path, shown_as, layer.setdefault(name, {}), problems)
        except ReadingError as error:
            problems.extend(error.problems)
    return layer


def _files(folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield each data file with the name of its section, in a fixed order."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir():
            yield from ((file, path.name) for file in sorted(path.iterdir()) if _is_data(file))
        elif _is_data(path):
            yield path, path.stem


def _is_data(path: Path) -> bool:
    return path.suffix in {".yaml", ".yml", ".csv"} and not path.name.startswith(".")


def _gather(
    section: Section, path: Path, shown_as: str, entries: Entries, problems: list[Problem]
) -> None:
    for key, raw in _entries(section, path, shown_as, problems):
        if key in entries:
            first = entries[key].place()
            expected = f"expected each key once; it stands at {first.file}:{first.line} too"
            problems.append(Problem(*raw.place(), "", shown(key), expected))
        else:
            entries[key] = raw


def _entries(
    section: Section, path: Path, shown_as: str, problems: list[Problem]
) -> Iterator[tuple[str, Raw]]:
    if bool(section.key) != (path.suffix == ".csv"):
        wanted = "a .csv table" if section.key else "a .yaml file"
        problems.append(Problem(shown_as, 1, "", path.name, f"expected {wanted} of {section.name}"))
    elif section.key:
        for raw in read_csv(path, shown_as):
            yield "/".join(str(raw.data.get(column, "")) for column in section.key), raw
    else:
        yield from entries(read_yaml(path, shown_as), problems)


# --- laying one folder on another ---


def lay(found: Entries, below: Entries, problems: list[Problem], *, overlay: bool) -> None:
    """Lay the entries of one section on those below: change, add or retire."""
    for key, raw in found.items():
        kept, retire = _retirement(raw) if overlay else (raw, False)
        if not retire:
            below[key] = below[key].changed(kept) if key in below else kept
        elif key in below:
            del below[key]
        else:
            expected = f"expected a record to retire{did_you_mean(key, below)}"
            problems.append(Problem(*raw.place(), "", shown(key), expected))


def _retirement(raw: Raw) -> tuple[Raw, bool]:
    """Return an entry without its ``retire`` field, and whether that retires the record."""
    if "retire" not in raw.data:
        return raw, False
    fields = {name: value for name, value in raw.data.items() if name != "retire"}
    return Raw(fields, raw.places, raw.prefix), raw.data["retire"] in (True, "yes", "true")


# --- checking ---


def _validate(merged: dict[str, Entries], problems: list[Problem]) -> Atlas:
    names = {name: entries.keys() for name, entries in merged.items()}
    built: dict[str, dict[str, Any]] = {}
    for section in SECTIONS:
        built[section.name] = {}
        for key, raw in merged[section.name].items():
            try:
                built[section.name][key] = validated(section.model, raw, names)
            except ReadingError as error:
                problems.extend(error.problems)
    atlas = Atlas(**built)
    if not problems:
        problems.extend(_contradictions(atlas, merged))
    if problems:
        raise ReadingError(problems)
    return atlas


def _contradictions(atlas: Atlas, merged: dict[str, Entries]) -> Iterator[Problem]:
    """Yield what contradicts in the sections of `merged`, each with its place."""
    for finding in findings(atlas):
        if finding.section in merged:
            place = merged[finding.section][finding.key].place(finding.trail)
            dotted = ".".join(map(str, finding.trail))
            yield Problem(*place, dotted, shown(finding.value), finding.expected)
