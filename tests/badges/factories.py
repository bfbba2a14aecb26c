"""Layouts and printings as rows."""

import msgspec

from events_svc import clock
from events_svc.badges.models import BadgeLayout, BadgePrinting
from events_svc.badges.presets import PRESETS
from events_svc.badges.printing import print_badges
from events_svc.events.models import Event
from events_svc.tickets.models import Ticket


async def make_layout(event: Event, preset: str = "a6", *, name: str = "Ours") -> BadgeLayout:
    return await BadgeLayout.create(
        event=event,
        name=name,
        design=msgspec.to_builtins(PRESETS[preset]),
        chosen_at=clock.now(),
        created_at=clock.now(),
    )


async def make_printing(*tickets: Ticket, seen: int = 0) -> BadgePrinting:
    ids = [one.id for one in tickets]
    return await print_badges(tickets[0].event_id, ids, layout="a6", seen=seen)
