"""Read what the rules look at: everything of an agenda, or what touches one session."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from events_svc.database import rows
from events_svc.events.models import Event
from events_svc.schedule.conflicts import fans, near, rules
from events_svc.schedule.conflicts.facts import Facts, Place, Presenter, Rules, Slot, Span
from events_svc.schedule.conflicts.kinds import Conflict
from events_svc.schedule.conflicts.slots import COLUMNS, slot_of, strangers
from events_svc.schedule.hold import Placement, further_rooms
from events_svc.schedule.models import Appearance, Session, SessionState
from events_svc.schedule.plan_models import AgendaRules, SessionRoom
from speakers.models import Availability, Engagement, Speaker, Strength
from venues import openings, travel
from venues.models import Booking, Room

EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2300, 1, 1, tzinfo=UTC)

_NOT_OURS = (
    "SELECT id FROM {table} WHERE {key} IN ({keys}) "
    "AND holder NOT IN (SELECT 'session:' || id FROM session WHERE event_id = $1)"
)


async def of_event(event: Event) -> list[Conflict]:
    """The conflicts of the event's working agenda, in the order of time."""
    return rules.find(await agenda(event))


async def of_session(event: Event, session: Session) -> list[Conflict]:
    """The conflicts of a session where it stands, hard ones first; none while it has no time."""
    if not session.starts_at or not session.ends_at or session.state is SessionState.CANCELLED:
        return []
    further = tuple(await further_rooms(session.id))
    placement = Placement(
        session.starts_at, session.ends_at, session.room_id, more_room_ids=further
    )
    return await of_placement(event, session, placement)


async def of_placement(event: Event, session: Session, wanted: Placement) -> list[Conflict]:
    """The conflicts that the session would have there and then; nothing is written."""
    people = await Appearance.filter(session_id=session.id).values_list("speaker_id", flat=True)
    stars = await fans.of_event(event)
    row = {name: getattr(session, name) for name in COLUMNS}
    row |= {
        "starts_at": wanted.starts_at.astimezone(UTC),
        "ends_at": wanted.ends_at.astimezone(UTC),
    }
    row |= {"shares_room": not wanted.is_exclusive}
    slot = slot_of(row, wanted.room_ids, people, stars)  # type: ignore[arg-type]  # values_list(flat=True) gives ids, is typed as rows
    asked = await rules_of(event)
    others = await near.neighbours(event, slot, stars, shared=asked.shared_stars)
    return rules.of(slot, await _facts(event, [slot, *others], asked))


async def agenda(event: Event, *, between: Span | None = None) -> Facts:
    """Everything about the sessions of the event that have a time (that time) and are not cancelled."""
    begin, end = between or (EARLIEST, LATEST)
    standing = Session.filter(event_id=event.id, starts_at__lt=end, ends_at__gt=begin)
    found = await standing.exclude(state=SessionState.CANCELLED).values(*COLUMNS)
    of_these = {
        "session__event_id": event.id,
        "session__starts_at__lt": end,
        "session__ends_at__gt": begin,
    }
    appearances = Appearance.filter(**of_these).order_by("position")
    people = _grouped(await appearances.values_list("session_id", "speaker_id"))
    shown = SessionRoom.filter(**of_these).order_by("id")
    further = _grouped(await shown.values_list("session_id", "room_id"))
    stars = await fans.of_event(event)
    slots = [_slot(row, people, further, stars) for row in found]
    slots += await _elsewhere(event, slots)
    slots.sort(key=lambda slot: (slot.starts_at, slot.id))
    return await _facts(event, slots, await rules_of(event))


async def rules_of(event: Event) -> Rules:
    """What the event asks of its agenda."""
    asked = await AgendaRules.get_or_none(event_id=event.id)
    if asked is None:
        return Rules()
    return Rules(asked.room_break_minutes, asked.speaker_break_minutes, asked.shared_stars)


def _slot(
    row: Mapping[str, Any],
    people: Mapping[int, list[int]],
    further: Mapping[int, list[int]],
    stars: Mapping[int, int],
) -> Slot:
    rooms = [room for room in (row["room_id"], *further.get(row["id"], ())) if room]
    return slot_of(row, rooms, people.get(row["id"], ()), stars)


async def _elsewhere(event: Event, slots: Sequence[Slot]) -> list[Slot]:
    """What holds the same rooms or people without being of this event, about its time."""
    if not slots:
        return []
    begin, end = min(slot.starts_at for slot in slots), max(slot.ends_at for slot in slots)
    during = {"starts_at__lt": end, "ends_at__gt": begin}
    booked = "SELECT room_id FROM session WHERE event_id = $1 AND room_id IS NOT NULL"
    engaged = (
        "SELECT a.speaker_id FROM appearance a JOIN session s ON s.id = a.session_id "
        "WHERE s.event_id = $1"
    )
    rooms = await _not_ours(event, "booking", "room_id", booked)
    people = await _not_ours(event, "engagement", "speaker_id", engaged)
    found = await Booking.filter(id__in=rooms, **during) if rooms else []
    taken = await Engagement.filter(id__in=people, **during) if people else []
    return [
        *strangers(
            [(o.holder, o.room_id, o.starts_at, o.ends_at) for o in found],
            [(o.holder, o.speaker_id, o.starts_at, o.ends_at) for o in taken],
        )
    ]


async def _not_ours(event: Event, table: str, key: str, keys: str) -> list[int]:
    query = _NOT_OURS.format(table=table, key=key, keys=keys)
    return [row["id"] for row in await rows(query, [event.id])]


async def _facts(event: Event, slots: Sequence[Slot], asked: Rules) -> Facts:
    rooms = await _places({room for slot in slots for room in slot.rooms})
    people = await _presenters({who for slot in slots for who in slot.people})
    return Facts(
        slots=slots,
        begins_at=event.starts_at,
        ends_at=event.ends_at,
        rooms=rooms,
        people=people,
        ways=await travel.between({room.venue_id for room in rooms.values()}),
        rules=asked,
    )


async def _places(room_ids: Iterable[int]) -> dict[int, Place]:
    ids = [*room_ids]
    if not ids:
        return {}
    open_at = await openings.of_rooms(ids)
    found = Room.filter(id__in=ids).values_list("id", "name", "venue_id", "capacity")
    return {
        number: Place(name, venue_id, capacity, open_at.get(number, ()))
        for number, name, venue_id, capacity in await found
    }


async def _presenters(speaker_ids: Iterable[int]) -> dict[int, Presenter]:
    ids = [*speaker_ids]
    if not ids:
        return {}
    spans: dict[tuple[int, Strength], list[Span]] = {}
    there = Availability.filter(speaker_id__in=ids).order_by("starts_at")
    columns = ("speaker_id", "strength", "starts_at", "ends_at")
    for who, strength, start, end in await there.values_list(*columns):
        spans.setdefault((who, Strength(strength)), []).append((start, end))
    return {
        who: Presenter(
            name, spans.get((who, Strength.POSSIBLE), ()), spans.get((who, Strength.PREFERRED), ())
        )
        for who, name in await Speaker.filter(id__in=ids).values_list("id", "name")
    }


def _grouped(pairs: Iterable[Any]) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups
