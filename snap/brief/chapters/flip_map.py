"""The flip map: the beliefs that make the answer change, and how well they tell."""

from __future__ import annotations

from collections.abc import Iterator

from latticework.brief.document import Block, Chapter, Grid, Listed, Part, Picture, Points, Words
from latticework.brief.findings import Findings
from latticework.brief.flip_words import clearest, flip, tipping
from latticework.brief.pictures.boxes import Part as Inside
from latticework.brief.pictures.boxes import Place, box
from latticework.brief.pictures.boxes import flip_map as drawn_map
from latticework.brief.sentences import brief_percent, count, percent, said, shown
from latticework.brief.tables import Cell, Column, Table
from latticework.insight.boxes import Box, Limit
from latticework.insight.flips import Flip

DRAWN = 6
"""Flips whose boxes are drawn."""

LIMIT_DIGITS = 3

EVEN, TINTS = 0.5, (0.05, 0.25, 0.45)
"""Where neither option wins more often, and how far from it a cell is tinted, up to strongly."""


def flip_map(findings: Findings) -> Chapter:
    """Return the chapter."""
    found = findings.flips
    words = said(
        "Of {pairs} of options, the better one changes in a box of beliefs in {found}. A box is "
        "told by its density, the part of its futures in which the answer is the other one, and "
        "its coverage, the part of all such futures that lie in it; both were measured in futures "
        "that had no part in finding it.",
        pairs=count(len(findings.answer.judgement().flips), "pair"), found=count(len(found)),
    )  # fmt: skip
    parts: list[Block] = [Words(words), wins(findings)]
    if found:
        parts.append(Points(tuple(flip(one, findings) for one in found[:DRAWN]), numbered=True))
    if places(findings):
        parts.append(_mapped(findings))
    parts += [Listed("pairs", pairs(findings)), *_tippings(findings)]
    return Chapter("flips", "Under which beliefs the answer changes", tuple(parts))


# --- who beats whom ---


def wins(findings: Findings) -> Grid:
    """Return in which share of futures each option is worth more than each other."""
    order = findings.answer.judgement().ranking.order
    columns = (Column("… is worth more than"), *(Column(findings.option(slug)) for slug in order))
    share = {
        (one, other): value
        for one, row in zip(findings.options, findings.answer.judgement().wins, strict=True)
        for other, value in zip(findings.options, row, strict=True)
    }
    rows: list[tuple[Cell, ...]] = []
    tints: list[tuple[int | None, ...]] = []
    for one in order:
        told = (brief_percent(share[one, other]) if one != other else "" for other in order)
        rows.append((findings.option(one), *told))
        tints.append(
            (None, *(_tint(share[one, other]) if one != other else None for other in order))
        )
    empty = tuple(("",) * (len(order) + 1) for _ in order)
    caption = said(
        "Share of futures in which the option on the left is worth more than the one above."
    )
    title = "Which option beats which"
    return Grid("wins", Table(title, columns, tuple(rows)), caption, tuple(tints), empty)


def _tint(share: float) -> int | None:
    """Return how a share is tinted: by how far it is from one half."""
    ahead = share - EVEN
    strength = sum(abs(ahead) >= least for least in TINTS)
    return (strength if ahead > 0 else -strength) or None


# --- the map ---


def places(findings: Findings) -> list[Place]:
    """Return where the boxes of flips and claims stand on the map."""
    found = []
    for number, one in enumerate(findings.flips, 1):
        told = clearest(one.where)
        if told is not None:
            words = f"{findings.option(one.better)} → {findings.option(one.worse)}"
            found.append(Place(f"{number}", told.coverage, told.density, words))
    for verdict in findings.answer.claims:
        for where, holds in ((verdict.where, "holds"), (verdict.where_not, "does not hold")):
            told = clearest(where)
            if told is not None:
                words = f"{verdict.claim} {holds}"
                found.append(Place(verdict.claim, told.coverage, told.density, words, claim=True))
    return found


def _mapped(findings: Findings) -> Picture:
    caption = said(
        "Each dot is a flip, numbered as in the list above; each square a claim, at the box in "
        "which it holds (or fails, if it mostly holds). High on the right the beliefs tell best. "
        "Beside it, for each belief of a flip, the part of its futures that lies inside the box, "
        "from the lowest on the left to the highest on the right, with the limits in the belief’s "
        "unit.",
    )
    title = "How well beliefs tell where the answer changes"
    drawn = drawn_map(places(findings), "Density and coverage of the boxes found")
    several = (_box(one, number, findings) for number, one in enumerate(findings.flips[:DRAWN], 1))
    return Picture("flip-map", title, caption, (drawn, *several), boxes(findings))


def boxes(findings: Findings) -> Table:
    """Return every box of flips and claims, one row for each belief that it limits."""
    columns = (
        Column("What changes", wrap=True), Column("Found by"), Column("Belief", wrap=True),
        Column("Kind"), Column("from", digits=3), Column("to", digits=3), Column("Unit"),
        Column("Share", "% of futures", 0), Column("Density", "%", 0), Column("Coverage", "%", 0),
        Column("p", "of chance", digits=1),
    )  # fmt: skip
    return Table("Boxes of beliefs", columns, tuple(_rows(findings)))


def _rows(findings: Findings) -> Iterator[tuple[Cell, ...]]:
    for what, method, one in _every(findings):
        for limit in one.limits:
            yield (
                what, method, limit.belief.replace("_", " "), limit.kind, limit.low, limit.high,
                findings.beliefs[limit.belief].unit, 100 * one.share, 100 * one.density,
                100 * one.coverage, one.p_value,
            )  # fmt: skip


def _every(findings: Findings) -> Iterator[tuple[str, str, Box]]:
    questions = [
        (f"{findings.option(one.better)} → {findings.option(one.worse)}", one.where)
        for one in findings.flips
    ]
    for verdict in findings.answer.claims:
        questions.append((f"{verdict.claim} holds", verdict.where))
        questions.append((f"{verdict.claim} does not hold", verdict.where_not))
    for what, where in questions:
        yield from ((what, "PRIM", one) for one in where.boxes)
        yield from ((what, "CART", one) for one in where.leaves)


# --- the sharpest boxes ---


def _box(one: Flip, number: int, findings: Findings) -> str:
    told = clearest(one.where)
    if told is None:
        raise ValueError("expected a flip with a box")
    title = f"{number}. “{findings.option(one.worse)}” beats “{findings.option(one.better)}” where"
    inside = [
        Inside(
            limit.belief.replace("_", " "), limit.low_rank, limit.high_rank, _ends(limit, findings)
        )
        for limit in told.limits
    ]
    density, coverage = percent(told.density).text, percent(told.coverage).text
    return box(title, inside, f"density {density}, coverage {coverage} (in all futures: "
               f"{percent(one.share).text})")  # fmt: skip


def _ends(limit: Limit, findings: Findings) -> str:
    low, high = (
        None if value is None else shown(value, LIMIT_DIGITS) for value in (limit.low, limit.high)
    )
    span = f"{low} to {high}" if low and high else f"above {low}" if low else f"below {high}"
    return f"{span} {findings.beliefs[limit.belief].unit}".strip()


# --- all pairs, and single beliefs ---


def pairs(findings: Findings) -> Table:
    """Return every pair of options: in how many futures the answer is the other one."""
    columns = (
        Column("Better", wrap=True), Column("Worse", wrap=True),
        Column("The other way round in", "% of futures", 1),
        Column("No difference in", "% of futures", 1),
        Column("Where"), Column("Coverage", "%, boxes together", 0),
        Column("Density", "%, boxes together", 0),
        Column("Tipping values of single beliefs", decimals=0),
    )  # fmt: skip
    rows = tuple(
        (
            findings.option(one.better), findings.option(one.worse),
            100 * one.share, 100 * one.ties,
            WHERE[one.verdict], 100 * one.where.coverage if one.where.boxes else None,
            100 * one.where.density if one.where.boxes else None, len(one.tippings),
        )
        for one in findings.answer.judgement().flips
    )  # fmt: skip
    return Table("Every pair of options", columns, rows)


WHERE = {
    "never": "nowhere", "hardly": "too few to tell", "scattered": "in no box of beliefs",
    "found": "in boxes of beliefs",
}  # fmt: skip


def _tippings(findings: Findings) -> Iterator[Block]:
    told = [
        tipping(one, pair, findings) for pair in findings.answer.judgement().flips
        for one in pair.tippings
    ]  # fmt: skip
    if told:
        words = said("With all other beliefs varying as they do.")
        inner = (Words(words), Points(tuple(told)))
        yield Part("tipping", "Single beliefs that tip the balance", inner)
