"""A study: a folder with a question, a horizon, mechanisms, options, beliefs and outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from latticework.atlas.atlas import Atlas
from latticework.atlas.fields import (
    ClaimRef,
    ContingencyRef,
    Line,
    Number,
    Record,
    SourceRef,
    Text,
)
from latticework.mechanisms.belief import Belief
from latticework.study.option import Option, Part, Year


class Horizon(Record):
    """The first and the last year that are played; the year before the first is the start."""

    first: Year
    last: Year

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.last < self.first:
            raise ValueError("expected last no earlier than first")
        return self

    @property
    def years(self) -> range:
        """All years played."""
        return range(self.first, self.last + 1)


class Question(Record):
    """What a study asks, over which years, by which mechanisms, and against what."""

    name: Line
    question: Text
    summary: Text
    horizon: Horizon
    baseline: Line
    contingencies: Annotated[tuple[ContingencyRef, ...], Field(min_length=1)]
    mechanisms: dict[str, str] = Field(default_factory=dict)


class Outcome(Record):
    """One measure of a run: a reduction of a yearly track, or a weighted sum of other outcomes.

    ``track`` names what the yearly step records (``hazard_war.taiwan-strait``); ``reduce`` says how
    its years become one number: the mean, the last, the highest, the sum, the change from the start
    to the last year, or the probability that it happens at all (``ever``, 1 − Π(1 − h)).
    ``combine`` gives other outcomes with their weights instead.
    """

    name: Line
    unit: Line
    better: Literal["high", "low", "none"]
    track: Line | None = None
    reduce: Literal["mean", "last", "max", "sum", "change", "ever"] | None = None
    combine: dict[str, Number] = Field(default_factory=dict)
    first: Year | None = None
    last: Year | None = None
    weight: Annotated[Number, Field(ge=0)] = 1.0
    claims: tuple[ClaimRef, ...] = ()
    note: Text | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.track is None) != (self.reduce is None) or (self.track is None) != bool(
            self.combine
        ):
            raise ValueError("expected either track and reduce, or combine")
        return self


class Override(Record):
    """A study's own range for a belief of a mechanism."""

    belief: Line
    low: Number
    centre: Number
    high: Number
    source: SourceRef
    note: Text | None = None


class Correlation(Record):
    """A rank correlation between two beliefs, as judged."""

    one: Line
    other: Line
    rho: Annotated[Number, Field(gt=-1, lt=1)]
    source: SourceRef
    note: Text | None = None


@dataclass(frozen=True)
class Study:
    """A question with all that is needed to play it.

    Attributes
    ----------
    question
        Name, horizon, contingencies and mechanisms.
    atlas
        The world as it is, with the study's own overlay.
    options
        By slug; the first is the baseline.
    worlds
        For each option the atlas with its agreements laid on it.
    beliefs
        Every belief of the chosen mechanisms, the study's ranges in place of theirs.
    """

    question: Question
    atlas: Atlas
    options: Mapping[str, Option]
    worlds: Mapping[str, Atlas]
    beliefs: tuple[Belief, ...]
    correlations: tuple[Correlation, ...]
    outcomes: Mapping[str, Outcome]

    @cached_property
    def parts(self) -> dict[str, dict[str, Part]]:
        """All parts of each option, its own and those it includes, as ``option.part``."""
        return {slug: all_parts(self.options, slug) for slug in self.options}


def all_parts(options: Mapping[str, Option], slug: str) -> dict[str, Part]:
    """Return the parts of an option and of those it includes, keyed ``option.part``, in order."""
    found: dict[str, Part] = {}
    for other in options[slug].include:
        found |= all_parts(options, other)
    own = {f"{slug}.{key}": part for key, part in options[slug].parts.items()}
    return found | own
