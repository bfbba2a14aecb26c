"""What sessions refer to: venue, rooms, tracks and kinds, made as far as a file brings new ones."""

from collections import Counter
from datetime import timedelta
from uuid import uuid4

from events_svc.events.models import Event
from events_svc.schedule.importing.compare import Difference
from events_svc.schedule.importing.standing import Standing, owner_of
from events_svc.schedule.importing.timetable import Timetable
from events_svc.schedule.importing.wording import line, slug
from events_svc.schedule.models import Track
from events_svc.schedule.plan_models import SessionType
from events_svc.schedule.tracks import COLORS
from venues.models import Room, Venue

Ids = dict[str, int]
_A_MINUTE = timedelta(minutes=1)
_LONGEST_KIND = 24 * 60


async def rooms(
    event: Event, timetable: Timetable, difference: Difference, stands: Standing
) -> Ids:
    """The ids of rooms by key, after the new ones have been made in the event's venue."""
    found = {row["key"]: row["id"] for row in reversed(stands.rooms)}
    if not difference.rooms:
        return found
    venue_id = event.venue_id or await _make_venue(event, timetable)
    begin = await Room.filter(venue_id=venue_id).count()
    await Room.bulk_create(
        Room(
            venue_id=venue_id,
            key=room.key,
            name=room.name,
            guid=room.guid or uuid4(),
            capacity=room.capacity,
            position=begin + place,
        )
        for place, room in enumerate(difference.rooms)
    )
    keys = [room.key for room in difference.rooms]
    made = Room.filter(venue_id=venue_id, key__in=keys)
    return found | {key: number for key, number in await made.values_list("key", "id")}


async def tracks(event: Event, difference: Difference) -> Ids:
    """The ids of the event's tracks by key, after the new ones have been made."""
    begin = await Track.filter(event_id=event.id).count()
    await Track.bulk_create(
        Track(
            event_id=event.id,
            key=track.key,
            slug=slug(track.slug or track.name.get("en") or track.key, otherwise="track"),
            name=track.name,
            color=track.color or COLORS[(begin + place) % len(COLORS)],
            position=begin + place,
        )
        for place, track in enumerate(difference.tracks)
    )
    rows = Track.filter(event_id=event.id)
    return {key: number for key, number in await rows.values_list("key", "id")}


async def kinds(event: Event, timetable: Timetable) -> None:
    """The event knows every kind of the file; such a session is as long as most of them are."""
    lengths: dict[str, Counter[int]] = {}
    for session in timetable.sessions:
        minutes = (session.ends_at - session.starts_at) // _A_MINUTE
        lengths.setdefault(session.kind, Counter())[minutes] += 1
    rows = await SessionType.filter(event_id=event.id).values("key")
    known = {row["key"] for row in rows}
    new = {kind: count for kind, count in lengths.items() if kind not in known}
    await SessionType.bulk_create(
        SessionType(
            event_id=event.id,
            key=kind,
            name=line(kind),
            minutes=max(1, min(count.most_common(1)[0][0], _LONGEST_KIND)),
            position=len(known) + place,
        )
        for place, (kind, count) in enumerate(new.items())
    )


async def _make_venue(event: Event, timetable: Timetable) -> int:
    name = line(timetable.venue) or event.title
    venue = await Venue.create(owner=owner_of(event), name=name)
    await Event.filter(id=event.id).update(venue_id=venue.id)
    event.venue = venue
    return int(venue.id)
