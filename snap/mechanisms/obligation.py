r"""Obligation: who is bound to do what when somebody is attacked somewhere on some day.

.. math::

    d(i, c) = \max_{a, q} \; \mathrm{rank}(q) \cdot \prod_k 1[\text{condition}_k(a, q, i, c)]

over the clauses *q* of all agreements *a*. A clause binds state *i* in contingency *c* if all of
these hold on the day of the attack:

1. the agreement and the clause are in force;
2. *i* is bound by the clause — as a party, itself or through an organisation — and is neither the
   attacked nor the attacker;
3. the attacked state is protected by the clause — as a party, unless the clause names others;
4. the clause speaks of this kind of attack;
5. it speaks of this attacker;
6. one of its reaches covers what is attacked, whose it is and where it lies;
7. it is not suspended between the two.

An agreement that an organisation makes with others binds its members towards the others, not among
themselves. Reservations then cap the verb. All of this is data; the code knows no treaty. Where
lawyers disagree the data say so, and a duty that rests on a contested reading is reported as
contested, beside the strongest duty that does not. There are no beliefs here: duties are facts of
law or politics with a source.

References
----------
Leeds, Ritter, Mitchell & Long (2002), *International Interactions* 28:237–260 (ATOP coding);
Chiba, Johnson & Leeds (2015), *Journal of Politics* 77:968–982 (kinds of commitments);
Benson (2012), *Constructing International Security* (conditions);
Boeva & Novotny (2019), *Emory International Law Review* 34:121 (Article 6).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from latticework.atlas.atlas import Atlas
from latticework.atlas.fields import AttackKind, Disputable, Tag, Target, Verb
from latticework.atlas.places import in_area
from latticework.atlas.records import Agreement, Clause, Contingency, Reach, Reservation, Suspension

AMONG_PARTIES = (
    "The attacker is a party itself; the text does not say whether the promise holds among parties."
)


@dataclass(frozen=True)
class Attack:
    """What happens in a contingency, as far as a treaty can ask.

    Attributes
    ----------
    day
        The day whose law counts.
    attacked, challenger
        ISO-3 codes; no challenger if no state attacked.
    target, kind
        What is hit, and how.
    lat, lon
        The place, in degrees.
    tags, administrator
        The status of the place, and the state in control of it on the day.
    territory
        The territory of the atlas, if the place is one.
    """

    day: date
    attacked: str
    challenger: str | None
    target: Target
    kind: AttackKind
    lat: float
    lon: float
    tags: tuple[Tag, ...]
    administrator: str | None
    territory: str | None = None


@dataclass(frozen=True)
class Duty:
    """One clause that binds one state, with what makes it bind.

    ``verb`` is the duty on the broadest reading, ``at_least`` that on every reading.
    """

    state: str
    verb: Verb
    at_least: Verb
    agreement: str
    article: str
    paraphrase: str
    source: str
    via: str | None
    reasons: tuple[str, ...]
    counter: str | None = None

    @property
    def contested(self) -> bool:
        """Whether the duty, or its strength, rests on a reading that lawyers dispute."""
        return self.at_least < self.verb


@dataclass(frozen=True)
class Miss:
    """One clause that does not bind one state, with every condition that fails.

    ``live`` tells that the clause is in force and binds the state towards somebody, ``protects``
    that it protects the attacked: a live clause that protects misses on the facts of the attack.
    """

    state: str
    verb: Verb
    agreement: str
    article: str
    failed: tuple[str, ...]
    live: bool
    protects: bool


@dataclass(frozen=True)
class Verdict:
    """What one state owes: duties, strongest first, and clauses that miss, nearest first."""

    state: str
    duties: tuple[Duty, ...]
    misses: tuple[Miss, ...]

    @property
    def verb(self) -> Verb:
        """The strongest duty on the broadest reading."""
        return self.duties[0].verb if self.duties else Verb.none

    @property
    def settled(self) -> Verb:
        """The strongest duty that no lawyer disputes."""
        return max((duty.at_least for duty in self.duties), default=Verb.none)

    @property
    def contested(self) -> bool:
        """Whether the strongest duty rests on a disputed reading."""
        return self.settled < self.verb


def attack_in(atlas: Atlas, contingency: Contingency, day: date | None = None) -> Attack:
    """Return the attack of a contingency, on its own day or another."""
    row = contingency
    day = day or row.date
    if row.territory:
        attack = attack_on_territory(atlas, row.territory, row.attacked, row.challenger, day)
    elif row.lat is not None and row.lon is not None:
        attack = attack_at((row.lat, row.lon), row.attacked, row.challenger, day)
    else:
        raise ValueError("a contingency needs a territory, or lat and lon")
    return aimed(attack, row.target, row.attack, row.tags)


def aimed(attack: Attack, target: Target, kind: AttackKind, tags: tuple[Tag, ...] = ()) -> Attack:
    """Return the attack with another target and kind, and other `tags` if any are given.

    What is not territory, at a point that is no territory of the atlas, lies under nobody's
    administration that the atlas knows of.
    """
    if target != "territory" and attack.territory is None:
        attack = replace(attack, administrator=None, tags=())
    return replace(attack, target=target, kind=kind, tags=tags or attack.tags)


def attack_on_territory(
    atlas: Atlas, territory: str, attacked: str, challenger: str | None, day: date
) -> Attack:
    """Return an armed attack on a territory of the atlas, as it stood on `day`."""
    place = atlas.territories[territory]
    return Attack(
        day, attacked, challenger, "territory", "armed-attack",
        place.lat, place.lon, place.tags, place.administrator(day), territory,
    )  # fmt: skip


def attack_at(
    point: tuple[float, float], attacked: str, challenger: str | None, day: date
) -> Attack:
    """Return an armed attack at (latitude, longitude) in degrees on the attacked's mainland."""
    lat, lon = point
    return Attack(
        day, attacked, challenger, "territory", "armed-attack",
        lat, lon, ("metropolitan",), attacked,
    )  # fmt: skip


def obligations(
    atlas: Atlas, attack: Attack, states: Iterable[str] | None = None
) -> tuple[Verdict, ...]:
    """Return what each state owes the attacked one, strongest first.

    Parameters
    ----------
    atlas
        The records.
    attack
        What happens.
    states
        ISO-3 codes; by default every profiled state. The attacked and the challenger are left out.

    Returns
    -------
    tuple of Verdict
        Ordered by verb (strongest first), settled before contested, then by code.
    """
    wanted = set(states if states is not None else atlas.profiled())
    wanted -= {attack.attacked, attack.challenger or ""}
    duties: dict[str, list[Duty]] = {state: [] for state in wanted}
    misses: dict[str, list[Miss]] = {state: [] for state in wanted}
    for case in _cases(atlas, attack):
        for state in case.addressees & wanted:
            found = _owed(atlas, case, state, attack)
            if isinstance(found, Duty):
                duties[state].append(found)
            else:
                misses[state].append(found)
    verdicts = (
        Verdict(
            state,
            tuple(sorted(duties[state], key=lambda d: (-d.verb, d.contested, d.agreement))),
            tuple(sorted(misses[state], key=lambda m: (len(m.failed), -m.verb, m.agreement))),
        )
        for state in wanted
    )
    return tuple(sorted(verdicts, key=lambda v: (-v.verb, v.contested, v.state)))


# --- one clause, one state ---


@dataclass(frozen=True)
class _Case:
    """A clause laid on an attack: what is the same for every state that it speaks to."""

    slug: str
    agreement: Agreement
    clause: Clause
    parties: dict[str, str | None]
    addressees: set[str]
    reach: Reach | None
    in_force: bool
    protects: bool
    failed: tuple[str, ...]


def _cases(atlas: Atlas, attack: Attack) -> Iterator[_Case]:
    for slug, agreement in atlas.agreements.items():
        if not agreement.clauses:
            continue
        parties = atlas.parties(slug, attack.day)
        ever = atlas.ever_parties(slug)
        for clause in agreement.clauses:
            reach, out_of_reach = _reach(atlas, clause, attack, parties)
            not_in_force = tuple(_not_in_force(agreement, clause, attack.day))
            not_protected = tuple(_not_protected(atlas, clause, attack, parties))
            not_this = tuple(_not_this_attack(atlas, clause, attack))
            yield _Case(
                slug, agreement, clause, parties,
                addressees=set(clause.binds) or ever,
                reach=reach,
                in_force=not not_in_force,
                protects=not not_protected,
                failed=(*not_in_force, *not_protected, *not_this, *out_of_reach),
            )  # fmt: skip


def _owed(atlas: Atlas, case: _Case, state: str, attack: Attack) -> Duty | Miss:
    """Return the duty that the clause lays on `state`, or the conditions that fail."""
    clause = case.clause
    rests = _suspension(case.agreement, state, attack)
    failed = list(case.failed)
    if state not in case.parties:
        failed.insert(0, f"{atlas.states[state].name} is no party on that day")
    elif _fellows(case, state, attack.attacked):
        failed.append("an organisation's agreement with others does not bind its members mutually")
    if rests and rests.reading == "settled":
        failed.append(rests.why)
    if failed:
        live = case.in_force and state in case.parties
        return Miss(
            state, clause.verb, case.slug, clause.article, tuple(failed), live, case.protects
        )
    settled, doubtful = _reservations(case.agreement, clause, state, attack.day)
    verb = min((row.at_most for row in settled), default=clause.verb)
    if not verb:
        why = tuple(row.why for row in settled)
        return Miss(state, clause.verb, case.slug, clause.article, why, live=True, protects=True)
    doubts = tuple(_doubts(case, rests, attack))
    at_least = Verb.none if doubts else min((verb, *(row.at_most for row in doubtful)))
    return Duty(
        state, verb, at_least, case.slug, clause.article, clause.paraphrase,
        source=clause.source or case.agreement.source,
        via=case.parties[state],
        reasons=(*_because(atlas, case, attack), *(row.why for row in settled)),
        counter=" ".join((*doubts, *(row.counter or row.why for row in doubtful))) or None,
    )  # fmt: skip


def _fellows(case: _Case, state: str, attacked: str) -> bool:
    """Tell whether both are parties only through an organisation that made the pact with others."""
    via = case.parties[state]
    others = set(case.parties.values()) - {via}
    return via is not None and via == case.parties.get(attacked) and bool(others)


def _doubts(case: _Case, rests: Suspension | None, attack: Attack) -> Iterator[str]:
    """Yield what another reading of the text, or of events, would say."""
    for one in (case.clause, case.reach):
        if one is not None and _disputed(one) and one.counter:
            yield one.counter
    if rests:
        yield rests.why
    if case.clause.verb >= Verb.act and _among_parties(case, attack):
        yield AMONG_PARTIES


def _among_parties(case: _Case, attack: Attack) -> bool:
    """Tell whether the attacker is a party itself, not shut out, and not named by the clause."""
    if attack.challenger not in case.parties or attack.challenger in case.clause.challengers:
        return False
    return not any(
        row.of == attack.challenger and row.holds(attack.day) and not _disputed(row)
        for row in case.agreement.suspensions
    )


def _disputed(reading: Disputable | Suspension) -> bool:
    return reading.reading == "contested"


def _not_in_force(agreement: Agreement, clause: Clause, day: date) -> Iterator[str]:
    start = agreement.start
    if start is None:
        yield f"not in force{f' (signed {agreement.signed})' if agreement.signed else ''}"
    elif day < start:
        yield f"in force only from {start}"
    elif agreement.ended and day > agreement.ended:
        yield f"ended on {agreement.ended}"
    elif not clause.holds(day):
        bounds = [f"from {clause.since}"] if clause.since else []
        bounds += [f"until {clause.until}"] if clause.until else []
        yield f"article {clause.article} holds only {' '.join(bounds)}"


def _not_protected(
    atlas: Atlas, clause: Clause, attack: Attack, parties: dict[str, str | None]
) -> Iterator[str]:
    name = atlas.states[attack.attacked].name
    if clause.protects and attack.attacked not in clause.protects:
        yield f"{name} is not protected by it"
    elif not clause.protects and attack.attacked not in parties:
        yield f"{name} is no party"


def _not_this_attack(atlas: Atlas, clause: Clause, attack: Attack) -> Iterator[str]:
    if attack.kind not in clause.attacks:
        yield f"speaks of {' or '.join(clause.attacks)}, not of {attack.kind}"
    attacker = atlas.states[attack.challenger].name if attack.challenger else "a non-state attacker"
    wanted = clause.challengers
    if (wanted and attack.challenger not in wanted) or attack.challenger in clause.not_challengers:
        yield f"does not cover attacks by {attacker}"


# --- reach, suspension, reservation ---


def _reach(
    atlas: Atlas, clause: Clause, attack: Attack, parties: dict[str, str | None]
) -> tuple[Reach | None, list[str]]:
    """Return the reach that covers the attack, settled if any, or why the nearest does not."""
    if not clause.reach:
        return None, []
    tried = [(list(_beyond(atlas, reach, attack, parties)), reach) for reach in clause.reach]
    failed, reach = min(tried, key=lambda pair: (len(pair[0]), _disputed(pair[1])))
    if not failed:
        return reach, []
    if len(tried) > 1:
        cases = f"none of the {len(tried)} cases it covers, the nearest: "
        return None, [cases + " and ".join(failed)]
    return None, failed


def _beyond(
    atlas: Atlas, reach: Reach, attack: Attack, parties: dict[str, str | None]
) -> Iterator[str]:
    if not reach.holds(attack.day):
        yield "that reach does not hold on that day"
    if reach.of and attack.attacked not in reach.of:
        yield f"covers only attacks on {_names(atlas, reach.of)}"
    if reach.targets and attack.target not in reach.targets:
        yield f"covers {_listed(reach.targets)}, not a {attack.target}"
    if reach.tags and not set(reach.tags) & set(attack.tags):
        yield f"covers only {_listed(reach.tags)} territory"
    if reach.areas and not any(in_area(atlas, a, attack.lat, attack.lon) for a in reach.areas):
        yield f"the place lies outside {_listed(_area_names(atlas, reach.areas))}"
    if reach.administered_by and not _held(reach, attack, parties):
        yield f"the place is not under the administration of {_names(atlas, reach.administered_by)}"


def _held(reach: Reach, attack: Attack, parties: dict[str, str | None]) -> bool:
    holder = attack.administrator
    return holder in reach.administered_by or (
        "party" in reach.administered_by and holder in parties
    )


def _suspension(agreement: Agreement, state: str, attack: Attack) -> Suspension | None:
    """Return what suspends the agreement between the state and the attacked, settled if any is."""
    pair = {state, attack.attacked}
    rows = [
        row
        for row in agreement.suspensions
        if row.holds(attack.day) and (row.of in pair or (row.between and pair <= set(row.between)))
    ]
    return min(rows, key=_disputed, default=None)


def _reservations(
    agreement: Agreement, clause: Clause, state: str, day: date
) -> tuple[list[Reservation], list[Reservation]]:
    """Return the state's reservations to a clause that would lower its duty: settled, contested."""
    rows = [
        row
        for row in agreement.reservations
        if state in row.states
        and row.holds(day)
        and (not row.articles or clause.article in row.articles)
        and row.at_most < clause.verb
    ]
    return [r for r in rows if not _disputed(r)], [r for r in rows if _disputed(r)]


# --- words ---


def _because(atlas: Atlas, case: _Case, attack: Attack) -> Iterator[str]:
    yield f"in force since {case.agreement.start}"
    reach = case.reach
    if reach is None:
        return
    if reach.of:
        yield f"covers {_names(atlas, reach.of)}"
    inside = [area for area in reach.areas if in_area(atlas, area, attack.lat, attack.lon)]
    if inside:
        yield f"the place lies in {_area_names(atlas, inside)[0]}"
    if reach.administered_by and attack.administrator:
        yield f"the place is under the administration of {_names(atlas, [attack.administrator])}"


def _listed(words: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _names(atlas: Atlas, states: Iterable[str]) -> str:
    return " or ".join("a party" if s == "party" else atlas.states[s].name for s in states)


def _area_names(atlas: Atlas, areas: Iterable[str]) -> list[str]:
    return [atlas.areas[area].name for area in areas]
