"""What is wrong with a working agenda. The rules are pure; `of_event` reads what they look at.

The database refuses what must never be; what an import brought in all the same, and what is merely
unwise, stands in this list.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from events_svc.events.models import Event
from events_svc.schedule import working
from events_svc.schedule.working import Draft
from events_svc.text import Text
from speakers.models import Availability


class ConflictKind(StrEnum):
    ROOM_TWICE = "room_twice"
    SPEAKER_TWICE = "speaker_twice"
    SPEAKER_AWAY = "speaker_away"
    OUTSIDE_EVENT = "outside_event"
    ROOM_TOO_SMALL = "room_too_small"


@dataclass(frozen=True, slots=True)
class Conflict:
    """`session` clashes with `other`, about a room or person `about`."""

    kind: ConflictKind
    session: Draft
    other: Draft | None = None
    about: Text | None = None


Windows = Mapping[int, Sequence[tuple[datetime, datetime]]]


async def of_event(event: Event, drafts: Sequence[Draft] | None = None) -> list[Conflict]:
    """The conflicts of the event's working agenda, in the order of time."""
    if drafts is None:
        drafts = await working.agenda(event.id)
    people = {speaker["id"] for draft in drafts for speaker in draft["speakers"]}
    windows: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    rows = Availability.filter(speaker_id__in=[*people]).order_by("starts_at")
    for who, start, end in await rows.values_list("speaker_id", "starts_at", "ends_at"):
        windows[who].append((start, end))
    return find(drafts, event, windows)


def find(drafts: Sequence[Draft], event: Event, windows: Windows) -> list[Conflict]:
    """All conflicts of these sessions; `windows`: when people are there, no entry: always."""
    found = [
        *_twice(drafts, ConflictKind.ROOM_TWICE, _rooms),
        *_twice(drafts, ConflictKind.SPEAKER_TWICE, _people),
        *_outside(drafts, event),
        *_away(drafts, windows),
        *_crowded(drafts),
    ]
    return sorted(found, key=lambda conflict: conflict.session["starts_at"])


def _rooms(draft: Draft) -> Iterable[tuple[Hashable, Text]]:
    return [(draft["room"]["id"], draft["room"]["name"])] if draft["room"] else []


def _people(draft: Draft) -> Iterable[tuple[Hashable, Text]]:
    return [(speaker["id"], speaker["name"]) for speaker in draft["speakers"]]


def _twice(
    drafts: Sequence[Draft],
    kind: ConflictKind,
    used: Callable[[Draft], Iterable[tuple[Hashable, Text]]],
) -> Iterator[Conflict]:
    """Whoever begins while an earlier one still has the thing; drafts are in the order of time."""
    running: dict[Hashable, list[Draft]] = defaultdict(list)
    for draft in drafts:
        for key, name in used(draft):
            still = [one for one in running[key] if one["ends_at"] > draft["starts_at"]]
            yield from (Conflict(kind, draft, one, name) for one in still)
            running[key] = [*still, draft]


def _outside(drafts: Sequence[Draft], event: Event) -> Iterator[Conflict]:
    start, end = working.iso(event.starts_at), working.iso(event.ends_at)
    for draft in drafts:
        if draft["starts_at"] < start or draft["ends_at"] > end:
            yield Conflict(ConflictKind.OUTSIDE_EVENT, draft)


def _away(drafts: Sequence[Draft], windows: Windows) -> Iterator[Conflict]:
    for draft in drafts:
        times = _times(draft)
        for speaker in draft["speakers"]:
            given = windows.get(speaker["id"])
            if given and not any(a <= times[0] and times[1] <= b for a, b in given):
                yield Conflict(ConflictKind.SPEAKER_AWAY, draft, about=speaker["name"])


def _crowded(drafts: Sequence[Draft]) -> Iterator[Conflict]:
    for draft in drafts:
        room, expected = draft["room"], _expected(draft["extra"])
        if room and room["capacity"] is not None and expected > room["capacity"]:
            yield Conflict(ConflictKind.ROOM_TOO_SMALL, draft, about=room["name"])


def _expected(extra: Mapping[str, Any]) -> int:
    """How many people the organiser expects."""
    expected = extra.get("expected", 0)
    return expected if isinstance(expected, int) else 0


def _times(draft: Draft) -> tuple[datetime, datetime]:
    return datetime.fromisoformat(draft["starts_at"]), datetime.fromisoformat(draft["ends_at"])
