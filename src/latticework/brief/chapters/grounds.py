"""What it all rests on: hindcasts, judgement and data, what is left out, every source."""

from __future__ import annotations

from collections.abc import Iterator

from latticework.atlas.citations import uses
from latticework.brief.document import Block, Chapter, Listed, Picture, Words
from latticework.brief.findings import Findings
from latticework.brief.pictures.strips import Axis, Strip, strips
from latticework.brief.sentences import Sentence, count, percent, said
from latticework.brief.tables import Column, Table
from latticework.evidence.report_card import ReportCard
from latticework.insight.hindcast import read


def grounds(findings: Findings) -> Iterator[Chapter]:
    """Yield the chapters."""
    yield validation(read().card)
    yield judgement(findings)
    if findings.left_out:
        yield not_modelled(findings)
    yield sources(findings)


# --- hindcasts ---


def validation(card: ReportCard) -> Chapter:
    """Return the chapter on the report card."""
    judged = [check for check in card.checks if check.passed is not None]
    words = said(
        "What the past can test was tested, as far as possible on data that had no part in "
        "fitting, against named baselines: {passed} of {judged} passed; those that did not stay on "
        "the card.",
        passed=count(len(judged) - len(card.failed)), judged=count(len(judged), "check"),
    )  # fmt: skip
    warning = said(
        "So read every band of this brief as a range of what can be believed, not as a forecast. "
        "Judged parts of the model have no such test."
    )
    blocks = (Words(words), Words(warning), Listed("report-card", report_card(card)))
    return Chapter("validation", "How it did against the past", blocks)


def report_card(card: ReportCard) -> Table:
    """Return every check."""
    columns = (
        Column("Test", wrap=True), Column("Measure", wrap=True), Column("Value", digits=4),
        Column("To pass"), Column("Set by", wrap=True), Column("Rows", decimals=0),
        Column("Passed"),
        Column("Note", wrap=True),
    )  # fmt: skip
    rows = tuple(
        (
            check.test, check.metric, check.value, check.to_beat, check.against, check.rows,
            check.passed, check.note,
        )
        for check in card.checks
    )  # fmt: skip
    return Table("Report card", columns, rows)


# --- judged and estimated ---


def judgement(findings: Findings) -> Chapter:
    """Return the chapter on how much rests on judged beliefs."""
    blocks: list[Block] = [Words(_rests(findings))]
    if findings.answer.judgement().drivers.beliefs:
        blocks.append(_drivers(findings))
    blocks += [Listed("effects", effects(findings)), Listed("beliefs", beliefs(findings))]
    return Chapter("judgement", "How much rests on judgement", tuple(blocks))


def _rests(findings: Findings) -> Sentence:
    answer, drivers = findings.answer, findings.answer.judgement().drivers
    counted = said(
        "Of {beliefs}, {judged} are judged.", beliefs=count(answer.beliefs, "belief"),
        judged=percent(answer.judged_beliefs),
    )  # fmt: skip
    if drivers.judged is None:
        return said(
            "{counted} No single belief surely explains which option is best, so that the share "
            "that "
            "rests on judgement cannot be told.", counted=counted,
        )  # fmt: skip
    return said(
        "{counted} Single beliefs explain {alone} of the variance of which option is best, and "
        "{share} of that are judged ones. With all interactions, judged beliefs explain at least "
        "{least} and "
        "at most {most}.", counted=counted, alone=percent(max(0.0, drivers.alone)),
        share=percent(drivers.judged), least=percent(drivers.judged_least),
        most=percent(drivers.judged_most),
    )  # fmt: skip


def _drivers(findings: Findings) -> Picture:
    drivers = findings.answer.judgement().drivers
    rows = [
        Strip(one.belief.replace("_", " "), 100 * one.share, None, (100 * one.low, 100 * one.high),
              one.kind, "mark" if one.kind == "judged" else "other")
        for one in drivers.beliefs
    ]  # fmt: skip
    caption = said(
        "What each belief explains alone of the variance of which option is best (first-order "
        "Sobol’ "
        "index), with a {band} interval. Blue: judged; grey: estimated.", band=percent(0.95),
    )  # fmt: skip
    svg = strips(rows, Axis("Explains alone, % of the variance", reference=0.0))
    title = "What it hangs on which option is best"
    return Picture("drivers", title, caption, (svg,), _table_of_drivers(findings))


def _table_of_drivers(findings: Findings) -> Table:
    columns = (
        Column("Belief", wrap=True), Column("Kind"), Column("Explains alone", "%", 1),
        Column("from", "95 % interval", 1), Column("to", "95 % interval", 1),
        Column("With others, at least", "%", 1),
    )  # fmt: skip
    rows = tuple(
        (
            one.belief.replace("_", " "), one.kind, 100 * one.share, 100 * one.low, 100 * one.high,
            100 * one.with_others,
        )
        for one in findings.answer.judgement().drivers.beliefs
    )  # fmt: skip
    return Table("Drivers of the ranking", columns, rows)


def effects(findings: Findings) -> Table:
    """Return what each effect of an option on an outcome hangs on, and how much of it is judged."""
    columns = (
        Column("Option", wrap=True), Column("Outcome", wrap=True),
        Column("Single beliefs explain", "%", 0), Column("Judged", "% of that", 0),
        Column("Foremost", wrap=True),
    )  # fmt: skip
    rows = tuple(
        (
            findings.option(one.option), findings.measures[one.outcome].name,
            100 * max(0.0, one.drivers.alone),
            None if one.drivers.judged is None else 100 * one.drivers.judged,
            ", ".join(driver.belief.replace("_", " ") for driver in one.drivers.beliefs[:3]),
        )
        for one in findings.answer.effects
    )  # fmt: skip
    return Table("What each effect hangs on", columns, rows)


def beliefs(findings: Findings) -> Table:
    """Return every belief with its range and source."""
    columns = (
        Column("Belief", wrap=True), Column("Unit"), Column("Low", digits=3),
        Column("Centre", digits=3), Column("High", digits=3), Column("Kind"),
        Column("Rests on", wrap=True),
    )  # fmt: skip
    rows = tuple(
        (one.name.replace("_", " "), one.unit, one.low, one.centre, one.high, one.kind, one.source)
        for one in findings.study.beliefs
    )
    return Table("Beliefs, with what they rest on", columns, rows)


# --- what is left out, and sources ---


def not_modelled(findings: Findings) -> Chapter:
    """Return the chapter on what the study leaves out."""
    words = said("Whoever cites the answer should cite this list with it.")
    rows = tuple((one.what, one.why) for one in findings.left_out.values())
    table = Table("Left out, and why", (Column("What", wrap=True), Column("Why", wrap=True)), rows)
    blocks = (Words(words), Listed("left-out", table, folded=False))
    return Chapter("not-modelled", "What is not modelled", blocks)


def sources(findings: Findings) -> Chapter:
    """Return the chapter on sources."""
    table = cited(findings)
    words = said(
        "The records of the atlas that this study was played on cite {sources}; what each belief "
        "rests "
        "on stands in the table of beliefs.", sources=count(len(table.rows), "source"),
    )  # fmt: skip
    return Chapter("sources", "Sources", (Words(words), Listed("sources-used", table)))


def cited(findings: Findings) -> Table:
    """Return every source that records of the atlas and of the options cite."""
    counts = uses(findings.study.atlas)
    for world in findings.study.worlds.values():
        for key, times in uses(world).items():
            counts[key] = max(times, counts.get(key, 0))
    for parts in findings.study.parts.values():
        for part in parts.values():
            counts[part.source] += 1
    atlas = findings.study.atlas
    columns = (
        Column("Key", wrap=True), Column("Title", wrap=True), Column("Publisher", wrap=True),
        Column("Date"), Column("Where", wrap=True), Column("Cited", "times", 0),
    )  # fmt: skip
    rows = tuple(
        (
            key,
            source.title,
            source.publisher,
            source.date,
            source.locator or source.url,
            counts[key],
        )
        for key, source in sorted(atlas.sources.items())
        if counts.get(key)
    )
    return Table("Sources used", columns, rows)
