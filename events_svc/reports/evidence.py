"""The rows a report stands on: their ids and digests, and what growing rows said then."""

import hashlib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from events_svc.reports.canonical import encoded
from events_svc.reports.marks import Marks
from events_svc.reports.tables import Row, Table, may_change

_SIZE = 8  # bytes of a row's digest


@dataclass(slots=True)
class Noted:
    """What is kept of one table; `entries`: id, digest, and the values then where the row may still change."""

    entries: list[tuple[int, bytes, list[Any] | None]] = field(default_factory=list)

    def note(self, table: Table, row: Row, marks: Marks) -> None:
        """Keep the row's digest, and its values where it may still change honestly."""
        is_open = may_change(table, row, since=marks.open_since)
        self.entries.append((row["id"], digest(row), [*row.values()] if is_open else None))

    def summary(self) -> dict[str, Any]:
        """How many rows, and one hash over the digests of all."""
        whole = hashlib.sha256()
        for row_id, own in sorted((row_id, own) for row_id, own, _ in self.entries):
            whole.update(row_id.to_bytes(8, "big") + own)
        return {"rows": len(self.entries), "sha256": whole.hexdigest()}


def digest(row: Row) -> bytes:
    """BLAKE2b over the row's values in the order of its columns."""
    return hashlib.blake2b(encoded([*row.values()]), digest_size=_SIZE).digest()


def packed(noted: Noted) -> bytes:
    """The entries for the database."""
    return zlib.compress(msgspec.msgpack.encode(noted.entries), 1)  # digests pack badly


def unpacked(data: bytes) -> Noted:
    """The entries as they were; raises Unreadable when they are not ours."""
    try:
        found = msgspec.msgpack.decode(
            zlib.decompress(data), type=list[tuple[int, bytes, list[Any] | None]]
        )
    except (zlib.error, msgspec.MsgspecError) as error:
        raise Unreadable from error
    return Noted(found)


class Unreadable(Exception):
    """The list of rows cannot be read."""


def then(table: Table, values: Sequence[Any]) -> Row:
    """The row as its kept values say."""
    return table.read(dict(zip(table.columns, values, strict=True)))


@dataclass(frozen=True, slots=True)
class Finding:
    """A row that is not as it was: `what` is changed, missing or added."""

    table: str
    row_id: int
    what: str


class Comparison:
    """Rows of today beside those that a report stands on: the lens of recomputing."""

    def __init__(self, noted: Mapping[str, Noted]) -> None:
        self.findings: list[Finding] = []
        self.restated: list[Row] = []  # tickets in another state than then
        self.withdrawn: list[Row] = []  # views that are gone
        self._known = {
            name: {row_id: (own, values) for row_id, own, values in one.entries}
            for name, one in noted.items()
        }

    def page(self, table: Table, page: Iterable[Row]) -> list[Row]:
        """The rows as they were where a copy was kept, else as they are; what differs is noted."""
        return [self._one(table, row) for row in page]

    def rest(self, table: Table) -> list[Row]:
        """The copies of rows that are gone; rows without a copy are missed."""
        left = self._known.pop(table.name, {})
        copies = [then(table, values) for _, values in left.values() if values is not None]
        if table.name == "view":
            self.withdrawn += copies
        explained = {row["id"] for row in copies} if table.name == "view" else set()
        self.findings += [Finding(table.name, one, "missing") for one in left.keys() - explained]
        return copies

    def _one(self, table: Table, row: Row) -> Row:
        own, values = self._known.get(table.name, {}).pop(row["id"], (b"", None))
        if not own:
            self.findings.append(Finding(table.name, row["id"], "added"))
            return row
        before = then(table, values) if values is not None else row
        if digest(before) != own or not (before is row or _follows(table, before, row)):
            self.findings.append(Finding(table.name, row["id"], "changed"))
        elif table.name == "ticket" and row != before:
            self.restated.append(row)
        return before


def _follows(table: Table, before: Row, row: Row) -> bool:
    """Whether the row of today can honestly have come from `before`: nothing of it has shrunk."""
    if any(row[name] != before[name] for name in row.keys() - table.growing):
        return False
    return table.name != "watch" or all(
        row[name] >= before[name] for name in ("is_bot", "last_at", "credited_ms", "unique_seconds")
    )
