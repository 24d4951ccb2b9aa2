"""How a belief is declared: an uncertain number of a mechanism, with its range and its grounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["estimated", "judged", "fact"]
Distribution = Literal["triangular", "uniform", "log-triangular"]


@dataclass(frozen=True)
class Belief:
    """An uncertain parameter.

    Attributes
    ----------
    name
        A Python identifier, unique among the mechanisms of a study.
    symbol, unit
        As in the mechanism's equation; a unit of ``""`` is a pure number.
    low, centre, high
        The range that a reasonable person could hold, and its middle.
    kind
        ``estimated`` from data, ``judged``, or a ``fact`` with a margin of measurement.
    source
        What the range rests on.
    distribution
        How futures draw it: ``triangular`` or ``uniform`` between `low` and `high`, or
        ``log-triangular`` for factors and rates that are positive and span magnitudes.
    claims
        The claims that hang on it.
    """

    name: str
    symbol: str
    unit: str
    low: float
    centre: float
    high: float
    kind: Kind
    source: str
    distribution: Distribution = "triangular"
    claims: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a range out of order, or a logarithm of what is not positive."""
        if not self.name.isidentifier():
            raise ValueError(f"{self.name!r}: expected a Python identifier")
        if not self.low <= self.centre <= self.high:
            raise ValueError(f"{self.name}: expected low ≤ centre ≤ high")
        if self.distribution == "log-triangular" and self.low <= 0:
            raise ValueError(f"{self.name}: expected low > 0 for a log-triangular belief")


def each(
    names: Iterable[str], base: Belief, centres: Iterable[float] | None = None
) -> Iterator[Belief]:
    """Yield one belief for each of `names`, named ``<base>_<name>``.

    With `centres`, each belief keeps the base's margins around a centre of its own: differences for
    a (triangular or uniform) belief, factors for a log-triangular one.
    """
    given = list(centres) if centres is not None else None
    for number, name in enumerate(names):
        centre = base.centre if given is None else given[number]
        yield _moved(base, f"{base.name}_{name}", centre)


def _moved(base: Belief, name: str, centre: float) -> Belief:
    if base.distribution == "log-triangular":
        low, high = base.low / base.centre * centre, base.high / base.centre * centre
    else:
        low, high = base.low - base.centre + centre, base.high - base.centre + centre
    return Belief(
        name, base.symbol, base.unit, low, centre, high, base.kind, base.source,
        base.distribution, base.claims,
    )  # fmt: skip
