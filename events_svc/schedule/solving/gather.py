"""What the solver is asked, read from the agenda: what shall be placed, what stays, who can when."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import combinations

from tortoise.expressions import Q

from events_svc.events.models import Event
from events_svc.schedule import scenarios
from events_svc.schedule.conflicts import fans
from events_svc.schedule.conflicts.reading import rules_of
from events_svc.schedule.conflicts.slots import expected
from events_svc.schedule.hold import Placement
from events_svc.schedule.models import Session
from events_svc.schedule.solving import taken
from events_svc.schedule.solving.hours import Hours
from events_svc.schedule.solving.people import Spans, presenting_of, spans_of_people
from events_svc.schedule.solving.problem import Hall, Problem, Talk, Window, common, without
from venues import openings, travel
from venues.models import Room

USUAL_MINUTES = 30
MOST_PAIRS = 400  # of sessions that are kept apart: the most wanted ones

Standing = Mapping[int, tuple[Session, Placement | None]]


class Moves(StrEnum):
    """What may be placed: only what has no time yet, or everything anew."""

    UNSCHEDULED = "unscheduled"
    EVERYTHING = "everything"


async def problem(event: Event, hours: Hours, *, moves: Moves, seconds: float) -> Problem:
    """The problem of placing these sessions. Whatever else has a time stays there.

    Breaks, sessions that share a room and sessions in several rooms are never moved.
    """
    stands = await scenarios.standing(event.id)
    moving = [
        one
        for one, now in stands.values()
        if _may_move(one, now) and (now is None or moves is Moves.EVERYTHING)
    ]
    ids = [one.id for one in moving]
    rules, stars = await rules_of(event), await fans.of_event(event)
    rooms = await _rooms(event, stands)
    people_rest = max(rules.speaker_break_minutes, await _longest_way(rooms))
    presenting = await presenting_of(ids)
    spans = await spans_of_people(presenting, ids, hours, rest=people_rest)
    return Problem(
        halls=await _halls(
            rooms, ids, hours, pauses=_pauses(stands, hours), rest=rules.room_break_minutes
        ),
        talks=[_talk(one, presenting.get(one.id, []), spans, stars) for one in moving],
        room_rest=rules.room_break_minutes,
        people_rest=people_rest,
        apart=_apart(stars, ids, rules.shared_stars),
        seconds=seconds,
    )


def _may_move(session: Session, now: Placement | None) -> bool:
    if session.is_break:
        return False
    return now is None or (now.is_exclusive and not now.more_room_ids)


async def _rooms(event: Event, stands: Standing) -> list[Room]:
    """The rooms of the event's venue, and those in which it takes place already."""
    used = {now.room_id for _, now in stands.values() if now and now.room_id}
    in_venue = Q(venue_id=event.venue_id) if event.venue_id else Q(id__in=[])
    return await Room.filter(in_venue | Q(id__in=[*used])).order_by("position", "id")


async def _longest_way(rooms: Sequence[Room]) -> int:
    """The minutes between the two venues that are farthest apart: nobody shall be late."""
    ways = await travel.between({room.venue_id for room in rooms})
    return max(ways.values(), default=0)


def _pauses(stands: Standing, hours: Hours) -> list[Window]:
    """Breaks without a room are everywhere: nothing is placed beside them."""
    pauses = [now for one, now in stands.values() if now and one.is_break and now.room_id is None]
    return hours.windows((now.starts_at, now.ends_at) for now in pauses)


async def _halls(
    rooms: Sequence[Room], moving: Sequence[int], hours: Hours, *, pauses: list[Window], rest: int
) -> list[Hall]:
    """Each room with the time that is left in it."""
    ids = [room.id for room in rooms]
    open_at = await openings.of_rooms(ids)
    occupied = await taken.of_rooms(ids, moving, hours, rest=rest)
    halls = []
    for room in rooms:
        windows = hours.days
        if open_at.get(room.id):
            windows = common(windows, hours.windows(open_at[room.id]))
        free = without(windows, [*pauses, *occupied.get(room.id, [])])
        halls.append(Hall(room.id, free, room.capacity))
    return halls


def _talk(session: Session, people: list[int], spans: Spans, stars: Mapping[int, int]) -> Talk:
    return Talk(
        id=session.id,
        minutes=_minutes(session),
        people=people,
        possible=spans.possible(people),
        preferred=spans.preferred(people),
        interest=max(expected(session.extra), stars.get(session.id, 0).bit_count()),
    )


def _minutes(session: Session) -> int:
    if session.minutes:
        return session.minutes
    if session.starts_at and session.ends_at:
        return int((session.ends_at - session.starts_at).total_seconds() // 60)
    return USUAL_MINUTES


def _apart(
    stars: Mapping[int, int], moving: Sequence[int], least: int
) -> list[tuple[int, int, int]]:
    """The pairs that at least so many readers want to see both, the most wanted first."""
    wanted = [number for number in moving if stars.get(number, 0).bit_count() >= least]
    pairs = [(a, b, (stars[a] & stars[b]).bit_count()) for a, b in combinations(wanted, 2)]
    both = [pair for pair in pairs if pair[2] >= least]
    return sorted(both, key=lambda pair: -pair[2])[:MOST_PAIRS]
