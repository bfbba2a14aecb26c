"""The columns of a session after an import: what the file says, and what it leaves as it is. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from events_svc.schedule.importing.match import Matches
from events_svc.schedule.importing.standing import Row
from events_svc.schedule.importing.timetable import ReadSession
from events_svc.schedule.importing.uris import web_address
from events_svc.schedule.importing.wording import folded, settled, settled_line
from events_svc.schedule.models import SessionState

_OF_THE_FILE = ("licence", "optout", "feedback_url", "origin_url")
_BREAKS = set(
    [
        "break",
        "pause",
        "lunch",
        "coffee",
        "休息",
        "茶歇",
        "午餐",
        "午休",
        "晚餐",
        "點心",
        "下午茶",
        "用餐",
    ]
)
_BREAKS |= {"coffee break", "lunch break", "tea break"}
_POSTERS = {"poster", "posters", "poster session", "海报", "海報"}
_A_DAY = timedelta(days=1)


def after(read: ReadSession, row: Mapping[str, Any], matches: Matches) -> dict[str, Any]:
    """The columns after the import; `row` is what stands, empty for a new one.

    `room`, `more_rooms`, `track` and `people` are keys of ours.
    """
    is_cancelled = row.get("state", SessionState.CANCELLED) == SessionState.CANCELLED
    room, *more = dict.fromkeys(map(matches.room, read.rooms)) or [None]
    if row and not matches.tells_all_rooms:
        more = [key for key in now(row, matches)["more_rooms"] if key != room]
    return {
        "title": settled_line(row.get("title", {}), read.title),
        "subtitle": settled_line(row.get("subtitle", {}), read.subtitle),
        "abstract": settled(row.get("abstract", {}), read.abstract),
        "description": settled(row.get("description", {}), read.description),
        "language": read.language,
        "kind": read.kind,
        "is_break": row.get("is_break", _is_break(read)),
        "state": SessionState.CONFIRMED if is_cancelled else row["state"],
        "room": room,
        "more_rooms": tuple(more),
        "track": matches.track(read.track),
        "people": tuple(dict.fromkeys(map(matches.person, read.people))),
        "starts_at": read.starts_at,
        "ends_at": _end(read, row),
        "logo": _same_address(row.get("logo", ""), read.logo),
        "links": _same_links(row.get("links", []), read.links),
        "attachments": _same_links(row.get("attachments", []), read.attachments),
        "extra": _others(row.get("extra", {})) | read.extra,
    }


def now(row: Mapping[str, Any], matches: Matches) -> Row:
    """The same columns as they stand."""
    more = sorted(matches.key_of_room[room] for room in row["more_rooms"])
    return {
        **row,
        "room": matches.key_of_room.get(row["room_id"]),
        "more_rooms": tuple(more),
        "track": matches.key_of_track.get(row["track_id"]),
        "people": tuple(matches.key_of_person[person] for person in row["people"]),
    }


def differing(after: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """What of `after` is not so now; in which order further rooms stand says nothing."""
    found = {name: value for name, value in after.items() if value != now[name]}
    if sorted(after["more_rooms"]) == sorted(now["more_rooms"]):
        found.pop("more_rooms", None)
    return found


def shares_its_room(kind: str) -> bool:
    """Posters hang in a room together."""
    return folded(kind) in _POSTERS


def _is_break(read: ReadSession) -> bool:
    said = {folded(read.kind), *map(folded, read.title.values())}
    return bool(said & _BREAKS)


def _end(read: ReadSession, row: Mapping[str, Any]) -> datetime:
    """A length is written in whole minutes below a day: what only that cut off is not a change."""
    starts_at, ends_at = row.get("starts_at"), row.get("ends_at")
    if starts_at != read.starts_at or not isinstance(ends_at, datetime):
        return read.ends_at
    is_same = _written(ends_at - starts_at) == _written(read.ends_at - read.starts_at)
    return ends_at if is_same else read.ends_at


def _written(length: timedelta) -> timedelta:
    longest = _A_DAY - timedelta(minutes=1)
    return min(length - length % timedelta(minutes=1), longest)


def _same_address(standing: str, given: str) -> str:
    return standing if standing == given or web_address(standing) == given else given


def _same_links(standing: list[Row], given: list[Row]) -> list[Row]:
    """The links that stand, when they are only written otherwise."""
    if standing == given:
        return standing
    same = [
        {"url": url, "title": link.get("title") or url}
        | ({"type": link["type"]} if link.get("type") else {})
        for link in standing
        if (url := web_address(link["url"]))
    ]
    return standing if same == given else given


def _others(extra: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in extra.items() if name not in _OF_THE_FILE}
