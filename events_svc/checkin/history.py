"""How a ticket stands on a list, as its admitted scans make it. Pure."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from events_svc.checkin.models import Direction


class History(msgspec.Struct, frozen=True):
    """What happened before: `entered_at` is known only where the rules of the list ask for it."""

    entries: int = 0
    is_inside: bool = False
    first_at: datetime | None = None
    first_gate_id: int | None = None
    last_at: datetime | None = None
    entered_at: tuple[datetime, ...] = ()


class Passage(msgspec.Struct, frozen=True):
    """Somebody went through `gate_id`."""

    direction: Direction
    at: datetime
    gate_id: int


def after(history: History, passage: Passage) -> History:
    """How the ticket stands once `passage` has been admitted; an exit changes no entry."""
    if passage.direction is Direction.EXIT:
        return History(
            entries=history.entries,
            is_inside=False,
            first_at=history.first_at,
            first_gate_id=history.first_gate_id,
            last_at=history.last_at,
            entered_at=history.entered_at,
        )
    is_first = history.entries == 0
    return History(
        entries=history.entries + 1,
        is_inside=True,
        first_at=passage.at if is_first else history.first_at,
        first_gate_id=passage.gate_id if is_first else history.first_gate_id,
        last_at=passage.at,
        entered_at=(*history.entered_at, passage.at),
    )


def replayed(passages: Iterable[Passage]) -> History:
    """How a ticket stands after these passages, in the order of the log."""
    history = History()
    for passage in passages:
        history = after(history, passage)
    return history
