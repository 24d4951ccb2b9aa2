"""Fixtures of the tests that prepare a world."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Protocol

import numpy as np
import pytest

from latticework.array import Array
from latticework.atlas.arrays import roster
from latticework.atlas.atlas import Atlas
from latticework.atlas.records import Agreement
from latticework.atlas.rows import Figure
from latticework.ensemble import room
from latticework.ensemble.compiled import compiled
from latticework.ensemble.play import World
from latticework.ensemble.schedule import Schedule
from latticework.ensemble.snapshot import Snapshot
from latticework.mechanisms import deterrence
from latticework.study.loading import load_study
from latticework.study.option import Option, Part
from latticework.study.study import Study

Figured = Callable[[Mapping[str, Mapping[str, float | None]]], Snapshot]


class Asked(Protocol):
    """Makes the schedule of a question."""

    def __call__(
        self,
        options: Mapping[str, Mapping[str, Part]],
        agreements: Mapping[str, Mapping[str, Agreement]] | None = None,
        years: range = ...,
    ) -> Schedule: ...


@pytest.fixture(scope="session")
def now(atlas: Atlas) -> Snapshot:
    """The embedded atlas in 2024."""
    return Snapshot(atlas, roster(atlas), 2024)


@pytest.fixture
def figured(atlas: Atlas) -> Figured:
    """The embedded atlas with other figures: by quantity and state, None for none at all."""

    def make(changes: Mapping[str, Mapping[str, float | None]]) -> Snapshot:
        changed = {(state, quantity) for quantity in changes for state in changes[quantity]}
        figures = {k: v for k, v in atlas.figures.items() if (v.state, v.quantity) not in changed}
        for quantity, values in changes.items():
            for state, value in values.items():
                if value is not None:
                    figures[f"{state}/{quantity}/2024"] = Figure(
                        state=state, quantity=quantity, value=value, as_of="2024", source="mine"
                    )
        return Snapshot(replace(atlas, figures=figures), roster(atlas), 2024)

    return make


@pytest.fixture(scope="session")
def default() -> Study:
    """The default study."""
    return load_study("nato-in-asia")


@pytest.fixture(scope="session")
def asked(default: Study) -> Asked:
    """The default question with other options: their parts, and their agreements beside."""

    def make(
        options: Mapping[str, Mapping[str, Part]],
        agreements: Mapping[str, Mapping[str, Agreement]] | None = None,
        years: range = range(2024, 2028),
    ) -> Schedule:
        slugs = (default.question.baseline, *options)
        made = {
            slug: Option(name=slug, summary=slug, parts=dict(options.get(slug, {})))
            for slug in slugs
        }
        worlds = {
            slug: replace(
                default.atlas,
                agreements={**default.atlas.agreements, **(agreements or {}).get(slug, {})},
            )
            for slug in slugs
        }
        study = replace(default, options=made, worlds=worlds)
        return Schedule(study, slugs, roster(default.atlas), tuple(years))

    return make


@pytest.fixture(scope="session")
def part() -> Callable[..., Part]:
    """A part that pulls levers, given by their fields."""

    def make(*levers: Mapping[str, Any], **fields: Any) -> Part:
        cost = fields.pop("cost", {"low": 0, "centre": 1, "high": 3})
        return Part.model_validate(
            {"name": "A part", "levers": levers, "cost": cost, "source": "mine", **fields}
        )

    return make


@pytest.fixture(scope="session")
def pact() -> Callable[..., Agreement]:
    """An agreement, given by its fields."""

    def make(**fields: Any) -> Agreement:
        usual = {
            "name": "A pact", "kind": "mutual-defence", "issues": ["collective-defence"],
            "in_force": "2025-01-01", "source": "mine",
        }  # fmt: skip
        return Agreement.model_validate(usual | fields)

    return make


@pytest.fixture(scope="session")
def world(default: Study) -> World:
    """The world of the default study, with all of its options."""
    return World(default)


class Replay(Protocol):
    """Plays the status quo of the default study at the centres of all beliefs, but for changes.

    The changes are fields of `Plan` and `Start`, and beliefs by name; what comes out is every track
    by name, shape (Y,).
    """

    def __call__(
        self,
        plan: Mapping[str, Any] | None = None,
        start: Mapping[str, Any] | None = None,
        beliefs: Mapping[str, float] | None = None,
    ) -> dict[str, Array]: ...


@pytest.fixture(scope="session")
def replay(default: Study, world: World) -> Replay:
    play = compiled({})

    def make(
        plan: Mapping[str, Any] | None = None,
        start: Mapping[str, Any] | None = None,
        beliefs: Mapping[str, float] | None = None,
    ) -> dict[str, Array]:
        given = beliefs or {}
        row = np.array([[given.get(belief.name, belief.centre) for belief in default.beliefs]])
        new = world.start._replace(**start or {}), world.plan._replace(**plan or {})
        rooms = room.allocate(*new, len(deterrence.STAKES), len(world.tracks))
        out = np.empty((1, 1, len(world.years), len(world.tracks)))
        play(*rooms, world.columns.drawn(row), np.array([0]), out)
        return dict(zip(world.tracks, out[0, 0].T, strict=True))

    return make
