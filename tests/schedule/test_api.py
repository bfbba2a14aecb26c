"""Programs keep the agenda as people do."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from events_svc.accounts.models import Role
from events_svc.events.models import Event
from events_svc.schedule.models import Release, Session, SessionState
from tests.accounts.factories import make_user, sign_in
from tests.events.factories import make_event
from tests.schedule.factories import HOUR, make_placed, make_session
from tests.speakers.factories import make_speaker
from tests.venues.factories import make_room, make_venue
from venues.models import Booking

API = "/api/v1/events/summit"


@pytest.fixture
async def event(client: httpx.AsyncClient) -> Event:
    """An event in whose agenda the client may write."""
    made = await make_event()
    await sign_in(client, await make_user(role=Role.AGENDA, organisation=made.organisation))
    return made


def times(event: Event, hours: float = 0) -> dict[str, Any]:
    start = event.starts_at + timedelta(hours=hours)
    return {"starts_at": start.isoformat(), "ends_at": (start + HOUR).isoformat()}


async def test_a_session_is_added_placed_and_released(
    client: httpx.AsyncClient, event: Event
) -> None:
    organisation = f"organisation:{event.organisation.id}"
    ada = await make_speaker(owner=organisation)
    room = await make_room(venue=await make_venue(organisation))
    draft = {"title": {"en": "Keynote", "zh": " "}, "kind": "keynote", "speakers": [ada.slug]}

    made = (await client.post(f"{API}/sessions", json=draft)).json()
    where = f"{API}/sessions/{made['code']}"
    placed = await client.put(f"{where}/placement", json={**times(event), "room_id": room.id})
    released = await client.post(f"{API}/releases", json={"note": {"en": "First"}})

    session = await Session.get()
    assert placed.json() == {
        "id": session.id,
        "guid": str(session.guid),
        "code": session.code,
        "number": 1,
        "title": {"en": "Keynote"},
        "subtitle": {},
        "abstract": {},
        "description": {},
        "kind": "keynote",
        "is_break": False,
        "language": "",
        "track_id": None,
        "room_id": room.id,
        "shares_room": False,
        "starts_at": event.starts_at.isoformat().replace("+00:00", "Z"),
        "ends_at": (event.starts_at + HOUR).isoformat().replace("+00:00", "Z"),
        "minutes": 60,
        "version": 1,
        "state": "confirmed",
        "speakers": ["ada-lovelace"],
        "links": [],
        "conflicts": [],
    }
    assert released.status_code == 201
    assert {**released.json(), "released_at": None} == {
        "number": 1,
        "released_at": None,
        "note": {"en": "First"},
        "counts": {"new": 1, "moved": 0, "changed": 0, "cancelled": 0},
    }


async def test_a_change_touches_only_what_it_names(client: httpx.AsyncClient, event: Event) -> None:
    session = await make_placed(event, "Opening")
    answer = await client.patch(f"{API}/sessions/{session.code}", json={"language": "zh"})
    assert (answer.json()["language"], answer.json()["title"]) == ("zh", session.title)
    assert (await Session.get()).starts_at == event.starts_at


async def test_a_taken_room_is_a_conflict_that_names_the_other(
    client: httpx.AsyncClient, event: Event
) -> None:
    room = await make_room("main", venue=await make_venue(f"organisation:{event.organisation.id}"))
    await make_placed(event, "Opening", room=room)
    other = await make_session(event, "Clash")
    answer = await client.put(
        f"{API}/sessions/{other.code}/placement", json={**times(event, 0.5), "room_id": room.id}
    )
    assert (answer.status_code, answer.headers["content-type"]) == (409, "application/problem+json")
    assert answer.json()["detail"].startswith("Hall main is taken by “Opening”")
    assert await Booking.all().count() == 1


@pytest.mark.parametrize(
    "body",
    [
        {"title": {"en": ""}},
        {"title": {"fr": "Bonjour"}},
        {"title": {"en": "nul \x00"}},
        {"title": {"en": "x"}, "track_id": 4711},
        {"title": {"en": "x"}, "track_id": 2**70},
        {"title": {"en": "x"}, "speakers": ["nobody"]},
        {"title": {"en": "x"}, "links": [{"url": "javascript:alert(1)"}]},
    ],
)
async def test_what_cannot_be_used_is_malformed_and_makes_nothing(
    client: httpx.AsyncClient, event: Event, body: dict[str, Any]
) -> None:
    answer = await client.post(f"{API}/sessions", json=body)
    assert answer.status_code == 422
    assert await Session.all().count() == 0


@pytest.mark.parametrize(
    "change",
    [
        {"room_id": 4711},
        {"starts_at": "2026-08-26T09:00:00"},
        {"ends_at": "2020-01-01T00:00:00Z"},
        {"ends_at": "9999-12-31T23:59:59Z"},
        {"starts_at": "9999-12-31T22:00:00-12:00", "ends_at": "9999-12-31T23:00:00-12:00"},
        {"starts_at": "0001-01-01T00:00:00+12:00", "ends_at": "0001-01-01T01:00:00+12:00"},
    ],
)
async def test_a_place_that_makes_no_sense_is_malformed(
    client: httpx.AsyncClient, event: Event, change: dict[str, Any]
) -> None:
    session = await make_session(event)
    wanted = {**times(event), **change}
    answer = await client.put(f"{API}/sessions/{session.code}/placement", json=wanted)
    assert answer.status_code == 422
    assert (await Session.get()).starts_at is None


async def test_place_and_cancellation_are_given_and_taken_back(
    client: httpx.AsyncClient, event: Event
) -> None:
    session = await make_placed(event, "Opening")
    where = f"{API}/sessions/{session.code}"
    statuses = [
        (await client.request(method, f"{where}/{noun}")).status_code
        for method, noun in [
            ("PUT", "cancellation"),
            ("PUT", "cancellation"),
            ("DELETE", "cancellation"),
            ("DELETE", "placement"),
            ("DELETE", "placement"),
        ]
    ]
    now = await Session.get()
    assert statuses == [200, 200, 204, 204, 204]
    assert (now.state, now.starts_at) == (SessionState.CONFIRMED, None)


async def test_lists_are_paged(client: httpx.AsyncClient, event: Event) -> None:
    codes = [(await make_session(event, f"S{n}")).code for n in range(3)]
    first = (await client.get(f"{API}/sessions?limit=2")).json()
    rest = (await client.get(f"{API}/sessions?limit=2&cursor={first['next']}")).json()
    assert [item["code"] for item in first["items"] + rest["items"]] == codes
    assert rest["next"] is None
    assert (await client.get(f"{API}/sessions?cursor=nonsense")).status_code == 422


async def test_versions_are_listed_for_everybody(client: httpx.AsyncClient, event: Event) -> None:
    for number in range(3):
        await make_placed(event, f"S{number}", starts_at=event.starts_at + number * HOUR)
        await client.post(f"{API}/releases", json={})
    client.cookies.clear()
    first = (await client.get(f"{API}/releases?limit=2")).json()
    rest = (await client.get(f"{API}/releases?limit=2&cursor={first['next']}")).json()
    assert [item["number"] for item in first["items"] + rest["items"]] == [3, 2, 1]


async def test_a_release_sent_twice_with_its_key_is_one(
    client: httpx.AsyncClient, event: Event
) -> None:
    await make_placed(event, "Opening")
    key = {"Idempotency-Key": "once"}
    answers = [await client.post(f"{API}/releases", json={}, headers=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    assert await Release.all().count() == 1


async def test_tracks_are_added_once(client: httpx.AsyncClient, event: Event) -> None:
    made = await client.post(f"{API}/tracks", json={"name": {"zh": "主题"}, "color": "#112233"})
    again = await client.post(f"{API}/tracks", json={"name": {"zh": "主题"}})
    listed = (await client.get(f"{API}/tracks")).json()
    assert (made.status_code, again.status_code) == (201, 409)
    assert listed == [made.json()]
    assert (made.json()["slug"], made.json()["color"]) == ("track-1", "#112233")
