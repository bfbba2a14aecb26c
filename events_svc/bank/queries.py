"""What pages read of accounts, transfers, statements and lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from events_svc.accounts.errors import NotFound
from events_svc.bank import account
from events_svc.bank.models import BankAccount, LineState, Statement, StatementLine, Transfer
from events_svc.database import rows
from events_svc.events.models import Event
from events_svc.tickets.models import Order, OrderState
from events_svc.tickets.pay import is_overdue


@dataclass(frozen=True, slots=True)
class Wire:
    """How an order is paid by transfer: where to, and with which reference once the buyer chose it."""

    account: BankAccount
    reference: str = ""


async def wire_of(order: Order) -> Wire | None:
    """For an order that waits for its money; none where no transfer is offered. Its event's organisation
    is loaded.
    """
    if order.state is not OrderState.PENDING or is_overdue(order):
        return None
    chosen = await Transfer.get_or_none(order_id=order.id).select_related("account")
    if chosen is not None:
        return Wire(chosen.account, chosen.reference)
    found = await account.used_by(order.event.organisation)
    fits = found is not None and found.currency == order.currency and order.total_minor > 0
    return Wire(found) if found is not None and fits else None


@dataclass(frozen=True, slots=True)
class Counts:
    """Lines of an account, or of one of its statements, by state; and the money that was matched."""

    new: int = 0
    matched: int = 0
    settled: int = 0
    open: int = 0
    set_aside: int = 0
    outgoing: int = 0

    @property
    def every(self) -> int:
        return self.new + self.matched + self.settled + self.open + self.set_aside + self.outgoing


async def counts(found: BankAccount) -> Counts:
    """How the lines of the account stand."""
    sql = "SELECT state, COUNT(*) AS n FROM statement_line WHERE account_id = $1 GROUP BY state"
    return Counts(**{row["state"]: int(row["n"]) for row in await rows(sql, [found.id])})


async def statements(
    found: BankAccount, *, before_id: int | None, limit: int
) -> list[tuple[Statement, Counts]]:
    """The statements of the account with how their lines stand, the newest first; one more than `limit`."""
    asked = Statement.filter(account_id=found.id)
    if before_id is not None:
        asked = asked.filter(id__lt=before_id)
    listed = await asked.order_by("-id").limit(limit + 1)
    by_id = await _counts_of([one.id for one in listed])
    return [(one, by_id.get(one.id, Counts())) for one in listed]


async def _counts_of(ids: Sequence[int]) -> dict[int, Counts]:
    if not ids:
        return {}
    places = ", ".join(f"${number}" for number in range(1, len(ids) + 1))
    sql = (
        "SELECT statement_id, state, COUNT(*) AS n FROM statement_line "  # noqa: S608 place holders
        f"WHERE statement_id IN ({places}) GROUP BY statement_id, state"
    )
    found: dict[int, dict[str, int]] = {one: {} for one in ids}
    for row in await rows(sql, list(ids)):
        found[row["statement_id"]][row["state"]] = int(row["n"])
    return {one: Counts(**states) for one, states in found.items()}


async def lines(
    found: BankAccount,
    *,
    states: Sequence[LineState] = (),
    statement: Statement | None = None,
    after_id: int | None = None,
    limit: int = 50,
) -> list[StatementLine]:
    """Lines in their order, with their orders and events; one more than `limit`."""
    asked = StatementLine.filter(account_id=found.id)
    if states:
        asked = asked.filter(state__in=states)
    if statement is not None:
        asked = asked.filter(statement_id=statement.id)
    if after_id is not None:
        asked = asked.filter(id__gt=after_id)
    return await asked.order_by("id").limit(limit + 1).select_related("order__event", "statement")


async def statement_of(found: BankAccount, statement_id: int) -> Statement:
    """The account's statement with this id; else NotFound."""
    statement = await Statement.get_or_none(id=statement_id, account_id=found.id)
    if statement is None:
        raise NotFound
    return statement


async def line_of(found: BankAccount, line_id: int) -> StatementLine:
    """The account's line with this id; else NotFound."""
    line = await StatementLine.get_or_none(id=line_id, account_id=found.id)
    if line is None:
        raise NotFound
    return line


async def order_below(path: str, *, event: str, code: str) -> Order:
    """The order with this code at the event with this slug, of an organisation at or below `path`."""
    found = await Event.get_or_none(slug=event, organisation__path__startswith=path)
    order = await Order.get_or_none(event_id=found.id, code=code) if found else None
    if order is None:
        raise NotFound
    return order
