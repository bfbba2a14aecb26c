"""Split an order: some of its tickets become an order of their own, with the money that was paid for them."""

from collections.abc import Collection, Sequence

from events_svc import clock
from events_svc.accounts.tokens import new_secret
from events_svc.database import in_transaction
from events_svc.outbox.enqueue import enqueue
from events_svc.tickets.cancel import standing_tickets, with_addons
from events_svc.tickets.errors import NothingLeft, StateForbids, StaysWithItsTicket
from events_svc.tickets.history import enter, locked_order
from events_svc.tickets.life.account import account_of, recount
from events_svc.tickets.life.carry_out import charge
from events_svc.tickets.life.changes import drop_changes_of
from events_svc.tickets.life.money_moves import move, parts_of
from events_svc.tickets.models import Order, OrderState, Ticket
from events_svc.tickets.order_code import new_code
from events_svc.tickets.reach import ENTITLED

TAKEN_OVER = (
    "event_id",
    "state",
    "buyer_name",
    "buyer_organisation",
    "email",
    "phone",
    "language",
    "currency",
    "source",
    "expires_at",
    "paid_at",
)
CODES_TRIED = 8


async def split(order: Order, numbers: Collection[int]) -> Order:
    """A new order with these tickets (and their add-ons), in the state of the old one.

    Codes and links of the tickets stay. NothingLeft when the old one would have none; StateForbids for an
    order of which a part is paid; StaysWithItsTicket for what was taken with a ticket that stays.
    """
    async with in_transaction():
        locked = await locked_order(order.id)
        account = await account_of(locked)
        is_open = locked.state is OrderState.PENDING and not account.kept_minor
        if locked.state not in ENTITLED and not is_open:
            raise StateForbids(locked.state)
        standing = await standing_tickets(locked)
        going = with_addons(standing, numbers)
        _refuse_addons_alone(going)
        if len(going) == len(standing):
            raise NothingLeft
        await drop_changes_of(locked, going)
        made = await _opened(locked, going)
        await _hand_over(locked, made, min(made.total_minor, account.kept_minor))
    return made


def _refuse_addons_alone(going: Sequence[Ticket]) -> None:
    ids = {one.id for one in going}
    if any(one.addon_to_id is not None and one.addon_to_id not in ids for one in going):
        raise StaysWithItsTicket


async def _opened(order: Order, going: Sequence[Ticket]) -> Order:
    made = await Order.create(
        **{column: getattr(order, column) for column in TAKEN_OVER},
        code=await _free_code(order.event_id),
        secret=new_secret(),
        total_minor=sum(one.price_minor for one in going),
        created_at=clock.now(),
    )
    before_minor = order.total_minor
    await Ticket.filter(id__in=[one.id for one in going]).update(order_id=made.id)
    await recount(order)
    await _share_allowance(made, made.total_minor - (before_minor - order.total_minor))
    return made


async def _share_allowance(made: Order, too_much_minor: int) -> None:
    """What was given for the tickets of both, and is more than the rest costs, was given for these, too."""
    if too_much_minor:
        await charge(made, "allowance", -too_much_minor)
        await recount(made)


async def _hand_over(order: Order, made: Order, amount_minor: int) -> None:
    """Money and history of the two orders."""
    count = await Ticket.filter(order_id=made.id).count()
    said = {"tickets": count, "total_minor": made.total_minor, "of_order": order.code}
    await enter(made, "placed", **said)
    parts = await parts_of(order, amount_minor)
    for part in parts:
        await move(part, made)
    if made.state in ENTITLED:
        provider = parts[0].payment.provider if parts else "free"
        made.state = OrderState.PAID
        await made.save(update_fields=["state"])
        await enter(made, "paid", amount_minor=amount_minor, provider=provider)
    await enter(
        order,
        "split_off",
        amount_minor=-amount_minor,
        of_order=made.code,
        total_minor=order.total_minor,
    )
    for one in (order, made):
        await enqueue("order.changed", order_id=one.id)


async def _free_code(event_id: int) -> str:
    for _ in range(CODES_TRIED):
        code = new_code()
        if not await Order.filter(event_id=event_id, code=code).exists():
            return code
    raise NothingLeft
