"""The public agenda: a day as a grid or a list, what a search finds, the versions."""

from collections.abc import Hashable
from datetime import date
from typing import Any

from starlette.responses import Response

from events_svc import clock
from events_svc.events.models import EventState
from events_svc.media.queries import live_now
from events_svc.schedule import queries
from events_svc.schedule.entries import Item
from events_svc.web import access, pages
from events_svc.web.schedule import asked as asking
from events_svc.web.schedule import grid
from events_svc.web.schedule.asked import Asked
from events_svc.web.schedule.language import language_name
from events_svc.web.schedule.programme import Programme, draw, programme, timed, tracks_of
from events_svc.web.state import Request


async def show(request: Request) -> Response:
    """The released agenda of an event."""
    event = await access.public_event(request)
    release = await queries.latest_release(event.id)
    asked = asking.read(request, event)
    whole = programme(event, release, asked) if release else Programme({}, [], [], [])
    today = grid.day_of(clock.now(), asked.tzinfo)
    day = None if asked.is_search else asking.day_to_show(whole.days, asked, today)
    context: dict[str, Any] = {}
    if release and day:
        drawn = draw(event, release, asked, day)
        now_row = drawn.grid.row_at(clock.now(), asked.tzinfo)
        context = {"grid": drawn.grid, "body": drawn.body, "now_row": now_row}
    return await pages.render(
        request,
        "schedule/agenda.html",
        event=event,
        release=release,
        asked=asked,
        days=[*whole.days],
        tracks=whole.tracks,
        rooms=whole.rooms,
        languages=[(one, language_name(one)) for one in whole.languages],
        day=day,
        today=today,
        found=_found(whole, asked) if asked.is_search else {},
        live=await live_now(event.id),
        public_host=request.state["settings"].public_url.partition("://")[2],
        **context,
    )


async def version(request: Request) -> Hashable:
    """What decides the bytes of the page besides its address: see `shared.SharedPage`."""
    event = await access.public_event(request)
    if event.state is EventState.DRAFT:
        return None
    release = await queries.latest_release(event.id)
    live = [one.source_id for one in await live_now(event.id)]
    minute = int(clock.now().timestamp() // 60)
    return event.id, event.updated_at, event.state, release and release.id, tuple(live), minute


async def versions(request: Request) -> Response:
    """The versions of the agenda with what each changed, newest first."""
    event = await access.public_event(request)
    found = [
        {
            "number": release.number,
            "note": release.note,
            "released_at": release.released_at,
            "changes": {
                kind: [timed(change) for change in changes]
                for kind, changes in release.changes.items()
            },
        }
        for release in await queries.releases(event.id)
    ]
    return await pages.render(request, "schedule/versions.html", event=event, releases=found)


async def colours(request: Request) -> Response:
    """The colours of the tracks as a style sheet: `.t-1`, `.t-2` … in the order of their keys."""
    event = await access.public_event(request)
    tracks = tracks_of(await queries.programme(event))
    rules = [f".t-{n}{{--track:{track['color']}}}" for n, track in enumerate(tracks, 1)]
    headers = {"cache-control": "private, max-age=31536000"}
    return Response("\n".join(rules), media_type="text/css", headers=headers)


def _found(whole: Programme, asked: Asked) -> dict[date, list[Item]]:
    """What fits, by day."""
    found = {d: [item for item in items if asked.fits(item)] for d, items in whole.days.items()}
    return {day: items for day, items in found.items() if items}
