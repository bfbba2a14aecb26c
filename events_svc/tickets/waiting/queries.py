"""Who waits, how each wait stands, and for what the public has to wait."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.database import rows
from events_svc.events.models import Event
from events_svc.tickets.vouchers.models import Voucher
from events_svc.tickets.waiting.models import WaitingEntry, WaitingRule

Key = tuple[int, int | None]  # ticket type and variant


class Wait(StrEnum):
    WAITING = "waiting"
    OFFERED = "offered"  # a place is held for the person
    TAKEN = "taken"
    LAPSED = "lapsed"  # the place was not taken in time
    LEFT = "left"


def standing(entry: WaitingEntry, voucher: Voucher | None) -> Wait:
    """How a wait stands; `voucher` is the entry's."""
    if voucher is not None and voucher.used:
        return Wait.TAKEN
    if entry.left_at is not None:
        return Wait.LEFT
    if voucher is None:
        return Wait.WAITING
    over = voucher.valid_until is not None and voucher.valid_until <= clock.now()
    return Wait.LAPSED if over or voucher.withdrawn_at is not None else Wait.OFFERED


async def rule_of(event: Event) -> WaitingRule | None:
    """By which rule people wait at the event; none: nobody does."""
    return await WaitingRule.get_or_none(event_id=event.id)


async def entry_behind(secret: str) -> WaitingEntry:
    """The wait whose link has this secret, with event, type, variant and voucher; NotFound."""
    found = await WaitingEntry.get_or_none(secret=secret).select_related(*_WHOLE)
    if found is None:
        raise NotFound
    return found


async def entry_of(event: Event, entry_id: int) -> WaitingEntry:
    """The event's wait with this id; NotFound."""
    found = WaitingEntry.get_or_none(event_id=event.id, id=entry_id)
    entry = await found.select_related(*_WHOLE)
    if entry is None:
        raise NotFound
    return entry


_WHOLE = ("event__organisation", "ticket_type", "variant", "voucher")


async def queue(event: Event, *, limit: int = 200) -> Sequence[WaitingEntry]:
    """Who waits, in the order in which places are offered; then who waited, the last first."""
    found = WaitingEntry.filter(event_id=event.id).select_related(
        "ticket_type", "variant", "voucher"
    )
    waiting = found.filter(voucher_id=None, left_at=None).order_by("-priority", "id")
    others = found.exclude(voucher_id=None, left_at=None).order_by("-id")
    first = await waiting.limit(limit)
    return [*first, *await others.limit(limit)]


async def ahead_of(entry: WaitingEntry) -> int:
    """How many wait before this person for the same."""
    (row,) = await rows(
        _AHEAD,
        [entry.event_id, entry.ticket_type_id, entry.variant_id or 0, entry.priority, entry.id],
    )
    return int(row["n"])


@dataclass(frozen=True, slots=True)
class Figures:
    """How many wait, have an offer, took one, at an event."""

    waiting: int
    offered: int
    taken: int


async def figures(event: Event) -> Figures:
    """The figures of the event's list."""
    (row,) = await rows(_FIGURES, [event.id, clock.now()])
    return Figures(**{name: int(value or 0) for name, value in row.items()})


async def awaited(event_ids: Collection[int]) -> set[Key]:
    """For what people wait to whom places are offered by themselves: nobody else buys these meanwhile."""
    if not event_ids:
        return set()
    listed = ", ".join(str(int(one)) for one in sorted(event_ids))
    found = await rows(_AWAITED.format(listed))
    return {(row["ticket_type_id"], row["variant_id"]) for row in found}


_AWAITED = """
SELECT DISTINCT entry.ticket_type_id, entry.variant_id FROM waiting_entry AS entry
JOIN waiting_rule AS rule ON rule.event_id = entry.event_id
WHERE entry.event_id IN ({}) AND entry.voucher_id IS NULL AND entry.left_at IS NULL
  AND rule.is_automatic"""
_AHEAD = """
SELECT COUNT(*) AS n FROM waiting_entry
WHERE event_id = $1 AND ticket_type_id = $2 AND COALESCE(variant_id, 0) = $3
  AND voucher_id IS NULL AND left_at IS NULL AND (priority > $4 OR (priority = $4 AND id < $5))"""
_FIGURES = """
SELECT
  SUM(CASE WHEN entry.voucher_id IS NULL AND entry.left_at IS NULL THEN 1 ELSE 0 END) AS waiting,
  SUM(CASE WHEN voucher.used = 0 AND voucher.withdrawn_at IS NULL AND voucher.valid_until > $2
      AND entry.left_at IS NULL THEN 1 ELSE 0 END) AS offered,
  SUM(CASE WHEN voucher.used > 0 THEN 1 ELSE 0 END) AS taken
FROM waiting_entry AS entry LEFT JOIN voucher ON voucher.id = entry.voucher_id
WHERE entry.event_id = $1"""
