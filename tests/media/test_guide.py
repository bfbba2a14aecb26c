"""The live index: now and next, what is about to begin, and when pages look again."""

import asyncio
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from events_svc import clock
from events_svc.config import Settings
from events_svc.database import notices
from events_svc.events.models import Event, EventState
from events_svc.jobs import Context
from events_svc.jobs.media import CLOCKS
from events_svc.media import guide, history, sources
from events_svc.media.models import Access, Source, SourceKind, StreamFact
from events_svc.media.queries import live_now
from events_svc.schedule.models import Session
from events_svc.schedule.release import release
from events_svc.web import shared
from events_svc.web.live import stream
from events_svc.web.media import board
from tests.asked import asked
from tests.events.factories import make_event
from tests.media.factories import make_live_source, make_session, say

MINUTES = timedelta(minutes=1)


async def programme(*begin: int, live: int = 0) -> Event:
    """A released event with sessions of an hour that begin so many minutes from now; the first are live."""
    event = await make_event()
    for number, minutes in enumerate(begin):
        at = clock.now() + minutes * MINUTES
        session = await make_session(event, code=f"AAAAA{number}", starts_at=at)
        source = await make_live_source(session)
        if number < live:
            await say(source, "live")
    await release(event, {"en": "first"})
    return event


def codes(found: list[guide.Streamed]) -> list[str]:
    return [one.item["code"] for one in found]


async def test_what_is_live_what_should_be_and_what_comes_stand_apart(database: None) -> None:
    await programme(-30, -20, 60, 35 * 60, 37 * 60, -120, live=1)

    found = await guide.index()

    assert [one.first.session_code for one in found.now] == ["AAAAA0"]
    assert (codes(found.due), codes(found.coming)) == (["AAAAA1"], ["AAAAA2", "AAAAA3"])


async def test_a_live_session_says_what_comes_next_in_its_room(database: None) -> None:
    await programme(-30, 40, 100, live=1)

    (one,) = (await guide.index()).now

    assert one.following is not None
    assert one.following["code"] == "AAAAA1"


async def test_one_and_three_live_sessions_take_the_same_number_of_queries(database: None) -> None:
    event = await programme(-30, -30, -30, live=1)
    await guide.index()  # a release is kept once it was read
    async with asked() as alone:
        await guide.index()
    for source in await Source.filter(session__event_id=event.id):
        await say(source, "live")

    async with asked() as together:
        assert len((await guide.index()).now) == 3

    assert len(together) == len(alone) > 0


@pytest.mark.parametrize("path", ["/live", "/live/kiosk"])
async def test_the_board_is_of_everything_or_of_one_event(
    client: httpx.AsyncClient, path: str
) -> None:
    event = await programme(-30, live=1)
    other = await make_event("other", organisation=event.organisation)
    draft = await make_event("draft", organisation=event.organisation, state=EventState.DRAFT)

    pages = [await client.get(path, params={"event": one}) for one in ("", "summit", other.slug)]
    hidden = [await client.get(path, params={"event": one}) for one in (draft.slug, "none")]

    assert ["Opening" in page.text for page in pages] == [True, True, False]
    assert [page.status_code for page in hidden] == [404, 404]


async def test_the_board_is_told_again_when_somebody_says_that_it_is_live(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared, "FRESH_SECONDS", 0.0)
    await programme(-30)
    source = await Source.get()
    told = stream("live", lambda: board.shown(board.PAGE, None))

    before = await anext(told)
    await say_aloud(source)
    after = await anext(told)
    await told.aclose()

    assert ("h-due" in before, "h-due" in after) == (True, False)


async def say_aloud(source: Source) -> None:
    """As an operator does in the console: pages are woken."""
    loaded = await Source.get(id=source.id).select_related("session")
    await sources.say(loaded, "live")


async def test_a_link_is_on_the_pages_within_its_time_alone(client: httpx.AsyncClient) -> None:
    session = await make_session()
    await release(await session.event, {"en": "first"})
    now = clock.now()
    shown = []
    for number, (begins, ends) in enumerate([(-1, 1), (1, 2), (-2, -1), (None, 1), (-1, None)]):
        source = await make_live_source(
            session,
            url=f"https://{number}.example.org/x.m3u8",
            valid_from=begins and now + begins * MINUTES,
            valid_to=ends and now + ends * MINUTES,
        )
        await say(source, "live")

    page = (await client.get("/events/summit/sessions/AAAAAA/watch")).text
    shown = [number for number in range(5) if f"https://{number}.example.org" in page]

    assert shown == [0, 3, 4]
    assert len(await live_now()) == 3


async def test_pages_look_again_when_a_session_begins_or_ends_or_a_link_opens(
    database: None,
) -> None:
    now = clock.now()
    event = await make_event()
    begins, ends, opens, quiet = [
        await make_session(event, code=f"AAAAA{n}", starts_at=at)
        for n, at in enumerate((now, now - 60 * MINUTES, now - 30 * MINUTES, now - 30 * MINUTES))
    ]
    for session in (begins, ends, quiet):
        await make_live_source(session)
    await make_live_source(opens, valid_from=now)
    await make_live_source(quiet, kind=SourceKind.RELIVE, valid_from=now)

    found = await guide.turned(now - MINUTES, now + MINUTES)

    assert found == {begins.id, ends.id, opens.id}
    assert await guide.turned(now - 2 * MINUTES, now - MINUTES) == set()


async def test_the_clock_of_the_timetable_wakes_them(database: None, settings: Settings) -> None:
    session = await make_session(starts_at=clock.now() - timedelta(seconds=5))
    await make_live_source(session)

    async with notices.listening(f"live:{session.id}") as page, notices.listening("live") as index:
        await CLOCKS[0].run(Context(settings, None))  # type: ignore[arg-type]  # speaks to nobody

        assert await _is_set(page)
        assert await _is_set(index)


async def _is_set(event: asyncio.Event) -> bool:
    await asyncio.wait_for(event.wait(), timeout=5)
    return event.is_set()


def fact(state: str, minute: int) -> StreamFact:
    return StreamFact(state=state, basis="probe", at=datetime(2026, 8, 26, 9, minute, tzinfo=UTC))


@pytest.mark.parametrize(
    ("facts", "times"),
    [
        ([], (None, None)),
        ([fact("offline", 0)], (None, None)),
        ([fact("live", 1)], (1, None)),
        ([fact("offline", 0), fact("live", 1), fact("ended", 9)], (1, 9)),
        ([fact("live", 1), fact("stalled", 3), fact("live", 4), fact("ended", 9)], (1, 9)),
        ([fact("live", 1), fact("ended", 9), fact("offline", 12)], (1, 9)),
        ([fact("live", 1), fact("ended", 9), fact("live", 12)], (1, None)),
    ],
)
def test_a_link_was_live_from_its_first_until_after_its_last_word(
    facts: list[StreamFact], times: tuple[int | None, int | None]
) -> None:
    began_at, ended_at = history.times(facts)

    assert (began_at and began_at.minute, ended_at and ended_at.minute) == times


async def test_old_links_stay_as_history_and_a_relive_plays_until_the_recording_is_there(
    client: httpx.AsyncClient,
) -> None:
    session = await make_session(starts_at=clock.now() - 90 * MINUTES)
    await release(await Event.get(id=session.event_id), {"en": "first"})
    old = await make_live_source(session, url="https://old.example.org/x.m3u8")
    await say(old, "live", at=clock.now() - 80 * MINUTES)
    await say(old, "ended", at=clock.now() - 30 * MINUTES)
    again = "https://again.example.org/x.m3u8"
    await make_live_source(session, kind=SourceKind.RELIVE, url=again)
    await make_live_source(session, access=Access.TICKET, url="https://secret.example.org/x")

    page = (await client.get("/events/summit/sessions/AAAAAA")).text

    assert "It was streamed here" in page
    assert page.count('href="https://old.example.org/x.m3u8"') == 1
    assert f'data-url="{again}"' in page
    assert "secret.example.org" not in page
    assert await Session.all().count() == 1
