"""Who was let in at a hub stays in there by its own log, whatever the server makes of the entry."""

import contextlib
from datetime import timedelta
from uuid import uuid4

import pytest

from events_svc.checkin import inside, standing, tally
from events_svc.checkin.admit import admit
from events_svc.checkin.check import broken
from events_svc.checkin.conflicts.queries import open_count
from events_svc.checkin.counting.forward import forward_all
from events_svc.checkin.inside import Crowd
from events_svc.checkin.models import Admission, Device, Scan
from events_svc.checkin.undo import undo
from events_svc.config import Settings
from events_svc.hub import aside, fill, newcomers
from events_svc.hub.errors import Unreachable
from events_svc.hub.models import AsideEntry
from events_svc.hub.wire import HubBatch, HubReceipt, HubStatus, HubTable
from events_svc.jobs import hub as following
from events_svc.tickets.models import Ticket
from tests.checkin.factories import SECRET_KEY, Door, code_of, make_door, make_ticket, scanned
from tests.databases import ENGINE
from tests.hub.factories import Server, begin_hub, make_hub, read_all

pytestmark = pytest.mark.skipif(ENGINE != "sqlite", reason="a hub has no other engine")


@pytest.fixture
async def door(database: None) -> Door:
    door = await make_door()
    await code_of(await make_ticket(door.ticket_type, number=1))  # the key is known before
    return door


@pytest.mark.parametrize("is_new", [True, False], ids=["newcomer", "known"])
async def test_an_admission_that_the_server_refuses_still_counts_when_the_ticket_comes(
    is_new: bool, door: Door, settings: Settings
) -> None:
    server, code = await _let_in(door, settings, is_new=is_new)
    server.bad = {0: 422}
    reasons = []
    for _ in range(2):
        await following.turn(server, HubStatus())
        reasons.append((await admit(await scanned(door, code))).reason)
    for one in await AsideEntry.all():
        await aside.settle(one)
    await following.turn(server, HubStatus())
    reasons.append((await admit(await scanned(door, code))).reason)
    assert reasons == ["already_used"] * 3
    assert (await Admission.get(ticket__number=2)).entries == 1
    assert await broken() == []


async def test_what_comes_with_everything_once_more_finds_the_admission_too(
    door: Door, settings: Settings
) -> None:
    server, code = await _let_in(door, settings, is_new=True)
    for page in (*server.pages, *server.pages):  # not brought yet
        await fill.put(page)
    answer = await admit(await scanned(door, code))
    first = await Scan.filter(verdict="ok").order_by("id").first()
    assert first
    assert (answer.reason, answer.first_at) == ("already_used", first.at)
    assert await Scan.filter(verdict="ok", ticket__number=2).count() == 1


async def test_what_is_taken_back_at_the_hub_is_taken_back_for_the_real_ticket(
    door: Door, settings: Settings
) -> None:
    server, code = await _let_in(door, settings, is_new=True)
    server.bad = {0: 422}
    await following.turn(server, HubStatus())
    used = await admit(await scanned(door, code))
    before = await Scan.all().order_by("id").first()
    assert before
    at = {"token_hash": door.device.token_hash, "gate_id": door.gate.id}
    await undo(uuid4(), undone=before.scan_id, **at)
    await following.turn(server, HubStatus())
    reasons = [(await admit(await scanned(door, code))).reason for _ in range(2)]
    assert (used.reason, *reasons) == ("already_used", "ok", "already_used")
    assert await broken() == []


async def test_whoever_was_let_in_by_a_signed_code_is_counted_once_when_the_ticket_comes(
    door: Door, settings: Settings
) -> None:
    server, _code = await _let_in(door, settings, is_new=True)
    counted = [await _counted(door)]
    await forward_all()  # as it is counted every minute
    await following.turn(server, HubStatus())
    counted.append(await _counted(door))
    await forward_all()
    counted.append(await _counted(door))
    first = await Scan.all().order_by("id").first()
    assert first
    await undo(
        uuid4(), undone=first.scan_id, token_hash=door.device.token_hash, gate_id=door.gate.id
    )
    await following.turn(server, HubStatus())
    counted.append(await _counted(door))
    once = (Crowd(1, 1), {door.gate.id: 1})
    assert counted == [once, once, once, (Crowd(), {})]
    assert await broken() == []


async def test_a_conflict_that_a_person_decided_ends_for_an_entry_that_was_carried(
    door: Door, settings: Settings
) -> None:
    server, _code = await _let_in(door, settings, is_new=True)
    (suspect,) = await Scan.all().values_list("scan_id", flat=True)
    _add_an_earlier_one(server, await Scan.get())
    await following.turn(server, HubStatus())
    waiting = [await open_count(door.event.id)]
    server.pages[-1].let_in = [suspect]
    await following.turn(server, HubStatus())
    waiting.append(await open_count(door.event.id))
    assert waiting == [1, 0]


async def test_a_conflict_of_a_ticket_that_stood_back_waits_once(
    door: Door, settings: Settings
) -> None:
    server, _code = await _let_in(door, settings, is_new=True)
    (own,) = await Ticket.filter(id__gte=newcomers.OWN_IDS)
    entry = await Scan.get()
    again = {"scan_id": uuid4(), "at": entry.at + timedelta(minutes=1), "basis": "signature"}
    copied = ("event_id", "checkin_list_id", "gate_id", "ticket_id", "verdict", "reason")
    await Scan.create(**{one: getattr(entry, one) for one in copied}, **again)
    await standing.settle(await standing.locked([(entry.checkin_list_id, own.id)]))
    waiting = [await open_count(door.event.id)]
    for _ in range(2):
        await following.turn(server, HubStatus())
        waiting.append(await open_count(door.event.id))
    assert waiting == [1, 1, 1]
    assert await broken() == []


@pytest.mark.parametrize("failure", ["rejected", "cut"])
async def test_whoever_is_revoked_is_revoked_while_an_entry_of_a_newcomer_waits(
    failure: str, door: Door, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, code = await _let_in(door, settings, is_new=True)
    server.pages[-1].revoked_phones = [door.device.uid]
    tickets = _table(server, "ticket")
    for row in tickets.rows:
        row[tickets.columns.index("state")] = "cancelled" if row[0] == 1 else "valid"
    server.bad = {0: 500}
    if failure == "cut":
        monkeypatch.setattr(server, "send", _cut)
    with contextlib.suppress(Unreachable):
        await following.turn(server, HubStatus())
    assert (await Device.get(id=door.device.id)).revoked_at is not None
    assert [one.state for one in await Ticket.filter(id=1)] == ["cancelled"]
    await Device.all().update(revoked_at=None)
    assert (await admit(await scanned(door, code))).reason == "already_used"


async def _cut(_batch: HubBatch) -> HubReceipt:
    raise Unreachable("cut")


def _table(server: Server, name: str) -> HubTable:
    return next(one for one in server.pages[-1].tables if one.table == name)


def _add_an_earlier_one(server: Server, entry: Scan) -> None:
    """The server let in the same ticket, a minute before."""
    tickets, log = _table(server, "ticket"), _table(server, "scan")
    (real,) = [row[0] for row in tickets.rows if row[tickets.columns.index("number")] == 2]
    row = {
        "scan_id": str(uuid4()),
        "event_id": entry.event_id,
        "checkin_list_id": entry.checkin_list_id,
        "gate_id": entry.gate_id,
        "ticket_id": real,
        "direction": "entry",
        "verdict": "ok",
        "reason": "ok",
        "basis": "online",
        "at": (entry.at - timedelta(minutes=1)).isoformat(),
        "undoes": None,
    }
    log.columns, log.rows = [*row], [[*row.values()]]


async def _counted(door: Door) -> tuple[Crowd, dict[int, int]]:
    return await inside.house(door.event.id), dict((await tally.counted(door.event)).by_gate())


async def _let_in(door: Door, settings: Settings, *, is_new: bool) -> tuple[Server, str]:
    """A hub that let in ticket 2, and its server, which tells the ticket without that; the code."""
    hub = await make_hub(door.event)
    before = await read_all(hub)
    code = await code_of(await make_ticket(door.ticket_type, number=2))
    after = await read_all(hub)
    await begin_hub(settings, before if is_new else after)
    await newcomers.welcome([code], secret_key=SECRET_KEY)
    assert await Ticket.exists(id__gte=newcomers.OWN_IDS) is is_new
    assert (await admit(await scanned(door, code))).reason == "ok"
    return Server(after), code
