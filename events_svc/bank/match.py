"""Lines of a statement find their orders by their references, and only by them: the rest is for a person.

A line pays an order by itself when exactly one reference of this account stands in it, letter for letter,
in the order's currency, and no other line looks the same. Another amount than is due is not a doubt about
whose the money is: it is booked for the order, where a person sees that it is too much or too little.
"""

from dataclasses import dataclass
from enum import StrEnum

from events_svc import clock
from events_svc.accounts import audit
from events_svc.bank import references
from events_svc.bank.models import LineState, StatementLine, Transfer
from events_svc.database import in_transaction
from events_svc.tickets.models import Order
from events_svc.tickets.pay import Hand, book


class Doubt(StrEnum):
    """Why a line waits for a person."""

    NO_REFERENCE = "no_reference"
    SEVERAL = "several"  # it names more than one order
    OTHER_CURRENCY = "other_currency"
    TWIN = "twin"  # another file has a line that looks the same


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whose a line is, or why nobody can say without a person."""

    transfer: Transfer | None = None
    doubt: Doubt | None = None


async def match_statement(statement_id: int) -> None:
    """Match what is new of a statement, each line in a transaction of its own; again changes nothing."""
    new = StatementLine.filter(statement_id=statement_id, state=LineState.NEW)
    for line_id in await new.order_by("id").values_list("id", flat=True):
        await match_line(int(line_id))  # type: ignore[call-overload]  # values_list(flat=True) gives ids, is typed as rows


async def match_line(line_id: int) -> StatementLine:
    """Pay the order that the line names, or leave the line to a person; decided once."""
    async with in_transaction():
        line = await locked_line(line_id)
        if line.state is not LineState.NEW:
            return line
        verdict = await _verdict(line)
        if verdict.transfer is not None:
            await enter_money(line, verdict.transfer.order_id, state=LineState.MATCHED)
        elif verdict.doubt is not None:
            line.state, line.reason = LineState.OPEN, verdict.doubt.value
            await line.save(update_fields=["state", "reason"])
    return line


async def enter_money(line: StatementLine, order_id: int, *, state: LineState) -> None:
    """The money of the locked line came for the order, in the running transaction."""
    order = await Order.get(id=order_id)
    payment = await book(
        order,
        line.amount_minor,
        hand=Hand.BANK,
        provider_reference=line.bank_reference or f"line-{line.id}",
    )
    line.state, line.order_id, line.payment_id = state, order.id, payment.id
    line.outcome, line.decided_at = payment.state.value, clock.now()
    await line.save(
        update_fields=["state", "order_id", "payment_id", "outcome", "decided_at", "reason"]
    )
    await audit.record(
        f"statement_line.{state.value}",
        f"statement_line:{line.id}",
        event_id=order.event_id,
        order=order.id,
        amount_minor=line.amount_minor,
    )


async def locked_line(line_id: int) -> StatementLine:
    """The line as it is now, which nobody else changes until the transaction ends."""
    return await StatementLine.filter(id=line_id).select_for_update().get()


async def _verdict(line: StatementLine) -> Verdict:
    named = references.found_in(line.remark)
    transfers = (
        await Transfer.filter(reference__in=named, account_id=line.account_id).select_related(
            "order"
        )
        if named
        else []
    )
    if not transfers:
        return Verdict(doubt=Doubt.NO_REFERENCE)
    if len(transfers) > 1:
        return Verdict(doubt=Doubt.SEVERAL)
    if transfers[0].order.currency != line.currency:
        return Verdict(doubt=Doubt.OTHER_CURRENCY)
    if await _has_twin(line):
        return Verdict(doubt=Doubt.TWIN)
    return Verdict(transfers[0])


async def _has_twin(line: StatementLine) -> bool:
    """Whether another file told of a line that looks the same: the same money twice, or two transfers?"""
    like = StatementLine.filter(account_id=line.account_id, likeness=line.likeness)
    return await like.exclude(statement_id=line.statement_id).exists()
