"""Take tickets out of a cart: their places are free at once."""

from events_svc.accounts.errors import NotFound
from events_svc.database import in_transaction
from events_svc.tickets import desk
from events_svc.tickets import shelf as shelves
from events_svc.tickets.carts.filling import Emptying
from events_svc.tickets.carts.locked import Held, HeldItem, locked_carts
from events_svc.tickets.carts.models import CartItem
from events_svc.tickets.errors import CartOver
from events_svc.tickets.seating.take import release_those_of


async def drop(slug: str, secret: str, item_id: int) -> None:
    """Take the ticket with this item out, with all that was taken with it; NotFound when it is not
    there, or is itself taken with another. CartOver when the cart's places went back.
    """
    async with in_transaction():
        cart = await _locked(slug, secret)
        gone = [one for one in cart.items if item_id in {one.id, one.addon_to_id}]
        if not any(one.id == item_id and one.addon_to_id is None for one in gone):
            raise NotFound
        await _give_back(gone)
        await release_those_of([one.id for one in gone if one.seat_id is not None])
        await CartItem.filter(id__in=[one.id for one in gone]).delete()


async def empty(slug: str, secret: str) -> None:
    """Let go of all that is in the cart, and of the cart; nothing when it is gone already."""
    await desk.emptied(Emptying(slug, secret))


async def _locked(slug: str, secret: str) -> Held:
    cart = (await locked_carts({secret}, {slug})).get(secret)
    if cart is None or cart.is_over:
        raise CartOver
    return cart


async def _give_back(items: list[HeldItem]) -> None:
    shelf = await shelves.locked_for(items)
    shelf.give_back(items)
    await shelf.store()
