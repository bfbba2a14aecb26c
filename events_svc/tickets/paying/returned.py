"""What providers say of money that goes back, heard once."""

from dataclasses import dataclass, field
from typing import Any

from events_svc import clock
from events_svc.database import in_transaction
from events_svc.database.bulk import insert_new
from events_svc.tickets.hear import notification_key
from events_svc.tickets.payment_models import PaymentNotification, Refund
from events_svc.tickets.refund import fail_refund, finish_refund


@dataclass(frozen=True, slots=True)
class RefundSaid:
    """A provider's word about a refund, after its signature was found right; blank `refusal`: it is done."""

    provider: str
    id: str
    reference: str  # of the refund, ours
    amount_minor: int
    refusal: str = ""
    account_id: int | None = (
        None  # who said it: an account's word counts for its own payments alone
    )
    body: dict[str, Any] = field(default_factory=dict)


async def hear_refund(said: RefundSaid) -> str:
    """Keep `said` and do what follows from it, once; what came of it."""
    async with in_transaction():
        kept = await _keep(said)
        if kept is None:
            return "repeated"
        outcome = await _follow(said, await _refund(said))
        await PaymentNotification.filter(id=kept).update(outcome=outcome)
    return outcome


async def _follow(said: RefundSaid, refund: Refund | None) -> str:
    if refund is None:
        return "unknown"
    if said.refusal:
        await fail_refund(refund.id, reason=said.refusal)
        return "failed"
    if said.amount_minor != refund.amount_minor:
        return "mismatched"
    await finish_refund(refund.id)
    return "done"


async def _refund(said: RefundSaid) -> Refund | None:
    found = Refund.get_or_none(reference=said.reference)
    refund = await found.select_related("payment__origin", "payment")
    if refund is None:
        return None
    source = refund.payment.origin or refund.payment
    return refund if source.account_id == said.account_id else None


async def _keep(said: RefundSaid) -> int | None:
    record = {
        "provider": said.provider,
        "notification": notification_key(said.id, said.account_id),
        "payment_reference": said.reference[:64],
        "outcome": "",
        "received_at": clock.now(),
        "body": said.body,
    }
    made = await insert_new(PaymentNotification, [record])
    return made[0]["id"] if made else None
