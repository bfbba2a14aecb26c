"""What can clash with one session: found by its rooms, its people and its readers, not by looking at all."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from tortoise.expressions import Q

from events_svc.events.models import Event
from events_svc.schedule.conflicts.facts import Slot
from events_svc.schedule.conflicts.slots import COLUMNS, Held, slot_of, strangers
from events_svc.schedule.hold import holder
from events_svc.schedule.models import Session, SessionState
from speakers.models import Engagement
from venues.models import Booking

AROUND = timedelta(days=1)  # no break is longer, and no way that one would plan


async def neighbours(
    event: Event, slot: Slot, stars: Mapping[int, int], *, shared: int
) -> list[Slot]:
    """What is in its rooms or with its people about its time, and what `shared` of its readers want
    to see then."""
    booked = await _booked(slot)
    engaged = await _engaged(slot)
    rooms, people = _by_holder(booked), _by_holder(engaged)
    crowd = [one for one, fans in stars.items() if (fans & slot.fans).bit_count() >= shared]
    rows = await _sessions(event, slot, {*rooms, *people}, crowd)
    found = [
        slot_of(
            row,
            dict.fromkeys(room for room in (row["room_id"], *rooms.get(name, ())) if room),
            people.get(name, ()),
            stars,
        )
        for name, row in rows.items()
    ]
    known = {*rows, holder(slot.id)}
    return [
        *found,
        *strangers(
            [held for held in booked if held[0] not in known],
            [held for held in engaged if held[0] not in known],
        ),
    ]


async def _booked(slot: Slot) -> list[Held]:
    if not slot.rooms:
        return []
    found = Booking.filter(room_id__in=slot.rooms, **_about(slot))
    return await found.values_list("holder", "room_id", "starts_at", "ends_at")


async def _engaged(slot: Slot) -> list[Held]:
    if not slot.people:
        return []
    found = Engagement.filter(speaker_id__in=slot.people, **_about(slot))
    return await found.values_list("holder", "speaker_id", "starts_at", "ends_at")


def _about(slot: Slot) -> dict[str, Any]:
    return {"starts_at__lt": slot.ends_at + AROUND, "ends_at__gt": slot.starts_at - AROUND}


async def _sessions(
    event: Event, slot: Slot, holders: Iterable[str], crowd: Sequence[int]
) -> dict[str, dict[str, Any]]:
    """The event's sessions among the holders, and those of the crowd at the same time."""
    ids = {int(name[8:]) for name in holders if name.startswith("session:")} - {slot.id}
    wanted = Q(id__in=[*ids])
    if crowd:
        during = Q(starts_at__lt=slot.ends_at, ends_at__gt=slot.starts_at)
        wanted |= Q(id__in=crowd) & during & ~Q(state=SessionState.CANCELLED)
    elif not ids:
        return {}
    found = Session.filter(wanted, event_id=event.id).exclude(id=slot.id)
    return {holder(row["id"]): row for row in await found.values(*COLUMNS)}


def _by_holder(held: Iterable[Held]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for name, what, _, _ in held:
        groups.setdefault(name, []).append(what)
    return groups
