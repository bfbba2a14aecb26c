import asyncio

import pytest

from events_svc.web import live
from events_svc.web.live import different_parts, stream
from tests.checkin.factories import make_door, make_ticket, scan_ticket

pytestmark = pytest.mark.usefixtures("database")


async def test_the_numbers_come_again_after_a_scan() -> None:
    door = await make_door()
    counted = iter("012345")

    async def snapshot() -> str:
        return next(counted)

    events = stream(f"scans:{door.event.id}", snapshot)
    first = await anext(events)
    await scan_ticket(door, await make_ticket(door.ticket_type))
    second = await asyncio.wait_for(anext(events), 60)
    await events.aclose()  # type: ignore[attr-defined]  # an asynchronous generator
    assert (first, second) == ("data: 0\n\n", "data: 1\n\n")


async def test_a_quiet_stream_stays_alive_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "PULSE", 0.01)

    async def snapshot() -> str:
        return "<p>\n1\n</p>"

    said = [event async for event in stream("quiet", snapshot, life=0.05)]
    assert said[0] == "data: <p>\ndata: 1\ndata: </p>\n\n"
    assert set(said[1:]) == {": still here\n\n"}


async def test_a_server_that_stops_ends_its_streams() -> None:
    async def snapshot() -> str:
        return "1"

    events = stream("ending", snapshot)
    said = [await anext(events)]
    live.end_all()
    said += [event async for event in events]
    assert said == ["data: 1\n\n"]


async def test_only_the_parts_that_changed_are_sent() -> None:
    door = await make_door()
    told = iter([{"a": "1", "b": "1"}, {"a": "1", "b": "2"}])

    async def snapshot() -> dict[str, str]:
        return next(told)

    events = different_parts(f"scans:{door.event.id}", snapshot)
    first = await anext(events)
    await scan_ticket(door, await make_ticket(door.ticket_type))
    second = await asyncio.wait_for(anext(events), 60)
    await events.aclose()  # type: ignore[attr-defined]  # an asynchronous generator
    assert (first, second) == ("data: 1\ndata: 1\n\n", "data: 2\n\n")


async def test_a_listener_keeps_the_newest_streams_alone() -> None:
    open_ones = [stream("x", _said, whose="device:1") for _ in range(live.MOST_EACH + 2)]
    other = stream("x", _said, whose="device:2")
    for one in (*open_ones, other):
        await anext(one)
    ended = [[event async for event in one] for one in open_ones[:2]]
    assert ended == [[], []]
    assert len(live._streams) == live.MOST_EACH + 1
    for one in (*open_ones, other):
        await one.aclose()  # type: ignore[attr-defined]  # an asynchronous generator
    assert live._of_each == {}


async def _said() -> str:
    return "said"
