"""The atlas: every record, and what they say as of a date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from latticework.atlas import records, rows

MEMBER_ROLES = frozenset({"member", "permanent", "elected"})


@dataclass(frozen=True)
class Atlas:
    """The world as sourced records: one mapping from key to record for each section.

    Tables whose rows have no slug are keyed by their key columns joined with ``/``.
    """

    sources: Mapping[str, records.Source]
    states: Mapping[str, rows.State]
    quantities: Mapping[str, rows.Quantity]
    figures: Mapping[str, rows.Figure]
    organisations: Mapping[str, records.Organisation]
    memberships: Mapping[str, rows.Membership]
    kinds: Mapping[str, rows.Kind]
    issues: Mapping[str, records.Issue]
    fits: Mapping[str, rows.Fit]
    areas: Mapping[str, records.Area]
    territories: Mapping[str, records.Territory]
    agreements: Mapping[str, records.Agreement]
    bases: Mapping[str, rows.Base]
    seas: Mapping[str, records.Sea]
    lands: Mapping[str, records.Land]
    waypoints: Mapping[str, rows.Waypoint]
    trade: Mapping[str, rows.Trade]
    arms: Mapping[str, rows.Arms]
    rivalries: Mapping[str, rows.Rivalry]
    claims: Mapping[str, records.Claim]
    statements: Mapping[str, records.Statement]
    contingencies: Mapping[str, records.Contingency]

    # --- organisations ---

    @cached_property
    def _spells(self) -> dict[str, list[rows.Membership]]:
        """Memberships by organisation, in the order of the table."""
        spells: dict[str, list[rows.Membership]] = {}
        for row in self.memberships.values():
            spells.setdefault(row.organisation, []).append(row)
        return spells

    def members(self, organisation: str, day: date) -> tuple[str, ...]:
        """Return the full members of `organisation` on `day`, by ISO-3, in alphabetical order."""
        rows = self._spells.get(organisation, [])
        return tuple(sorted({r.state for r in rows if r.role in MEMBER_ROLES and r.holds(day)}))

    # --- agreements ---

    def parties(self, agreement: str, day: date) -> dict[str, str | None]:
        """Return the parties to `agreement` on `day`.

        Returns
        -------
        dict
            ISO-3 code → the organisation through which the state is a party, or None.
        """
        found: dict[str, str | None] = {}
        for party in self.agreements[agreement].parties:
            if not party.holds(day):
                continue
            if party.state:
                found[party.state] = None
            elif party.organisation:
                for state in self.members(party.organisation, day):
                    found.setdefault(state, party.organisation)
        return found

    def ever_parties(self, agreement: str) -> set[str]:
        """Return every state that was a party to `agreement` at some time."""
        found: set[str] = set()
        for party in self.agreements[agreement].parties:
            if party.state:
                found.add(party.state)
            for row in self._spells.get(party.organisation or "", []):
                if row.role in MEMBER_ROLES:
                    found.add(row.state)
        return found

    def strength(self, agreement: str) -> float:
        """Return g, 0–1: the agreement's own strength, or that of its kind."""
        record = self.agreements[agreement]
        return self.kinds[record.kind].strength if record.strength is None else record.strength

    def visibility(self, agreement: str) -> float:
        """Return v, 0–1: the agreement's own visibility, or that of its kind."""
        record = self.agreements[agreement]
        return (
            self.kinds[record.kind].visibility if record.visibility is None else record.visibility
        )

    def military(self, agreement: str) -> bool:
        """Tell whether the agreement is military, by itself or by its kind."""
        record = self.agreements[agreement]
        return self.kinds[record.kind].military if record.military is None else record.military

    # --- figures ---

    @cached_property
    def _series(self) -> dict[tuple[str, str], list[rows.Figure]]:
        """Figures by state and quantity, oldest first."""
        series: dict[tuple[str, str], list[rows.Figure]] = {}
        for row in sorted(self.figures.values(), key=lambda figure: figure.as_of):
            series.setdefault((row.state, row.quantity), []).append(row)
        return series

    def figure(self, state: str, quantity: str, as_of: str | None = None) -> rows.Figure | None:
        """Return the newest figure, or the newest no later than `as_of`; None if unknown."""
        series = self._series.get((state, quantity), [])
        if as_of is not None:
            series = [row for row in series if row.as_of <= as_of]
        return series[-1] if series else None

    def profiled(self) -> tuple[str, ...]:
        """Return the states that have figures, by ISO-3, in alphabetical order."""
        return tuple(sorted(key for key, state in self.states.items() if state.profiled))
