"""Who was at which session, and how long: from the scans of the sessions' own lists."""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from events_svc.checkin import facts, store
from events_svc.checkin.history import Passage
from events_svc.checkin.models import CheckinList, CheckinListTicketType, Direction
from events_svc.database import rows
from events_svc.events.models import Event
from events_svc.text import Text
from events_svc.tickets.models import Ticket, TicketState

MINUTE = timedelta(minutes=1)
A_PAGE = 500


@dataclass(frozen=True, slots=True)
class Lesson:
    """A session whose attendance a list takes; `ticket_types` of the list, none means all."""

    list_id: int
    title: Text
    starts_at: datetime
    ends_at: datetime
    ticket_types: frozenset[int]

    @property
    def minutes(self) -> int:
        return (self.ends_at - self.starts_at) // MINUTE


@dataclass(frozen=True, slots=True)
class Presence:
    """One person at one session. `minutes` are those within the session, `late` how many of it were missed."""

    came_at: datetime
    left_at: datetime | None
    minutes: int
    late: int


@dataclass(frozen=True, slots=True)
class Pupil:
    """A ticket with its presences by list; sessions that are not for its type are in none."""

    ticket: Ticket
    at: dict[int, Presence] = field(default_factory=dict)

    @property
    def minutes(self) -> int:
        return sum(one.minutes for one in self.at.values())


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many may come to a session and how many came."""

    came: int
    expected: int


async def lessons(event: Event) -> list[Lesson]:
    """The sessions with a list of their own and a time, in the order of time."""
    lists = await CheckinList.filter(
        event_id=event.id, session__starts_at__isnull=False, session__ends_at__isnull=False
    ).select_related("session")
    members = await CheckinListTicketType.filter(checkin_list_id__in=[one.id for one in lists])
    found = [_lesson(one, members) for one in lists]
    return sorted(found, key=lambda one: (one.starts_at, one.list_id))


async def turnouts(event: Event, taught: Sequence[Lesson]) -> dict[int, Turnout]:
    """For each list how many came at least once, of how many valid tickets that admit."""
    came = await rows(
        """SELECT a.checkin_list_id, COUNT(*) AS n FROM admission a
           JOIN checkin_list l ON l.id = a.checkin_list_id
           WHERE l.event_id = $1 AND l.session_id IS NOT NULL AND a.entries > 0
           GROUP BY a.checkin_list_id""",
        [event.id],
    )
    valid = await rows(
        """SELECT t.ticket_type_id, COUNT(*) AS n FROM ticket t
           JOIN ticket_type k ON k.id = t.ticket_type_id
           WHERE t.event_id = $1 AND t.state = 'valid' AND k.is_admission
           GROUP BY t.ticket_type_id""",
        [event.id],
    )
    arrived = {row["checkin_list_id"]: row["n"] for row in came}
    return {
        one.list_id: Turnout(
            arrived.get(one.list_id, 0),
            sum(row["n"] for row in valid if is_for(one, row["ticket_type_id"])),
        )
        for one in taught
    }


async def pupils(
    event: Event, taught: Sequence[Lesson], *, after: int = 0, limit: int = 100
) -> list[Pupil]:
    """Valid tickets that admit, with where they were, by number; those after the number `after`."""
    tickets = (
        await Ticket.filter(
            event_id=event.id,
            state=TicketState.VALID,
            ticket_type__is_admission=True,
            number__gt=after,
        )
        .order_by("number")
        .limit(limit)
        .select_related("ticket_type")
    )
    passed = await _passages(taught, [one.id for one in tickets])
    return [_pupil(one, taught, passed) for one in tickets]


async def every_pupil(event: Event, taught: Sequence[Lesson]) -> AsyncIterator[Pupil]:
    """All of them, read a page at a time."""
    after = 0
    while page := await pupils(event, taught, after=after, limit=A_PAGE):
        for one in page:
            yield one
        after = page[-1].ticket.number


def is_for(lesson: Lesson, ticket_type_id: int) -> bool:
    """Whether tickets of this type are on the session's list."""
    return not lesson.ticket_types or ticket_type_id in lesson.ticket_types


def presence(lesson: Lesson, passages: Sequence[Passage]) -> Presence | None:
    """How long somebody was there, by passages in their order; who was not scanned out stayed to the end."""
    stays: list[tuple[datetime, datetime | None]] = []
    for one in passages:
        is_in = bool(stays) and stays[-1][1] is None
        if one.direction is Direction.ENTRY and not is_in:
            stays.append((one.at, None))
        elif one.direction is Direction.EXIT and is_in:
            stays[-1] = (stays[-1][0], one.at)
    if not stays:
        return None
    within = sum((_within(lesson, *stay) for stay in stays), timedelta())
    missed = min(
        max(stays[0][0] - lesson.starts_at, timedelta()), lesson.ends_at - lesson.starts_at
    )
    return Presence(stays[0][0], stays[-1][1], _rounded(within), missed // MINUTE)


def _within(lesson: Lesson, came_at: datetime, left_at: datetime | None) -> timedelta:
    start, end = max(came_at, lesson.starts_at), min(left_at or lesson.ends_at, lesson.ends_at)
    return max(end - start, timedelta())


def _rounded(length: timedelta) -> int:
    return (length + MINUTE / 2) // MINUTE


def _lesson(one: CheckinList, members: Sequence[CheckinListTicketType]) -> Lesson:
    session = one.session
    assert session is not None
    assert session.starts_at is not None
    assert session.ends_at is not None
    types = frozenset(m.ticket_type_id for m in members if m.checkin_list_id == one.id)
    return Lesson(one.id, session.title, session.starts_at, session.ends_at, types)


async def _passages(
    taught: Sequence[Lesson], ticket_ids: Collection[int]
) -> dict[tuple[int, int], list[Passage]]:
    asked: list[dict[str, Any]] = [
        {"list": one.list_id, "ticket": ticket_id} for one in taught for ticket_id in ticket_ids
    ]
    passed: dict[tuple[int, int], list[Passage]] = {}
    for row in await store.passages(asked):
        standing = row["checkin_list_id"], row["ticket_id"]
        passed.setdefault(standing, []).append(facts.passage(row))
    return passed


def _pupil(
    ticket: Ticket, taught: Sequence[Lesson], passed: dict[tuple[int, int], list[Passage]]
) -> Pupil:
    found = {one.list_id: presence(one, passed.get((one.list_id, ticket.id), [])) for one in taught}
    return Pupil(ticket, {list_id: one for list_id, one in found.items() if one is not None})
