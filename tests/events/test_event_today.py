"""What stands on an event's page when it is running: the day, what is live, what can be seen again."""

from datetime import timedelta

import httpx

from events_svc import clock
from events_svc.events.create import create_series
from events_svc.events.models import Event
from events_svc.schedule.models import Session
from events_svc.schedule.release import release
from tests.asked import asked
from tests.events.factories import make_event
from tests.media.factories import make_live_source, make_recording, make_recording_source, say
from tests.schedule.factories import make_placed

DAY = timedelta(days=1)


async def make_running(*titles: str) -> tuple[Event, list[Session]]:
    """An event that runs at noon, with a released session of a quarter of an hour for each title."""
    real = clock.now()
    clock.shift(real.replace(hour=12, minute=0) - real)
    now = clock.now()
    event = await make_event(
        starts_at=now - timedelta(minutes=5), ends_at=now + DAY, timezone="UTC"
    )
    sessions = [await make_placed(event, title, length=timedelta(minutes=15)) for title in titles]
    await release(event, {})
    return event, sessions


async def test_the_released_day_stands_on_the_page(client: httpx.AsyncClient) -> None:
    _, [session] = await make_running("Opening")
    page = (await client.get("/events/summit")).text
    assert '<h2 id="programme">Today</h2>' in page
    assert f'href="/events/summit/sessions/{session.code}">Opening</a>' in page
    assert "▸ Now" in page
    assert "1 session · 1 day" in page


async def test_what_is_not_released_does_not_stand_there(client: httpx.AsyncClient) -> None:
    event = await make_event()
    await make_placed(event, "Secret opening")
    page = (await client.get("/events/summit")).text
    assert "Secret opening" not in page
    assert "The agenda will stand here as soon as it is released." in page


async def test_a_later_day_stands_under_its_date(client: httpx.AsyncClient) -> None:
    event = await make_event(timezone="UTC")
    await make_placed(event, "Second", starts_at=event.starts_at + DAY)
    await make_placed(event, "First")
    await release(event, {})
    page = (await client.get("/events/summit")).text.partition("<main")[2]
    assert "First" in page
    assert "Second" not in page
    assert "2 sessions · 2 days" in page


async def test_a_live_session_is_on_the_event_s_page_and_on_the_first(
    client: httpx.AsyncClient,
) -> None:
    _, [session] = await make_running("Opening")
    await say(await make_live_source(session), "live")
    for path in ("/events/summit", "/"):
        page = (await client.get(path)).text
        assert "● Live" in page
        assert f'href="/events/summit/sessions/{session.code}">Opening</a>' in page
        assert "watching" not in page


async def test_a_recorded_session_can_be_watched_again(client: httpx.AsyncClient) -> None:
    event, [session] = await make_running("Opening")
    recording = await make_recording(event.organisation, event=event, session=session)
    await make_recording_source(recording)
    page = (await client.get("/events/summit")).text
    assert 'href="/recordings/episode-1">▶ Replay</a>' in page


async def test_an_unpublished_recording_is_not_offered(client: httpx.AsyncClient) -> None:
    event, [session] = await make_running("Opening")
    await make_recording(event.organisation, event=event, session=session, published_at=None)
    assert "Replay" not in (await client.get("/events/summit")).text


async def test_one_and_three_recorded_sessions_take_the_same_queries(
    client: httpx.AsyncClient,
) -> None:
    event, sessions = await make_running("One", "Two", "Three")
    counts = []
    for number, session in enumerate(sessions):
        recording = await make_recording(
            event.organisation, slug=f"e{number}", event=event, session=session
        )
        await make_recording_source(recording)
        async with asked() as heard:
            await client.get("/events/summit")
        counts.append(len(heard))
    assert counts[1:] == [counts[1]] * 2


async def test_the_page_of_a_series_leads_to_what_anybody_may_watch(
    client: httpx.AsyncClient,
) -> None:
    event, _ = await make_running("Opening")
    series = await create_series(event.organisation, {"en": "Forum"}, slug="forum")
    for slug in ("one", "two"):
        await make_recording(event.organisation, slug=slug, series=series)
    await make_recording(event.organisation, slug="draft", series=series, published_at=None)
    page = (await client.get(f"/series/{series.slug}")).text
    assert f'<a href="/recordings?series={series.slug}">2 recordings</a>' in page
    assert "No edition" not in page
