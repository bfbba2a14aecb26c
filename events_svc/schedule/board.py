"""The working agenda as the organiser's console reads it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tortoise.expressions import Q

from events_svc.accounts.errors import NotFound
from events_svc.events.models import Event
from events_svc.schedule import people
from events_svc.schedule.conflicts import reading, rules
from events_svc.schedule.conflicts.kinds import Conflict
from events_svc.schedule.models import Appearance, Release, Session, SessionState, Track
from events_svc.schedule.queries import latest_release
from speakers.models import Speaker
from venues.models import Booking, Room

_COLUMNS = (
    "id",
    "code",
    "title",
    "kind",
    "state",
    "is_break",
    "starts_at",
    "ends_at",
    "updated_at",
    "track__name",
    "track__color",
    "room__name",
)


@dataclass(frozen=True, slots=True)
class Board:
    """A day of the working agenda and what wants doing in all of it."""

    days: list[date]
    day: date | None
    sessions: list[dict[str, Any]]  # of the day
    unscheduled: list[dict[str, Any]]
    cancelled: list[dict[str, Any]]
    counts: dict[str, int]
    conflicts: list[Conflict]  # of the day
    touched: int  # sessions that somebody has changed since the last release
    release: Release | None


async def board(event: Event, day: date | None) -> Board:
    """The board of `day`, else of the first; a constant number of queries."""
    rows = await Session.filter(event_id=event.id).order_by("starts_at", "number").values(*_COLUMNS)
    zone = ZoneInfo(event.timezone)
    standing = [row for row in rows if row["state"] != SessionState.CANCELLED]
    placed = [row for row in standing if row["starts_at"]]
    days = sorted({row["starts_at"].astimezone(zone).date() for row in placed})
    day = day if day in days else next(iter(days), None)
    todays = [row for row in placed if row["starts_at"].astimezone(zone).date() == day]
    release = await latest_release(event.id)
    touched = [row for row in rows if not release or row["updated_at"] > release.released_at]
    return Board(
        days=days,
        day=day,
        sessions=await _with_speakers(todays),
        unscheduled=await _with_speakers([row for row in standing if not row["starts_at"]]),
        cancelled=[row for row in rows if row["state"] == SessionState.CANCELLED],
        counts={"sessions": len(standing), "placed": len(placed)},
        conflicts=await _conflicts(event, day),
        touched=len(touched),
        release=release,
    )


async def _conflicts(event: Event, day: date | None) -> list[Conflict]:
    if day is None:
        return []
    begin = datetime.combine(day, time(), ZoneInfo(event.timezone)).astimezone(UTC)
    return rules.find(await reading.agenda(event, between=(begin, begin + timedelta(days=1))))


async def _with_speakers(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    names: dict[int, list[dict[str, str]]] = {}
    shown = Appearance.filter(session_id__in=[row["id"] for row in rows])
    pairs = shown.order_by("position").values_list("session_id", "speaker__name")
    for session_id, name in await pairs:
        names.setdefault(session_id, []).append(name)
    return [{**row, "speakers": names.get(row["id"], [])} for row in rows]


async def session_of(event: Event, code: str) -> Session:
    """The event's session with this code; raises NotFound."""
    query = Session.filter(event_id=event.id, code=code.replace("\0", ""))
    session = await query.select_related("event__organisation", "room", "track").first()
    if session is None:
        raise NotFound
    return session


async def track_of(event: Event, track_id: int) -> Track:
    """The event's track with this id; raises NotFound."""
    track = await Track.get_or_none(id=track_id, event_id=event.id).select_related("event")
    if track is None:
        raise NotFound
    return track


async def tracks(event: Event) -> list[Track]:
    """The tracks of the event in their order."""
    return await Track.filter(event_id=event.id).order_by("position", "id")


async def rooms(event: Event) -> list[Room]:
    """The rooms in which the event may take place: its venue's, and those of its organisations."""
    ids = [part for part in event.organisation.path.split("/") if part]
    venue_id: int | None = event.venue_id
    owned = Q(venue__owner__in=[f"organisation:{number}" for number in ids])
    where = owned | Q(venue_id=venue_id) if venue_id else owned
    found = await Room.filter(where).select_related("venue").order_by("venue_id", "position", "id")
    return sorted(found, key=lambda room: room.venue.id != venue_id)


async def presenting(session: Session) -> list[Speaker]:
    """The people of a session in their order."""
    rows = Appearance.filter(session_id=session.id).order_by("position", "id")
    return [row.speaker for row in await rows.select_related("speaker")]


async def shares_room(session: Session) -> bool:
    """Whether others may be in the session's room at the same time."""
    return await Booking.filter(holder=f"session:{session.id}", is_exclusive=False).exists()


async def speaker_ids(event: Event, slugs: list[str]) -> dict[str, int]:
    """The ids of those slugs that are people of the event's organisation."""
    mine = Speaker.filter(slug__in=slugs, owner=people.owner(event.organisation))
    return dict(await mine.values_list("slug", "id"))


async def ids_by_name(event: Event, names: list[str]) -> dict[str, int]:
    """The ids of those names, in any language, that one person alone of the event's organisation has."""
    found: dict[str, set[int]] = {}
    for person in await people.choosable(event):
        for name in person["name"].values():
            found.setdefault(name, set()).add(person["id"])
    return {name: min(found[name]) for name in names if len(found.get(name, ())) == 1}


async def page(event: Event, *, after_id: int, limit: int) -> list[Session]:
    """Sessions in the order of their making; one more than `limit` if there is."""
    sessions = Session.filter(event_id=event.id, id__gt=after_id).order_by("id")
    return await sessions.limit(limit + 1)


async def slugs_of(session_ids: list[int]) -> dict[int, list[str]]:
    """Who presents each of these sessions, in their order."""
    rows = Appearance.filter(session_id__in=session_ids).order_by("position", "id")
    slugs: dict[int, list[str]] = {}
    for session_id, slug in await rows.values_list("session_id", "speaker__slug"):
        slugs.setdefault(session_id, []).append(slug)
    return slugs
