"""The brief of a study: its chapters in the order in which a reader asks, also as JSON."""

from __future__ import annotations

from typing import Any

from latticework import __version__
from latticework.brief.chapters.claims import claims
from latticework.brief.chapters.contingencies import contingencies
from latticework.brief.chapters.flip_map import flip_map
from latticework.brief.chapters.grounds import grounds
from latticework.brief.chapters.opening import opening
from latticework.brief.chapters.scorecard import scorecard
from latticework.brief.chapters.web import web
from latticework.brief.chapters.whose import whose
from latticework.brief.chapters.years import years
from latticework.brief.document import Brief, plain
from latticework.brief.findings import Findings
from latticework.brief.sentences import Sentence, count, said
from latticework.insight.answer import plain as plain_answer

SHORT = 12  # characters of a hash that are shown


def report(findings: Findings) -> Brief:
    """Return the brief of a study."""
    question = findings.study.question
    tested = (claims(findings),) if findings.answer.claims else ()
    chapters = (
        opening(findings), scorecard(findings), flip_map(findings), *tested,
        contingencies(findings), web(findings), *years(findings), whose(findings),
        *grounds(findings),
    )  # fmt: skip
    return Brief(question.name, question.question, chapters, _colophon(findings))


def _colophon(findings: Findings) -> Sentence:
    identity, horizon = findings.result.identity, findings.study.question.horizon
    return said(
        "Made by latticework {version} from {futures} of seed {seed}, {options} and "
        "{years}–{last}. Study {study}, atlas {atlas}, code {code}. The runs are in "
        "futures.parquet, every number of this text in brief.json. It predicts nothing: it shows "
        "what one would have to believe.",
        version=__version__, futures=count(identity["futures"], "future"),
        seed=count(identity["seed"]), options=count(len(findings.options), "option"),
        years=f"{horizon.first}", last=f"{horizon.last}",
        **{name: identity[name][:SHORT] for name in ("study", "atlas", "code")},
    )  # fmt: skip


def as_json(brief: Brief, findings: Findings) -> dict[str, Any]:
    """Return the brief as plain values: what was played, the answer, and all that is told."""
    names = ("name", "study", "atlas", "code", "seed", "futures", "options", "version", "libraries")
    return {
        "run": {name: findings.result.identity[name] for name in names},
        "answer": plain_answer(findings.answer),
        "title": brief.title,
        "question": brief.question,
        "chapters": plain(brief),
        "colophon": brief.colophon.as_json(),
    }
