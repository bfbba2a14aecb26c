"""Everything that can be done to orders, as acts with two small numbers: which one, and how."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from events_svc import clock
from events_svc.tickets.approve import approve
from events_svc.tickets.approve import decline as decline_order
from events_svc.tickets.cancel import (
    Terms,
    ask_to_cancel,
    call_off,
    cancel,
    cancel_tickets,
    decline,
    withdraw,
)
from events_svc.tickets.draft import Holder
from events_svc.tickets.hear import Notification, Word, hear
from events_svc.tickets.holders import name_guests, pass_on, rename
from events_svc.tickets.life.account import account_of
from events_svc.tickets.life.change import add_tickets, change_ticket
from events_svc.tickets.life.changes import withdraw_change
from events_svc.tickets.life.extend import extend
from events_svc.tickets.life.places_to_be import Wish
from events_svc.tickets.life.self_service import cancel_own, swap
from events_svc.tickets.life.split import split
from events_svc.tickets.life.transfer import transfer
from events_svc.tickets.models import Order, OrderChange, Ticket
from events_svc.tickets.pay import Hand, accept, begin_payment, book, mark_change_paid, mark_paid
from events_svc.tickets.payment_models import Payment, Refund, RefundState, RefundWay
from events_svc.tickets.product_models import TicketType, Variant
from events_svc.tickets.refund import Back, begin_refund, fail_refund, finish_refund, give_back
from events_svc.tickets.refund_end import hand_over, retry_refund, settle_refund
from events_svc.tickets.seating.change import change_seat
from events_svc.web.tickets.entered import have_entered
from tests.tickets.factories import BUYER
from tests.tickets.life import shopping as shop
from tests.tickets.life.shopping import nothing
from venues.seat_models import Seat

Act = Callable[[int, int], Awaitable[object]]


async def begin(order: Order, how: int) -> None:
    await begin_payment(order, provider="test")


async def begin_difference(order: Order, how: int) -> None:
    change = await OrderChange.filter(order_id=order.id).order_by("-id").first()
    if change:
        await begin_payment(order, provider="test", change=change)


async def tell(order: Order, how: int) -> None:
    """The provider speaks: paid, paid another amount, declined, closed; each perhaps again."""
    payment = await Payment.filter(order_id=order.id, provider="test").order_by("-id").first()
    if payment:
        word = (Word.PAID, Word.PAID, Word.DECLINED, Word.CLOSED)[how]
        amount = payment.amount_minor + (how == 1)
        key = f"{payment.id}-{how}"
        await hear(Notification("test", key, payment.reference, word, amount, payment.currency))


async def take_part(order: Order, how: int) -> None:
    await book(order, 500 * (how + 1))


async def by_hand(order: Order, how: int) -> None:
    await mark_paid(order, hand=Hand.BANK)


async def difference_by_hand(order: Order, how: int) -> None:
    change = await OrderChange.filter(order_id=order.id).order_by("-id").first()
    if change:
        await mark_change_paid(change, hand=Hand.CASH)


async def take_aside(order: Order, how: int) -> None:
    payment = await Payment.filter(order_id=order.id, confirmed_at=None).order_by("-id").first()
    await (accept(payment) if payment else nothing())


async def refund_payment(order: Order, how: int) -> None:
    payment = await Payment.filter(order_id=order.id).order_by("-id").first()
    await (begin_refund(payment) if payment else nothing())


async def refund_part(order: Order, how: int) -> None:
    way = RefundWay.VOUCHER if how == 3 else RefundWay.PROVIDER
    await give_back(order, 333 * (how + 1), back=Back(way))


async def refund_surplus(order: Order, how: int) -> None:
    await give_back(order, (await account_of(order)).surplus_minor)


async def end_refund(order: Order, how: int) -> None:
    """The last refund, or an earlier one, is done or refused; each perhaps again."""
    refund = await Refund.filter(order_id=order.id).order_by("-id").offset(how // 2).first()
    if refund and how % 2 == 0:
        await finish_refund(refund.id)
    elif refund:
        await fail_refund(refund.id, "no such card")


async def failed_refund(order: Order, how: int) -> None:
    refund = await Refund.filter(order_id=order.id).order_by("-id").first()
    if refund:
        await (retry_refund(refund) if how % 2 else hand_over(refund))


async def settled(order: Order, how: int) -> None:
    for refund in await Refund.filter(order_id=order.id, state=RefundState.BEYOND):
        await settle_refund(refund)


async def cancel_all(order: Order, how: int) -> None:
    back = Back(RefundWay.VOUCHER if how == 2 else RefundWay.PROVIDER) if how else None
    await cancel(order, terms=Terms(100 * how, back))


async def cancel_one(order: Order, how: int) -> None:
    terms = Terms(50 * (how % 2), Back() if how > 1 else None)
    await cancel_tickets(order, [await number(order, how)], terms=terms)


async def cancel_as_buyer(order: Order, how: int) -> None:
    await cancel_own(order, [await number(order, how)], entered=nobody)


async def wish_to_cancel(order: Order, how: int) -> None:
    await (decline(order) if how else ask_to_cancel(order))


async def change(order: Order, how: int) -> None:
    wanted = await wish(order.id + how, price_minor=700 if how == 3 else None)
    await change_ticket(await some_ticket(order, how), wanted, fee_minor=10 * (how == 1))


async def swap_as_buyer(order: Order, how: int) -> None:
    await swap(await some_ticket(order, 0), await wish(order.id + how))


async def add(order: Order, how: int) -> None:
    await add_tickets(order, [(await wish(order.id + how), Holder("Guest"))] * (1 + how // 2))


async def drop_change(order: Order, how: int) -> None:
    proposal = await OrderChange.filter(order_id=order.id).order_by("-id").first()
    await (withdraw_change(proposal) if proposal else nothing())


async def split_off(order: Order, how: int) -> None:
    await split(order, [await number(order, how)])


async def give_time(order: Order, how: int) -> None:
    await extend(order, clock.now() + timedelta(hours=1 + how))


async def passed_on(ticket: Ticket, holder: Holder) -> None:
    await pass_on(ticket, holder, entered=have_entered)


async def to_another(order: Order, how: int) -> None:
    await (
        transfer(order, BUYER) if how else passed_on(await some_ticket(order, 0), Holder("Grace"))
    )


async def renamed(order: Order, how: int) -> None:
    await rename(await some_ticket(order, how), Holder("Grace"))


async def approved(order: Order, how: int) -> None:
    await (decline_order(order, reason="full") if how == 3 else approve(order))


async def withdrawn(order: Order, how: int) -> None:
    """As its buyer, or because the event does not take place."""
    await (call_off(order) if how == 3 else withdraw(order, entered=nobody))


async def guests_named(order: Order, how: int) -> None:
    await name_guests(order, {await number(order, how): Holder("Lin", "lin@example.org")})


async def sits_elsewhere(order: Order, how: int) -> None:
    seat = await Seat.all().order_by("id").offset(how).first()
    await (change_seat(await some_ticket(order, how), seat.id) if seat else nothing())


async def wish(which: int, **said: int | None) -> Wish:
    """For one of the types, with one of its variants."""
    kinds = await TicketType.all().order_by("id")
    kind = kinds[which % len(kinds)]
    variant = await Variant.filter(ticket_type_id=kind.id).order_by("-id").first()
    return Wish(kind.id, variant.id if variant else None, **said)


async def some_ticket(order: Order, how: int) -> Ticket:
    tickets = await Ticket.filter(order_id=order.id).order_by("id")
    return tickets[how % len(tickets)]


async def number(order: Order, how: int) -> int:
    return int((await some_ticket(order, how)).number)


async def nobody(_: object) -> bool:
    return False


def on_order(act: Callable[[Order, int], Awaitable[None]]) -> Act:
    """The act on one of the orders that there are."""

    async def do(which: int, how: int) -> None:
        orders = await Order.all().order_by("id")
        await act(orders[which % len(orders)], how)

    return do


ON_ORDERS = (
    begin, begin_difference, tell, take_part, by_hand, difference_by_hand, take_aside, refund_payment,
    refund_part, refund_surplus, end_refund, failed_refund, cancel_all, cancel_one, cancel_as_buyer,
    wish_to_cancel, change, swap_as_buyer, add, drop_change, split_off, give_time, to_another, renamed,
    approved, settled, withdrawn, guests_named, sits_elsewhere,
)  # fmt: skip
AROUND = (
    shop.place, shop.place_two, shop.place_for_many, shop.put_in, shop.put_other, shop.hold_again,
    shop.take_out, shop.let_go, shop.order_it, shop.wait, shop.queue, shop.unqueue, shop.offer_to,
    shop.take_offer, shop.voucher_ends, shop.voucher_changes, shop.new_prices, shop.resize, shop.keep_seats,
)  # fmt: skip
ACTS: dict[str, Act] = {
    **{act.__name__: on_order(act) for act in ON_ORDERS},
    **{act.__name__: act for act in AROUND},
}
