"""How a study's runs may be judged: whose values count, and what each claim says of the runs.

values.yaml     value sets: which outcomes count for whom, how much, and which way (may be missing)
claims.yaml     for each claim a test on outcomes, or why there is none (may be missing)

Neither changes a run: a finished one can be looked at from other views at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import Field, model_validator

from latticework.atlas.fields import Line, Number, Record, Sourced, Text
from latticework.reading import Problem, Raw, ReadingError, did_you_mean, read_yaml
from latticework.study.conditions import Condition, Names, parsed
from latticework.study.loading import folder_of
from latticework.study.study import Study
from latticework.validating import entries, validated

Made = TypeVar("Made")
Maker = Callable[[Raw, Study], Made]


class Count(Record):
    """How much an outcome counts, and which way if not as the outcome itself says."""

    weight: Annotated[Number, Field(gt=0)]
    better: Literal["high", "low"] | None = None
    reason: Text | None = None

    @model_validator(mode="after")
    def _explained(self) -> Self:
        if self.better and not self.reason:
            raise ValueError("expected `reason`: why it is better that way")
        return self


class ValueSet(Sourced):
    """What someone values, as weights of outcomes; outcomes that are not named have none."""

    name: Line
    reason: Text
    counts: Annotated[dict[str, Count], Field(min_length=1)]


class _ClaimRecord(Record):
    """A claim's test as it stands in the file; its conditions are parsed apart."""

    test: Any = None
    given: Any = None
    untested: Text | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _either(self) -> Self:
        if (self.test is None) == (self.untested is None):
            raise ValueError("expected either test, or untested with the reason")
        if self.given is not None and self.test is None:
            raise ValueError("expected no `given` without a test")
        return self


@dataclass(frozen=True)
class ClaimTest:
    """What a claim says of the runs of one future.

    Attributes
    ----------
    test
        Holds in a future or does not; None if no runs can test the claim.
    given
        Only futures in which this holds are asked; None for all.
    untested
        Why there is no test.
    note
        What the test leaves out.
    """

    test: Condition | None
    given: Condition | None = None
    untested: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Views:
    """Whose values count besides the study's own weights, and the tests of claims, by slug."""

    values: Mapping[str, ValueSet] = field(default_factory=dict)
    tests: Mapping[str, ClaimTest] = field(default_factory=dict)


def load_views(folder: str | Path, study: Study) -> Views:
    """Return the views in a study's folder (or of an embedded study, by its name).

    Raises
    ------
    ReadingError
        With every mistake of both files.
    """
    told: list[Problem] = []
    place = folder_of(folder)
    values = _all(place / "values.yaml", _value_set, study, told)
    tests = _all(place / "claims.yaml", _claim_test, study, told)
    if told:
        raise ReadingError(told)
    return Views(values, tests)


def _all(path: Path, make: Maker[Made], study: Study, told: list[Problem]) -> dict[str, Made]:
    """Return what `make` makes of each entry of a file that may be missing."""
    document = _told(partial(read_yaml, path), told) if path.exists() else None
    found: dict[str, Made] = {}
    for slug, raw in entries(document, told) if document else ():
        made = _told(partial(make, raw, study), told)
        if made is not None:
            found[slug] = made
    return found


def _told(make: Callable[[], Made], told: list[Problem]) -> Made | None:
    """Return what `make` returns, or None with its mistakes added to `told`."""
    try:
        return make()
    except ReadingError as error:
        told.extend(error.problems)
        return None


def _value_set(raw: Raw, study: Study) -> ValueSet:
    made = validated(ValueSet, raw, {"sources": set(study.atlas.sources)})
    problems = list(_loose_counts(made, raw, study))
    if problems:
        raise ReadingError(problems)
    return made


def _loose_counts(values: ValueSet, raw: Raw, study: Study) -> Iterator[Problem]:
    """Yield outcomes that are not there, or of which nobody says which way is better."""
    for slug, count in values.counts.items():
        place = raw.place(("counts", slug))
        if slug not in study.outcomes:
            near = did_you_mean(slug, study.outcomes)
            yield Problem(*place, "counts", slug, f"expected an outcome{near}")
        elif study.outcomes[slug].better == "none" and count.better is None:
            expected = "expected `better` (high or low): the outcome has no direction of its own"
            yield Problem(*place, "counts", slug, expected)


def _claim_test(raw: Raw, study: Study) -> ClaimTest:
    claim = raw.prefix[-1] if raw.prefix else ""
    if claim not in study.atlas.claims:
        near = did_you_mean(str(claim), study.atlas.claims)
        raise ReadingError([Problem(*raw.place(), "", str(claim), f"expected a claim{near}")])
    record = validated(_ClaimRecord, raw, {})
    conditions = {name: inner for name, inner in raw.children() if name in ("test", "given")}
    names = Names(study.options, study.outcomes)
    told: list[Problem] = []
    made = {name: _told(partial(parsed, inner, names), told) for name, inner in conditions.items()}
    if told:
        raise ReadingError(told)
    return ClaimTest(made.get("test"), made.get("given"), record.untested, record.note)
