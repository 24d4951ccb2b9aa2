"""The entries of the atlas's YAML files: organisations, agreements, contingencies and sources.

Each class is one kind of entry; the rows of tables are in ``rows``. Unknown fields are mistakes.

Dates are days in ISO 8601 (``1949-08-24``). ``since`` is the first day and ``until`` the **last**
day on which something holds; either may be missing (always, still). ``as_of`` tells which moment a
figure describes and may be a year, a month or a day.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from latticework.atlas.fields import (
    AgreementRef,
    AreaRef,
    AttackKind,
    ClaimRef,
    Day,
    Disputable,
    IssueRef,
    KindRef,
    Latitude,
    Line,
    Longitude,
    Moment,
    Number,
    OrganisationRef,
    Period,
    Record,
    Region,
    Share,
    Sourced,
    SourceRef,
    StateOrParty,
    StateRef,
    Tag,
    Target,
    TerritoryRef,
    Text,
    VerbName,
    Whole,
)


class Source(Record):
    """Where a figure or a text comes from."""

    title: Line
    publisher: Line
    date: Moment | None = None
    kind: Literal[
        "treaty", "law", "official", "dataset", "statement", "scholarly", "report", "press"
    ]
    authors: tuple[Line, ...] = ()
    locator: Line | None = None
    url: Annotated[str, Field(pattern=r"^https?://[!#-&(-;=?-~]+$")] | None = None
    licence: Line | None = None
    note: Text | None = None


class Issue(Record):
    """A policy area that a coalition can form on."""

    name: Line
    description: Text


class Claim(Record):
    """A proposition that statements support or dispute and studies test."""

    text: Text


Ring = Annotated[
    tuple[tuple[Latitude, Annotated[Number, Field(ge=-180, le=360)]], ...], Field(min_length=3)
]


class Outline(Sourced):
    """A part of the Earth as one ring, written as those of areas are."""

    name: Line
    ring: Ring


class Sea(Outline):
    """A stretch of water that ships cross in a straight line, with the land that faces it.

    The rings of all seas cover the Earth. Where they lie on each other, the smallest counts.
    """


class Land(Outline):
    """A land mass, within which forces move over land.

    A place outside all rings lies on a small island; where rings lie on each other, the smallest
    counts.
    """


class Area(Record):
    """A part of the globe that treaties speak of, as polygons and as a union of other areas.

    A ring lists its corners as ``[latitude, longitude]``; edges are straight on the
    latitude–longitude plane. A ring that crosses the 180th meridian uses longitudes above 180.
    """

    name: Line
    rings: tuple[Ring, ...] = ()
    union: tuple[AreaRef, ...] = ()
    source: SourceRef
    note: Text | None = None

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if not (self.rings or self.union):
            raise ValueError("expected rings or a union")
        return self


class Administration(Period):
    """Who administers a territory in fact, without a view on who should."""

    state: StateRef


class Territory(Sourced):
    """A place whose status matters to a treaty: an island, an overseas territory, a rock."""

    name: Line
    lat: Latitude
    lon: Longitude
    tags: tuple[Tag, ...]
    administered: Annotated[tuple[Administration, ...], Field(min_length=1)]
    claimed_by: tuple[StateRef, ...] = ()

    def administrator(self, day: date) -> str | None:
        """Return the state in control on `day`, or None."""
        return next((row.state for row in self.administered if row.holds(day)), None)


class Rule(Record):
    """How one body of an organisation decides one kind of matter.

    ``states`` and ``population`` are the shares that a qualified majority needs, ``blocking`` the
    least number of opponents that can stop it, ``veto`` the members who can stop it alone.
    """

    body: Line
    matters: Line
    rule: Literal[
        "consensus", "unanimity", "qualified-majority", "two-thirds", "simple-majority", "none"
    ]
    states: Share | None = None
    population: Share | None = None
    blocking: Annotated[Whole, Field(ge=1)] | None = None
    veto: tuple[StateRef, ...] = ()
    article: Line | None = None
    source: SourceRef
    note: Text | None = None


class Organisation(Period, Sourced):
    """An organisation or a standing forum of states."""

    name: Line
    short: Line
    kind: Literal[
        "alliance", "union", "universal", "organ", "regional", "forum", "grouping", "trade"
    ]
    rules: Annotated[tuple[Rule, ...], Field(min_length=1)]
    agreement: AgreementRef | None = None


class Party(Period):
    """A party to an agreement: a state, or each member of an organisation while it is one."""

    state: StateRef | None = None
    organisation: OrganisationRef | None = None
    note: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _shorthand(cls, value: Any) -> Any:
        return {"state": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.state is None) == (self.organisation is None):
            raise ValueError("expected either a state or an organisation")
        return self


class Reach(Disputable):
    """One way for an attack to come within a clause: what is hit, whose, and where.

    All given conditions must hold; a missing one does not restrict. A clause applies if any of its
    reaches does.

    Attributes
    ----------
    targets
        What is attacked.
    tags
        The territory attacked has one of these tags.
    areas
        The place lies in one of these areas.
    of
        The state attacked is one of these.
    administered_by
        The place is in fact administered by one of these; ``party`` stands for any party.
    """

    targets: tuple[Target, ...] = ()
    tags: tuple[Tag, ...] = ()
    areas: tuple[AreaRef, ...] = ()
    of: tuple[StateRef, ...] = ()
    administered_by: tuple[StateOrParty, ...] = ()


class Clause(Disputable):
    """One article of an agreement and the duty it makes.

    Attributes
    ----------
    binds, protects
        Who owes the duty and whose being attacked triggers it; empty means every party. `protects`
        may name states that are no parties.
    attacks
        The kinds of attack that trigger it.
    challengers, not_challengers
        If given, only attacks by (or not by) these states count.
    reach
        Where and on what; empty means anything anywhere.
    """

    article: Line
    verb: VerbName
    paraphrase: Text
    attacks: Annotated[tuple[AttackKind, ...], Field(min_length=1)]
    binds: tuple[StateRef, ...] = ()
    protects: tuple[StateRef, ...] = ()
    challengers: tuple[StateRef, ...] = ()
    not_challengers: tuple[StateRef, ...] = ()
    reach: tuple[Reach, ...] = ()
    source: SourceRef | None = None


class Suspension(Period):
    """A time in which the agreement does not bind between some of its parties.

    With `between`, only the duties that these states owe each other rest; with `of`, all duties by
    and to this state. A contested one (say, a freeze that the treaty does not know) only marks the
    duty as contested.
    """

    between: tuple[StateRef, ...] = ()
    of: StateRef | None = None
    reading: Literal["settled", "contested"] = "settled"
    why: Text
    source: SourceRef

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if bool(self.between) == (self.of is not None) or len(set(self.between)) == 1:
            raise ValueError("expected either `of` one state or `between` two or more")
        return self


class Reservation(Disputable):
    """A party's reservation or special status: it owes at most `at_most` (under `articles`).

    A contested one does not lower the duty but marks it as contested, with `at_most` as what the
    state owes on every reading.
    """

    states: Annotated[tuple[StateRef, ...], Field(min_length=1)]
    articles: tuple[Line, ...] = ()
    at_most: VerbName
    why: Text
    source: SourceRef


class Event(Record):
    """A dated step in the life of an agreement: a round of talks, an invocation, a summit."""

    date: Moment
    what: Text
    source: SourceRef | None = None


class Agreement(Sourced):
    """One treaty, partnership, trade deal, exercise series or programme.

    It binds from `in_force` (or `applied`, its provisional application) to `ended`; without either
    it is signed or in negotiation and binds nobody. `strength` g and `visibility` v default to
    those of the kind. `regions` says where it is carried out if that is not where its parties lie;
    `command` is the source that says that its parties' forces serve under a standing command.
    """

    name: Line
    kind: KindRef
    parties: Annotated[tuple[Party, ...], Field(min_length=1)]
    signed: Day | None = None
    applied: Day | None = None
    in_force: Day | None = None
    ended: Day | None = None
    strength: Share | None = None
    visibility: Share | None = None
    military: bool | None = None
    issues: Annotated[tuple[IssueRef, ...], Field(min_length=1)]
    scope: Line | None = None
    regions: tuple[Region, ...] = ()
    command: SourceRef | None = None
    value: Line | None = None
    clauses: tuple[Clause, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    reservations: tuple[Reservation, ...] = ()
    events: tuple[Event, ...] = ()

    @property
    def start(self) -> date | None:
        """The first day on which it is in force, or provisionally applied."""
        return self.applied or self.in_force

    def in_force_on(self, day: date) -> bool:
        """Tell whether the agreement is in force, or provisionally applied, on `day`."""
        return (self.start or date.max) <= day <= (self.ended or date.max)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        start = self.start
        if self.applied and self.in_force and self.in_force < self.applied:
            raise ValueError(f"expected applied ({self.applied}) no later than in force")
        if self.signed and start and start < self.signed:
            raise ValueError(f"expected in force ({start}) no earlier than signed ({self.signed})")
        if start and self.ended and self.ended < start:
            raise ValueError(f"expected ended ({self.ended}) no earlier than in force ({start})")
        return self


class Contingency(Sourced):
    """A dated challenge to deter, or one that history has seen.

    The place is a `territory` of the atlas, or `lat` and `lon` with `tags`. `challenger` is missing
    when no state attacked; `challenger_note` then says who did.
    """

    name: Line
    family: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    region: Literal["asia", "europe", "other"]
    date: Day
    historical: bool = False
    challenger: StateRef | None = None
    challenger_note: Line | None = None
    attacked: StateRef
    target: Target
    attack: AttackKind
    severity: Literal["L1", "L2", "L3"]
    territory: TerritoryRef | None = None
    lat: Latitude | None = None
    lon: Longitude | None = None
    tags: tuple[Tag, ...] = ()
    summary: Text

    @model_validator(mode="after")
    def _placed(self) -> Self:
        if (self.territory is None) == (self.lat is None) or (self.lat is None) != (
            self.lon is None
        ):
            raise ValueError("expected either a territory, or lat and lon")
        return self


class Bearing(Record):
    """How a statement bears on a claim."""

    claim: ClaimRef
    stance: Literal["supports", "disputes"]


class Statement(Sourced):
    """A dated speech act: who said what, and which claim it supports or disputes."""

    speaker: Line
    office: Line
    state: StateRef | None = None
    organisation: OrganisationRef | None = None
    date: Moment
    venue: Line | None = None
    paraphrase: Text
    bears_on: Annotated[tuple[Bearing, ...], Field(min_length=1)]
