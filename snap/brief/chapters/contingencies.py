"""Contingency by contingency: who is bound, could decide, could arrive, and how likely it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from latticework.atlas.fields import Verb
from latticework.brief.document import Block, Chapter, Listed, Part, Picture, Words
from latticework.brief.duties import headline, summary
from latticework.brief.findings import Findings
from latticework.brief.measured import between, short
from latticework.brief.pictures.bars import Bar, bars
from latticework.brief.pictures.strips import Axis, Strip, strips
from latticework.brief.sentences import Sentence, count, joined, paragraph, said
from latticework.brief.tables import Cell, Column, Table
from latticework.insight.bound import Bound, who_is_bound
from latticework.study.option import midyear

VERBS = tuple(verb for verb in Verb if verb)
MEASURED = (
    "nato_decides", "eu_decides", "acting", "ratio_30", "ratio_90", "european_share_30",
    "hazard_coercion", "hazard_force", "hazard_war",
)  # fmt: skip
"""What is recorded of each place, in the order of being told."""

DRAWN = (
    "nato_decides",
    "eu_decides",
    "acting",
    "ratio_30",
    "ratio_90",
    "hazard_force",
    "hazard_war",
)
NAMED = 12  # states named in a cell


@dataclass(frozen=True)
class Case:
    """A contingency under every option, by the law of the horizon's last year."""

    findings: Findings
    slug: str

    @property
    def name(self) -> str:
        """What it is called."""
        return self.findings.study.atlas.contingencies[self.slug].name

    @property
    def family(self) -> str:
        """The family by which the yearly step records it."""
        return self.findings.study.atlas.contingencies[self.slug].family

    @cached_property
    def bound(self) -> Mapping[str, Bound]:
        """Who is bound under each option."""
        study = self.findings.study
        day = midyear(study.question.horizon.last)
        return {
            slug: who_is_bound(study.worlds[slug], self.slug, day) for slug in self.findings.options
        }

    def owed(self, option: str) -> dict[str, Verb]:
        """Return the strongest duty of each state that has one."""
        return {verdict.state: verdict.verb for verdict in self.bound[option].bound}

    def to_act(self, option: str) -> int:
        """Return how many states owe at least to act."""
        return sum(verb >= Verb.act for verb in self.owed(option).values())

    def outcome(self, track: str) -> str | None:
        """Return the outcome that measures a track of the place, if the study has one."""
        return self.findings.outcome_of(f"{track}.{self.family}")


def contingencies(findings: Findings) -> Chapter:
    """Return the chapter."""
    last = findings.study.question.horizon.last
    words = said(
        "Duties are those of the treaties as they stand in {year} under each option, on the "
        "broadest reading of each text. All else is measured over the futures: dots are medians, "
        "thick bars "
        "hold half of the futures and thin ones nine in ten.", year=f"{last}",
    )  # fmt: skip
    cases = [Case(findings, slug) for slug in findings.study.question.contingencies]
    return Chapter("contingencies", "Place by place", (Words(words), *map(_part, cases)))


def _part(case: Case) -> Part:
    blocks: list[Block] = [Words(paragraph(_told(case))), _picture(case)]
    baseline = case.findings.answer.baseline
    world = case.findings.study.worlds[baseline]
    bound = summary(world, case.bound[baseline])
    title = f"Who is bound under “{case.findings.option(baseline)}”: {case.name}"
    blocks.append(Listed(f"{case.slug}-bound", replace(bound, title=title)))
    blocks.append(Listed(f"{case.slug}-changes", changes(case)))
    return Part(case.slug, case.name, tuple(blocks))


# --- in words ---


def _told(case: Case) -> Iterator[Sentence]:
    findings = case.findings
    baseline = findings.answer.baseline
    world = findings.study.worlds[baseline]
    yield said("{attack}.", attack=headline(world, case.bound[baseline]))
    yield _duties(case)
    for track, words in (
        ("nato_decides", "The median probability that NATO decides to act"),
        ("ratio_30", "Defence over attack on day 30 (median)"),
        ("ratio_90", "Defence over attack on day 90 (median)"),
        ("hazard_war", "The risk of war (median)"),
    ):
        outcome = case.outcome(track)
        if outcome is not None:
            yield between(words, outcome, findings)


def _duties(case: Case) -> Sentence:
    findings = case.findings
    baseline = findings.answer.baseline
    usual = case.to_act(baseline)
    opening = said(
        "The number of states that owe the attacked at least to act is {usual} under “{baseline}”",
        baseline=findings.option(baseline), usual=count(usual),
    )  # fmt: skip
    other = [
        said("{many} under “{option}”", many=count(case.to_act(slug)), option=findings.option(slug))
        for slug in findings.others if case.to_act(slug) != usual
    ]  # fmt: skip
    rest = (
        said(" and {others}.", others=joined(other)) if other else said(" and every other option.")
    )
    return joined([opening, rest], "", "")


# --- pictures and tables ---


def _picture(case: Case) -> Picture:
    outcomes = [outcome for track in DRAWN if (outcome := case.outcome(track))]
    svg = (_bound(case), *(panel(outcome, case.findings) for outcome in outcomes))
    caption = said(
        "Who owes what, who decides and acts, how forces compare, and the risk, by option."
    )
    return Picture(f"{case.slug}-picture", "By option", caption, svg, measured(case))


def _bound(case: Case) -> str:
    rows = []
    for slug in case.findings.options:
        numbers = Counter(case.owed(slug).values())
        sizes = tuple(float(numbers[verb]) for verb in VERBS[::-1])
        rows.append(Bar(case.findings.option(slug), sizes, f"{case.to_act(slug)}"))
    key = [(verb.name, f"verb{verb.value}") for verb in VERBS[::-1]]
    return bars(rows, key, "States bound, by strongest duty (number: to act or more)")


def panel(outcome: str, findings: Findings) -> str:
    """Draw an outcome under each option."""
    rows = []
    for slug in findings.options:
        one = findings.scores[slug, outcome]
        class_ = "other" if slug == findings.answer.baseline else "mark"
        note = short(findings, outcome, one.median)
        ranges = (one.low50, one.high50), (one.low90, one.high90)
        rows.append(Strip(findings.option(slug), one.median, *ranges, note, class_))
    measure = findings.measures[outcome]
    reference = findings.scores[findings.answer.baseline, outcome].median
    return strips(rows, Axis(f"{measure.name} ({measure.unit})", reference))


def measured(case: Case) -> Table:
    """Return what is measured of a place, and who is bound, by option."""
    findings = case.findings
    outcomes = [outcome for track in MEASURED if (outcome := case.outcome(track))]
    columns = (
        Column("What", wrap=True), Column("Unit", wrap=True),
        *(Column(findings.option(slug), "median", digits=2) for slug in findings.options),
    )  # fmt: skip
    duties: tuple[tuple[Cell, ...], ...] = tuple(
        (f"States that owe: {verb.name}", "states",
         *(sum(owed is verb for owed in case.owed(slug).values()) for slug in findings.options))
        for verb in VERBS[::-1]
    )  # fmt: skip
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            findings.measures[outcome].name, findings.measures[outcome].unit,
            *(findings.scores[slug, outcome].median for slug in findings.options),
        )
        for outcome in outcomes
    )  # fmt: skip
    return Table(f"{case.name}, by option", columns, (*duties, *rows))


def changes(case: Case) -> Table:
    """Return whose duty changes under each option, against the baseline."""
    findings = case.findings
    usual = case.owed(findings.answer.baseline)
    none = next(verb for verb in Verb if not verb)
    rows = []
    for slug in findings.others:
        owed = case.owed(slug)
        groups: dict[tuple[Verb, Verb], list[str]] = {}
        for state in sorted(usual.keys() | owed.keys()):
            pair = usual.get(state, none), owed.get(state, none)
            if pair[0] is not pair[1]:
                groups.setdefault(pair, []).append(state)
        rows += [
            (findings.option(slug), before.name, after.name, len(states), _named(case, states))
            for (before, after), states in groups.items()
        ]
    columns = (
        Column("Option", wrap=True), Column("Owed"), Column("Then owes"),
        Column("How many", "states", 0), Column("States", wrap=True),
    )  # fmt: skip
    note = "" if rows else "No option changes what any state owes here."
    return Table(f"Whose duty changes: {case.name}", columns, tuple(rows), (note,) if note else ())


def _named(case: Case, states: list[str]) -> str:
    names = [case.findings.study.atlas.states[state].name for state in states]
    return ", ".join(names) if len(names) <= NAMED else " ".join(states)
