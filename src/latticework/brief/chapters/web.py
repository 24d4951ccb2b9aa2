"""The web of ties between Europe, Asia and the rest, before and after each option, on a map."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from latticework.brief.document import Chapter, Listed, Picture, Words
from latticework.brief.findings import Findings
from latticework.brief.pictures.world_map import Frame, Ground, Spot, Tie, key_of, world
from latticework.brief.sentences import Sentence, count, joined, paragraph, said
from latticework.brief.tables import Column, Table
from latticework.brief.web import Node, Pair, Web, alignments, called, home, place
from latticework.brief.web import web as web_of
from latticework.study.option import midyear

WIDE, NARROW = 760.0, 360.0
SHADES = (
    (-0.5, "east", "near China (below −0.5)"), (-0.1, "east1", "leaning to China"),
    (0.1, "middle", "between"), (0.5, "west1", "leaning West"), (1.01, "west", "near the West"),
)  # fmt: skip
"""Alignment below which a state has a shade, the shade, and its name in the key."""

LABELLED = 24  # organisations and the states with most ties are named, where there is room


@dataclass(frozen=True)
class Drawn:
    """A study's webs: at the start, and under each option in the horizon's last year."""

    findings: Findings

    @property
    def regions(self) -> set[str]:
        """The neighbourhoods of the contingencies, between which ties are told."""
        study = self.findings.study
        return {study.atlas.contingencies[slug].region for slug in study.question.contingencies}

    @property
    def start(self) -> date:
        """The day before the horizon whose law holds at the start."""
        return midyear(self.findings.study.question.horizon.first - 1)

    @property
    def end(self) -> date:
        """The day in the horizon's last year."""
        return midyear(self.findings.study.question.horizon.last)

    @cached_property
    def before(self) -> Web:
        """The web at the start."""
        return self._of(self.findings.answer.baseline, self.start)

    @cached_property
    def usual(self) -> Web:
        """The web under the baseline at the end."""
        return self.after(self.findings.answer.baseline)

    def after(self, option: str) -> Web:
        """Return the web under an option at the end."""
        return self._of(option, self.end)

    def _of(self, option: str, day: date) -> Web:
        return web_of(self.findings.study.worlds[option], day, self.regions)

    @cached_property
    def alignment(self) -> dict[str, float]:
        """Where states stand at the start."""
        return alignments(self.findings.study.atlas, self.start.year)

    @cached_property
    def frame(self) -> Frame:
        """What of the globe is on all maps: everyone who is tied, at the start or later."""
        webs = (self.before, *(self.after(slug) for slug in self.findings.options))
        nodes = {node for web in webs for node in web.nodes}
        world = self.findings.study.worlds[self.findings.answer.baseline]
        return Frame.around([place(world, node, self.start) for node in nodes])

    def spots(self, nodes: Sequence[Node], named: Collection[Node], option: str) -> list[Spot]:
        """Return nodes as spots on the map."""
        day = self.end if option else self.start
        world = self.findings.study.worlds[option or self.findings.answer.baseline]
        return [
            Spot(called(world, node), *place(world, node, day), *self._shown(node), node in named)
            for node in nodes
        ]

    def _shown(self, node: Node) -> tuple[str, str]:
        """Return the shade of a node, and what is told of it."""
        section, key = node
        if section == "organisations":
            return "body", self.findings.study.atlas.organisations[key].name
        name = self.findings.study.atlas.states[key].name
        if key not in self.alignment:
            return "unknown", name
        return shade(self.alignment[key]), f"{name}: {self.alignment[key]:+.2f}"


def shade(alignment: float) -> str:
    """Return the shade of an alignment."""
    return next(class_ for below, class_, _ in SHADES if alignment < below)


def web(findings: Findings) -> Chapter:
    """Return the chapter."""
    drawn = Drawn(findings)
    blocks = (
        Words(paragraph(_told(drawn))), _before(drawn), _after(drawn),
        Listed("alignments", _alignments(drawn)),
    )  # fmt: skip
    return Chapter("web", "The web of ties, before and after", blocks)


def _told(drawn: Drawn) -> Iterator[Sentence]:
    before, usual = drawn.before, drawn.usual
    yield said(
        "At the start {agreements} of few sides in force link {regions} along {lines}, and "
        "{many} of more than six sides beside them, which are not drawn.",
        agreements=count(len(before.agreements), "agreement"), regions=_linked(drawn),
        lines=count(len(before.links), "line"),
        many=count(len(before.many_sided)),
    )  # fmt: skip
    yield said(
        "By {year}, {new} others have come into force under every option, since the atlas dates "
        "them so, and {gone} have ended; the small maps show what each option changes beyond that.",
        year=f"{drawn.end.year}", new=count(len(usual.agreements - before.agreements)),
        gone=count(len(before.agreements - usual.agreements)),
    )  # fmt: skip
    yield said(
        "An organisation stands in the middle of its members’ capitals. Land is drawn coarsely, "
        "from the outlines by which the atlas tells land from sea."
    )


def _linked(drawn: Drawn) -> Sentence:
    names = [region.capitalize() for region in sorted(drawn.regions)]
    return joined(names) if len(names) > 1 else said("{one} with others", one=names[0])


# --- maps ---


def _ground(drawn: Drawn, width: float) -> Ground:
    lands = tuple(land.ring for land in drawn.findings.study.atlas.lands.values())
    return Ground(lands, drawn.frame, width)


def _before(drawn: Drawn) -> Picture:
    before = drawn.before
    ties_of = {node: sum(node in pair for pair in before.links) for node in before.nodes}
    nodes = sorted(before.nodes, key=lambda node: (node[0], -ties_of[node], node))
    spots = drawn.spots(nodes, nodes[:LABELLED], "")
    number = {node: n for n, node in enumerate(nodes)}
    arcs = [
        Tie(number[one], number[other], "same", _called(drawn, slugs), len(slugs))
        for (one, other), slugs in before.links.items()
    ]
    shades = [(name, f"spot {class_}") for _, class_, name in SHADES]
    key = key_of([*shades, ("an organisation", "spot body")])
    svg = world(_ground(drawn, WIDE), spots, arcs, f"Ties in force in {drawn.start.year}", key)
    caption = said(
        "Lines: agreements in force between neighbourhoods, thicker where there are more. Dots: "
        "where states stand at the start on security, economy and governance together."
    )
    title = f"The web in {drawn.start.year}"
    return Picture("web-before", title, caption, (svg,), _lines(drawn), wide=True)


def _called(drawn: Drawn, slugs: Collection[str]) -> str:
    agreements = drawn.findings.study.worlds[drawn.findings.answer.baseline].agreements
    return "; ".join(agreements[slug].name for slug in slugs)


def _after(drawn: Drawn) -> Picture:
    svg = tuple(_changed(drawn, slug) for slug in drawn.findings.others)
    caption = said(
        "Lines that an option adds, or takes away, by {year} against “{baseline}”.",
        year=f"{drawn.end.year}", baseline=drawn.findings.option(drawn.findings.answer.baseline),
    )  # fmt: skip
    title = f"What each option changes by {drawn.end.year}"
    return Picture("web-after", title, caption, svg, _changes(drawn))


def _changed(drawn: Drawn, option: str) -> str:
    links = changed(drawn.usual, drawn.after(option))
    nodes = tuple(sorted({node for pair, *_ in links for node in pair}))
    number = {node: n for n, node in enumerate(nodes)}
    arcs = [
        Tie(number[one], number[other], class_, f"{count}", count)
        for (one, other), class_, count in links
    ]
    key = key_of([("added", "new"), ("taken away", "gone")], "line")
    spots = drawn.spots(nodes, (), option)
    return world(_ground(drawn, NARROW), spots, arcs, drawn.findings.option(option), key)


def changed(before: Web, after: Web) -> list[tuple[Pair, str, int]]:
    """Return the lines that are new or gone, each with how many agreements, in order."""
    found = []
    for pair in sorted(before.links.keys() | after.links.keys()):
        was, is_now = set(before.links.get(pair, ())), set(after.links.get(pair, ()))
        found += [
            (pair, class_, len(slugs))
            for class_, slugs in (("gone", was - is_now), ("new", is_now - was)) if slugs
        ]  # fmt: skip
    return found


# --- tables ---


def _lines(drawn: Drawn) -> Table:
    atlas = drawn.findings.study.worlds[drawn.findings.answer.baseline]
    columns = (
        Column("One side", wrap=True), Column("Other side", wrap=True),
        Column("Agreements in force", decimals=0), Column("Which", wrap=True),
    )  # fmt: skip
    rows = tuple(
        (
            called(atlas, one), called(atlas, other), len(slugs),
            "; ".join(atlas.agreements[slug].name for slug in slugs),
        )
        for (one, other), slugs in drawn.before.links.items()
    )  # fmt: skip
    return Table(f"Ties between neighbourhoods in {drawn.start.year}", columns, rows)


def _changes(drawn: Drawn) -> Table:
    """List the agreements begun and ended under each option against the baseline, all of them."""
    findings = drawn.findings
    usual = _in_force(findings, findings.answer.baseline, drawn.end)
    rows = []
    for slug in findings.others:
        now, world = _in_force(findings, slug, drawn.end), findings.study.worlds[slug]
        rows += [
            (findings.option(slug), "begun", world.agreements[key].name)
            for key in sorted(now - usual)
        ]
        rows += [
            (findings.option(slug), "ended", world.agreements[key].name)
            for key in sorted(usual - now)
        ]
    columns = (Column("Option", wrap=True), Column("Agreement"), Column("Name", wrap=True))
    title = f"Agreements in force in {drawn.end.year} under each option, against the baseline"
    return Table(title, columns, tuple(rows))


def _in_force(findings: Findings, option: str, day: date) -> set[str]:
    agreements = findings.study.worlds[option].agreements
    return {key for key, record in agreements.items() if record.in_force_on(day)}


def _alignments(drawn: Drawn) -> Table:
    atlas = drawn.findings.study.atlas
    rows = tuple(
        (atlas.states[state].name, home(atlas, ("states", state), drawn.start), stands)
        for state, stands in sorted(drawn.alignment.items(), key=lambda item: item[1])
    )
    columns = (
        Column("State", wrap=True), Column("Neighbourhood"),
        Column("Alignment", "−1 China to 1 West", 2),
    )  # fmt: skip
    return Table(f"Where states stand in {drawn.start.year}", columns, rows)
