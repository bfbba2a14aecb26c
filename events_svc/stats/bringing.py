"""Bring a table of readings into the ledger: what it would write is shown first; all of it, or nothing."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tortoise.queryset import QuerySet

from events_svc import clock
from events_svc.accounts import audit
from events_svc.database import in_transaction
from events_svc.media.models import Source
from events_svc.stats import counters, standings, table
from events_svc.stats import table_faults as faults
from events_svc.stats.counters import AHEAD, Reading
from events_svc.stats.ledger import Kind
from events_svc.stats.metrics import metric_at
from events_svc.stats.models import CounterSnapshot
from events_svc.stats.standings import Counter, kind_of
from events_svc.stats.table import Cell, Line
from events_svc.stats.table_faults import TableWrong, Wrong


@dataclass(frozen=True, slots=True)
class Change:
    """A row that the table would write; `is_known`: it stands in the ledger already."""

    line: Line
    cell: Cell
    source: Source
    before: Counter | None
    is_known: bool

    @property
    def falls(self) -> bool:
        """Whether the ledger would keep its greater value, flagged."""
        stands = self.before.standing if self.before else None
        if stands is None or self.cell.value is None or self.line.read_at < stands.observed_at:
            return False
        return kind_of(self.cell.metric) is Kind.TOTAL and self.cell.value < stands.value


@dataclass(frozen=True, slots=True)
class Table:
    """The bytes as they came, with the name of their file, and the zone of their times."""

    raw: bytes
    name: str
    timezone: str


async def planned(links: QuerySet[Source], given: Table) -> list[Change]:
    """What the table would write among `links`, line by line; raises TableWrong."""
    lines = table.read(given.raw, timezone=given.timezone)
    sources = await _sources(links, lines)
    before = {
        (one.source_id, one.metric): one
        for one in await standings.counters_of([source.id for source in sources.values()])
    }
    known = await _known([source.id for source in sources.values()])
    made = []
    for line in lines:
        source = sources[line.number]
        for given_cell in line.cells:
            metric = metric_at(source.platform, given_cell.metric)
            cell = replace(given_cell, metric=metric)
            key = (source.id, cell.metric, cell.value, line.read_at)
            counter = before.get((source.id, cell.metric))
            made.append(Change(line, cell, source, counter, key in known))
            known.add(key)
    return made


async def bring_in(links: QuerySet[Source], given: Table) -> int:
    """The rows of the table stand in the ledger, those that stood there already once; how many are new.

    Raises TableWrong and writes none.
    """
    digest = hashlib.sha256(given.raw).hexdigest()
    async with in_transaction():
        ids = {one.source.id for one in await planned(links, given)}
        # the links' rows are the lock: the same table twice at once is written once
        await Source.filter(id__in=ids).order_by("id").select_for_update()
        fresh = [one for one in await planned(links, given) if not one.is_known]
        for one in fresh:
            await counters.write(one.source, _reading(one, given, digest))
        await audit.record(
            "counters.imported", "counters", file=given.name[:200], sha256=digest, rows=len(fresh)
        )
    return len(fresh)


def _reading(one: Change, given: Table, digest: str) -> Reading:
    return Reading(
        value=one.cell.value,
        observed_at=one.line.read_at,
        metric=one.cell.metric,
        method="import",
        evidence=one.line.evidence or f"{given.name[:200]}:{one.line.number}",
        reason=one.line.reason,
        raw_sha256=digest,
    )


async def _sources(links: QuerySet[Source], lines: Sequence[Line]) -> dict[int, Source]:
    """The link of each line, by its number; raises TableWrong for all that are wrong."""
    ids = {line.source_id for line in lines if line.source_id is not None}
    urls = {line.url for line in lines if line.source_id is None}
    rows = links.select_related("session", "recording")
    by_id = {one.id: one for one in await rows.filter(id__in=ids)} if ids else {}
    by_url: dict[str, list[Source]] = {}
    for one in await rows.filter(url__in=urls) if urls else []:
        by_url.setdefault(one.url, []).append(one)
    made, wrong = {}, []
    for line in lines:
        named = [by_id[line.source_id]] if line.source_id in by_id else []
        found = named if line.source_id is not None else by_url.get(line.url, [])
        fault = _fault(line, found)
        if fault is not None:
            wrong.append(fault)
        else:
            made[line.number] = found[0]
    if wrong:
        raise TableWrong(wrong)
    return made


def _fault(line: Line, found: Sequence[Source]) -> Wrong | None:
    column = "source" if line.source_id is not None else "url"
    value = str(line.source_id) if line.source_id is not None else line.url
    if not found:
        return Wrong(line.number, column, faults.NO_SOURCE, value[:80])
    if len({one.id for one in found}) > 1:
        return Wrong(line.number, column, faults.TWO_SOURCES, value[:80])
    if line.read_at > clock.now() + AHEAD:
        return Wrong(line.number, "read_at", faults.IN_THE_FUTURE)
    return None


async def _known(source_ids: Sequence[int]) -> set[tuple[int, str, Any, datetime]]:
    found = CounterSnapshot.filter(source_id__in=source_ids, method="import")
    rows = await found.values("source_id", "metric", "value", "observed_at")
    return {(row["source_id"], row["metric"], row["value"], row["observed_at"]) for row in rows}
