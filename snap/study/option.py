"""Options: packages of parts, each a few agreements and levers that change at their own dates.

An option is applied to an atlas that nobody mutates. Its agreements are an overlay in the form of
the atlas's own records, which start and end on their own dates; what is no agreement — money,
forces, presence, trade costs, candidacies — is a lever.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from latticework.atlas.atlas import Atlas
from latticework.atlas.fields import (
    IssueRef,
    Line,
    Number,
    OrganisationRef,
    Record,
    Share,
    SourceRef,
    StateRef,
    Text,
    Whole,
)

Year = Annotated[Whole, Field(ge=1990, le=2100)]
BeliefName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


def midyear(year: int) -> date:
    """Return the day whose law and memberships stand for a year: its 1 July."""
    return date(year, 7, 1)


class Group(Record):
    """States named one by one, the members of an organisation, or both, with exceptions."""

    states: tuple[StateRef, ...] = ()
    members_of: OrganisationRef | None = None
    without: tuple[StateRef, ...] = ()

    @model_validator(mode="after")
    def _someone(self) -> Self:
        if not (self.states or self.members_of):
            raise ValueError("expected states, or members_of an organisation")
        return self

    def at(self, atlas: Atlas, year: int) -> frozenset[str]:
        """Return the states of the group in the middle of `year`."""
        found = set(self.states)
        if self.members_of:
            found |= set(atlas.members(self.members_of, midyear(year)))
        return frozenset(found - set(self.without))


class Span(Record):
    """From `start` to `end`, both years included; without an end, to the horizon."""

    start: Year
    end: Year | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end is not None and self.end < self.start:
            raise ValueError(f"expected end ({self.end}) no earlier than start ({self.start})")
        return self

    def on(self, year: int) -> bool:
        """Tell whether the lever works in `year`."""
        return self.start <= year <= (self.end or year)


class Burden(Span):
    """Military spending of at least `target` % of GDP from `end` on, reached by even steps."""

    lever: Literal["burden"]
    group: Group
    target: Annotated[Number, Field(ge=0, le=20)]
    end: Year

    def on(self, year: int) -> bool:
        """Tell whether anything is asked in `year`: from `start`, and after `end` too."""
        return self.start <= year

    def progress(self, year: int) -> float:
        """Return the share of the way to the target that is gone by the end of `year`, 0–1."""
        steps = year - self.start + 1
        return min(1.0, max(0.0, steps / (self.end - self.start + 1)))


class Presence(Span):
    """Visible presence of `group`'s ships in a region beyond that of the status quo."""

    lever: Literal["presence"]
    group: Group
    region: Literal["asia", "europe"]
    ship_months: Annotated[Number, Field(ge=-120, le=1200)]


class Commitment(Span):
    """Share of `group`'s forces of a domain that are free for a region beyond the status quo."""

    lever: Literal["commitment"]
    group: Group
    region: Literal["asia", "europe"]
    domain: Literal["land", "air", "sea"]
    share: Annotated[Number, Field(ge=-1, le=1)]


class Trade(Span):
    """A trade agreement between two groups, phased in from `start`; it has no end.

    `concluded` names the belief that is its probability; without it the agreement is sure.
    """

    lever: Literal["trade"]
    one: Group
    other: Group
    concluded: BeliefName | None = None

    @model_validator(mode="after")
    def _lasting(self) -> Self:
        if self.end is not None:
            raise ValueError("expected no end: a trade agreement lasts")
        return self


class Programme(Span):
    """Money spent in some states on one issue, bn USD a year, and whose name is on it."""

    lever: Literal["programme"]
    by: Literal["eu", "nato", "us", "china"]
    issue: IssueRef
    recipients: Group
    amount: Annotated[Number, Field(ge=-1000, le=1000)]


class Candidacies(Span):
    """Joint candidacies of a group for posts in international bodies."""

    lever: Literal["candidacies"]
    group: Group


class Interoperability(Span):
    """Gain in interoperability of a group's forces, as a share of the belief of that name."""

    lever: Literal["interoperability"]
    group: Group
    share: Share


Lever = Annotated[
    Burden | Presence | Commitment | Trade | Programme | Candidacies | Interoperability,
    Field(discriminator="lever"),
]


class Cost(Record):
    """Public money beyond the status quo, bn USD a year, with the range of a reasonable judge."""

    low: Number
    centre: Number
    high: Number

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low <= self.centre <= self.high:
            raise ValueError("expected low ≤ centre ≤ high")
        return self


class Part(Record):
    """One nameable thing that an option does: agreements and levers, with a cost and a source.

    ``agreements`` holds entries as in the atlas's section of that name; they are checked when they
    are laid on the atlas.
    """

    name: Line
    agreements: dict[str, dict[str, Any]] = Field(default_factory=dict)
    levers: tuple[Lever, ...] = ()
    cost: Cost
    source: SourceRef
    note: Text | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not (self.agreements or self.levers):
            raise ValueError("expected agreements or levers")
        return self


class Option(Record):
    """A policy: parts of its own, and those of the options it includes."""

    name: Line
    summary: Text
    parts: dict[str, Part] = Field(default_factory=dict)
    include: tuple[str, ...] = ()
