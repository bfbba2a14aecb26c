"""The organiser says when rooms are open and how long the ways between venues take."""

from datetime import UTC, datetime

import httpx
import pytest

from events_svc.accounts.models import Role
from tests.accounts.factories import csrf, make_organisation, make_user, sign_in
from tests.venues.factories import make_room, make_venue
from venues.models import Journey, Room, Venue
from venues.openings import of_rooms

HOURS = {"first": "2026-08-26", "last": "2026-08-27", "opens": "08:00", "closes": "20:00"}


@pytest.fixture
async def room(client: httpx.AsyncClient) -> Room:
    """A room of an organisation that the client organises for."""
    organisation = await make_organisation()
    await sign_in(client, await make_user(role=Role.ORGANISER, organisation=organisation))
    return await make_room(venue=await make_venue(f"organisation:{organisation.id}"))


async def post(client: httpx.AsyncClient, room: Room, path: str, **form: str) -> httpx.Response:
    token = await csrf(client)
    return await client.post(path, data={"csrf": token, **form})


async def test_hours_are_those_of_the_venue_s_clock_and_can_be_taken_back(
    client: httpx.AsyncClient, room: Room
) -> None:
    path = f"/organiser/rooms/{room.id}/hours"
    assert (await post(client, room, path, **HOURS)).status_code == 303
    assert (await of_rooms([room.id]))[room.id] == [
        (datetime(2026, 8, day, tzinfo=UTC), datetime(2026, 8, day, 12, tzinfo=UTC))
        for day in (26, 27)
    ]
    assert "2 openings" in (await client.get(f"/organiser/venues/{room.venue.id}")).text
    await post(client, room, f"{path}/removal")
    assert await of_rooms([room.id]) == {}


@pytest.mark.parametrize(
    "wrong", [{"last": "2026-08-25"}, {"last": "9999-01-01"}, {"first": "x"}, {"opens": "25:00"}]
)
async def test_wrong_hours_stand_beside_their_field_and_change_nothing(
    client: httpx.AsyncClient, room: Room, wrong: dict[str, str]
) -> None:
    answer = await post(client, room, f"/organiser/rooms/{room.id}/hours", **{**HOURS, **wrong})
    assert (answer.status_code, 'class="error"' in answer.text) == (422, True)
    assert await of_rooms([room.id]) == {}


async def test_a_way_is_said_and_taken_back(client: httpx.AsyncClient, room: Room) -> None:
    other = await make_venue(room.venue.owner)
    path = f"/organiser/venues/{room.venue.id}/ways"
    said = await post(client, room, path, **{f"minutes_{other.id}": "12"})
    wrong = await post(client, room, path, **{f"minutes_{other.id}": "-3"})
    assert (said.status_code, wrong.status_code) == (303, 422)
    assert await Journey.all().values_list("minutes", flat=True) == [12]
    await post(client, room, path, **{f"minutes_{other.id}": ""})
    assert await Journey.all().count() == 0


async def test_hours_and_ways_over_the_api(client: httpx.AsyncClient, room: Room) -> None:
    other = await make_venue(room.venue.owner)
    opening = {"starts_at": "2026-08-26T08:00:00+08:00", "ends_at": "2026-08-26T20:00:00+08:00"}
    path = f"/api/v1/rooms/{room.id}/openings"
    put = await client.put(path, json={"openings": [opening]})
    shown = {"starts_at": "2026-08-26T00:00:00Z", "ends_at": "2026-08-26T12:00:00Z"}
    assert put.json() == (await client.get(path)).json() == {"openings": [shown]}
    way = f"/api/v1/venues/{room.venue.id}/ways"
    assert (await client.put(f"{way}/{other.id}", json={"minutes": 9})).json() == {"minutes": 9}
    assert (await client.put(f"{way}/{room.venue.id}", json={"minutes": 9})).status_code == 404
    assert await Journey.all().values_list("minutes", flat=True) == [9]


async def test_a_venue_says_its_zone_and_where_it_is(client: httpx.AsyncClient, room: Room) -> None:
    path = f"/organiser/venues/{room.venue.id}"
    where = {"timezone": "Europe/Brussels", "latitude": "50.8", "longitude": "4.38"}
    saved = await post(client, room, path, name_en="ULB", **where)
    wrong = await post(client, room, path, name_en="ULB", **{**where, "timezone": "Mars/Base"})
    venue = await Venue.get(id=room.venue.id)
    assert (saved.status_code, wrong.status_code) == (303, 422)
    assert (venue.timezone, venue.latitude, venue.longitude) == ("Europe/Brussels", 50.8, 4.38)
