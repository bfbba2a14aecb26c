"""A report's content out of an inventory and the rows up to its marks.

The same inventory, marks and rows give the same content: freezing and recomputing are the same act, which
differ in where growing rows come from.
"""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from events_svc.reports import counted, totals
from events_svc.reports.counted import Door, Ledger, Watched
from events_svc.reports.evidence import Noted
from events_svc.reports.inventory import Inventory
from events_svc.reports.marks import Marks
from events_svc.reports.tables import TABLES, Row, Table, read

FORMAT = "events-svc/report"
VERSION = 1


class Lens(Protocol):
    """How rows are seen: `page` of those that stand there, `rest` of those that do not any more."""

    def page(self, table: Table, page: Iterable[Row]) -> list[Row]: ...

    def rest(self, table: Table) -> list[Row]: ...


class AsTheyAre:
    """The lens of freezing."""

    def page(self, _: Table, page: Iterable[Row]) -> list[Row]:
        """The rows themselves."""
        return [*page]

    def rest(self, _: Table) -> list[Row]:
        """Nothing is gone."""
        return []


@dataclass(frozen=True, slots=True)
class Basis:
    """What a report stands on: what belongs to it, the meanings, the moment, and the marks."""

    inventory: Inventory
    definitions: dict[str, Any]
    frozen_at: datetime
    note: str
    marks: Marks


@dataclass(slots=True)
class Reading:
    """What the rows add up to, and what is kept of them."""

    watched: dict[int, Watched] = field(default_factory=dict)
    ledgers: dict[int, Ledger] = field(default_factory=dict)
    doors: dict[int, Door] = field(default_factory=dict)
    hours: Counter[tuple[datetime, bool]] = field(default_factory=Counter)
    noted: dict[str, Noted] = field(default_factory=lambda: {name: Noted() for name in TABLES})


async def composed(basis: Basis, *, lens: Lens) -> tuple[dict[str, Any], dict[str, Noted]]:
    """The content, without its place in the chain, and the rows it stands on as `lens` shows them."""
    reading = await _read(basis, lens)
    return _content(basis, reading), reading.noted


async def _read(basis: Basis, lens: Lens) -> Reading:
    links = [link["id"] for item in basis.inventory["items"] for link in item["links"]]
    events = [event["id"] for event in basis.inventory["events"]]
    reading = Reading(
        watched={link: Watched() for link in links},
        ledgers={link: Ledger() for link in links},
        doors={event: Door() for event in events},
    )
    for table in TABLES.values():
        owners = links if table.owner == "source_id" else events
        async for row in _rows(table, owners, basis.marks, lens):
            reading.noted[table.name].note(table, row, basis.marks)
            _ADD[table.name](reading, row)
    return reading


async def _rows(table: Table, owners: list[int], marks: Marks, lens: Lens) -> AsyncIterator[Row]:
    async for page in read(table, owners, upto=marks.upto[table.name]):
        for row in lens.page(table, page):
            yield row
    for row in lens.rest(table):
        yield row


def _add_view(reading: Reading, row: Row) -> None:
    reading.watched[row["source_id"]].add_view(row)
    if row["threshold"] == counted.HEADLINE:
        reading.hours[row["hour"], row["is_live"]] += 1


_ADD: dict[str, Callable[[Reading, Row], None]] = {
    "view": _add_view,
    "watch": lambda reading, row: reading.watched[row["source_id"]].add_playing(row),
    "counter_snapshot": lambda reading, row: reading.ledgers[row["source_id"]].add(row),
    "scan": lambda reading, row: reading.doors[row["event_id"]].add_scan(row),
    "ticket": lambda reading, row: reading.doors[row["event_id"]].add_ticket(row),
}


def _content(basis: Basis, reading: Reading) -> dict[str, Any]:
    inventory, at = basis.inventory, basis.frozen_at
    items = [_item(item, reading, at) for item in inventory["items"]]
    events = [{**event, "door": reading.doors[event["id"]].said()} for event in inventory["events"]]
    presences = [one for watched in reading.watched.values() for one in watched.presences]
    evidence = {name: noted.summary() for name, noted in reading.noted.items()}
    return {
        "format": FORMAT,
        "version": VERSION,
        "frozen_at": at,
        "note": basis.note,
        "scope": inventory["scope"],
        "definitions": basis.definitions,
        "marks": basis.marks,
        "events": events,
        "items": items,
        "units": totals.units(inventory["units"], events, items),
        "platforms": totals.platforms(items),
        "counters": totals.counters(items),
        "totals": totals.figures(events, items, basis.definitions, evidence=evidence, at=at),
        "days": counted.days(reading.hours, inventory["scope"]["timezone"]),
        "curve": counted.curve(presences),
        "evidence": evidence,
    }


def _item(item: dict[str, Any], reading: Reading, at: datetime) -> dict[str, Any]:
    links = [
        {
            **link,
            "own": reading.watched[link["id"]].said(),
            "counter": reading.ledgers[link["id"]].said(at),
        }
        for link in item["links"]
    ]
    return {**item, "links": links}
