"""Open the counter: lock all that a batch of wishes is served from, in the order of all locks."""

from collections.abc import Collection

from events_svc.events.models import Event
from events_svc.tickets import shelf as shelves
from events_svc.tickets.carts.locked import HeldItem, locked_carts
from events_svc.tickets.decide import Counter
from events_svc.tickets.draft import spelled_code
from events_svc.tickets.items import Item
from events_svc.tickets.seating import hall as halls
from events_svc.tickets.seating.hall import Hall
from events_svc.tickets.shelf import Shelf


async def opened_for(
    slugs: Collection[str], *, codes: Collection[str], carts: Collection[str]
) -> Counter:
    """The counter of the events with these slugs, with these vouchers and what these carts hold."""
    held = await locked_carts({one for one in carts if one}, slugs)
    found = await Event.filter(slug__in={*slugs})
    event_ids = {event.id for event in found}
    shelf = await shelves.locked_of_events(event_ids)
    wanted = {spelled_code(one) for one in codes} - {""}
    await shelves.lock_voucher_codes(shelf, event_ids, wanted)
    used = [item.voucher_id for cart in held.values() for item in cart.items]
    await shelves.lock_vouchers(shelf, [one for one in used if one is not None])
    seated = shelf.assortment.seated_events
    hall = await halls.locked(seated) if seated else Hall()
    return Counter(
        {event.slug: event for event in found},
        shelf,
        hall,
        {(cart.slug, secret): cart.id for secret, cart in held.items()},
        {
            (cart.slug, secret): _items(cart.items, shelf)
            for secret, cart in held.items()
            if not cart.is_over
        },
    )


def _items(held: Collection[HeldItem], shelf: Shelf) -> list[Item]:
    """What stands in a cart, as items."""
    made: dict[int, Item] = {}
    for one in held:
        item = Item(
            shelf.types[one.ticket_type_id],
            one.variant_id,
            shelf.vouchers[one.voucher_id] if one.voucher_id else None,
            addon_to=made[one.addon_to_id] if one.addon_to_id else None,
            is_bundled=one.is_bundled,
            seat_id=one.seat_id,
            cart_item_id=one.id,
        )
        item.own_minor = one.own_minor
        made[one.id] = item
    return [*made.values()]
