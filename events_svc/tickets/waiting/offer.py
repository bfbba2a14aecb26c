"""Places that returned are offered to those who wait: each has a voucher that holds one for some hours."""

from collections.abc import Sequence
from datetime import timedelta

from events_svc import clock
from events_svc.accounts import audit
from events_svc.database import in_transaction, rows
from events_svc.events.models import Event
from events_svc.outbox.enqueue import enqueue
from events_svc.tickets.order_code import new_code
from events_svc.tickets.queries import Sale, state_of
from events_svc.tickets.shelf import Shelf, locked_of_events
from events_svc.tickets.vouchers.models import Voucher
from events_svc.tickets.waiting.errors import NothingToOffer, WaitOver
from events_svc.tickets.waiting.join import places
from events_svc.tickets.waiting.models import WaitingEntry, WaitingRule
from events_svc.tickets.waiting.queries import awaited

AT_ONCE = 100
TAG = "waiting list"
DEFAULT_HOURS = 48


async def offer_all_due() -> int:
    """Offer what there is at every event where people wait and places are offered by themselves."""
    found = await rows(_EVENTS)
    return sum([await offer_due(row["event_id"]) for row in found])


async def offer_due(event_id: int) -> int:
    """Offer the event's free places to those who wait for them: by priority, then by who came first. How
    many were offered.
    """
    async with in_transaction():
        shelf = await locked_of_events({event_id})
        rule = await WaitingRule.get_or_none(event_id=event_id)
        event = await Event.get(id=event_id)
        if rule is None or not rule.is_automatic:
            return 0
        entries = await _waiting(shelf, event_id)
        due = [one for one in entries if await _offered(shelf, event, one, hours=rule.hours)]
        await shelf.store()
    return len(due)


async def offer_now(entry: WaitingEntry) -> None:
    """Offer a place to this person before all others; NothingToOffer where there is none, WaitOver."""
    async with in_transaction():
        shelf = await locked_of_events({entry.event_id})
        event = await Event.get(id=entry.event_id)
        rule = await WaitingRule.get_or_none(event_id=entry.event_id)
        present = await WaitingEntry.get(id=entry.id)
        if present.voucher_id is not None or present.left_at is not None:
            raise WaitOver
        hours = rule.hours if rule else DEFAULT_HOURS
        if not await _offered(shelf, event, present, hours=hours):
            raise NothingToOffer
        await shelf.store()


async def _waiting(shelf: Shelf, event_id: int) -> Sequence[WaitingEntry]:
    """Whose turn it is: of each type and variant as many as there are places, whoever waits for others."""
    found: list[WaitingEntry] = []
    for key in await awaited({event_id}):
        type_id, variant_id = key
        same = WaitingEntry.filter(
            ticket_type_id=type_id, variant_id=variant_id, voucher_id=None, left_at=None
        )
        count = min(places(shelf, key), AT_ONCE)
        found += await same.order_by("-priority", "id").limit(count) if count > 0 else []
    return sorted(found, key=lambda one: (-one.priority, one.id))


async def _offered(shelf: Shelf, event: Event, entry: WaitingEntry, *, hours: int) -> bool:
    """Hold a place for the person and tell them, if there is one."""
    left = places(shelf, (entry.ticket_type_id, entry.variant_id))
    kind, now = shelf.types[entry.ticket_type_id], clock.now()
    if (
        left < 1
        or not kind.is_active
        or state_of(kind, event, left=left, at=now) is not Sale.ON_SALE
    ):
        return False
    voucher = await Voucher.create(
        event_id=event.id,
        code=f"{new_code()}{new_code()}",
        ticket_type_id=entry.ticket_type_id,
        variant_id=entry.variant_id,
        valid_until=now + timedelta(hours=hours),
        reserves_quota=True,
        shows_hidden=True,
        tag=TAG,
        created_at=now,
    )
    shelf.reserve(voucher, 1)
    await WaitingEntry.filter(id=entry.id).update(voucher_id=voucher.id, offered_at=now)
    await audit.record("waiting.offered", f"waiting:{entry.id}", event_id=event.id)
    await enqueue("waiting.offered", entry_id=entry.id)
    return True


_EVENTS = """
SELECT DISTINCT entry.event_id FROM waiting_entry AS entry
JOIN waiting_rule AS rule ON rule.event_id = entry.event_id
WHERE entry.voucher_id IS NULL AND entry.left_at IS NULL AND rule.is_automatic
ORDER BY entry.event_id"""
