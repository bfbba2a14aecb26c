"""Tickets that were sold while the internet was away: admitted by their code, once, also when they come."""

import pytest

from events_svc.checkin.admit import admit
from events_svc.checkin.check import broken
from events_svc.checkin.models import Admission, Basis, Scan
from events_svc.commands import check
from events_svc.config import Settings
from events_svc.hub import fill, newcomers, receive, send
from events_svc.hub.models import Holding
from events_svc.hub.wire import HubBatch, HubContent
from events_svc.tickets.models import Ticket
from tests.checkin.factories import (
    SECRET_KEY,
    Door,
    code_of,
    make_door,
    make_ticket,
    scanned,
)
from tests.databases import ENGINE
from tests.hub.factories import begin_hub, make_hub, other_door, read_all

pytestmark = pytest.mark.skipif(ENGINE != "sqlite", reason="a hub has no other engine")


@pytest.fixture
async def door(database: None) -> Door:
    door = await make_door()
    await code_of(await make_ticket(door.ticket_type, number=1))
    return door


async def test_a_ticket_that_was_sold_since_is_admitted_once(
    door: Door, settings: Settings
) -> None:
    code, _batch, _later = await _sold_since(door, settings)
    answer = await admit(await scanned(door, code))
    (row,) = await Ticket.filter(id__gt=newcomers.OWN_IDS).values("number", "holder_name")
    assert answer.reason == "already_used"
    assert row == {"number": 2, "holder_name": ""}
    assert await Admission.all().values_list("entries", flat=True) == [1]


async def test_its_entry_goes_up_by_its_number_and_counts_there(
    door: Door, settings: Settings
) -> None:
    _code, batch, later = await _sold_since(door, settings)
    (entry,) = batch.entries
    assert ((entry.ticket_id or 0) > newcomers.OWN_IDS, entry.ticket_number) == (True, 2)
    await begin_hub(settings, later)  # stands for the server: the ticket is there under its own id
    hub = await make_hub(door.event)
    receipt = await receive.receive(hub, batch)
    real = await Ticket.get(number=2)
    assert receipt.refused == {}
    assert await Scan.all().values_list("ticket_id", flat=True) == [real.id]
    assert (await Admission.get()).ticket_id == real.id


async def test_when_the_real_ticket_comes_it_is_used_already(
    door: Door, settings: Settings
) -> None:
    code, batch, later = await _sold_since(door, settings)
    (content,) = later
    _add_the_log(content, batch)
    for _ in range(2):
        await fill.put(content)
    answer = await admit(await scanned(door, code))
    real = await Ticket.get(number=2)
    entries = dict(await Admission.all().values_list("ticket_id", "entries"))
    assert (answer.reason, real.id < newcomers.OWN_IDS, entries[real.id]) == (
        "already_used",
        True,
        1,
    )
    assert answer.first_at == batch.entries[0].at
    assert await broken() == []


async def test_what_nobody_signed_gets_no_row(door: Door, settings: Settings) -> None:
    other = await other_door(door)
    foreign = await code_of(await make_ticket(other.ticket_type, number=5))
    unknown = await code_of(await make_ticket(door.ticket_type, number=2))
    await Ticket.filter(number=2).delete()
    await begin_hub(settings, await read_all(await make_hub(door.event)))
    forged = unknown[:-4] + "0000"
    await newcomers.welcome([foreign, forged, "", "no code at all"], secret_key=SECRET_KEY)
    assert await Ticket.filter(id__gt=newcomers.OWN_IDS).count() == 0


async def _sold_since(door: Door, settings: Settings) -> tuple[str, HubBatch, list[HubContent]]:
    """A hub that admitted a ticket of which it had not heard: its code, what goes up, what comes down."""
    hub = await make_hub(door.event)
    before = await read_all(hub)
    code = await code_of(await make_ticket(door.ticket_type, number=2))
    later = await read_all(hub)
    await begin_hub(settings, before)
    await newcomers.welcome([code], secret_key=SECRET_KEY)
    answer = await admit(await scanned(door, code))
    assert answer.reason == "ok"
    found = await send.batch_of(await send.next_rows(await Holding.get()), clock_offset_ms=0)
    return code, found, later


def _add_the_log(content: HubContent, batch: HubBatch) -> None:
    """The server has the entry by now, of the real ticket."""
    (entry,) = batch.entries
    tickets, log = (
        next(one for one in content.tables if one.table == name) for name in ("ticket", "scan")
    )
    place = tickets.columns.index("number")
    (real,) = [row[0] for row in tickets.rows if row[place] == 2]
    row = {
        "scan_id": str(entry.scan_id),
        "event_id": content.event_id,
        "checkin_list_id": entry.checkin_list_id,
        "gate_id": entry.gate_id,
        "ticket_id": real,
        "direction": "entry",
        "verdict": "ok",
        "reason": "ok",
        "basis": Basis.HUB.value,
        "at": entry.at.isoformat(),
        "undoes": None,
    }
    log.columns, log.rows = [*row], [[*row.values()]]


async def test_a_hubs_own_database_is_audited_as_a_door(door: Door, settings: Settings) -> None:
    whole = await check.checks()
    await _sold_since(door, settings)
    asked = await check.checks()
    assert ([*asked], {*asked} < {*whole}) == (["checkin", "outbox"], True)
    assert [line for broken_ in asked.values() for line in await broken_()] == []
