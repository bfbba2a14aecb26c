"""The hub's own work: what was decided goes up once, what changed comes down, breaks lose nothing."""

import asyncio
from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from events_svc import clock
from events_svc.checkin.admit import admit
from events_svc.checkin.models import Scan
from events_svc.checkin.sync.errors import SnapshotNeeded
from events_svc.config import Settings
from events_svc.database import notices, rows
from events_svc.hub import holding, make, send
from events_svc.hub.errors import HubUnknown, OtherEvent, Unreachable
from events_svc.hub.models import Holding
from events_svc.hub.wire import HubStatus
from events_svc.jobs import hub as following
from events_svc.tickets.models import Ticket
from tests.checkin.factories import Door, code_of, make_door, make_ticket, scan_ticket, scanned
from tests.databases import ENGINE
from tests.hub.factories import SERVER, TOKEN, Server, make_hub, move_to_hub, read_all

pytestmark = pytest.mark.skipif(ENGINE != "sqlite", reason="a hub has no other engine")

STATUS = HubStatus(address="https://192.168.1.5:8443", fingerprint="ab" * 32)


@pytest.fixture
async def door(database: None) -> Door:
    return await make_door()


async def test_what_was_decided_goes_up_in_its_order_and_once(
    door: Door, settings: Settings
) -> None:
    server, codes = await _begun(door, settings, tickets=3)
    answers = [await admit(await scanned(door, code)) for code in (*codes, codes[0])]
    await following.turn(server, STATUS)
    await following.turn(server, STATUS)
    (batch,) = server.sent
    assert [one.scan_id for one in batch.entries] == [one.scan_id for one in answers]
    assert [one.reason for one in batch.entries] == ["ok", "ok", "ok", "already_used"]
    assert [(one.uid, one.gate_id) for one in batch.phones] == [(door.device.uid, door.gate.id)]
    assert [(one.unsent, one.address) for one in server.told] == [(0, STATUS.address)] * 2


async def test_more_than_a_batch_goes_up_in_several(
    door: Door, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(send, "AT_ONCE", 2)
    server, codes = await _begun(door, settings, tickets=5)
    answers = [await admit(await scanned(door, code)) for code in codes]
    await following.turn(server, STATUS)
    assert [len(one.entries) for one in server.sent] == [2, 2, 1]
    assert _sent(server) == [one.scan_id for one in answers]


async def test_an_answer_that_got_lost_makes_it_send_the_same_again(
    door: Door, settings: Settings
) -> None:
    server, (code,) = await _begun(door, settings)
    answer = await admit(await scanned(door, code))
    server.lost = 1
    with pytest.raises(ConnectionResetError):
        await following.turn(server, STATUS)
    await following.turn(server, STATUS)
    assert _sent(server) == [answer.scan_id] * 2
    assert server.sent[0] == msgspec.structs.replace(
        server.sent[1], clock_offset_ms=server.sent[0].clock_offset_ms
    )


async def test_entries_that_came_from_the_server_do_not_go_back(
    door: Door, settings: Settings
) -> None:
    await scan_ticket(door, await make_ticket(door.ticket_type))
    server = Server(await move_to_hub(settings, await make_hub(door.event)))
    await following.turn(server, STATUS)
    assert (await Scan.all().count(), server.sent) == (1, [])


async def test_without_contact_it_says_since_when_and_waits_longer(
    door: Door, settings: Settings
) -> None:
    server, _codes = await _begun(door, settings)
    server.failure = Unreachable("nobody there")
    pace = following.Lasting()
    seconds = []
    for _ in range(6):
        await following._try(server, STATUS, pace)
        seconds.append(pace.seconds)
    held = await Holding.get()
    assert seconds == [2.0, 4.0, 8.0, 15.0, 15.0, 15.0]
    assert (held.trouble, held.trouble_since is not None) == ("nobody there", True)
    server.failure = None
    await following._try(server, STATUS, pace)
    held = await Holding.get()
    assert (pace.seconds, held.trouble, held.trouble_since) == (1.0, "", None)


async def test_a_revoked_hub_forgets_everything_and_stops(
    door: Door, settings: Settings, own_copy: None
) -> None:
    server, (code,) = await _begun(door, settings)
    await admit(await scanned(door, code))
    server.failure = HubUnknown()
    await _followed_until_it_ends(server)
    left = {row["name"]: row["n"] for row in await _left()}
    assert left == {"holding": 1}
    assert (await Holding.get()).ended == "revoked"


async def test_a_day_after_the_event_it_forgets_what_the_server_has(
    door: Door, settings: Settings, own_copy: None
) -> None:
    server, (code,) = await _begun(door, settings)
    await admit(await scanned(door, code))
    server.pages[-1].purge_at = clock.now() - timedelta(seconds=1)
    await following.turn(server, STATUS)
    assert len(_sent(server)) == 1
    assert ((await Holding.get()).ended, await Ticket.all().count()) == ("over", 0)


async def test_a_cursor_that_leads_nowhere_makes_it_take_everything(
    door: Door, settings: Settings
) -> None:
    server, _codes = await _begun(door, settings)
    changes = server.changes

    async def lost(*, after: str, known: str) -> object:
        server.changes = changes  # type: ignore[method-assign]  # stands in for the server's own
        raise SnapshotNeeded

    server.changes = lost  # type: ignore[assignment,method-assign]  # stands in for the server's own
    await Holding.all().update(cursor="gone.1")
    await following.turn(server, STATUS)
    assert (await Holding.get()).cursor == server.pages[0].cursor


async def test_filling_says_how_far_it_is_and_another_hub_is_refused(
    door: Door, settings: Settings
) -> None:
    for number in range(1, 4):
        await make_ticket(door.ticket_type, number=number)
    pages = await read_all(await make_hub(door.event))
    other = await read_all((await make.make(door.event, name="Other"))[0])
    told: list[tuple[int, int]] = []
    await following.fill_all(
        Server(pages), SERVER, TOKEN, told=lambda done, of: told.append((done, of))
    )
    assert told == [(3, 3)]
    with pytest.raises(OtherEvent):
        await holding.begin(SERVER, TOKEN, content=other[0])


async def test_small_differences_of_clocks_are_the_networks(door: Door, settings: Settings) -> None:
    await _begun(door, settings)
    offsets = []
    for milliseconds in (3, 40_000, 40_200, 10):
        asked_at = clock.now()
        await holding.heard(asked_at + timedelta(milliseconds=milliseconds), asked_at)
        offsets.append(round((await Holding.get()).clock_offset_ms, -2))
    assert offsets == [0, 40_000, 40_000, 0]


async def _begun(door: Door, settings: Settings, *, tickets: int = 1) -> tuple[Server, list[str]]:
    """A filled hub and the codes of its tickets."""
    made = [await make_ticket(door.ticket_type, number=n) for n in range(1, tickets + 1)]
    codes = [await code_of(one) for one in made]
    return Server(await move_to_hub(settings, await make_hub(door.event))), codes


async def _followed_until_it_ends(server: Server) -> None:
    stop = asyncio.Event()
    async with notices.listening(following.TOPIC) as turned:
        running = asyncio.create_task(following.follow(server, STATUS, stop))
        await turned.wait()
        stop.set()
        await running


def _sent(server: Server) -> list[UUID]:
    return [one.scan_id for batch in server.sent for one in batch.entries]


async def _left() -> list[dict[str, object]]:
    tables = await rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    left_out = ("tortoise_migrations", "recording_search")  # no rows of ours
    names = [one["name"] for one in tables if not one["name"].startswith(left_out)]
    each = (f"SELECT '{name}' AS name, COUNT(*) AS n FROM \"{name}\"" for name in names)
    counted = await rows(" UNION ALL ".join(each))
    return [row for row in counted if row["n"]]
