"""The editor's page and its API: moves with their conflicts, versions, undo; nothing of others'."""

from typing import Any

import httpx
import pytest

from events_svc.accounts.models import Role
from events_svc.events.models import Event
from events_svc.schedule import desk, scenarios
from events_svc.schedule.conflicts.facts import Rules
from events_svc.schedule.conflicts.reading import rules_of
from events_svc.schedule.models import Session
from events_svc.schedule.plan_models import Scenario
from speakers.models import Availability, Strength
from tests.accounts.factories import csrf, make_user, sign_in
from tests.events.factories import make_event
from tests.schedule.factories import HOUR, make_placed, make_session
from tests.speakers.factories import make_speaker
from tests.venues.factories import make_room, make_venue
from venues.book import book
from venues.models import Room
from venues.openings import open_at

EVENT = "/organiser/events/summit"
API = "/api/v1/events/summit"

Made = tuple[Event, Room, Session]


@pytest.fixture
async def made(client: httpx.AsyncClient) -> Made:
    """An event in whose agenda the client writes, a room, a session without a time."""
    event = await make_event()
    await sign_in(client, await make_user(role=Role.AGENDA, organisation=event.organisation))
    venue = await make_venue(f"organisation:{event.organisation.id}")
    await Event.filter(id=event.id).update(venue_id=venue.id)
    return event, await make_room("main", venue=venue), await make_session(event, "Keynote")


def spot(event: Event, hours: float, room: Room | None = None, **more: Any) -> dict[str, Any]:
    start = event.starts_at + hours * HOUR
    times = {"starts_at": start.isoformat(), "ends_at": (start + HOUR).isoformat()}
    return {**times, "room_id": room.id if room else None, **more}


async def put(client: httpx.AsyncClient, session: Session, **body: Any) -> httpx.Response:
    return await client.put(f"{API}/sessions/{session.code}/placement", json=body)


async def test_a_move_answers_the_session_with_its_conflicts(
    client: httpx.AsyncClient, made: Made
) -> None:
    event, room, session = made
    answer = await put(client, session, **spot(event, -1, room, version=0))
    found = answer.json()
    assert (answer.status_code, found["version"], found["room_id"]) == (200, 1, room.id)
    assert found["conflicts"] == [
        {
            "kind": "outside_event",
            "is_hard": True,
            "reason": "Outside of the event's time",
            "session": session.code,
            "other": None,
        }
    ]


async def test_who_has_seen_an_old_version_is_told_and_moves_nothing(
    client: httpx.AsyncClient, made: Made
) -> None:
    event, room, session = made
    await put(client, session, **spot(event, 1, room, version=0))
    answer = await put(client, session, **spot(event, 2, room, version=0))
    assert (answer.status_code, answer.json()["detail"]) == (
        409,
        "Somebody else has changed “Keynote” meanwhile. Look at it again, then repeat your change.",
    )
    taken = await client.delete(f"{API}/sessions/{session.code}/placement?version=0")
    assert taken.status_code == 409
    assert (await Session.get(id=session.id)).starts_at == event.starts_at + HOUR


async def test_undo_and_redo_over_the_api(client: httpx.AsyncClient, made: Made) -> None:
    event, room, session = made
    await put(client, session, **spot(event, 1, room))
    undone = (await client.post(f"{API}/moves/undo")).json()
    redone = (await client.post(f"{API}/moves/redo")).json()
    refused = await client.post(f"{API}/moves/redo")
    assert (undone["starts_at"], redone["room_id"], refused.status_code) == (None, room.id, 409)
    assert refused.json()["detail"] == "You have taken nothing back that could be done again."


async def test_further_rooms_are_booked_or_none_is(client: httpx.AsyncClient, made: Made) -> None:
    event, room, session = made
    side = await make_room("side", venue=room.venue)
    await book(side.id, event.starts_at, event.starts_at + HOUR, holder="party:1")
    body = spot(event, 0, room, more_room_ids=[side.id])
    refused = await put(client, session, **body)
    assert (refused.status_code, refused.json()["detail"][:31]) == (
        409,
        "Hall side is taken by “somethin",
    )
    assert (await Session.get(id=session.id)).version == 0
    strange = await put(client, session, **spot(event, 0, room, more_room_ids=[10**6]))
    assert (strange.status_code, [*strange.json()["errors"]]) == (422, ["room_id"])


async def test_a_place_is_asked_about_without_being_taken(
    client: httpx.AsyncClient, made: Made
) -> None:
    event, room, session = made
    there = await make_placed(event, "There", room=room)
    asked = {name: value for name, value in spot(event, 0.5, room).items() if value}
    found = await client.get(f"{API}/sessions/{session.code}/conflicts", params=asked)
    reasons = [(one["reason"], one["other"]) for one in found.json()]
    assert reasons == [("Hall main is taken at the same time by “There”", there.code)]
    assert (await Session.get(id=session.id)).starts_at is None


async def test_what_stands_against_a_session_is_shaded(
    client: httpx.AsyncClient, made: Made
) -> None:
    event, room, _ = made
    ada = await make_speaker(owner="organisation:1")
    session = await make_session(event, "Shaded", speaker_ids=(ada.id,))
    day = desk.day_of(event.starts_at, desk.ZoneInfo(event.timezone))
    begin, end = desk.bounds(day, desk.ZoneInfo(event.timezone))
    await open_at(room, [(begin, event.starts_at), (event.starts_at + HOUR, end)])
    await Availability.create(speaker=ada, starts_at=begin, ends_at=end - HOUR)
    await Availability.create(
        speaker=ada, starts_at=begin + HOUR, ends_at=end, strength=Strength.PREFERRED
    )
    found = await client.get(f"{API}/sessions/{session.code}/availability?day={day}")
    assert [(o["kind"], o["is_hard"], o["room_id"], o["starts_at"]) for o in found.json()] == [
        ("room_closed", True, room.id, event.starts_at.isoformat().replace("+00:00", "Z")),
        ("speaker_away", True, None, (end - HOUR).isoformat().replace("+00:00", "Z")),
        ("speaker_unwilling", False, None, begin.isoformat().replace("+00:00", "Z")),
    ]
    outside = await client.get(f"{API}/sessions/{session.code}/availability?day=0001-01-01")
    assert outside.status_code == 422


async def test_the_page_shows_a_day_what_waits_and_what_clashes(
    client: httpx.AsyncClient, made: Made
) -> None:
    event, room, session = made
    await make_placed(event, "There", room=room, starts_at=event.starts_at - 3 * HOUR)
    page = (await client.get(f"{EVENT}/grid")).text
    assert page.index("Hall main") < page.index("There") < page.index("Without a time")
    assert page.count("Outside of the event&#39;s time") == 2  # in its cell, and in the list
    part = (await client.get(f"{EVENT}/grid", headers={"HX-Request": "true"})).text
    assert part.startswith('<div id="board"')
    assert session.code in part
    zh = (await client.get(f"{EVENT}/grid?lang=zh")).text
    assert [words in zh for words in ("未排期", "超出活动时间", "会场 main")] == [True] * 3


async def test_undo_as_a_form_says_why_it_is_refused(client: httpx.AsyncClient, made: Made) -> None:
    event, room, session = made
    token = {"csrf": await csrf(client)}
    await put(client, session, **spot(event, 1, room))
    done = await client.post(f"{EVENT}/grid/undo", data=token)
    assert (done.status_code, done.headers["location"]) == (303, f"{EVENT}/grid#{session.code}")
    refused = await client.post(f"{EVENT}/grid/undo", data=token)
    assert refused.status_code == 409
    assert "You have moved nothing that could be taken back." in refused.text


async def test_the_event_says_how_long_breaks_are(client: httpx.AsyncClient, made: Made) -> None:
    event, room, session = made
    token = await csrf(client)
    await make_placed(event, "Before", room=room)
    await put(client, session, **spot(event, 1, room))
    form = {"room_break_minutes": "10", "speaker_break_minutes": "5", "shared_stars": "3"}
    saved = await client.post(f"{EVENT}/conflicts", data={"csrf": token, **form})
    assert (saved.status_code, await rules_of(event)) == (303, Rules(10, 5, 3))
    page = (await client.get(f"{EVENT}/conflicts")).text
    assert "Hall main has 0 minutes of break beside “Before”, 10 are wanted" in page
    wrong = await client.post(f"{EVENT}/conflicts", data={"csrf": token, "shared_stars": "0"})
    assert (wrong.status_code, await rules_of(event)) == (422, Rules(10, 5, 3))


async def test_a_scenario_is_kept_compared_and_put_in_force(
    client: httpx.AsyncClient, made: Made
) -> None:
    event, room, session = made
    token = {"csrf": await csrf(client)}
    await put(client, session, **spot(event, 1, room))
    kept = await client.post(f"{EVENT}/scenarios", data={**token, "name": "Rain"})
    one = kept.headers["location"]
    again = await client.post(f"{EVENT}/scenarios", data={**token, "name": "Rain"})
    assert (again.status_code, "already a scenario of this name" in again.text) == (422, True)
    await client.post(f"{API}/moves/undo")
    assert "1 session would move" in (await client.get(one)).text
    await book(room.id, event.starts_at, event.starts_at + 2 * HOUR, holder="party:1")
    refused = await client.post(f"{one}/application", data=token)
    assert (refused.status_code, "Hall main is taken by" in refused.text) == (409, True)
    assert (await Session.get(id=session.id)).starts_at is None
    renamed = await client.post(one, data={**token, "name": "Sun"})
    dropped = await client.post(f"{one}/removal", data=token)
    assert (renamed.status_code, dropped.status_code) == (303, 303)
    assert await Scenario.all().count() == 0


async def test_scenarios_over_the_api(client: httpx.AsyncClient, made: Made) -> None:
    event, room, session = made
    await put(client, session, **spot(event, 1, room))
    one = (await client.post(f"{API}/scenarios", json={"name": "Rain"})).json()
    await client.post(f"{API}/moves/undo")
    changes = (await client.get(f"{API}/scenarios/{one['id']}/changes")).json()
    assert [(c["session"], c["now"], c["then"]["room_id"]) for c in changes] == [
        (session.code, None, room.id)
    ]
    applied = await client.put(f"{API}/scenarios/{one['id']}/application")
    assert applied.json() == changes
    listed = (await client.get(f"{API}/scenarios")).json()
    assert [(s["name"], s["state"]) for s in listed] == [("Rain", "applied")]
    assert (await client.delete(f"{API}/scenarios/{one['id']}")).status_code == 204


async def test_another_event_s_scenario_is_not_there(client: httpx.AsyncClient, made: Made) -> None:
    other = await make_event("other", organisation=made[0].organisation)
    kept = await scenarios.keep(other, "Theirs")
    for path in (f"{EVENT}/scenarios/{kept.id}", f"{API}/scenarios/{kept.id}/changes"):
        assert (await client.get(path)).status_code == 404


async def test_the_stamp_is_another_one_after_every_change(database: None) -> None:
    event = await make_event()
    stamps = [await desk.stamp(event)]
    session = await make_placed(event)
    stamps.append(await desk.stamp(event))
    await Session.filter(id=session.id).update(version=9)
    stamps.append(await desk.stamp(event))
    assert len({*stamps}) == 3
