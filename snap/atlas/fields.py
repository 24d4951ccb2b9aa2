"""The pieces that records are made of: days, shares, texts, references, periods, readings.

A reference to another record (``StateRef`` and its like) is resolved while the record is read, so a
wrong name is reported at its own file and line, with the nearest names.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from enum import IntEnum
from typing import Annotated, Literal, Self

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
    if not (isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value)):
        raise ValueError("expected a day as YYYY-MM-DD")
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f"expected a day that exists ({error})") from error


def _moment(value: object) -> object:
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not (isinstance(text, str) and re.fullmatch(r"[12][0-9]{3}(-[0-9]{2}(-[0-9]{2})?)?", text)):
        raise ValueError("expected a year, month or day: YYYY, YYYY-MM or YYYY-MM-DD")
    _day(f"{text}-01-01"[:10])
    return text


def _number(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"[-+.0-9eE]*|[a-z]+", value):
        raise ValueError("expected a number in plain digits")
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


def _resolve(kind: str, *more: str) -> Callable[[str, ValidationInfo], str]:
    def check(name: str, info: ValidationInfo) -> str:
        known = (info.context or {}).get(kind)
        if known is not None and name not in known and name not in more:
            near = did_you_mean(name, [*known, *more])
            raise ValueError(f"expected the key of a record in {kind}{near}")
        return name

    return check


def _resolve_each(kind: str) -> Callable[[str, ValidationInfo], str]:
    resolve = _resolve(kind)

    def check(names: str, info: ValidationInfo) -> str:
        for name in names.split():
            resolve(name, info)
        return names

    return check


VerbName = Annotated[Verb, BeforeValidator(_verb)]
Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[str, BeforeValidator(_moment)]
Number = Annotated[float, BeforeValidator(_number), Field(allow_inf_nan=False)]
Whole = Annotated[int, BeforeValidator(_number)]
Share = Annotated[Number, Field(ge=0, le=1)]
Latitude = Annotated[Number, Field(ge=-90, le=90)]
Longitude = Annotated[Number, Field(ge=-180, le=180)]
# control and direction characters would let a data file drive the reader's terminal or mislead
_NO_CONTROL = r"\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]*$"
Text = Annotated[str, Field(min_length=1, max_length=2_000, pattern=r"^[^\x00-\x09" + _NO_CONTROL)]
Line = Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00-\x0a" + _NO_CONTROL)]
Iso3 = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Iso2 = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]

StateRef = Annotated[str, AfterValidator(_resolve("states"))]
StateOrParty = Annotated[str, AfterValidator(_resolve("states", "party"))]
OrganisationRef = Annotated[str, AfterValidator(_resolve("organisations"))]
AgreementRef = Annotated[str, AfterValidator(_resolve("agreements"))]
SourceRef = Annotated[str, AfterValidator(_resolve("sources"))]
QuantityRef = Annotated[str, AfterValidator(_resolve("quantities"))]
KindRef = Annotated[str, AfterValidator(_resolve("kinds"))]
IssueRef = Annotated[str, AfterValidator(_resolve("issues"))]
AreaRef = Annotated[str, AfterValidator(_resolve("areas"))]
TerritoryRef = Annotated[str, AfterValidator(_resolve("territories"))]
ContingencyRef = Annotated[str, AfterValidator(_resolve("contingencies"))]
SeaRefs = Annotated[Line, AfterValidator(_resolve_each("seas"))]
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
