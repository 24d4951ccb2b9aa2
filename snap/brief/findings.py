"""What the brief is made from: a study, a run of it, and what the run says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from latticework.atlas.fields import Record, Text
from latticework.ensemble.store import Result
from latticework.insight.answer import Answer, Measure
from latticework.insight.desk import answer
from latticework.insight.flips import Flip
from latticework.insight.scores import Score
from latticework.mechanisms.belief import Belief
from latticework.reading import Problem, ReadingError, read_yaml
from latticework.study.loading import folder_of
from latticework.study.study import Study
from latticework.study.views import Views, load_views
from latticework.validating import entries, validated

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class LeftOut(Record):
    """Something that a study does not model, and why."""

    what: Text
    why: Text


def left_out(folder: Path) -> dict[str, LeftOut]:
    """Return what a study's folder says is not modelled (``not-modelled.yaml``, may be missing).

    Raises
    ------
    ReadingError
        With every mistake of the file.
    """
    path = folder / "not-modelled.yaml"
    if not path.exists():
        return {}
    told: list[Problem] = []
    found = {}
    for slug, raw in entries(read_yaml(path), told):
        try:
            found[slug] = validated(LeftOut, raw, {})
        except ReadingError as error:
            told.extend(error.problems)
    if told:
        raise ReadingError(told)
    return found


@dataclass(frozen=True)
class Findings:
    """A study, a run of it and the answer, with the look-ups that chapters share."""

    study: Study
    views: Views
    result: Result
    answer: Answer
    left_out: Mapping[str, LeftOut]

    # --- options ---

    @property
    def options(self) -> tuple[str, ...]:
        """Slugs, in the study's order."""
        return self.answer.options

    @property
    def others(self) -> tuple[str, ...]:
        """Slugs without the baseline."""
        return tuple(slug for slug in self.options if slug != self.answer.baseline)

    def option(self, slug: str) -> str:
        """Return an option's name."""
        return self.study.options[slug].name

    def letter(self, slug: str) -> str:
        """Return the letter by which pictures name an option: A for the study's first."""
        number = self.options.index(slug)
        return LETTERS[number % len(LETTERS)] * (1 + number // len(LETTERS))

    def lettered(self, slug: str) -> str:
        """Return an option's letter and name."""
        return f"{self.letter(slug)} {self.option(slug)}"

    # --- outcomes and beliefs ---

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """Outcomes by slug."""
        return {one.slug: one for one in self.answer.measures}

    @cached_property
    def scores(self) -> dict[tuple[str, str], Score]:
        """Scores by option and outcome."""
        return {(one.option, one.outcome): one for one in self.answer.scores}

    @cached_property
    def weighty(self) -> tuple[str, ...]:
        """Outcomes that have weight, or all if none has."""
        found = tuple(one.slug for one in self.answer.measures if one.weight > 0)
        return found or tuple(self.measures)

    @cached_property
    def beliefs(self) -> dict[str, Belief]:
        """Beliefs by name."""
        return {one.name: one for one in self.study.beliefs}

    def outcome_of(self, track: str) -> str | None:
        """Return the first outcome that measures a track."""
        found = (slug for slug, one in self.study.outcomes.items() if one.track == track)
        return next(found, None)

    # --- flips ---

    @cached_property
    def flips(self) -> tuple[Flip, ...]:
        """Flips for which there are boxes, the sharpest first."""
        found = [one for one in self.answer.judgement().flips if one.verdict == "found"]
        return tuple(sorted(found, key=lambda one: -sharpness(one)))


def sharpness(flip: Flip) -> float:
    """Return how well boxes tell where the answer changes: their coverage times their density."""
    where = flip.where
    boxes = [
        (where.coverage, where.density),
        *((one.coverage, one.density) for one in where.leaves),
    ]
    return max(coverage * density for coverage, density in boxes)


def gathered(name: str, study: Study, result: Result) -> Findings:
    """Return all that the brief is made from.

    Parameters
    ----------
    name
        The study's folder, or its name if it is embedded.
    study, result
        The study, loaded, and a complete run of it.

    Raises
    ------
    ReadingError
        With every mistake in the views, or in what is left out.
    RunError
        If the run is not of this study.
    """
    views = load_views(name, study)
    found = answer(result, study, views)
    return Findings(study, views, result, found, left_out(folder_of(name)))
