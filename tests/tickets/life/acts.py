"""Everything that can be done to orders, as acts with two small numbers: which one, and how."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from events_svc import clock
from events_svc.events.models import Event
from events_svc.tickets.cancel import Terms, ask_to_cancel, cancel, cancel_tickets, decline
from events_svc.tickets.draft import Holder, Line
from events_svc.tickets.expire import expire_due
from events_svc.tickets.hear import Notification, Word, hear
from events_svc.tickets.holders import pass_on, rename
from events_svc.tickets.life.account import account_of
from events_svc.tickets.life.change import add_tickets, change_ticket
from events_svc.tickets.life.changes import lapse_due, withdraw_change
from events_svc.tickets.life.extend import extend
from events_svc.tickets.life.places_to_be import Wish
from events_svc.tickets.life.self_service import cancel_own, swap
from events_svc.tickets.life.split import split
from events_svc.tickets.life.transfer import transfer
from events_svc.tickets.models import Order, OrderChange, Ticket
from events_svc.tickets.pay import Hand, accept, begin_payment, book, mark_change_paid, mark_paid
from events_svc.tickets.payment_models import Payment, Refund, RefundWay
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.refund import Back, begin_refund, fail_refund, finish_refund, give_back
from events_svc.tickets.refund_end import hand_over, retry_refund
from events_svc.tickets.reserve import reserve
from events_svc.tickets.vouchers.issue import withdraw as withdraw_voucher
from events_svc.tickets.vouchers.models import Voucher
from events_svc.tickets.waiting.join import Waiter, join, leave
from events_svc.tickets.waiting.models import WaitingEntry
from events_svc.tickets.waiting.offer import offer_all_due
from tests.tickets.factories import BUYER

Act = Callable[[int, int], Awaitable[object]]


async def place(which: int, how: int) -> None:
    """An order of a type, with or without one of the vouchers that there are."""
    event, kinds = await Event.get(slug="summit"), await TicketType.all().order_by("id")
    voucher = await Voucher.filter(withdrawn_at=None).order_by("id").offset(how).first()
    code = voucher.code if voucher and how else ""
    kind = kinds[which % len(kinds)]
    await reserve(event, [Line(kind.id, 1 + how % 3, voucher=code)], buyer=BUYER)


async def wait(which: int, how: int) -> None:
    clock.shift(clock._offset + timedelta(minutes=10 * which))
    await expire_due()
    await lapse_due()
    await offer_all_due()


async def queue(which: int, how: int) -> None:
    event, kinds = await Event.get(slug="summit"), await TicketType.all().order_by("id")
    kind = kinds[which % len(kinds)]
    await join(event, (kind.id, None), Waiter(f"W{how}", email=f"w{how}@example.org"))


async def unqueue(which: int, how: int) -> None:
    entry = await WaitingEntry.all().order_by("id").offset(which).first()
    await (leave(entry) if entry else nothing())


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
    refund = await Refund.filter(order_id=order.id).order_by("-id").first()
    if refund and how < 2:
        await finish_refund(refund.id)
    elif refund:
        await fail_refund(refund.id, "no such card")


async def failed_refund(order: Order, how: int) -> None:
    refund = await Refund.filter(order_id=order.id).order_by("-id").first()
    if refund:
        await (retry_refund(refund) if how % 2 else hand_over(refund))


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
    kinds = await TicketType.all().order_by("id")
    price = 700 if how == 3 else None
    wish = Wish(kinds[how % len(kinds)].id, price_minor=price)
    await change_ticket(await some_ticket(order, how), wish, fee_minor=10 * (how == 1))


async def swap_as_buyer(order: Order, how: int) -> None:
    kinds = await TicketType.all().order_by("id")
    await swap(await some_ticket(order, 0), Wish(kinds[how % len(kinds)].id))


async def add(order: Order, how: int) -> None:
    kinds = await TicketType.all().order_by("id")
    wish = Wish(kinds[how % len(kinds)].id)
    await add_tickets(order, [(wish, Holder("Guest"))] * (1 + how // 2))


async def drop_change(order: Order, how: int) -> None:
    proposal = await OrderChange.filter(order_id=order.id).order_by("-id").first()
    await (withdraw_change(proposal) if proposal else nothing())


async def split_off(order: Order, how: int) -> None:
    await split(order, [await number(order, how)])


async def give_time(order: Order, how: int) -> None:
    await extend(order, clock.now() + timedelta(hours=1 + how))


async def to_another(order: Order, how: int) -> None:
    await (transfer(order, BUYER) if how else pass_on(await some_ticket(order, 0), Holder("Grace")))


async def renamed(order: Order, how: int) -> None:
    await rename(await some_ticket(order, how), Holder("Grace"))


async def voucher_ends(order: Order, how: int) -> None:
    voucher = await Voucher.all().order_by("id").offset(how).first()
    await (withdraw_voucher(voucher) if voucher else nothing())


async def some_ticket(order: Order, how: int) -> Ticket:
    tickets = await Ticket.filter(order_id=order.id).order_by("id")
    return tickets[how % len(tickets)]


async def number(order: Order, how: int) -> int:
    return int((await some_ticket(order, how)).number)


async def nobody(_: object) -> bool:
    return False


async def nothing() -> None:
    return None


def on_order(act: Callable[[Order, int], Awaitable[None]]) -> Act:
    """The act on the order that is `which` in the row, when there are so many."""

    async def do(which: int, how: int) -> None:
        order = await Order.all().order_by("id").offset(which).first()
        if order is not None:
            await act(order, how)

    return do


ACTS: dict[str, Act] = {
    "place": place,
    "wait": wait,
    "queue": queue,
    "unqueue": unqueue,
    **{
        act.__name__: on_order(act)
        for act in (
            begin, begin_difference, tell, take_part, by_hand, difference_by_hand, take_aside,
            refund_payment, refund_part, refund_surplus, end_refund, failed_refund, cancel_all,
            cancel_one, cancel_as_buyer, wish_to_cancel, change, swap_as_buyer, add, drop_change,
            split_off, give_time, to_another, renamed, voucher_ends,
        )
    },
}  # fmt: skip
