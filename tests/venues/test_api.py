import httpx
import pytest

from events_svc.accounts.models import Organisation, Role
from events_svc.events import places
from tests.accounts.factories import make_organisation, make_user, sign_in
from venues.models import Room, Venue


@pytest.fixture
async def organisation(database: None) -> Organisation:
    return await make_organisation()


@pytest.fixture
async def editor(client: httpx.AsyncClient, organisation: Organisation) -> httpx.AsyncClient:
    await sign_in(client, await make_user(role=Role.AGENDA, organisation=organisation))
    return client


async def test_venues_and_rooms_are_made_and_listed(editor: httpx.AsyncClient) -> None:
    venue = (await editor.post("/api/v1/venues", json={"name": {"en": "Centre"}})).json()
    room = await editor.post(
        f"/api/v1/venues/{venue['id']}/rooms", json={"name": {"en": "Hall"}, "capacity": 600}
    )
    assert room.status_code == 201
    assert (await editor.get("/api/v1/venues")).json() == {"items": [venue], "next": None}
    rooms = await editor.get(f"/api/v1/venues/{venue['id']}/rooms")
    assert rooms.json() == {"items": [room.json()], "next": None}


async def test_a_taken_name_is_a_conflict(
    editor: httpx.AsyncClient, organisation: Organisation
) -> None:
    venue = await places.open_venue(organisation, {"name": {"en": "Centre"}})
    url = f"/api/v1/venues/{venue.id}/rooms"
    statuses = [
        (await editor.post(url, json={"name": {"en": "Hall"}})).status_code for _ in range(2)
    ]
    assert (statuses, await Room.all().count()) == ([201, 409], 1)


async def test_lists_are_read_to_their_end_by_cursor(
    editor: httpx.AsyncClient, organisation: Organisation
) -> None:
    for number in range(3):
        await places.open_venue(organisation, {"name": {"en": f"v{number}"}})
    first = (await editor.get("/api/v1/venues?limit=2")).json()
    rest = (await editor.get(f"/api/v1/venues?limit=2&cursor={first['next']}")).json()
    names = [venue["name"]["en"] for page in (first, rest) for venue in page["items"]]
    assert (names, rest["next"]) == (["v2", "v1", "v0"], None)


@pytest.mark.parametrize(
    "body", [{"name": {}}, {"name": {"en": "x"}, "latitude": 91}, {"name": "x"}, {}]
)
async def test_a_malformed_venue_is_not_made(
    editor: httpx.AsyncClient, body: dict[str, object]
) -> None:
    answer = await editor.post("/api/v1/venues", json=body)
    assert (answer.status_code, await Venue.all().count()) == (422, 0)


async def test_a_foreign_venue_has_no_rooms_for_me(editor: httpx.AsyncClient) -> None:
    foreign = await places.open_venue(await make_organisation("b"), {"name": {"en": "Hall"}})
    url = f"/api/v1/venues/{foreign.id}/rooms"
    assert (await editor.get(url)).status_code == 404
    assert (await editor.post(url, json={"name": {"en": "x"}})).status_code == 404
    assert await Room.all().count() == 0
