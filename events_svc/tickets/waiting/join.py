"""Wait for a place, and wait no longer."""

from dataclasses import dataclass

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.accounts.tokens import new_secret
from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.outbox.enqueue import enqueue
from events_svc.tickets.product_models import TicketType, Variant
from events_svc.tickets.shelf import Shelf, lock_vouchers, locked_of_events
from events_svc.tickets.vouchers.models import Voucher
from events_svc.tickets.waiting.errors import NobodyWaits, PlacesLeft, WaitOver
from events_svc.tickets.waiting.models import WaitingEntry
from events_svc.tickets.waiting.queries import Key, Wait, awaited, rule_of, standing


@dataclass(frozen=True, slots=True)
class Waiter:
    """Who waits."""

    name: str
    email: str
    language: str = "zh"


async def join(event: Event, key: Key, waiter: Waiter) -> WaitingEntry:
    """Wait for a ticket of this type and variant; who waits already has the same place as before.

    Raises NobodyWaits where there is no open list, PlacesLeft, NotFound for what is not sold here.
    """
    async with in_transaction():
        shelf = await locked_of_events({event.id})  # one at a time: nobody joins twice
        rule = await rule_of(event)
        if rule is None or not rule.is_open:
            raise NobodyWaits
        await _is_sold_here(event, key)
        if places(shelf, key) > 0 and key not in await awaited({event.id}):
            raise PlacesLeft
        place = _place(key, waiter)
        known = await WaitingEntry.get_or_none(event_id=event.id, place=place).select_related(
            "voucher"
        )
        if known is not None and standing(known, known.voucher) in {Wait.WAITING, Wait.OFFERED}:
            return known
        await WaitingEntry.filter(event_id=event.id, place=place).update(place=None)
        return await _enter(event, key, waiter, place=place)


async def leave(entry: WaitingEntry) -> None:
    """The person waits no longer; a place that was held for them goes to the next. WaitOver when there
    is nothing to leave.
    """
    async with in_transaction():
        shelf = await locked_of_events({entry.event_id})
        present = await WaitingEntry.get(id=entry.id).select_related("voucher")
        if standing(present, present.voucher) not in {Wait.WAITING, Wait.OFFERED}:
            raise WaitOver
        now = clock.now()
        await WaitingEntry.filter(id=entry.id).update(left_at=now, place=None)
        if present.voucher_id is not None:
            await _give_up(shelf, present.voucher_id)
        await audit.record("waiting.left", f"waiting:{entry.id}", event_id=entry.event_id)
        await enqueue("waiting.offer", event_id=entry.event_id)


def places(shelf: Shelf, key: Key) -> int:
    """What the quotas have left for this, whoever waits."""
    return min((shelf.left[one] for one in shelf.quotas_of(*key)), default=0)


async def _is_sold_here(event: Event, key: Key) -> None:
    type_id, variant_id = key
    kind = await TicketType.get_or_none(id=type_id, event_id=event.id, is_active=True)
    variants = await Variant.filter(ticket_type_id=type_id, is_active=True).values_list("id")
    ids = {one for (one,) in variants}
    if kind is None or kind.is_addon or (variant_id not in ids if ids else variant_id is not None):
        raise NotFound


async def _enter(event: Event, key: Key, waiter: Waiter, *, place: str) -> WaitingEntry:
    entry = await WaitingEntry.create(
        event_id=event.id,
        ticket_type_id=key[0],
        variant_id=key[1],
        secret=new_secret(),
        name=waiter.name,
        email=waiter.email,
        language=waiter.language,
        place=place,
        created_at=clock.now(),
    )
    await audit.record("waiting.joined", f"waiting:{entry.id}", event_id=event.id)
    await enqueue("waiting.joined", entry_id=entry.id)
    return entry


async def _give_up(shelf: Shelf, voucher_id: int) -> None:
    await lock_vouchers(shelf, [voucher_id])
    voucher = shelf.vouchers[voucher_id]
    shelf.reserve(voucher, -voucher.reserved)
    await shelf.store()
    await Voucher.filter(id=voucher_id).update(withdrawn_at=clock.now())


def _place(key: Key, waiter: Waiter) -> str:
    return f"{key[0]}:{key[1] or ''}:{waiter.email.lower()}"
