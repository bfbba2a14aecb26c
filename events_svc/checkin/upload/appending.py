"""Entries become rows of the log: what they take back is found, and taken back once. Pure."""

from collections.abc import Mapping
from uuid import UUID

from events_svc.checkin.deciding import Standing
from events_svc.checkin.store import Row
from events_svc.checkin.upload.entry import Entry, row_of


class Log:
    """The part of the log of which the entries speak; `touched` are the standings that they change."""

    def __init__(self, known: Mapping[UUID, Row], undone: set[UUID]) -> None:
        self._known = dict(known)
        self._undone = set(undone)
        self.touched: set[Standing] = set()

    def append(self, entry: Entry, door: Row) -> Row:
        """The row of `entry` at the gate of `door`, without its link."""
        before = self._meant(entry)
        undoes = self._taken_back(entry, before)
        row = row_of(entry, door, undoes=undoes)
        if entry.verdict == "undone" and before:
            row |= {"checkin_list_id": before["checkin_list_id"], "ticket_id": before["ticket_id"]}
        self._known[entry.scan_id] = row
        self._touch(row)
        if undoes and before:
            self._touch(before)
        return row

    def _meant(self, entry: Entry) -> Row | None:
        """The scan that the entry takes back, if it is in the log and of the same gate: what another gate
        let in stays in.
        """
        named = entry.undoes or entry.tried
        before = self._known.get(named) if named else None
        return before if before and before["gate_id"] == entry.gate_id else None

    def _taken_back(self, entry: Entry, before: Row | None) -> UUID | None:
        """What the row undoes: a scan that is not undone yet. It may come after its undoing."""
        named = entry.undoes
        if not named and before and before["device_id"] == entry.device_id:
            named = entry.tried
        is_strange = named in self._known and before is None
        if not named or named in self._undone or is_strange:
            return None
        self._undone.add(named)
        return named

    def _touch(self, row: Row) -> None:
        if row["ticket_id"] is not None and row["verdict"] != "refused":
            self.touched.add((row["checkin_list_id"], row["ticket_id"]))
