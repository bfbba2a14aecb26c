"""The public pages: live, recordings, player."""

from datetime import timedelta

import httpx

from events_svc import clock
from events_svc.accounts.models import Role
from events_svc.events.models import EventState
from events_svc.media import queries
from events_svc.media.models import Access
from tests.accounts.factories import make_organisation, make_user, sign_in
from tests.asked import asked
from tests.events.factories import make_event
from tests.media.factories import (
    make_live_source,
    make_recording,
    make_recording_source,
    make_session,
    say,
)


async def test_what_an_operator_says_is_live_stands_on_the_live_page(
    client: httpx.AsyncClient,
) -> None:
    source = await make_live_source()
    await say(source, "live")

    page = await client.get("/live")

    assert page.status_code == 200
    assert "Opening" in page.text
    assert [one.source_id for one in await queries.live_now()] == [source.id]


async def test_the_timetable_alone_makes_nothing_live(client: httpx.AsyncClient) -> None:
    source = await make_live_source()
    await say(source, "live", basis="timetable")

    assert await queries.live_now() == []
    assert "Nothing is live" in (await client.get("/live")).text


async def test_what_has_ended_or_is_hidden_is_not_live(database: None) -> None:
    event = await make_event(state=EventState.DRAFT)
    draft = await make_live_source(await make_session(event))
    session = await make_session(await make_event("other", organisation=event.organisation))
    ended, ticket, retired = [
        await make_live_source(session, **columns)
        for columns in ({}, {"access": Access.TICKET}, {"retired_at": clock.now()})
    ]
    for source in (draft, ended, ticket, retired):
        await say(source, "live")
    await say(ended, "ended")

    assert await queries.live_now() == []


async def test_a_live_that_nobody_took_back_ends_four_hours_after_the_plan(database: None) -> None:
    source = await make_live_source()
    await say(source, "live")
    ends_at = (await source.session).ends_at
    clock.shift(ends_at + timedelta(hours=3, minutes=59) - clock.now())
    still = await queries.live_now()

    clock.shift(ends_at + timedelta(hours=4, minutes=1) - clock.now() + clock._offset)

    assert (len(still), await queries.live_now()) == (1, [])


async def test_what_should_be_live_and_is_not_is_told_to_its_organiser_alone(
    client: httpx.AsyncClient,
) -> None:
    event = await make_event()
    await make_live_source(await make_session(event))
    stranger = await client.get("/live")

    await sign_in(client, await make_user(role=Role.AGENDA, organisation=event.organisation))
    organiser = await client.get("/live")

    assert "Should be live, is not" not in stranger.text
    assert "Should be live, is not" in organiser.text


async def test_the_player_loads_nothing_before_play(client: httpx.AsyncClient) -> None:
    recording = await make_recording()
    await make_recording_source(recording)

    page = await client.get(f"/recordings/{recording.slug}")

    assert page.status_code == 200
    assert 'href="https://media.example.org/1.mp4"' in page.text
    for loading in ("<video", "<audio", "<iframe", "<source", ' src="https://', "preload"):
        assert loading not in page.text


async def test_a_ticket_holders_link_is_on_no_public_page(client: httpx.AsyncClient) -> None:
    recording = await make_recording()
    await make_recording_source(recording, access=Access.TICKET, url="https://secret.example.org/1")

    page = await client.get(f"/recordings/{recording.slug}")

    assert page.status_code == 200
    assert "secret.example.org" not in page.text


async def test_a_recording_that_is_not_published_is_not_there(client: httpx.AsyncClient) -> None:
    recording = await make_recording(published_at=None)

    assert (await client.get(f"/recordings/{recording.slug}")).status_code == 404
    assert "Young Scientists" not in (await client.get("/recordings")).text


async def test_one_and_three_recordings_take_the_same_number_of_queries(
    client: httpx.AsyncClient,
) -> None:
    organisation = await make_organisation()
    await make_recording_source(await make_recording(organisation, slug="r1"))
    async with asked() as alone:
        await client.get("/recordings")
    for slug in ("r2", "r3"):
        await make_recording_source(await make_recording(organisation, slug=slug))

    async with asked() as together:
        await client.get("/recordings")

    assert len(together) == len(alone) > 0
