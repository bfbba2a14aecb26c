"""What stands in the agenda before an import, in a handful of queries however large it is."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from events_svc.events.models import Event
from events_svc.schedule.importing.timetable import Timetable
from events_svc.schedule.models import Appearance, Session, Track
from events_svc.schedule.plan_models import SessionRoom
from speakers.models import Speaker
from venues.models import Room

Row = dict[str, Any]
Value = TypeVar("Value")

_AT_ONCE = 5000  # values in one query; SQLite takes 32,766
_SESSION = [
    *("id", "guid", "number", "code", "key", "kind", "state", "language", "is_break"),
    *("title", "subtitle", "abstract", "description", "track_id", "room_id"),
    *("starts_at", "ends_at", "logo", "links", "attachments", "extra"),
]

_PERSON = ["id", "key", "guid", "name", "biography", "affiliation", "position", "picture_url"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Rows as dictionaries; a session's row has `people` and `more_rooms`, ids in order."""

    rooms: list[Row]
    tracks: list[Row]
    people: list[Row]
    sessions: list[Row]


def owner_of(event: Event) -> str:
    """Whose speakers and venues an event uses: its organisation's."""
    return f"organisation:{event.organisation_id}"


async def standing(event: Event, timetable: Timetable) -> Standing:
    """Rooms of the event's venue, its tracks and sessions, the owner's people that the file may mean."""
    sessions = await Session.filter(event_id=event.id).order_by("number").values(*_SESSION)
    shown = await Appearance.filter(session__event_id=event.id).order_by("position", "id").values()
    people: dict[int, list[int]] = {}
    for row in shown:
        people.setdefault(row["session_id"], []).append(row["speaker_id"])
    more = await _more_rooms(event)
    for row in sessions:
        row["people"] = people.get(row["id"], [])
        row["more_rooms"] = more.get(row["id"], [])
    return Standing(
        rooms=await _rooms(event),
        tracks=await Track.filter(event_id=event.id).order_by("position").values(),
        people=await _people(event, timetable, {row["speaker_id"] for row in shown}),
        sessions=sessions,
    )


async def _rooms(event: Event) -> list[Row]:
    """Those of its venue, and those of elsewhere that its sessions use."""
    used = Room.filter(sessions__event_id=event.id).distinct()
    shown = Room.filter(more_sessions__session__event_id=event.id).distinct()
    ids = {*await used.values_list("id", flat=True), *await shown.values_list("id", flat=True)}
    if event.venue_id is not None:
        ids |= {*await Room.filter(venue_id=event.venue_id).values_list("id", flat=True)}
    return await Room.filter(id__in=[*ids]).order_by("position", "id").values()


async def _more_rooms(event: Event) -> dict[int, list[int]]:
    rows = SessionRoom.filter(session__event_id=event.id).order_by("id")
    found: dict[int, list[int]] = {}
    for session_id, room_id in await rows.values_list("session_id", "room_id"):
        found.setdefault(session_id, []).append(room_id)
    return found


async def _people(event: Event, timetable: Timetable, shown: Iterable[int]) -> list[Row]:
    ours = Speaker.filter(owner=owner_of(event))
    guids = [person.guid for person in timetable.people.values() if person.guid]
    found: dict[int, Row] = {}
    named = [ours] if any(key.startswith("name:") for key in timetable.people) else []
    queries = [
        *named,  # everybody: who has no id is found by name
        *(ours.filter(key__in=keys) for keys in chunks([*timetable.people])),
        *(ours.filter(guid__in=part) for part in chunks(guids)),
        *(Speaker.filter(id__in=ids) for ids in chunks([*shown])),
    ]
    for query in queries:
        for row in await query.values(*_PERSON):
            found[row["id"]] = row
    return list(found.values())


def chunks(values: Sequence[Value], size: int = _AT_ONCE) -> Iterator[Sequence[Value]]:
    """The values in pieces that one query takes."""
    for begin in range(0, len(values), size):
        yield values[begin : begin + size]
