"""Load a study's folder: every file checked, every mistake told, as for the atlas.

study.yaml          what is asked, horizon, contingencies, mechanisms
options.yaml        the options and their parts
outcomes.yaml       what is measured
beliefs.csv         own ranges for beliefs (may be missing)
correlations.csv    rank correlations between beliefs (may be missing)
atlas/              an overlay on the atlas (may be missing)
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from pydantic import BaseModel

from latticework.atlas.atlas import Atlas
from latticework.atlas.loading import EMBEDDED, SECTIONS, Layers, read_layers
from latticework.mechanisms.belief import Belief
from latticework.reading import (
    Problem,
    Raw,
    ReadingError,
    did_you_mean,
    read_csv,
    read_yaml,
)
from latticework.study.option import Option
from latticework.study.study import Correlation, Outcome, Override, Question, Study, all_parts
from latticework.validating import entries, validated

STUDIES = EMBEDDED.parent / "studies"

# each role in the yearly step, and the modules that can play it, the usual one first
ROLES: Mapping[str, tuple[str, ...]] = {
    "decision": ("decision",),
    "projection": ("projection", "projection_days"),
    "deterrence": ("deterrence", "deterrence_bargaining"),
    "threat": ("threat",),
    "arming": ("arming", "arming_budget"),
    "alignment": ("alignment",),
    "blocs": ("blocs",),
    "trade": ("trade",),
    "theatre": ("theatre",),
    "resilience": ("resilience",),
    "outlay": ("outlay",),
}

Names = dict[str, set[str]]
Model = TypeVar("Model", bound=BaseModel)
Value = TypeVar("Value")


def embedded() -> list[str]:
    """Return the names of the studies that come with latticework."""
    return sorted(path.name for path in STUDIES.iterdir() if (path / "study.yaml").is_file())


def folder_of(study: str | Path) -> Path:
    """Return the folder of a study given by its path or the name of an embedded one."""
    path = Path(study)
    return path if path.is_dir() or str(study) not in embedded() else STUDIES / str(study)


def load_study(study: str | Path, *overlays: Path | str) -> Study:
    """Load a study with its atlas: the embedded one, `overlays`, then the study's own overlay.

    Raises
    ------
    ReadingError
        With every mistake of every file.
    """
    folder = folder_of(study)
    if not (folder / "study.yaml").is_file():
        near = did_you_mean(str(study), embedded())
        expected = f"expected a study's folder, with study.yaml{near}"
        raise ReadingError([Problem(str(folder), 1, "", "", expected)])
    own = [folder / "atlas"] if (folder / "atlas").is_dir() else []
    layers = read_layers(*overlays, *own)
    return _build(folder, layers, layers.atlas())


def _build(folder: Path, layers: Layers, atlas: Atlas) -> Study:
    names = {section.name: set(getattr(atlas, section.name)) for section in SECTIONS}
    told: list[Problem] = []
    raws = _entries(folder / "options.yaml", told)
    question = _told(lambda: validated(Question, read_yaml(folder / "study.yaml"), names), told)
    options = _all(Option, raws, names, told)
    outcomes = _all(Outcome, _entries(folder / "outcomes.yaml", told), names, told)
    ranges = _rows(Override, folder / "beliefs.csv", names, told)
    correlations = _rows(Correlation, folder / "correlations.csv", names, told)
    if question is None or told:
        raise ReadingError(told)
    told.extend(_loose_ends(folder, question, options, raws))
    told.extend(_loose_sums(folder, outcomes))
    beliefs = {belief.name: belief for belief in _beliefs(folder, question, told)}
    for raw, row in ranges:
        _override(beliefs, row, raw, told)
    for raw, pair in correlations:
        told.extend(_strangers(beliefs, raw, ("one", pair.one), ("other", pair.other)))
    told.extend(_loose_levers(beliefs, options, raws))
    worlds = _worlds(layers, atlas, options, raws, told) if not told else {}
    if told:
        raise ReadingError(told)
    pairs = tuple(row for _, row in correlations)
    return Study(question, atlas, options, worlds, tuple(beliefs.values()), pairs, outcomes)


# --- files into records ---


def _entries(path: Path, told: list[Problem]) -> dict[str, Raw]:
    document = _told(lambda: read_yaml(path), told)
    return dict(entries(document, told)) if document else {}


def _all(
    model: type[Model], raws: Mapping[str, Raw], names: Names, told: list[Problem]
) -> dict[str, Model]:
    made = {key: _told(partial(validated, model, raw, names), told) for key, raw in raws.items()}
    return {key: record for key, record in made.items() if record is not None}


def _rows(
    model: type[Model], path: Path, names: Names, told: list[Problem]
) -> list[tuple[Raw, Model]]:
    raws = (_told(lambda: read_csv(path), told) or []) if path.exists() else []
    made = [(raw, _told(partial(validated, model, raw, names), told)) for raw in raws]
    return [(raw, record) for raw, record in made if record is not None]


def _told(make: Callable[[], Value], told: list[Problem]) -> Value | None:
    """Return what `make` returns, or None with its mistakes added to `told`."""
    try:
        return make()
    except ReadingError as error:
        told.extend(error.problems)
        return None


# --- what must hold between them ---


def _loose_ends(
    folder: Path, question: Question, options: Mapping[str, Option], raws: Mapping[str, Raw]
) -> Iterator[Problem]:
    """Yield options that are named but not there, or that include each other in a circle."""
    if question.baseline not in options:
        near = did_you_mean(question.baseline, options)
        where = str(folder / "study.yaml")
        yield Problem(where, 1, "baseline", question.baseline, f"expected an option{near}")
    for slug, option in options.items():
        place = raws[slug].place(("include",))
        for other in option.include:
            if other not in options:
                near = did_you_mean(other, options)
                yield Problem(*place, f"{slug}.include", other, f"expected an option{near}")
        if _circular(options, slug, ()):
            yield Problem(*place, f"{slug}.include", slug, "expected no option to include itself")


def _loose_sums(folder: Path, outcomes: Mapping[str, Outcome]) -> Iterator[Problem]:
    """Yield outcomes that are summed but not there, or that are sums themselves."""
    simple = [key for key, outcome in outcomes.items() if not outcome.combine]
    for key, outcome in outcomes.items():
        for other in outcome.combine:
            if other not in simple:
                near = did_you_mean(other, simple)
                where = str(folder / "outcomes.yaml")
                expected = f"expected an outcome that is no sum itself{near}"
                yield Problem(where, 1, f"{key}.combine", other, expected)


def _loose_levers(
    beliefs: Mapping[str, Belief], options: Mapping[str, Option], raws: Mapping[str, Raw]
) -> Iterator[Problem]:
    """Yield levers that hang on a belief that is not there."""
    for slug, option in options.items():
        for key, part in option.parts.items():
            for lever in part.levers:
                name = getattr(lever, "concluded", None)
                if name is not None and name not in beliefs:
                    place = raws[slug].place(("parts", key, "levers"))
                    near = did_you_mean(name, beliefs)
                    yield Problem(*place, "concluded", name, f"expected a belief{near}")


def _circular(options: Mapping[str, Option], slug: str, above: tuple[str, ...]) -> bool:
    if slug in above:
        return True
    below = options[slug].include if slug in options else ()
    return any(_circular(options, other, (*above, slug)) for other in below)


def chosen(question: Question, role: str) -> ModuleType:
    """Return the module of the mechanism that plays a role in a study."""
    module = question.mechanisms.get(role, ROLES[role][0])
    return importlib.import_module(f"latticework.mechanisms.{module}")


def _beliefs(folder: Path, question: Question, told: list[Problem]) -> Iterator[Belief]:
    """Yield the beliefs of the mechanism that plays each role."""
    for role, module in {**{role: role for role in ROLES}, **question.mechanisms}.items():
        known = ROLES.get(role, ())
        if module in known:
            yield from importlib.import_module(f"latticework.mechanisms.{module}").BELIEFS
        else:
            wanted = f"expected one of {', '.join(known)}" if known else "no such mechanism"
            near = did_you_mean(module if known else role, known or ROLES)
            where = str(folder / "study.yaml")
            told.append(Problem(where, 1, f"mechanisms.{role}", module, f"{wanted}{near}"))


def _override(beliefs: dict[str, Belief], row: Override, raw: Raw, told: list[Problem]) -> None:
    told.extend(_strangers(beliefs, raw, ("belief", row.belief)))
    if row.belief in beliefs:
        try:
            beliefs[row.belief] = replace(
                beliefs[row.belief], low=row.low, centre=row.centre, high=row.high,
                source=row.source,
            )  # fmt: skip
        except ValueError as error:
            told.append(Problem(*raw.place(), row.belief, "", str(error)))


def _strangers(
    beliefs: Mapping[str, Belief], raw: Raw, *named: tuple[str, str]
) -> Iterator[Problem]:
    for field, name in named:
        if name not in beliefs:
            near = did_you_mean(name, beliefs)
            yield Problem(*raw.place((field,)), field, name, f"expected a belief{near}")


def _worlds(
    layers: Layers,
    atlas: Atlas,
    options: Mapping[str, Option],
    raws: Mapping[str, Raw],
    told: list[Problem],
) -> dict[str, Atlas]:
    """Return the atlas under each option: with the agreements of all its parts laid on it."""
    own = {
        f"{slug}.{key}": dict(_children(part, "agreements"))
        for slug, raw in raws.items()
        for key, part in _children(raw, "parts")
    }
    worlds: dict[str, Atlas] = {}
    for slug in options:
        changes: dict[str, Raw] = {}
        for part in all_parts(options, slug):
            told.extend(_twice(part, own.get(part, {}), changes))
            changes |= own.get(part, {})
        made = _told(partial(layers.agreements_changed, atlas, changes), told)
        worlds[slug] = made or atlas
    return worlds


def _twice(part: str, found: Mapping[str, Raw], before: Mapping[str, Raw]) -> Iterator[Problem]:
    """Yield the agreements that a part changes although an earlier part of the option does too."""
    for key in found.keys() & before.keys():
        expected = "expected one part of an option to change an agreement"
        yield Problem(*found[key].place(), part, key, expected)


def _children(raw: Raw, field: str) -> list[tuple[str, Raw]]:
    return next((child.children() for name, child in raw.children() if name == field), [])
