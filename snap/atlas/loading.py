"""Load the atlas: read its folder, lay overlays on it, check every record, report every mistake.

A folder holds one section per kind of record, as a file (``states.csv``, ``sources.yaml``) or as a
folder of files (``agreements/*.yaml``). An overlay is a folder of the same shape that holds only
what differs: a record with a known key changes the fields it gives, one with a new key is added,
and one with ``retire: true`` is taken out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

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
    Section("fits", rows.Fit, ("issue",)),
    Section("areas", records.Area),
    Section("territories", records.Territory),
    Section("agreements", records.Agreement),
    Section("bases", rows.Base, ("host", "user", "name")),
    Section("seas", records.Sea),
    Section("lands", records.Land),
    Section("waypoints", rows.Waypoint, ("waypoint",)),
    Section("trade", rows.Trade, ("exporter", "importer", "as_of")),
    Section("arms", rows.Arms, ("recipient", "supplier", "period")),
    Section("rivalries", rows.Rivalry, ("state_a", "state_b", "since")),
    Section("claims", records.Claim),
    Section("statements", records.Statement),
    Section("contingencies", records.Contingency),
)

Entries = dict[str, Raw]


class Effect(NamedTuple):
    """How many records an overlay adds, changes and retires in a section."""

    added: int
    changed: int
    retired: int


@dataclass(frozen=True)
class Layers:
    """An atlas as read, with its folders laid on each other, before its entries are records.

    Whoever wants variants of an atlas — options do — lays more entries on a copy.

    Attributes
    ----------
    sections
        The entries by section and key.
    problems
        What could not be read.
    unread
        Sections of which some file could not be read: references into them are not judged.
    effects
        What the overlays did, by section.
    """

    sections: dict[str, Entries]
    problems: tuple[Problem, ...] = ()
    unread: frozenset[str] = frozenset()
    effects: dict[str, Effect] = field(default_factory=dict)

    def atlas(self) -> Atlas:
        """Return the atlas, every record checked.

        Raises
        ------
        ReadingError
            With every mistake of every file, each with file, line, field, value and expectation.
        """
        return _validate(self)

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
        for key in [key for key in overlay if key in raws]:
            try:
                agreements[key] = validated(records.Agreement, raws[key], names)
            except ReadingError as error:
                problems.extend(error.problems)
        changed = replace(atlas, agreements=agreements)
        problems.extend(_dangling(changed, overlay))
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
    unread: set[str] = set()
    effects: dict[str, Effect] = {}
    merged: dict[str, Entries] = {section.name: {} for section in SECTIONS}
    for folder in [*([base] if base else []), *map(Path, overlays)]:
        overlay = folder is not base
        for name, found in _read_folder(folder, problems, unread).items():
            effect = lay(found, merged[name], problems, overlay=overlay)
            if overlay:
                effects[name] = Effect(
                    *map(sum, zip(effect, effects.get(name, (0, 0, 0)), strict=True))
                )
    return Layers(merged, tuple(problems), frozenset(unread), effects)


# --- reading a folder ---


def _read_folder(folder: Path, problems: list[Problem], unread: set[str]) -> dict[str, Entries]:
    if not folder.is_dir():
        expected = "expected a folder of records (states.csv, agreements/*.yaml, …)"
        raise ReadingError([Problem(str(folder), 1, "", "", expected)])
    layer: dict[str, Entries] = {}
    names = {section.name: section for section in SECTIONS}
    for path, name in _files(folder, problems):
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
            unread.add(name)
    return layer


def _files(folder: Path, problems: list[Problem]) -> Iterator[tuple[Path, str]]:
    """Yield each data file with the name of its section, in a fixed order; tell what is none."""
    for path in _listed(folder, problems):
        if path.is_dir():
            for inner in _listed(path, problems):
                if inner.is_dir():
                    problems.append(
                        Problem(str(inner), 1, "", "", "expected no folder within a section")
                    )
                elif _is_data(inner, problems):
                    yield inner, path.name
        elif _is_data(path, problems):
            yield path, path.stem


def _listed(folder: Path, problems: list[Problem]) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        reason = error.strerror or str(error)
        problems.append(Problem(str(folder), 1, "", reason, "expected a readable folder"))
        return []


def _is_data(path: Path, problems: list[Problem]) -> bool:
    """Tell whether a file is to be read; notes (.md, .txt) are not, anything else is a mistake."""
    if path.suffix in {".yaml", ".yml", ".csv"}:
        return True
    if path.suffix not in {".md", ".txt"} or {".yaml", ".yml", ".csv"} & set(path.suffixes):
        problems.append(Problem(str(path), 1, "", "", "expected a .yaml or .csv file"))
    return False


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


def lay(found: Entries, below: Entries, problems: list[Problem], *, overlay: bool) -> Effect:
    """Lay the entries of one section on those below: change, add or retire; tell how many."""
    before = len(below)
    changed = retired = 0
    for key, raw in found.items():
        kept, retire = _retirement(raw, problems) if overlay else (raw, False)
        if retire and key not in below:
            expected = f"expected a record to retire{did_you_mean(key, below)}"
            problems.append(Problem(*raw.place(), "", shown(key), expected))
        elif retire:
            del below[key]
            retired += 1
        else:
            changed += key in below
            below[key] = below[key].changed(kept) if key in below else kept
    return Effect(len(below) - before + retired, changed, retired)


def _retirement(raw: Raw, problems: list[Problem]) -> tuple[Raw, bool]:
    """Return an entry without its ``retire`` field, and whether that retires the record."""
    if "retire" not in raw.data:
        return raw, False
    fields = {name: value for name, value in raw.data.items() if name != "retire"}
    said = str(raw.data["retire"]).casefold()
    if said not in {"true", "yes", "false", "no"}:
        place = raw.place(("retire",))
        problems.append(Problem(*place, "retire", shown(raw.data["retire"]), "expected yes or no"))
    return Raw(fields, raw.places, raw.prefix), said in {"true", "yes"}


# --- checking ---


def _validate(layers: Layers) -> Atlas:
    merged, problems = layers.sections, list(layers.problems)
    names = {name: found.keys() for name, found in merged.items() if name not in layers.unread}
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


def _dangling(atlas: Atlas, overlay: Entries) -> Iterator[Problem]:
    """Yield the agreements that an overlay retires although other records name them."""
    for section in ("organisations", "bases"):
        for key, record in getattr(atlas, section).items():
            if record.agreement in overlay and record.agreement not in atlas.agreements:
                place = overlay[record.agreement].place()
                expected = f"expected to stay, as {section}/{key} names it"
                yield Problem(*place, "retire", record.agreement, expected)


def _contradictions(atlas: Atlas, merged: dict[str, Entries]) -> Iterator[Problem]:
    """Yield what contradicts in the sections of `merged`, each with its place."""
    for finding in findings(atlas):
        if finding.section in merged:
            place = merged[finding.section][finding.key].place(finding.trail)
            dotted = ".".join(map(str, finding.trail))
            yield Problem(*place, dotted, shown(finding.value), finding.expected)
