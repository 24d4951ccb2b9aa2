"""Over the years: alignment and blocs, arms, trade and leverage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from latticework.brief.document import Block, Chapter, Picture, Words
from latticework.brief.findings import Findings
from latticework.brief.measured import alike, between, differ
from latticework.brief.pictures.lines import Course, courses
from latticework.brief.sentences import Sentence, joined, paragraph, percent, said
from latticework.brief.tables import Cell, Column, Table

WORDS = {
    "alignment": "Alignment of {of} (−1 China to 1 West)",
    "hedging_room": "Room to hedge in Asia (0–1)",
    "hedging_entropy": "Openness of choice in Asia (0–1)",
    "tipped_share": "Unaligned states of Asia forced to a side (share)",
    "polarization": "Division into blocs (2024 = 100)",
    "encirclement": "Encirclement that {of} feels (2024 = 100)",
    "burden": "Arms burden of {of} (% of GDP)",
    "welfare": "Real income of {of} against the status quo (%)",
    "leverage": "Chinese leverage over {of} (% of income)",
    "resilience": "Resilience against coercion (0–1)",
    "cost": "Public money beyond the status quo (bn USD a year)",
}  # fmt: skip
"""What tracks are called; ``{of}`` is what stands behind their point."""

GROUPS = {
    "asean": "ASEAN", "asia": "Asia", "europe": "Europe", "eu": "the European Union",
    "ip4": "Australia, Japan, Korea and New Zealand",
}  # fmt: skip

BLOCS = ("alignment", "hedging_room", "tipped_share", "polarization")
ARMS = ("encirclement", "burden")
TRADE = ("welfare", "leverage", "resilience", "cost")


@dataclass(frozen=True)
class Courses:
    """The yearly medians of tracks under each option, and the baseline's middle half of futures."""

    findings: Findings

    @cached_property
    def table(self) -> pl.DataFrame:
        """One row for each option, year and track."""
        words = pl.col("option", "track").cast(pl.String)
        return self.findings.result.quantiles.with_columns(words).collect()

    @property
    def years(self) -> list[int]:
        """The years recorded."""
        return list(self.findings.result.identity["years"])

    def tracks(self, kinds: Sequence[str]) -> list[str]:
        """Return the tracks of some kinds, kind by kind."""
        every = self.findings.result.identity["tracks"]
        return [track for kind in kinds for track in every if track.partition(".")[0] == kind]

    def of(self, option: str, track: str, level: str = "q50") -> tuple[float, ...]:
        """Return a quantile of a track over the years."""
        chosen = (pl.col("option") == option) & (pl.col("track") == track)
        return tuple(self.table.filter(chosen).sort("year")[level].to_list())

    def called(self, track: str) -> str:
        """Return a track in words."""
        kind, _, of = track.partition(".")
        states = self.findings.study.atlas.states
        name = GROUPS.get(of) or (states[of].name if of in states else of)
        return WORDS[kind].format(of=name)


def years(findings: Findings) -> Iterator[Chapter]:
    """Yield the chapters."""
    made = Courses(findings)
    for slug, title, kinds in (
        ("blocs", "Alignment and blocs over time", BLOCS),
        ("arms", "Encirclement and arms over time", ARMS),
        ("trade", "Trade, leverage and resilience over time", TRADE),
    ):
        tracks = made.tracks(kinds)
        if tracks:
            yield Chapter(slug, title, _blocks(made, slug, title, tracks))


def _blocks(made: Courses, slug: str, title: str, tracks: Sequence[str]) -> tuple[Block, ...]:
    told = list(_told(made, tracks))
    words = [Words(paragraph(told))] if told else []
    return (*words, _picture(made, slug, title, tracks))


def _told(made: Courses, tracks: Sequence[str]) -> Iterator[Sentence]:
    findings, same = made.findings, []
    for outcome in filter(None, map(findings.outcome_of, tracks)):
        measure = findings.measures[outcome]
        if differ(findings, outcome):
            yield between(f"{measure.name} ({measure.unit}; median)", outcome, findings)
        else:
            same.append(measure.name)
    if same:
        yield alike(same)


def _picture(made: Courses, slug: str, title: str, tracks: Sequence[str]) -> Picture:
    findings = made.findings
    caption = said(
        "Lines: medians over futures, one for each option, named by the letters of the table of "
        "options: {key}. Grey: the middle {half} of futures under “{baseline}”.",
        half=percent(0.5), baseline=findings.option(findings.answer.baseline),
        key=joined([findings.lettered(slug) for slug in findings.options], ", "),
    )  # fmt: skip
    svg = tuple(_drawn(made, track) for track in tracks)
    return Picture(
        f"{slug}-courses", "Year by year, by option", caption, svg, _table(made, title, tracks)
    )


def _drawn(made: Courses, track: str) -> str:
    findings = made.findings
    rows = []
    for number, slug in enumerate(findings.options):
        own = slug == findings.answer.baseline
        band = (made.of(slug, track, "q25"), made.of(slug, track, "q75")) if own else None
        rows.append(Course(findings.letter(slug), f"o{number % 8}", made.of(slug, track), band))
    return courses(rows, made.years, made.called(track))


def _table(made: Courses, title: str, tracks: Sequence[str]) -> Table:
    findings = made.findings
    columns = (
        Column("Track", wrap=True), Column("Year"),
        *(Column(findings.option(slug), "median", digits=3) for slug in findings.options),
        Column("25 %", "baseline", digits=3), Column("75 %", "baseline", digits=3),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for track in tracks:
        values = [made.of(slug, track) for slug in findings.options]
        values += [made.of(findings.answer.baseline, track, level) for level in ("q25", "q75")]
        rows += [
            (made.called(track), str(year), *(value[n] for value in values))
            for n, year in enumerate(made.years)
        ]
    return Table(title, columns, tuple(rows))
