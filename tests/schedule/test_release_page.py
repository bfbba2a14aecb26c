"""The page from which an agenda is released: whom it concerns, who is told, now or later."""

from datetime import timedelta

import httpx

from events_svc import clock
from events_svc.accounts.models import Role
from events_svc.events.models import Event
from events_svc.outbox.models import Job
from events_svc.schedule import planned
from events_svc.schedule.models import Release
from speakers.models import Speaker
from tests.accounts.factories import csrf, make_user, sign_in
from tests.events.factories import make_event
from tests.schedule.factories import make_placed
from tests.speakers.factories import make_speaker

PAGE = "/organiser/events/summit/agenda"


async def agenda(client: httpx.AsyncClient) -> Event:
    """A session with a speaker who has an e-mail, before its first release; an organiser is signed in."""
    event, ada = await make_event(), await make_speaker("Ada")
    await Speaker.filter(id=ada.id).update(email="ada@example.org")
    await make_placed(event, "Gears", speaker_ids=(ada.id,))
    await sign_in(client, await make_user(role=Role.AGENDA, organisation=event.organisation))
    return event


async def test_before_a_release_stands_what_changes_and_whom_it_concerns(
    client: httpx.AsyncClient,
) -> None:
    await agenda(client)
    page = (await client.get(f"{PAGE}/release")).text
    assert "Gears" in page
    assert "<dt>Speakers to tell</dt><dd>1</dd>" in page
    assert await Release.all().count() == 0


async def test_only_those_who_are_chosen_are_told(client: httpx.AsyncClient) -> None:
    await agenda(client)
    form = {"note_en": "First", "tell": ["holders"], "csrf": await csrf(client)}
    answer = await client.post(f"{PAGE}/releases", data=form)
    assert answer.headers["location"] == f"{PAGE}?released=1"
    release = await Release.get()
    assert (await Job.get(kind="agenda.tell")).payload == {
        "release_id": release.id,
        "tell": ["holders"],
    }


async def test_nobody_is_told_when_nobody_is_chosen(client: httpx.AsyncClient) -> None:
    await agenda(client)
    await client.post(f"{PAGE}/releases", data={"csrf": await csrf(client)})
    assert await Release.all().count() == 1
    assert await Job.filter(kind="agenda.tell").count() == 0


async def test_a_release_is_planned_on_the_wall_clock_of_the_event(
    client: httpx.AsyncClient,
) -> None:
    event = await agenda(client)
    form = {"release_at": "2030-01-02T09:30", "csrf": await csrf(client)}
    await client.post(f"{PAGE}/releases", data=form)
    waiting = await planned.waiting(event.id)
    assert waiting is not None
    assert waiting.release_at.isoformat() == "2030-01-02T01:30:00+00:00"  # Shanghai
    assert await Release.all().count() == 0
    assert "A release is planned" in (await client.get(f"{PAGE}/release")).text
    await client.post(f"{PAGE}/release/calling-off", data={"csrf": await csrf(client)})
    assert await planned.waiting(event.id) is None


async def test_a_time_that_is_over_keeps_what_was_typed(client: httpx.AsyncClient) -> None:
    await agenda(client)
    past = (clock.now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    form = {
        "release_at": past,
        "note_en": "My words",
        "csrf": await csrf(client),
    }
    answer = await client.post(f"{PAGE}/releases", data=form)
    assert answer.status_code == 409
    assert "This moment is over." in answer.text
    assert "My words" in answer.text
    assert await Release.all().count() == 0


async def test_the_api_says_who_is_told_too(client: httpx.AsyncClient) -> None:
    await agenda(client)
    path, token = "/api/v1/events/summit/releases", {"x-csrf-token": await csrf(client)}
    answer = await client.post(path, json={"tell": ["everybody"]}, headers=token)
    assert answer.status_code == 422
    await client.post(path, json={"tell": ["readers"]}, headers=token)
    assert (await Job.get(kind="agenda.tell")).payload["tell"] == ["readers"]
