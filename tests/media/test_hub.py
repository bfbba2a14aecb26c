"""The hub of a session before, during and after; the programme of what comes next."""

from datetime import timedelta

import httpx
import pytest

from events_svc import clock
from events_svc.events.models import Event
from events_svc.media import guide, hub
from events_svc.media.hub import Hub
from events_svc.media.models import Source
from events_svc.media.ways import Visitor
from events_svc.schedule.models import Session
from events_svc.schedule.release import release
from tests.events.factories import make_event
from tests.media.factories import (
    make_live_source,
    make_recording,
    make_recording_source,
    make_session,
    say,
)

pytestmark = pytest.mark.usefixtures("database")

HOUR = timedelta(hours=1)


async def of(session: Session, language: str = "zh") -> Hub:
    assert session.starts_at is not None
    assert session.ends_at is not None
    visitor = Visitor(language)
    return await hub.of_session(session.id, session.starts_at, session.ends_at, visitor=visitor)


async def test_the_links_of_the_visitors_language_come_first() -> None:
    session = await make_session()
    chinese, english = [await make_live_source(session, language=lang) for lang in ("zh", "en")]

    ranked = [[way.source.id for way in (await of(session, lang)).ways] for lang in ("zh", "en")]

    assert ranked == [[chinese.id, english.id], [english.id, chinese.id]]


@pytest.mark.parametrize(
    ("begins_in", "phase"), [(HOUR, "before"), (-HOUR / 2, "during"), (-2 * HOUR, "after")]
)
async def test_the_phase_follows_the_timetable(begins_in: timedelta, phase: str) -> None:
    session = await make_session(starts_at=clock.now() + begins_in)

    assert (await of(session)).phase == phase


async def test_a_stream_that_runs_over_is_still_during() -> None:
    session = await make_session(starts_at=clock.now() - 2 * HOUR)
    await say(await make_live_source(session), "live")

    found = await of(session)

    assert (found.phase, found.is_live) == ("during", True)


async def test_after_it_the_published_recordings_stand_with_the_old_links() -> None:
    session = await make_session(starts_at=clock.now() - 2 * HOUR)
    link = await make_live_source(session)
    public = await make_recording(slug="public", session=session)
    source = await make_recording_source(public)
    await make_recording(slug="draft", session=session, published_at=None)

    found = await of(session)

    assert [(part.recording.id, [s.id for s in part.sources]) for part in found.parts] == [
        (public.id, [source.id])
    ]
    assert [way.source.id for way in found.ways] == [link.id]


async def released(event: Event) -> Source:
    """A link of a released session that begins in an hour."""
    session = await make_session(event, starts_at=clock.now() + HOUR)
    source = await make_live_source(session)
    await release(event, {"en": "first"})
    return source


async def test_a_released_session_with_a_link_comes_next(client: httpx.AsyncClient) -> None:
    await released(await make_event())

    assert [one.item["code"] for one in (await guide.index()).coming] == ["AAAAAA"]
    assert "Coming next" in (await client.get("/live")).text


async def test_a_session_that_was_not_released_is_not_announced() -> None:
    await make_live_source(await make_session(starts_at=clock.now() + HOUR))

    assert (await guide.index()).coming == []


async def test_the_fragment_of_a_session_is_a_part_and_a_page(client: httpx.AsyncClient) -> None:
    source = await released(await make_event())
    await say(source, "live")
    url = "/events/summit/sessions/AAAAAA/watch"

    page, part = await client.get(url), await client.get(url, headers={"hx-request": "true"})

    assert (page.status_code, part.status_code) == (200, 200)
    assert "data-live" in part.text
    assert ("<html" in page.text, "<html" in part.text) == (True, False)


async def test_the_pages_speak_chinese(client: httpx.AsyncClient) -> None:
    await say(await make_live_source(), "live")

    page = (await client.get("/live", headers={"accept-language": "zh-CN"})).text

    assert all(words in page for words in ("直播", "开幕式", "进行中"))
    assert "On now" not in page
