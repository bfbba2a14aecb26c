"""The working agenda as it would be released now, read in four queries however large it is."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NotRequired, TypedDict

from events_svc.schedule.entries import EntryFile, EntryRoom, EntrySpeaker, EntryTrack
from events_svc.schedule.file_models import SessionFile
from events_svc.schedule.models import Appearance, Session, SessionState
from events_svc.schedule.plan_models import SessionRoom
from events_svc.text import Text

_OWN = [
    "id",
    "guid",
    "number",
    "code",
    "title",
    "subtitle",
    "abstract",
    "description",
    "kind",
    "is_break",
    "language",
    "starts_at",
    "ends_at",
    "logo",
    "links",
    "attachments",
    "extra",
]
_TRACK = {f"track__{name}": name for name in ("key", "slug", "name", "color")}
_ROOM = {
    "room__id": "id",
    "room__guid": "guid",
    "room__key": "key",
    "room__name": "name",
    "room__venue__name": "venue",
    "room__capacity": "capacity",
    "room__position": "position",
}
_SPEAKER = {f"speaker__{name}": name for name in ("id", "guid", "slug", "name", "affiliation")}


class Draft(TypedDict):
    """An Entry without what only a release gives: status, sequence, times of change."""

    id: int
    guid: str
    number: int
    code: str
    title: Text
    subtitle: Text
    abstract: Text
    description: Text
    kind: str
    is_break: bool
    language: str
    track: EntryTrack | None
    room: EntryRoom | None
    more_rooms: NotRequired[list[EntryRoom]]
    speakers: list[EntrySpeaker]
    starts_at: str
    ends_at: str
    logo: str
    links: list[dict[str, Any]]
    attachments: list[dict[str, Any]]
    files: NotRequired[list[EntryFile]]
    extra: dict[str, Any]


async def agenda(event_id: int) -> list[Draft]:
    """The confirmed sessions that have a time, in the order of time, then room."""
    confirmed = Session.filter(
        event_id=event_id, state=SessionState.CONFIRMED, starts_at__isnull=False
    )
    found = await confirmed.order_by("starts_at", "number").values(*_OWN, *_TRACK, *_ROOM)
    people = await _speakers(event_id)
    drafts = {row["id"]: _draft(row, people.get(row["id"], [])) for row in found}
    for session_id, room in await _more_rooms(event_id):
        if session_id in drafts:
            drafts[session_id].setdefault("more_rooms", []).append(room)
    for session_id, file in await _files(event_id):
        if session_id in drafts:
            drafts[session_id].setdefault("files", []).append(file)
    return sorted(drafts.values(), key=_turn)


async def _more_rooms(event_id: int) -> list[tuple[int, EntryRoom]]:
    shown = SessionRoom.filter(session__event_id=event_id).order_by("id")
    rows = await shown.values("session_id", *_ROOM)
    return [(row["session_id"], _part(row, _ROOM)) for row in rows]


async def _files(event_id: int) -> list[tuple[int, EntryFile]]:
    public = SessionFile.filter(session__event_id=event_id, is_public=True).order_by("id")
    columns = ("guid", "session_id", "title", "media_type", "session__code", "session__event__slug")
    return [(row["session_id"], _file(row)) for row in await public.values(*columns)]


def _file(row: Mapping[str, Any]) -> EntryFile:
    page = f"/events/{row['session__event__slug']}/sessions/{row['session__code']}"
    url = f"{page}/files/{row['guid']}"
    return {"title": row["title"], "url": url, "media_type": row["media_type"]}


async def _speakers(event_id: int) -> dict[int, list[EntrySpeaker]]:
    appearances = Appearance.filter(session__event_id=event_id).order_by("position", "id")
    people: dict[int, list[EntrySpeaker]] = {}
    for row in await appearances.values("session_id", *_SPEAKER):
        people.setdefault(row["session_id"], []).append(_part(row, _SPEAKER))
    return people


def _draft(row: Mapping[str, Any], speakers: list[EntrySpeaker]) -> Draft:
    draft: dict[str, Any] = {
        name: iso(value) if isinstance(value, datetime) else value
        for name, value in row.items()
        if name in _OWN
    }
    draft["guid"] = str(row["guid"])
    draft["track"] = _part(row, _TRACK) if row["track__key"] else None
    draft["room"] = _part(row, _ROOM) if row["room__id"] else None
    draft["speakers"] = speakers
    return draft  # type: ignore[return-value]  # built field by field above


def _part(row: Mapping[str, Any], names: Mapping[str, str]) -> Any:
    part = {name: row[column] for column, name in names.items()}
    if "guid" in part:
        part["guid"] = str(part["guid"])
    return part


def _turn(draft: Draft) -> tuple[str, int, int]:
    room = draft["room"]
    return draft["starts_at"], room["position"] if room else -1, draft["number"]


def iso(instant: datetime) -> str:
    """ISO 8601 in UTC, as entries have it."""
    return instant.astimezone(UTC).isoformat()
