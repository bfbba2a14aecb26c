"""`/streams/v2.json`: the live index for clients of streaming.media.ccc.de."""

import asyncio
import time
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.events.models import Event
from events_svc.feeds import streams_v2
from events_svc.feeds.streams_v2 import Conference, Link, Room, Talk
from events_svc.media import platforms, stages
from events_svc.media.evidence import judge, latest_facts
from events_svc.media.models import Source
from events_svc.media.stages import Stage
from events_svc.schedule.entries import Item
from events_svc.text import in_language
from events_svc.web import i18n, shared
from events_svc.web.state import Request

HEADERS = {
    "access-control-allow-origin": "*",
    "cache-control": "public, max-age=10",
    "vary": "Accept-Language",
}

_kept: dict[str, tuple[float, bytes]] = {}
_writing = asyncio.Lock()


async def index(request: Request) -> Response:
    """Every room that is streamed now or soon, made once a second however many ask."""
    language = i18n.language.get()
    async with _writing:
        until, body = _kept.get(language, (0.0, b""))
        if until < time.monotonic():
            body = await _written(request.state["settings"].public_url)
            _kept[language] = (time.monotonic() + shared.FRESH_SECONDS, body)
    return Response(body, headers=HEADERS, media_type=streams_v2.MEDIA_TYPE)


async def _written(base: str) -> bytes:
    found = await stages.of_everything()
    live = await _live([source for stage in found for source in stage.sources])
    events = {stage.event.id: stage.event for stage in found}
    return streams_v2.write(
        [
            _conference(event, [s for s in found if s.event.id == event.id], base, live)
            for event in events.values()
        ]
    )


async def _live(sources: Sequence[Source]) -> set[int]:
    facts = await latest_facts([source.id for source in sources])
    return {one.id for one in sources if judge(one, facts.get(one.id)).is_live}


def _conference(event: Event, found: Sequence[Stage], base: str, live: set[int]) -> Conference:
    zone = ZoneInfo(event.timezone)
    return Conference(
        slug=event.slug,
        title=_words(event.title),
        author=_words(event.organisation.name),
        description=_words(event.description),
        starts_at=event.starts_at.astimezone(zone),
        ends_at=event.ends_at.astimezone(zone),
        rooms=[_room(stage, base, live) for stage in found],
    )


def _room(stage: Stage, base: str, live: set[int]) -> Room:
    event, room = stage.event, stage.room
    shown = stage.now or stage.next
    languages = [source.language for source in stage.sources]
    spoken = shown["language"] if shown else ""
    return Room(
        slug=f"{event.slug}-{room['id']}" if room else event.slug,
        guid=room["guid"] if room else f"{event.slug}@{base.partition('://')[2]}",
        name=_words(room["name"]) if room else _words(event.title),
        schedule_name=room["key"] if room else "",
        url=f"{base}/events/{event.slug}/sessions/{shown['code']}/watch"
        if shown
        else f"{base}/live",
        thumbnail=f"{base}/events/{event.slug}/picture.png",
        native=spoken if spoken in languages else languages[0],
        is_live=any(source.id in live for source in stage.sources),
        now=_talk(event, stage.now, base),
        next=_talk(event, stage.next, base),
        links=[_link(source) for source in stage.sources],
    )


def _talk(event: Event, item: Item | None, base: str) -> Talk | None:
    if item is None:
        return None
    zone = ZoneInfo(event.timezone)
    return Talk(
        guid=item["guid"],
        code=item["code"],
        title=_words(item["title"]),
        url=f"{base}/events/{event.slug}/sessions/{item['code']}",
        starts_at=item["starts_at"].astimezone(zone),
        ends_at=item["ends_at"].astimezone(zone),
    )


def _link(source: Source) -> Link:
    name = _words(platforms.PLATFORMS[source.platform].name)
    return Link(source.platform, name, source.url, source.language, source.role)


def _words(words: dict[str, str]) -> str:
    return in_language(words, i18n.language.get())


routes: list[BaseRoute] = [Route("/streams/v2.json", index, methods=["GET"], name="streams_v2")]
