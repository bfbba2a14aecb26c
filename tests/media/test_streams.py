"""`streams/v2.json` as the clients of streaming.media.ccc.de read it."""

from datetime import timedelta
from typing import Any

import httpx

from events_svc import clock
from events_svc.events.models import Event
from events_svc.media.models import Access
from events_svc.schedule.release import release
from tests.events.factories import make_event
from tests.media.factories import make_live_source, make_session, say


def hls_of(room: dict[str, Any], slug: str) -> list[str]:
    """What players of the enigma2 and Kodi kind do: the stream by its slug, its url by its protocol."""
    streams = [one for one in room["streams"] if one["slug"] == slug]
    return [one["urls"]["hls"]["url"] for one in streams]


async def streamed() -> Event:
    """An event with a session that is on, in two languages, with slides, and on a platform."""
    now = clock.now()
    event = await make_event(starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=8))
    session = await make_session(event, language="zh")
    for number, (language, role) in enumerate([("zh", "main"), ("en", "main"), ("zh", "slides")]):
        url = f"https://live.example.org/{number}.m3u8"
        await make_live_source(session, url=url, language=language, role=role, position=number)
    page = "https://live.bilibili.com/1"
    shown = await make_live_source(session, platform="bilibili", url=page, position=4)
    await make_live_source(session, access=Access.TICKET, url="https://secret.example.org/x.m3u8")
    await say(shown, "live")
    await release(event, {"en": "first"})
    return event


async def test_a_client_finds_the_streams_of_a_room_by_slug_and_protocol(
    client: httpx.AsyncClient,
) -> None:
    await streamed()

    answer = await client.get("/streams/v2.json")

    (conference,) = answer.json()
    (room,) = conference["groups"][0]["rooms"]
    assert [
        hls_of(room, slug) for slug in ("hd-native", "hd-en", "slides-native", "audio-native")
    ] == [
        ["https://live.example.org/0.m3u8"],
        ["https://live.example.org/1.m3u8"],
        ["https://live.example.org/2.m3u8"],
        [],
    ]
    assert [(one["type"], one["isTranslated"]) for one in room["streams"]] == [
        ("video", False),
        ("video", True),
        ("slides", False),
    ]
    assert "secret" not in answer.text
    assert answer.headers["access-control-allow-origin"] == "*"


async def test_no_field_of_the_format_is_missing_and_its_types_are_right(
    client: httpx.AsyncClient,
) -> None:
    await streamed()

    (conference,) = (await client.get("/streams/v2.json")).json()

    texts = ("conference", "slug", "author", "description", "keywords", "startsAt", "endsAt")
    assert all(isinstance(conference[name], str) for name in texts)
    (group,) = conference["groups"]
    assert group["group"] == "Live"
    for room in group["rooms"]:
        rooms = ("slug", "schedulename", "thumb", "link", "display")
        assert all(isinstance(room[name], str) for name in rooms)
        for stream in room["streams"]:
            assert {*stream} >= {"slug", "display", "type", "isTranslated", "videoSize", "urls"}
            for url in stream["urls"].values():
                assert {*url} == {"display", "tech", "url"}


async def test_what_is_on_comes_with_it_and_so_do_pages_of_platforms(
    client: httpx.AsyncClient,
) -> None:
    await streamed()

    (conference,) = (await client.get("/streams/v2.json")).json()

    room = conference["groups"][0]["rooms"][0]
    assert (conference["isCurrentlyStreaming"], room["isLive"]) == (True, True)
    assert (room["talks"]["current"]["title"], room["talks"]["next"]) == ("Opening", None)
    assert [page["url"] for page in room["pages"]] == ["https://live.bilibili.com/1"]


async def test_an_event_that_is_long_over_or_far_away_is_not_listed(
    client: httpx.AsyncClient,
) -> None:
    event = await streamed()
    day = timedelta(days=3)
    away = []
    for change in (day, -day):
        starts_at = clock.now() + change
        moved = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2)}
        await Event.filter(id=event.id).update(**moved)
        away.append((await client.get("/streams/v2.json")).json())

    assert away == [[], []]
