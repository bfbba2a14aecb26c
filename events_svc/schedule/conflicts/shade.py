"""When a session's rooms and people cannot be had: what an editor shades while it is carried about."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from events_svc.schedule.conflicts.facts import Span
from events_svc.schedule.conflicts.kinds import HARD, ConflictKind
from events_svc.schedule.hold import holder
from events_svc.schedule.models import Appearance, Session
from events_svc.text import Text
from speakers.models import Availability, Engagement, Speaker, Strength
from venues import openings
from venues.models import Room


@dataclass(frozen=True, slots=True)
class Shade:
    """From `starts_at` to `ends_at` it had better not be in this room (None: in any), for `about`."""

    kind: ConflictKind
    starts_at: datetime
    ends_at: datetime
    about: Text
    room_id: int | None = None

    @property
    def is_hard(self) -> bool:
        return self.kind in HARD


async def shades(session: Session, during: Span, rooms: Sequence[Room]) -> list[Shade]:
    """What stands against the session within that time, in these rooms and for who presents it."""
    return [*await _rooms(rooms, during), *await _people(session, during)]


def gaps(spans: Iterable[Span], within: Span) -> Iterator[Span]:
    """The time within that is in none of the spans, which come in their order."""
    free_from, end = within
    for start, until in spans:
        if start >= end:
            break
        if start > free_from:
            yield free_from, start
        free_from = max(free_from, until)
    if free_from < end:
        yield free_from, end


async def _rooms(rooms: Sequence[Room], during: Span) -> list[Shade]:
    open_at = await openings.of_rooms([room.id for room in rooms])
    return [
        Shade(ConflictKind.ROOM_CLOSED, *span, about=room.name, room_id=room.id)
        for room in rooms
        if room.id in open_at
        for span in gaps(open_at[room.id], during)
    ]


async def _people(session: Session, during: Span) -> list[Shade]:
    ids = await Appearance.filter(session_id=session.id).values_list("speaker_id", flat=True)
    found = []
    for person in await Speaker.filter(id__in=[*ids]).only("id", "name"):
        windows = Availability.filter(speaker_id=person.id).order_by("starts_at")
        spans = await windows.values_list("strength", "starts_at", "ends_at")
        for strength, kind in _KINDS.items():
            known = [(start, end) for one, start, end in spans if one == strength]
            found += [Shade(kind, *span, about=person.name) for span in _without(known, during)]
        taken = Engagement.filter(speaker_id=person.id, starts_at__lt=during[1])
        busy = taken.filter(ends_at__gt=during[0]).exclude(holder=holder(session.id))
        found += [
            Shade(ConflictKind.SPEAKER_TWICE, one.starts_at, one.ends_at, about=person.name)
            for one in await busy.order_by("starts_at")
        ]
    return found


def _without(spans: Sequence[Span], during: Span) -> Iterator[Span]:
    return gaps(spans, during) if spans else iter(())


_KINDS = {
    Strength.POSSIBLE: ConflictKind.SPEAKER_AWAY,
    Strength.PREFERRED: ConflictKind.SPEAKER_UNWILLING,
}
