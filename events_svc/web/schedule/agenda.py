"""The public agenda: a day as a grid or a list, what a search finds, the versions."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from markupsafe import Markup
from starlette.responses import Response

from events_svc import clock
from events_svc.events.models import Event
from events_svc.media.queries import live_now
from events_svc.schedule import queries
from events_svc.schedule.entries import EntryRoom, EntryTrack, Item
from events_svc.schedule.models import Release
from events_svc.web import access, pages
from events_svc.web.schedule import asked as asking
from events_svc.web.schedule import grid, kept
from events_svc.web.schedule.asked import Asked
from events_svc.web.state import Request


async def show(request: Request) -> Response:
    """The released agenda of an event."""
    event = await access.public_event(request)
    release = await queries.latest_release(event.id)
    items = await queries.programme(event)
    asked = asking.read(request, event)
    days = grid.by_day(items, asked.tzinfo)
    today = grid.day_of(clock.now(), asked.tzinfo)
    day = None if asked.is_search else asking.day_to_show(days, asked, today)
    context: dict[str, Any] = {
        "event": event,
        "release": release,
        "asked": asked,
        "days": [*days],
        "day": day,
        "today": today,
        "tracks": tracks_of(items),
        "rooms": _rooms(items),
        "live": await live_now(event.id),
        "public_host": request.state["settings"].public_url.partition("://")[2],
        "found": _found(days, asked) if asked.is_search else {},
    }
    if day and release:
        context |= _day(event, release, asked, day=day, items=items)
    return await pages.render(request, "schedule/agenda.html", **context)


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


def tracks_of(items: list[Item]) -> list[EntryTrack]:
    """The tracks of these sessions, in the order of their keys."""
    found = {item["track"]["key"]: item["track"] for item in items if item["track"]}
    return [found[key] for key in sorted(found)]


def track_numbers(items: list[Item]) -> dict[str, int]:
    """The number of each track's class in `colours`, by its key."""
    return {track["key"]: number for number, track in enumerate(tracks_of(items), 1)}


def moved(release: Release | None) -> dict[str, dict[str, Any]]:
    """By code: where and when the sessions stood that the release has moved."""
    changes = release.changes["moved"] if release else []
    return {change["code"]: timed(change)["before"] for change in changes}


def timed(change: Mapping[str, Any]) -> dict[str, Any]:
    """A change of a release with its instants as datetimes."""
    return {**change, "before": _spot(change["before"]), "after": _spot(change["after"])}


def _spot(spot: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if spot is None:
        return None
    times = {name: datetime.fromisoformat(spot[name]) for name in ("starts_at", "ends_at")}
    return {**spot, **times}


def _rooms(items: list[Item]) -> list[EntryRoom]:
    found = {item["room"]["id"]: item["room"] for item in items if item["room"]}
    return sorted(found.values(), key=lambda room: (room["position"], room["id"]))


def _found(days: dict[date, list[Item]], asked: Asked) -> dict[date, list[Item]]:
    """What fits, by day."""
    found = {day: [item for item in items if asked.fits(item)] for day, items in days.items()}
    return {day: items for day, items in found.items() if items}


def _day(
    event: Event, release: Release, asked: Asked, *, day: date, items: list[Item]
) -> dict[str, Any]:
    """The day's grid; only the line of the present moment is drawn anew for each reader."""
    todays = [item for item in items if grid.day_of(item["starts_at"], asked.tzinfo) == day]
    laid = grid.lay_out(day, todays, asked.tzinfo)

    def context() -> dict[str, Any]:
        return {
            "event": event,
            "grid": laid,
            "zone": asked.zone,
            "moved": moved(release),
            "numbers": track_numbers(items),
        }

    key = (release.id, release.released_at, asked.zone, day)
    body: Markup = kept.rendered(key, "schedule/_grid.html", context)
    return {"grid": laid, "body": body, "now_row": laid.row_at(clock.now(), asked.tzinfo)}
