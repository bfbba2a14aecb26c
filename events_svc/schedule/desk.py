"""The working agenda as the grid editor reads it: one day, and what has no time yet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tortoise.expressions import Q
from tortoise.functions import Count, Sum

from events_svc.database.snapshot import snapshot
from events_svc.events.models import Event
from events_svc.schedule import board
from events_svc.schedule.conflicts import reading, rules
from events_svc.schedule.conflicts.kinds import Conflict
from events_svc.schedule.errors import OutOfTime
from events_svc.schedule.hold import FIRST_YEAR, LAST_YEAR
from events_svc.schedule.models import Appearance, Session, SessionState
from events_svc.schedule.plan_models import SessionRoom
from venues.models import Room

DAY_BEGINS = time(4)  # what is earlier belongs to the evening before
MOST_DAYS = 60
USUAL_MINUTES = 30

_COLUMNS = (
    "id",
    "code",
    "title",
    "kind",
    "state",
    "is_break",
    "shares_room",
    "version",
    "minutes",
    "starts_at",
    "ends_at",
    "room_id",
    "track__name",
    "track__color",
)


@dataclass(frozen=True, slots=True)
class Desk:
    """A day of the agenda: `sessions` in the order of time, each with its `rooms` and `speakers`."""

    day: date
    days: Sequence[date]
    rooms: Sequence[Room]
    sessions: Sequence[dict[str, Any]]
    unscheduled: Sequence[dict[str, Any]]
    conflicts: Sequence[Conflict]  # of the day
    stamp: str  # another one after every change


async def desk(event: Event, day: date | None) -> Desk:
    """What the editor shows of `day`, else of the first day that has sessions; all of one moment."""
    async with snapshot():
        return await _desk(event, day)


async def _desk(event: Event, day: date | None) -> Desk:
    zone = ZoneInfo(event.timezone)
    standing = Session.filter(event_id=event.id).exclude(state=SessionState.CANCELLED)
    placed = standing.filter(starts_at__isnull=False).distinct()
    begun = await placed.values_list("starts_at", flat=True)
    with_sessions = {day_of(start, zone) for start in begun}  # type: ignore[arg-type]  # values_list(flat=True) gives datetimes, is typed as rows
    days = _days(event, with_sessions, zone)
    day = day if day in days else min(with_sessions, default=days[0])
    begin, end = bounds(day, zone)
    shown = Q(starts_at__gte=begin, starts_at__lt=end) | Q(starts_at__isnull=True)
    found = await standing.filter(shown).order_by("starts_at", "number").values(*_COLUMNS)
    rows = await _furnished(found)
    facts = await reading.agenda(event, between=(begin, end))
    return Desk(
        day=day,
        days=days,
        rooms=await _rooms(event, {room for row in rows for room in row["rooms"]}),
        sessions=[row for row in rows if row["starts_at"]],
        unscheduled=[row for row in rows if not row["starts_at"]],
        conflicts=rules.find(facts),
        stamp=await stamp(event),
    )


async def stamp(event: Event) -> str:
    """A word that is another one after every change of the event's sessions."""
    sessions = Session.filter(event_id=event.id)
    counted = await sessions.annotate(n=Count("id"), v=Sum("version")).values_list("n", "v")
    count, versions = counted[0] if counted else (0, 0)
    return f"{count}.{versions or 0}"


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """The day to which a session that begins then belongs."""
    begins = timedelta(hours=DAY_BEGINS.hour)
    return (moment.astimezone(zone).replace(tzinfo=None) - begins).date()


def bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The instants between which sessions of the day begin, in UTC so that SQLite compares them rightly.

    Raises OutOfTime where the calendar ends.
    """
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise OutOfTime
    begin, end = (
        datetime.combine(day + timedelta(days=n), DAY_BEGINS, zone).astimezone(UTC) for n in (0, 1)
    )
    return begin, end


def _days(event: Event, with_sessions: Iterable[date], zone: ZoneInfo) -> list[date]:
    first, last = day_of(event.starts_at, zone), day_of(event.ends_at - timedelta(seconds=1), zone)
    count = min((last - first).days + 1, MOST_DAYS)
    return sorted({*with_sessions, *(first + timedelta(days=n) for n in range(max(1, count)))})


async def _furnished(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    ids = [row["id"] for row in rows]
    names: dict[int, list[dict[str, str]]] = {}
    shown = Appearance.filter(session_id__in=ids).order_by("position")
    for session_id, name in await shown.values_list("session_id", "speaker__name"):
        names.setdefault(session_id, []).append(name)
    further: dict[int, list[int]] = {}
    rooms = SessionRoom.filter(session_id__in=ids).order_by("id")
    for session_id, room_id in await rooms.values_list("session_id", "room_id"):
        further.setdefault(session_id, []).append(room_id)
    return [
        {
            **row,
            "speakers": names.get(row["id"], []),
            "rooms": [room for room in (row["room_id"], *further.get(row["id"], ())) if room],
            "minutes": _minutes(row),
        }
        for row in rows
    ]


def _minutes(row: Mapping[str, Any]) -> int:
    if row["starts_at"]:
        return int((row["ends_at"] - row["starts_at"]) // timedelta(minutes=1))
    return row["minutes"] or USUAL_MINUTES


async def _rooms(event: Event, used: set[int]) -> list[Room]:
    """The rooms of the event's venue and all that are used; of an event that has none, every room."""
    rooms = await board.rooms(event)
    venue_id: int | None = event.venue_id
    shown = [room for room in rooms if room.venue.id == venue_id or room.id in used]
    missing = used - {room.id for room in rooms}
    shown += await Room.filter(id__in=[*missing]).select_related("venue")
    return shown or rooms
