"""The rows of the atlas's tables: states, figures, memberships, trade and their like.

Each class is one kind of row of a CSV table; its fields are the columns.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from latticework.atlas.fields import (
    AgreementRef,
    Domain,
    Iso2,
    Iso3,
    IssueRef,
    Latitude,
    Line,
    Longitude,
    Moment,
    Number,
    OrganisationRef,
    Period,
    QuantityRef,
    Record,
    Region,
    SeaRefs,
    Share,
    Sourced,
    SourceRef,
    StateRef,
    Text,
    Whole,
)


class State(Record):
    """A state or an entity of the atlas.

    ``profiled`` states have figures; the others are there so that memberships and votes can name
    them. ``aliases`` are other usual names, separated by semicolons; ``status`` says neutrally what
    is contested, if anything.
    """

    iso3: Iso3
    iso2: Iso2
    name: Line
    aliases: Line | None = None
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
    period: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{4}$")]

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.period[:4] > self.period[5:]:
            raise ValueError("expected a period of years from the earlier to the later")
        return self


class Rivalry(Period, Sourced):
    """Two states that see each other as competitors, enemies and threats (strategic rivals)."""

    state_a: StateRef
    state_b: StateRef


class Base(Period, Sourced):
    """A place that `user` may use on `host`'s ground, or its own: a base, a rotation, access.

    A ``detachment`` is a garrison, station or staff from which the user's main forces do not start.
    """

    host: StateRef
    user: StateRef
    name: Line
    lat: Latitude
    lon: Longitude
    domains: Line
    status: Literal["own", "base", "rotation", "access"]
    detachment: bool = False
    agreement: AgreementRef | None = None

    @model_validator(mode="after")
    def _known_domains(self) -> Self:
        unknown = set(self.domains.split()) - {"land", "air", "sea"}
        if unknown:
            raise ValueError(
                f"expected domains among land, air, sea, separated by spaces: {unknown}"
            )
        return self


class Waypoint(Sourced):
    """A strait, canal, cape or gate of the open sea that ships pass from one sea to another.

    ``seas`` are those that meet there, separated by spaces. A ship sails straight from a waypoint
    to any other of the same sea. Whoever closes a canal or a strait retires its row.
    """

    waypoint: Line
    name: Line
    lat: Latitude
    lon: Longitude
    kind: Literal["strait", "canal", "cape", "open"]
    seas: SeaRefs


class Kind(Record):
    """A kind of agreement, with the coder's rule for its strength and visibility.

    ``strength`` g and ``visibility`` v (0–1) are judged defaults that an agreement may override.
    """

    kind: Line
    strength: Share
    visibility: Share
    military: bool
    rule: Text


class Fit(Sourced):
    """What a programme on an issue does, as judged.

    ``alignment`` is the issue of alignment that its welcome hangs on. The next four are the shares
    of its money that make a state harder to coerce in each area; the rest goes to other ends.
    ``capital`` tells whether the money is invested in the recipient's economy.
    """

    issue: IssueRef
    alignment: Literal["security", "economy", "governance"]
    infrastructure: Share
    investment: Share
    information: Share
    awareness: Share
    capital: bool

    @model_validator(mode="after")
    def _at_most_all(self) -> Self:
        if self.infrastructure + self.investment + self.information + self.awareness > 1:
            raise ValueError("expected shares that add up to 1 at most")
        return self
