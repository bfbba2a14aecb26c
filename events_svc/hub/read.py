"""Read at the server what a hub shall know: everything page by page, later what changed."""

import hashlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from events_svc import clock
from events_svc.checkin.conflicts.models import Conflict, Decision
from events_svc.checkin.models import Device
from events_svc.checkin.sync import position
from events_svc.checkin.sync.errors import SnapshotNeeded
from events_svc.checkin.sync.purge import purge_at
from events_svc.database.snapshot import snapshot
from events_svc.events.models import Event
from events_svc.hub.news import changed_since, cursor_now
from events_svc.hub.tables import DEFINITIONS, TICKETS, Held
from events_svc.hub.wire import HubContent, HubTable
from events_svc.tickets.models import Ticket

PAGE = 500  # tickets
MOST_CHANGED = 2000  # more than these: everything again

_encoder = msgspec.json.Encoder(order="sorted")


async def page(hub: Device, *, after: int) -> HubContent:
    """The tickets of the hub's event after that id, at most PAGE; with the definitions on the first page.

    The cursor of the first page stands before all that is read. A day after the event nobody is told of any
    more: the hub brings what it has and ends.
    """
    await position.begin(hub.event_id)
    async with snapshot():
        event = await Event.get(id=hub.event_id)
        if _is_over(event):
            return await _content(hub, event, await cursor_now(event.id), ())
        found = Ticket.filter(event_id=event.id, id__gt=after).order_by("id").limit(PAGE + 1)
        ids: Any = await found.values_list("id", flat=True)
        content = await _content(hub, event, await cursor_now(event.id), ids[:PAGE])
    content.next = ids[PAGE - 1] if len(ids) > PAGE else None
    if after:
        content.definitions = []
    return content


async def changes(hub: Device, *, after: str, known: str) -> HubContent:
    """The tickets that are not as they were at the cursor `after`; the definitions unless they are `known`.

    Raises SnapshotNeeded for a cursor of another life, and after too many changes.
    """
    async with snapshot():
        event = await Event.get(id=hub.event_id)
        ids, cursor = await changed_since(event.id, after)
        if len(ids) > MOST_CHANGED:
            raise SnapshotNeeded
        told = () if _is_over(event) else sorted(ids)
        content = await _content(hub, event, cursor, told)
    if content.definitions_hash == known:
        content.definitions = []
    return content


def _is_over(event: Event) -> bool:
    return purge_at(event) <= clock.now()


async def _content(hub: Device, event: Event, cursor: str, ids: Sequence[int]) -> HubContent:
    definitions = [await _table(held, [event.id]) for held in DEFINITIONS]
    return HubContent(
        now=clock.now(),
        hub_uid=hub.uid,
        event_id=event.id,
        cursor=cursor,
        purge_at=purge_at(event),
        tickets=await Ticket.filter(event_id=event.id).count(),
        definitions_hash=hashlib.sha256(_encoder.encode(definitions)).hexdigest(),
        definitions=definitions,
        tables=[await _table(held, ids) for held in TICKETS] if ids else [],
        revoked_phones=await _revoked(hub),
        let_in=await _let_in(event),
    )


async def _table(held: Held, ids: Sequence[int]) -> HubTable:
    wanted = held.model.filter(held.only, **{f"{held.of}__in": list(ids)}).order_by("id")
    found = enumerate(await wanted.values(*held.columns))
    rows = [held.told(row) for row in {row.get("id", -n): row for n, row in found}.values()]
    columns = [*rows[0]] if rows else []
    return HubTable(held.table, columns, [[row[one] for one in columns] for row in rows])


async def _let_in(event: Event) -> list[UUID]:
    """What else a person decides is an entry of the log, and comes with its ticket."""
    decided: Any = Conflict.filter(event_id=event.id, decision=Decision.LET_IN).order_by("id")
    return [*await decided.values_list("suspect_scan__scan_id", flat=True)]


async def _revoked(hub: Device) -> list[UUID]:
    gone: Any = Device.filter(hub_id=hub.id, revoked_at__not_isnull=True).order_by("id")
    return [*await gone.values_list("uid", flat=True)]
