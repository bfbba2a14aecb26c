"""What happens before and around orders: carts, the waiting list, vouchers, prices, seats; as acts with two small
numbers.
"""

from datetime import timedelta

from events_svc import clock
from events_svc.events.models import Event
from events_svc.tickets.carts import drop, fill
from events_svc.tickets.carts.models import Cart, CartItem
from events_svc.tickets.carts.queries import contents, wish_of
from events_svc.tickets.draft import Choice, Holder, Line
from events_svc.tickets.expire import expire_due
from events_svc.tickets.life.changes import lapse_due
from events_svc.tickets.offer import change_quota
from events_svc.tickets.place_all import Wish, place_all
from events_svc.tickets.product_models import AddOn, Quota, QuotaTicketType, TicketType, Variant
from events_svc.tickets.reserve import order_cart, reserve
from events_svc.tickets.seating.models import SeatTaking
from events_svc.tickets.seating.setup import block, seat_the_rest, unblock
from events_svc.tickets.vouchers import issue as vouchers
from events_svc.tickets.vouchers.models import Discount, Voucher
from events_svc.tickets.waiting.join import Waiter, join, leave
from events_svc.tickets.waiting.models import WaitingEntry
from events_svc.tickets.waiting.offer import offer_all_due, offer_now
from tests.tickets.factories import BUYER
from venues.seat_models import Seat


async def place(which: int, how: int) -> None:
    """An order of a type, with or without one of the vouchers that there are."""
    event = await the_event()
    await reserve(event, [await line(which, how)], buyer=BUYER)


async def place_two(which: int, how: int) -> None:
    """An order of two types."""
    event = await the_event()
    await reserve(event, [await line(which, how), await line(which + 1, 0)], buyer=BUYER)


async def place_for_many(which: int, how: int) -> None:
    """An organisation's orders: all or none."""
    event = await the_event()
    wishes = [Wish((await line(which + n, 0),), BUYER) for n in range(1 + how)]
    await place_all(event.slug, wishes, source="import")


async def put_in(which: int, how: int) -> None:
    """Something more in the last cart, or in a new one."""
    event, cart = await the_event(), await last_cart(how)
    wanted = [await line(which, how)]
    await fill.fill(event.slug, wanted, secret=cart.secret if cart and how % 2 else "")


async def put_other(which: int, how: int) -> None:
    """Something else in a cart."""
    cart = await last_cart(how)
    if cart:
        await fill.change((await the_event()).slug, cart.secret, [await line(which, how)])


async def hold_again(which: int, how: int) -> None:
    """The same once more, be it that its time was over."""
    cart = await last_cart(which)
    if cart:
        wanted = wish_of(await contents((await the_event()).slug, cart.secret))
        await fill.change((await the_event()).slug, cart.secret, wanted)


async def take_out(which: int, how: int) -> None:
    cart = await last_cart(which)
    item = await CartItem.filter(cart_id=cart.id).order_by("id").first() if cart else None
    if cart and item:
        await drop.drop((await the_event()).slug, cart.secret, item.id)


async def let_go(which: int, how: int) -> None:
    cart = await last_cart(which)
    if cart:
        await drop.empty((await the_event()).slug, cart.secret)


async def order_it(which: int, how: int) -> None:
    """Order what is in a cart; twice the same is once."""
    cart = await last_cart(which)
    if cart:
        slug, key = (await the_event()).slug, f"{cart.secret}-{how}" if how else None
        items = await CartItem.filter(cart_id=cart.id).order_by("id")
        named = {one.id: Holder("Lin") for one in items[:how]}
        await order_cart(slug, cart.secret, buyer=BUYER, holders=named, submission=key)


async def wait(which: int, how: int) -> None:
    """Time goes by, and the clocks come by or not yet."""
    clock.shift(clock._offset + timedelta(minutes=10 * which))
    if how:
        await expire_due()
        await lapse_due()
        await offer_all_due()


async def queue(which: int, how: int) -> None:
    event, wanted = await the_event(), await line(which, 0)
    who = Waiter(f"W{how}", email=f"w{how}@example.org")
    await join(event, (wanted.ticket_type_id, wanted.variant_id), who)


async def unqueue(which: int, how: int) -> None:
    entry = await WaitingEntry.all().order_by("id").offset(which).first()
    await (leave(entry) if entry else nothing())


async def offer_to(which: int, how: int) -> None:
    """The organiser offers somebody a place."""
    entry = await WaitingEntry.filter(voucher_id=None).order_by("id").offset(which).first()
    await (offer_now(entry) if entry else nothing())


async def take_offer(which: int, how: int) -> None:
    """Who was offered a place orders it, or puts it in a cart."""
    found = WaitingEntry.exclude(voucher_id=None).order_by("-id").offset(which)
    entry = await found.select_related("voucher").first()
    if entry and entry.voucher:
        code = entry.voucher.code
        wanted = Line(entry.ticket_type_id, 1, variant_id=entry.variant_id, voucher=code)
        if how % 2:
            await fill.fill((await the_event()).slug, [wanted])
        else:
            await reserve(await the_event(), [wanted], buyer=BUYER)


async def voucher_ends(which: int, how: int) -> None:
    voucher = await Voucher.all().order_by("id").offset(which).first()
    await (vouchers.withdraw(voucher) if voucher else nothing())


async def voucher_changes(which: int, how: int) -> None:
    """Other uses, another budget, another end, other places kept."""
    voucher = await Voucher.all().order_by("id").offset(which).first()
    if voucher:
        facts = vouchers.VoucherFacts(
            max_uses=1 + how,
            valid_until=clock.now() + timedelta(minutes=20) if how == 3 else None,
            ticket_type_id=voucher.ticket_type_id,
            variant_id=voucher.variant_id,
            reduction=voucher.reduction,
            value=voucher.value,
            budget_minor=voucher.budget_minor and voucher.budget_minor + 100 * (how - 1),
            reserves_quota=voucher.reserves_quota,
        )
        await vouchers.change(voucher, facts)


async def new_prices(which: int, how: int) -> None:
    """Prices change, and what is cheaper of itself begins or ends."""
    await Discount.all().update(is_active=bool(how % 2))
    kind = await nth_type(which)
    price_minor = max(kind.price_minor + 100 * (how - 1), 0)
    await TicketType.filter(id=kind.id).update(price_minor=price_minor)


async def resize(which: int, how: int) -> None:
    """A quota of another size."""
    quota = await Quota.all().order_by("id").offset(which).first()
    if quota:
        members = await QuotaTicketType.filter(quota_id=quota.id)
        ids = [one.ticket_type_id for one in members]
        size = quota.size + how - 1
        await change_quota(quota, name=quota.name, size=size, ticket_type_ids=ids)


async def keep_seats(which: int, how: int) -> None:
    """A seat is kept back, or can be taken again; who has none gets one."""
    event, seats = await the_event(), await Seat.all().order_by("id")
    blocked = await SeatTaking.filter(ticket_id=None, cart_item_id=None).order_by("id")
    if how == 3:
        await seat_the_rest(event)
    elif how == 2:
        await unblock(event, [one.seat_id for one in blocked])
    elif len(blocked) < 2:
        await block(event, [seats[which % len(seats)].id])


async def line(which: int, how: int) -> Line:
    """A wish for some of a type, with its variant, lunch for some of them, and a voucher."""
    kind = await nth_type(which)
    voucher = await Voucher.filter(withdrawn_at=None).order_by("id").offset(how).first()
    variant = await Variant.filter(ticket_type_id=kind.id).order_by("id").offset(how % 2).first()
    lunch = await AddOn.filter(ticket_type_id=kind.id).first()
    return Line(
        kind.id,
        1 + how % 3,
        variant_id=variant.id if variant else None,
        addons=(Choice(lunch.addon_type_id, 1),) if lunch and how in {1, 2} else (),
        voucher=voucher.code if voucher and how == 3 else "",
    )


async def nth_type(which: int) -> TicketType:
    """One that can be ordered by itself."""
    kinds = await TicketType.filter(is_addon=False).order_by("id")
    return kinds[which % len(kinds)]


async def the_event() -> Event:
    return await Event.get(slug="summit")


async def last_cart(which: int) -> Cart | None:
    carts = await Cart.all().order_by("-id")
    return carts[which % len(carts)] if carts else None


async def nothing() -> None:
    return None
