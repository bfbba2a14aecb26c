"""Rows of the database as slots."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from events_svc.schedule.conflicts.facts import Slot
from events_svc.schedule.taken import SOMETHING

COLUMNS = (
    "id",
    "code",
    "title",
    "starts_at",
    "ends_at",
    "room_id",
    "shares_room",
    "is_break",
    "extra",
)

Held = tuple[str, int, datetime, datetime]  # holder, what, from, until


def slot_of(
    row: Mapping[str, Any], rooms: Iterable[int], people: Iterable[int], stars: Mapping[int, int]
) -> Slot:
    """A session's row as a slot."""
    fans = stars.get(row["id"], 0)
    return Slot(
        row["id"],
        row["code"],
        row["title"],
        row["starts_at"],
        row["ends_at"],
        tuple(rooms),
        tuple(people),
        row["shares_room"],
        row["is_break"],
        max(expected(row["extra"]), fans.bit_count()),
        fans,
    )


def strangers(booked: Sequence[Held], engaged: Sequence[Held]) -> Iterator[Slot]:
    """Whatever else holds a room or a person, each as a slot without a code."""
    for number, (_, room, start, end) in enumerate(booked):
        yield Slot(-2 * number - 1, "", SOMETHING, start, end, rooms=(room,))
    for number, (_, person, start, end) in enumerate(engaged):
        yield Slot(-2 * number - 2, "", SOMETHING, start, end, people=(person,))


def expected(extra: Mapping[str, Any]) -> int:
    """How many people the organiser expects."""
    number = extra.get("expected", 0)
    return number if isinstance(number, int) else 0
