"""A person decides about a line that no machine may decide about."""

from typing import Any

from events_svc import clock
from events_svc.accounts import audit
from events_svc.bank.errors import AlreadyDecided, OtherCurrency
from events_svc.bank.match import enter_money, locked_line
from events_svc.bank.models import BankAccount, LineState, StatementLine
from events_svc.database import in_transaction
from events_svc.tickets.models import Order


async def assign(line: StatementLine, order: Order) -> StatementLine:
    """The money of the line is the order's: it is paid, or the money stands there as too much, too little
    or too late. Raises AlreadyDecided, OtherCurrency.
    """
    async with in_transaction():
        locked = await _open(line)
        if locked.currency != order.currency:
            raise OtherCurrency
        await enter_money(locked, order.id, state=LineState.SETTLED)
    return locked


async def set_aside(line: StatementLine, *, note: str = "") -> StatementLine:
    """The money belongs to no order: a membership fee, a grant."""
    async with in_transaction():
        locked = await _open(line)
        locked.state, locked.note, locked.decided_at = LineState.SET_ASIDE, note, clock.now()
        await locked.save(update_fields=["state", "note", "decided_at"])
        await _record("set_aside", locked, note=note)
    return locked


async def take_up(line: StatementLine) -> StatementLine:
    """What was set aside waits for a person again."""
    async with in_transaction():
        locked = await locked_line(line.id)
        if locked.state is not LineState.SET_ASIDE:
            raise AlreadyDecided
        locked.state, locked.decided_at = LineState.OPEN, None
        await locked.save(update_fields=["state", "decided_at"])
        await _record("taken_up", locked)
    return locked


async def _record(action: str, line: StatementLine, **detail: Any) -> None:
    account = await BankAccount.get(id=line.account_id)
    await audit.record(
        f"statement_line.{action}",
        f"statement_line:{line.id}",
        organisation_id=account.organisation_id,
        **detail,
    )


async def _open(line: StatementLine) -> StatementLine:
    locked = await locked_line(line.id)
    if locked.state is not LineState.OPEN:
        raise AlreadyDecided
    return locked
