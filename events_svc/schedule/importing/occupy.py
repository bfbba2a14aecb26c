"""Book the rooms and engage the people of what an import has placed anew.

Who comes second, in the file or behind another event's booking, shares: `is_exclusive=False`. So two
exclusive bookings never overlap, and an import is never stopped by what somebody else must settle.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from tortoise.queryset import QuerySet

from events_svc.schedule.hold import holder
from events_svc.schedule.importing.clashes import Taken, in_order
from events_svc.schedule.importing.columns import shares_its_room
from events_svc.schedule.importing.compare import Difference, Wanted
from events_svc.schedule.importing.standing import chunks
from speakers import engage
from speakers.models import Engagement
from venues import book
from venues.models import Booking

Ids = Mapping[str, int]

_CALENDAR = {"room", "more_rooms", "people", "starts_at", "ends_at", "state"}


async def occupy(
    difference: Difference,
    sessions: Ids,
    *,
    rooms: Ids,
    people: Ids,
) -> None:
    """Give back what new, moved and vanished sessions held, and take what they need now."""
    placed = [wanted for wanted in difference.wanted if _CALENDAR & wanted.columns.keys()]
    ids = [sessions[wanted.read.key] for wanted in placed]
    await _give_back([*ids, *(row["id"] for row in difference.vanished)])
    by_key = {wanted.read.key: wanted for wanted in placed}
    ordered = [by_key[read.key] for read in in_order(wanted.read for wanted in placed)]
    await _book(ordered, sessions, rooms)
    await _engage(ordered, sessions, people)


async def _give_back(session_ids: list[int]) -> None:
    for ids in chunks(session_ids):
        holders = [holder(session_id) for session_id in ids]
        await Booking.filter(holder__in=holders).delete()
        await Engagement.filter(holder__in=holders).delete()


async def _book(placed: list[Wanted], sessions: Ids, rooms: Ids) -> None:
    wished = [(rooms[key], w) for w in placed for key in _rooms(w)]
    taken = await _taken(Booking.all(), "room_id", {room for room, _ in wished})
    wishes = [
        book.Wish(room, *_span(w), _holder(w, sessions), _takes_alone(w, taken[room]))
        for room, w in wished
    ]
    if wishes:
        await book.book_all(wishes)


async def _engage(placed: list[Wanted], sessions: Ids, people: Ids) -> None:
    wished = [(people[key], w) for w in placed for key in w.after["people"]]
    taken = await _taken(Engagement.all(), "speaker_id", {person for person, _ in wished})
    await engage.engage_all(
        [
            engage.Wish(person, *_span(w), _holder(w, sessions), taken[person].take(*_span(w)))
            for person, w in wished
        ]
    )


async def _taken(query: QuerySet[Any], column: str, ids: Iterable[int]) -> dict[int, Taken]:
    """When these rooms or people are exclusively taken by what the import does not place."""
    found = {one: Taken() for one in ids}
    for some in chunks([*found]):
        exclusive = query.filter(**{f"{column}__in": some, "is_exclusive": True})
        for one, *span in await exclusive.values_list(column, "starts_at", "ends_at"):
            found[one].take(*span)
    return found


def _rooms(wanted: Wanted) -> list[str]:
    """Its own room and those in which it is shown too."""
    own = [wanted.after["room"]] if wanted.after["room"] else []
    return [*own, *wanted.after["more_rooms"]]


def _takes_alone(wanted: Wanted, taken: Taken) -> bool:
    """Posters share; anything else has the room alone where it is free."""
    return not shares_its_room(wanted.after["kind"]) and taken.take(*_span(wanted))


def _span(wanted: Wanted) -> tuple[datetime, datetime]:
    return wanted.after["starts_at"], wanted.after["ends_at"]


def _holder(wanted: Wanted, sessions: Ids) -> str:
    return holder(sessions[wanted.read.key])
