"""What is on now and what comes next, in the hall and at the door of a room."""

from datetime import timedelta

import httpx

from events_svc import clock
from events_svc.schedule.release import release
from tests.events.factories import make_event
from tests.schedule.factories import HOUR, make_placed
from tests.venues.factories import make_room
from venues.models import Room


async def morning() -> Room:
    """It is half past nine: Gears is on, Wheels comes, Yesterday is over."""
    event, room = await make_event(), await make_room("main")
    for n, title in enumerate(["Gears", "Wheels"]):
        await make_placed(event, title, room=room, starts_at=event.starts_at + n * HOUR)
    await make_placed(event, "Elsewhere", room=await make_room("side"))
    await release(event, {})
    clock.shift(event.starts_at + timedelta(minutes=30) - clock.now())
    return room


async def test_every_room_says_what_is_on_and_what_is_next(client: httpx.AsyncClient) -> None:
    await morning()
    page = (await client.get("/events/summit/now")).text
    assert page.index("Gears") < page.index("Wheels") < page.index("Elsewhere")


async def test_the_screen_of_a_room_knows_only_its_room(client: httpx.AsyncClient) -> None:
    room = await morning()
    page = (await client.get(f"/events/summit/rooms/{room.id}/now")).text
    assert [words in page for words in ("Gears", "议程 Gears", "Wheels", "Elsewhere")] == [
        True,
        True,
        True,
        False,
    ]
    assert '<meta name="look-again" content="30">' in page


async def test_a_room_of_another_event_has_no_screen_here(client: httpx.AsyncClient) -> None:
    await morning()
    foreign = await make_room("foreign")
    assert (await client.get(f"/events/summit/rooms/{foreign.id}/now")).status_code == 404


async def test_after_the_last_session_the_page_says_so(client: httpx.AsyncClient) -> None:
    await morning()
    clock.shift(timedelta(days=30))
    assert "Nothing is on now" in (await client.get("/events/summit/now")).text
