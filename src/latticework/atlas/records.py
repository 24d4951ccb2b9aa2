"""What the atlas holds: states, organisations, agreements, contingencies, statements, sources.

Each class is one kind of record, as a line of a CSV table or an entry of a YAML file. Unknown
fields are mistakes. A reference to another record (``StateRef`` and its like) is resolved while the
record is read, so a wrong name is reported at its own file and line, with the nearest names.

Dates are days in ISO 8601 (``1949-08-24``). ``since`` is the first day and ``until`` the **last**
day on which something holds; either may be missing (always, still). ``as_of`` tells which moment a
figure describes and may be a year, a month or a day.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from enum import IntEnum
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    model_validator,
)

from latticework.reading import did_you_mean

# --- the pieces records are made of ---


class Verb(IntEnum):
    """What a clause binds a party to do, from nothing to immediate military help.

    The order follows the strength of the promise (Leeds et al. 2002; Chiba, Johnson & Leeds 2015):
    a duty to *act* leaves means and moment to the party's own processes, to *assist* leaves the
    means, to *defend* leaves neither.
    """

    none = 0
    cooperate = 1
    consult = 2
    act = 3
    assist = 4
    defend = 5


def _day(value: object) -> object:
    if isinstance(value, date):
        return value
    if not (isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value)):
        raise ValueError("expected a day as YYYY-MM-DD")
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f"expected a day that exists ({error})") from error


def _moment(value: object) -> object:
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not (isinstance(text, str) and re.fullmatch(r"[12]\d{3}(-\d{2}(-\d{2})?)?", text)):
        raise ValueError("expected a year, month or day: YYYY, YYYY-MM or YYYY-MM-DD")
    _day(f"{text}-01-01"[:10])
    return text


def _number(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("expected a number, not yes or no")  # pydantic collects ValueError only
    return value


def _verb(value: object) -> object:
    if isinstance(value, str) and value in Verb.__members__:
        return Verb[value]
    if isinstance(value, Verb):
        return value
    names = list(Verb.__members__)
    raise ValueError(f"expected one of {', '.join(names)}{did_you_mean(str(value), names)}")


def _resolve(kind: str) -> Callable[[str, ValidationInfo], str]:
    def check(name: str, info: ValidationInfo) -> str:
        known = (info.context or {}).get(kind)
        if known is not None and name not in known:
            raise ValueError(f"expected the key of a record in {kind}{did_you_mean(name, known)}")
        return name

    return check


Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[str, BeforeValidator(_moment)]
Number = Annotated[float, BeforeValidator(_number), Field(allow_inf_nan=False)]
Whole = Annotated[int, BeforeValidator(_number)]
Share = Annotated[Number, Field(ge=0, le=1)]
Latitude = Annotated[Number, Field(ge=-90, le=90)]
Longitude = Annotated[Number, Field(ge=-180, le=180)]
# control characters would let a data file drive the reader's terminal
Text = Annotated[
    str, Field(min_length=1, max_length=2_000, pattern=r"^[^\x00-\x09\x0b-\x1f\x7f-\x9f]*$")
]
Line = Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")]
Iso3 = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Iso2 = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]

StateRef = Annotated[str, AfterValidator(_resolve("states"))]
OrganisationRef = Annotated[str, AfterValidator(_resolve("organisations"))]
AgreementRef = Annotated[str, AfterValidator(_resolve("agreements"))]
SourceRef = Annotated[str, AfterValidator(_resolve("sources"))]
QuantityRef = Annotated[str, AfterValidator(_resolve("quantities"))]
KindRef = Annotated[str, AfterValidator(_resolve("kinds"))]
IssueRef = Annotated[str, AfterValidator(_resolve("issues"))]
AreaRef = Annotated[str, AfterValidator(_resolve("areas"))]
TerritoryRef = Annotated[str, AfterValidator(_resolve("territories"))]
ClaimRef = Annotated[str, AfterValidator(_resolve("claims"))]

Confidence = Literal["high", "medium", "low"]
Region = Literal[
    "north-america", "latin-america", "europe", "middle-east", "africa",
    "central-asia", "south-asia", "southeast-asia", "east-asia", "oceania",
]  # fmt: skip
Domain = Literal["economy", "people", "land", "air", "sea", "nuclear", "power"]
Tag = Literal["metropolitan", "overseas", "island", "eu-outermost", "eu-oct", "contested"]
Target = Literal[
    "territory", "forces", "warship", "public-vessel", "civil-vessel",
    "military-aircraft", "civil-aircraft", "satellite", "network", "infrastructure",
]  # fmt: skip
AttackKind = Literal[
    "armed-attack", "coercion", "threat", "cyber-attack", "terrorism", "disaster"
]  # fmt: skip


class Record(BaseModel):
    """A record: immutable, and without room for misspelt fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Period(Record):
    """Something that holds from `since` to `until`, both days included."""

    since: Day | None = None
    until: Day | None = None

    def holds(self, day: date) -> bool:
        """Tell whether `day` falls within the period."""
        return (self.since or date.min) <= day <= (self.until or date.max)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.since and self.until and self.until < self.since:
            raise ValueError(f"expected until ({self.until}) no earlier than since ({self.since})")
        return self


class Disputable(Period):
    """Something lawyers may read in two ways; if they do, `counter` gives the other reading."""

    reading: Literal["settled", "contested"] = "settled"
    counter: Text | None = None

    @model_validator(mode="after")
    def _countered(self) -> Self:
        if self.reading == "contested" and self.counter is None:
            raise ValueError("expected `counter`: what the other reading says")
        return self


class Sourced(Record):
    """Anything that rests on a source."""

    source: SourceRef
    confidence: Confidence = "high"
    note: Text | None = None


# --- tables ---


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
    url: Annotated[str, Field(pattern=r"^https?://[^\s<>\"']+$")] | None = None
    licence: Line | None = None
    note: Text | None = None


class State(Record):
    """A state or an entity of the atlas.

    ``profiled`` states have figures; the others are there so that memberships and votes can name
    them. ``status`` says neutrally what is contested, if anything.
    """

    iso3: Iso3
    iso2: Iso2
    name: Line
    cow: Annotated[Whole, Field(ge=1, le=999)] | None = None
    gw: Annotated[Whole, Field(ge=1, le=999)] | None = None
    region: Region
    capital: Line
    lat: Latitude
    lon: Longitude
    profiled: bool
    status: Text | None = None
    source: SourceRef


class Quantity(Record):
    """An entry of the data dictionary: what a figure measures, and in which unit.

    ``low`` and ``high`` bound what is plausible; a figure outside is taken for a unit mistake.
    """

    quantity: Line
    unit: Line
    description: Text
    domain: Domain
    low: Number
    high: Number


class Figure(Sourced):
    """One published number about one state at one moment, in the unit of its quantity."""

    state: StateRef
    quantity: QuantityRef
    value: Number
    as_of: Moment


class Membership(Period, Sourced):
    """A state's place in an organisation for a time."""

    organisation: OrganisationRef
    state: StateRef
    role: Literal["member", "permanent", "elected", "suspended", "observer", "candidate", "partner"]


class Trade(Sourced):
    """Goods exported from one state to another in a year, in bn current USD.

    ``basis``: *reported* (a published bilateral figure), *derived* (a published partner share times
    a published total) or *estimated* (gravity fill, see ``latticework.evidence.gravity``).
    """

    exporter: StateRef
    importer: StateRef
    value: Annotated[Number, Field(ge=0)]
    as_of: Moment
    basis: Literal["reported", "derived", "estimated"]


class Arms(Sourced):
    """A supplier's share of a recipient's imports of major arms over a period of years."""

    recipient: StateRef
    supplier: StateRef
    share: Share
    period: Annotated[str, Field(pattern=r"^\d{4}-\d{4}$")]


class Rivalry(Period, Sourced):
    """Two states that see each other as competitors, enemies and threats (strategic rivals)."""

    state_a: StateRef
    state_b: StateRef


class Base(Period, Sourced):
    """A place that `user` may use on `host`'s ground, or its own: a base, a rotation, access."""

    host: StateRef
    user: StateRef
    name: Line
    lat: Latitude
    lon: Longitude
    domains: Line
    status: Literal["own", "base", "rotation", "access"]
    agreement: AgreementRef | None = None

    @model_validator(mode="after")
    def _known_domains(self) -> Self:
        unknown = set(self.domains.split()) - {"land", "air", "sea"}
        if unknown:
            raise ValueError(
                f"expected domains among land, air, sea, separated by spaces: {unknown}"
            )
        return self


class Kind(Record):
    """A kind of agreement, with the coder's rule for its strength and visibility.

    ``strength`` g and ``visibility`` v (0–1) are judged defaults that an agreement may override.
    """

    kind: Line
    strength: Share
    visibility: Share
    military: bool
    rule: Text


# --- entries ---


class Issue(Record):
    """A policy area that a coalition can form on."""

    name: Line
    description: Text


class Claim(Record):
    """A proposition that statements support or dispute and studies test."""

    text: Text


class Area(Record):
    """A part of the globe that treaties speak of, as polygons and as a union of other areas.

    A ring lists its corners as ``[latitude, longitude]``; edges are straight on the
    latitude–longitude plane. A ring that crosses the 180th meridian uses longitudes above 180.
    """

    name: Line
    rings: tuple[Annotated[tuple[tuple[Latitude, Annotated[Number, Field(ge=-180, le=360)]], ...],
                           Field(min_length=3)], ...] = ()  # fmt: skip
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
    administered_by: tuple[StateRef | Literal["party"], ...] = ()


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
    verb: Annotated[Verb, BeforeValidator(_verb)]
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
        if bool(self.between) == (self.of is not None) or len(self.between) == 1:
            raise ValueError("expected either `of` one state or `between` two or more")
        return self


class Reservation(Disputable):
    """A party's reservation or special status: it owes at most `at_most` (under `articles`).

    A contested one does not lower the duty but marks it as contested, with `at_most` as what the
    state owes on every reading.
    """

    states: Annotated[tuple[StateRef, ...], Field(min_length=1)]
    articles: tuple[Line, ...] = ()
    at_most: Annotated[Verb, BeforeValidator(_verb)]
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
    those of the kind.
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
    value: Line | None = None
    clauses: tuple[Clause, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    reservations: tuple[Reservation, ...] = ()
    events: tuple[Event, ...] = ()

    def in_force_on(self, day: date) -> bool:
        """Tell whether the agreement is in force, or provisionally applied, on `day`."""
        start = min((d for d in (self.applied, self.in_force) if d), default=date.max)
        return start <= day <= (self.ended or date.max)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        start = self.applied or self.in_force
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
