import httpx
import pytest

from events_svc.accounts.models import AuditEntry, Organisation, Role
from events_svc.events import places
from tests.accounts.factories import csrf, make_organisation, make_user, sign_in
from tests.asked import asked
from tests.venues.factories import make_room
from venues.models import Room, Venue


@pytest.fixture
async def organisation(database: None) -> Organisation:
    return await make_organisation()


@pytest.fixture
async def editor(client: httpx.AsyncClient, organisation: Organisation) -> httpx.AsyncClient:
    """The browser of somebody who edits the agenda."""
    await sign_in(client, await make_user(role=Role.AGENDA, organisation=organisation))
    client.headers["x-csrf-token"] = await csrf(client)
    return client


async def test_a_venue_with_a_room_takes_two_forms(
    editor: httpx.AsyncClient, organisation: Organisation
) -> None:
    made = await editor.post("/organiser/venues", data={"name_zh": "会展中心", "city_en": "Wuhu"})
    venue = await Venue.get()
    assert made.headers["location"] == f"/organiser/venues/{venue.id}"
    await editor.post(
        f"/organiser/venues/{venue.id}/rooms", data={"name_zh": "主会场", "capacity": "600"}
    )
    assert (venue.owner, venue.name, venue.city) == (
        f"organisation:{organisation.id}",
        {"zh": "会展中心"},
        {"en": "Wuhu"},
    )
    rooms = await Room.all().values_list("venue_id", "name", "key", "capacity", "position")
    assert rooms == [(venue.id, {"zh": "主会场"}, "主会场", 600, 0)]
    actions = await AuditEntry.all().order_by("id").values_list("action", flat=True)
    assert actions == ["venue.opened", "room.added"]


async def test_two_rooms_of_a_venue_do_not_share_a_name(
    editor: httpx.AsyncClient, organisation: Organisation
) -> None:
    venue = await places.open_venue(organisation, {"name": {"en": "Centre"}})
    url = f"/organiser/venues/{venue.id}/rooms"
    for _ in range(2):
        answer = await editor.post(url, data={"name_en": "Main hall"})
    assert answer.status_code == 422
    assert "There is already a room of this name in this venue." in answer.text
    assert await Room.all().count() == 1


@pytest.mark.parametrize("wrong", [{}, {"name_en": "Hall", "capacity": "-1"}, {"capacity": "9"}])
async def test_a_wrong_room_is_not_added(
    editor: httpx.AsyncClient, organisation: Organisation, wrong: dict[str, str]
) -> None:
    venue = await places.open_venue(organisation, {"name": {"en": "Centre"}})
    answer = await editor.post(f"/organiser/venues/{venue.id}/rooms", data=wrong)
    assert (answer.status_code, await Room.all().count()) == (422, 0)


async def test_a_venue_is_renamed(editor: httpx.AsyncClient, organisation: Organisation) -> None:
    venue = await places.open_venue(organisation, {"name": {"en": "Centre"}})
    await editor.post(
        f"/organiser/venues/{venue.id}", data={"name_en": "New centre", "address_en": "Road 1"}
    )
    kept = await Venue.get(id=venue.id)
    assert (kept.name, kept.address) == ({"en": "New centre"}, {"en": "Road 1"})


async def test_a_foreign_venue_is_not_there(editor: httpx.AsyncClient) -> None:
    foreign = await places.open_venue(
        await make_organisation("elsewhere"), {"name": {"en": "Secret hall"}}
    )
    answer = await editor.post(f"/organiser/venues/{foreign.id}", data={"name_en": "Mine"})
    assert answer.status_code == 404
    assert "Secret hall" not in (await editor.get("/organiser/venues")).text
    assert (await Venue.get(id=foreign.id)).name == {"en": "Secret hall"}


async def test_one_and_three_venues_take_the_same_queries(
    editor: httpx.AsyncClient, organisation: Organisation
) -> None:
    owner = places.owner(organisation)
    await make_room(venue=await Venue.create(owner=owner, name={"en": "A"}))
    async with asked() as alone:
        await editor.get("/organiser/venues")
    for name in ("B", "C"):
        await make_room(venue=await Venue.create(owner=owner, name={"en": name}))
    async with asked() as together:
        await editor.get("/organiser/venues")
    assert len(together) == len(alone)
