"""Plans of seats over HTTP: forms without scripts, what the editor sends, the API."""

import httpx
import msgspec
import pytest

from events_svc.accounts.models import Organisation, Role
from events_svc.events import places
from events_svc.tickets.seating import plans
from tests.accounts.factories import bearer, csrf, make_organisation, make_user, sign_in
from venues.models import Room
from venues.seat_models import Seat, SeatMap

CATEGORY = {"key": "a", "name": {"en": "Front"}}


@pytest.fixture
async def organisation(database: None) -> Organisation:
    return await make_organisation()


@pytest.fixture
async def editor(client: httpx.AsyncClient, organisation: Organisation) -> httpx.AsyncClient:
    """The browser of somebody who edits the agenda."""
    await sign_in(client, await make_user(role=Role.AGENDA, organisation=organisation))
    client.headers["x-csrf-token"] = await csrf(client)
    return client


@pytest.fixture
async def room(organisation: Organisation) -> Room:
    venue = await places.open_venue(organisation, {"name": {"en": "Centre"}})
    return await places.add_room(venue, {"en": "Main hall"}, capacity=None)


@pytest.fixture
async def seat_map(room: Room) -> SeatMap:
    return await plans.begin(room, {"en": "Theatre"}, [CATEGORY])


async def rows() -> list[tuple[str, str, int, str]]:
    found = Seat.filter(is_removed=False).order_by("zone", "row", "number")
    return [(one.zone, one.row, one.number, one.category) for one in await found]


def add(seat_map: SeatMap, **more: str) -> dict[str, str]:
    plain = {"first": "1", "count": "1", "seats": "2", "category": "a"}
    return {**plain, "revision": str(seat_map.revision), **more}


async def test_a_plan_is_begun_drawn_and_named_by_forms_alone(
    editor: httpx.AsyncClient, room: Room
) -> None:
    typed = {"room_id": str(room.id), "name_en": "Theatre"}
    made = await editor.post(f"/organiser/venues/{room.venue_id}/seat-maps", data=typed)
    seat_map = await SeatMap.get()
    home = f"/organiser/seat-maps/{seat_map.id}"
    assert made.headers["location"] == home
    await editor.post(f"{home}/rows", data=add(seat_map))
    await editor.post(f"{home}/rows", data=add(seat_map, revision="2", first="T", shape="tables"))
    change = {"at": "0", "row": "7", "category": "a", "first_number": "5", "revision": "3"}
    await editor.post(f"{home}/row", data={**change, "zone": "Left"})
    assert await rows() == [
        ("", "T", 1, "a"),
        ("", "T", 2, "a"),
        ("Left", "7", 5, "a"),
        ("Left", "7", 6, "a"),
    ]


async def test_categories_are_named_added_and_dropped(
    editor: httpx.AsyncClient, seat_map: SeatMap
) -> None:
    home = f"/organiser/seat-maps/{seat_map.id}"
    named = {"name_zh": "剧场", "category_a_en": "Front", "category_new_en": "Back"}
    await editor.post(f"{home}/names", data={**named, "revision": "1"})
    stored = await SeatMap.get()
    assert (stored.name, stored.categories) == (
        {"zh": "剧场"},
        [CATEGORY, {"key": "b", "name": {"en": "Back"}}],
    )
    await editor.post(f"{home}/rows", data=add(stored, category="b"))
    gone = await editor.post(
        f"{home}/names", data={**named, "category_new_en": "", "revision": "3"}
    )
    assert (gone.status_code, len((await SeatMap.get()).categories)) == (422, 2)


async def test_what_the_editor_sends_is_the_plan_and_what_is_wrong_is_kept_and_said(
    editor: httpx.AsyncClient, seat_map: SeatMap
) -> None:
    seat = {"zone": "", "row": "1", "number": 1, "category": "a", "x": 0, "y": 0}
    home = f"/organiser/seat-maps/{seat_map.id}"
    good = msgspec.json.encode({"categories": [CATEGORY], "seats": [seat]}).decode()
    twice = msgspec.json.encode({"categories": [CATEGORY], "seats": [seat, seat]}).decode()
    sent = await editor.post(f"{home}/drawing", data={"plan": good, "revision": "1"})
    assert (sent.status_code, await rows()) == (303, [("", "1", 1, "a")])
    for plan, revision, words in (
        (twice, "2", "Seat 1 in row 1 is there twice."),
        ('{"seats": 7}', "2", "This is no plan of seats"),
        (good, "1", "Somebody else has changed this plan"),
    ):
        refused = await editor.post(f"{home}/drawing", data={"plan": plan, "revision": revision})
        assert (refused.status_code, words in refused.text) == (422, True)
    assert await rows() == [("", "1", 1, "a")]


async def test_a_plan_of_another_house_is_not_there(editor: httpx.AsyncClient, room: Room) -> None:
    other = await make_organisation("other")
    venue = await places.open_venue(other, {"name": {"en": "Theirs"}})
    theirs = await plans.begin(
        await places.add_room(venue, {"en": "Hall"}, capacity=None), {"en": "Plan"}, [CATEGORY]
    )
    answer = await editor.post(f"/organiser/seat-maps/{theirs.id}/rows", data=add(theirs))
    typed = {"room_id": str(theirs.room_id), "name_en": "Mine"}
    begun = await editor.post(f"/organiser/venues/{room.venue_id}/seat-maps", data=typed)
    assert [answer.status_code, begun.status_code] == [404, 404]
    assert (await Seat.all().count(), await SeatMap.all().count()) == (0, 1)


async def test_a_program_makes_reads_and_redraws_a_plan(
    client: httpx.AsyncClient, organisation: Organisation, room: Room
) -> None:
    owner = await make_user("o@example.org", role=Role.OWNER, organisation=organisation)
    headers = await bearer(owner, organisation, "events:read", "agenda:write")
    seats = [{"row": "1", "number": n, "category": "a", "x": n * 24, "y": 0} for n in (1, 2)]
    draft = {"name": {"en": "Theatre"}, "categories": [CATEGORY], "seats": seats}
    made = await client.post(f"/api/v1/rooms/{room.id}/seat-maps", json=draft, headers=headers)
    assert made.status_code == 201
    url = f"/api/v1/seat-maps/{made.json()['id']}"
    read = (await client.get(url, headers=headers)).json()
    assert read == made.json()
    kept = {"categories": read["categories"], "seats": read["seats"][:1]}
    again = await client.put(url, json={**kept, "revision": read["revision"]}, headers=headers)
    late = await client.put(url, json={**kept, "revision": read["revision"]}, headers=headers)
    assert (again.json()["seats"][0]["id"], len(again.json()["seats"])) == (
        read["seats"][0]["id"],
        1,
    )
    assert late.status_code == 409
