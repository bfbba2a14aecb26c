"""An entry of a hub's log that its server rejects is found, set aside and told; it holds up no other."""

from datetime import timedelta

import pytest

from events_svc import clock
from events_svc.checkin.admit import admit
from events_svc.checkin.models import Scan
from events_svc.config import Settings
from events_svc.hub import aside, purge, send
from events_svc.hub.errors import Unreachable
from events_svc.hub.models import AsideEntry, Holding
from events_svc.hub.wire import HubRefusedEntry, HubStatus
from events_svc.jobs import hub as following
from tests.checkin.factories import code_of, make_door, make_ticket, scanned
from tests.databases import ENGINE
from tests.hub.factories import Server, make_hub, move_to_hub

pytestmark = pytest.mark.skipif(ENGINE != "sqlite", reason="a hub has no other engine")


@pytest.fixture
async def server(database: None, settings: Settings) -> Server:
    """The server of a hub that let in tickets 1 to 4."""
    door = await make_door()
    codes = [await code_of(await make_ticket(door.ticket_type, number=n)) for n in range(1, 5)]
    pages = await move_to_hub(settings, await make_hub(door.event))
    for code in codes:
        await admit(await scanned(door, code))
    return Server(pages)


@pytest.mark.parametrize("status", [404, 413, 422])
async def test_one_that_is_rejected_is_found_told_and_kept(status: int, server: Server) -> None:
    server.bad = {3: status}
    for _ in range(3):
        assert await _turn(server) == ""
    entry = await Scan.get(ticket_id=3)
    assert server.tried == [[1, 2, 3, 4], [1, 2], [3, 4], [3], [4]]
    assert server.listed_entries == [
        HubRefusedEntry(
            scan_id=entry.scan_id,
            gate_id=entry.gate_id,
            number=3,
            verdict="ok",
            reason="ok",
            at=entry.at,
            why="no",
        )
    ]
    last = server.told[-1]
    assert (last.unsent, last.refused, last.unsent_trouble) == (0, 1, "")


async def test_one_on_which_the_server_fails_is_tried_later_and_holds_up_no_other(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.bad = {3: 500}
    for _ in range(2):
        assert await _turn(server) == ""
    at = (await Scan.get(ticket_id=3)).at
    last = server.told[-1]
    assert (last.unsent, last.unsent_since, last.unsent_trouble) == (1, at, "no")
    later = clock.now() + timedelta(seconds=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    server.bad = {}
    await _turn(server)
    assert server.tried[-3:] == [[3], [4], [3]]
    assert (server.told[-1].unsent, await aside.count()) == (0, 0)


@pytest.mark.parametrize("status", [404, 500])
async def test_a_server_that_takes_none_is_at_fault_itself(status: int, server: Server) -> None:
    server.bad = {0: status}
    trouble = await _turn(server)
    held = await Holding.get()
    assert server.tried == [[1, 2, 3, 4], [1, 2], [1], [2], [3, 4], [3]]
    assert (trouble, held.sent_through, await aside.count()) == ("no", 0, 0)
    assert (server.told[-1].unsent, server.told[-1].unsent_trouble) == (4, "no")
    pace = following.Lasting()
    await following._try(server, HubStatus(), pace)
    assert pace.seconds == 2.0
    server.bad = {}
    assert await _turn(server) == ""
    assert (server.tried[-1], (await Holding.get()).unsent_trouble) == ([1, 2, 3, 4], "")


async def test_a_batch_is_no_larger_than_it_may_be(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(send, "MOST_BYTES", 1500)
    await _turn(server)
    assert [ticket for batch in server.tried for ticket in batch] == [1, 2, 3, 4]
    assert len(server.tried) > 1


async def test_all_that_the_server_rejects_for_what_they_are_is_set_aside(server: Server) -> None:
    server.bad = {0: 422}
    assert await _turn(server) == ""
    assert (await aside.refused_count(), await send.unsent(await Holding.get())) == (4, 0)


async def test_what_the_server_has_no_room_to_list_is_told_later_and_purged_by_nobody(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.refuses, server.is_full = {2: "gate", 3: "ticket"}, True
    for _ in range(3):
        await _turn(server)
    assert (server.full, await aside.refused_count(), await aside.are_open()) == (2, 2, True)
    later = clock.now() + timedelta(seconds=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    server.is_full = False
    await _turn(server)
    assert [(one.number, one.why) for one in server.listed_entries] == [(2, "gate"), (3, "ticket")]
    assert (await aside.refused_count(), await aside.are_open()) == (2, False)


async def test_what_the_server_lists_itself_is_not_told_again(server: Server) -> None:
    server.refuses = {2: "gate"}
    for _ in range(2):
        await _turn(server)
    assert (server.listed_entries, await aside.are_open()) == ([], False)


async def test_one_that_is_brought_again_and_taken_is_aside_no_more(server: Server) -> None:
    server.bad = {3: 422}
    await _turn(server)
    server.bad = {}
    await aside.try_again(await AsideEntry.get())
    await _turn(server)
    assert (server.tried[-1], await aside.count()) == ([3], 0)


async def test_without_contact_nothing_is_set_aside(server: Server) -> None:
    server.failure = Unreachable("cut")
    with pytest.raises(Unreachable):
        await _turn(server)
    assert (await aside.count(), await send.unsent(await Holding.get())) == (0, 4)


async def test_nothing_is_purged_of_which_the_server_knows_nothing(server: Server) -> None:
    server.bad = {3: 422}
    await _turn(server)
    await Holding.all().update(purge_at=clock.now() - timedelta(days=1))
    due = [await _is_due()]  # not told yet
    await AsideEntry.all().update(told_at=clock.now())
    due.append(await _is_due())
    await AsideEntry.all().update(refused_at=None)
    assert [*due, await _is_due()] == [False, True, False]


async def test_a_revoked_hub_says_how_much_went_with_it(server: Server, own_copy: None) -> None:
    server.bad = {0: 500}
    await _turn(server)
    await purge.everything("revoked")
    assert (await Holding.get()).lost_entries == 4


async def _turn(server: Server) -> str:
    return await following.turn(server, HubStatus())


async def _is_due() -> bool:
    return await purge.is_due(await Holding.get())
