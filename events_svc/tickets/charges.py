"""The test provider's own book: what its customers paid, declined and got back."""

from typing import Any

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.database import in_transaction
from events_svc.database.bulk import insert_new
from events_svc.outbox.enqueue import enqueue
from events_svc.tickets.hear import Word
from events_svc.tickets.payment_models import TestCharge


async def decide(reference: str, word: Word, *, amount_minor: int, currency: str) -> TestCharge:
    """The customer pays or declines; the shop will be notified. A charge is decided once."""
    async with in_transaction():
        record: dict[str, Any] = {
            "reference": reference,
            "state": word.value,
            "amount_minor": amount_minor,
            "refunds": {},
            "currency": currency,
            "created_at": clock.now(),
        }
        if await insert_new(TestCharge, [record]):
            await enqueue("test_payments.notify", reference=reference)
        return await charge_of(reference)


async def close(reference: str, *, amount_minor: int, currency: str) -> TestCharge:
    """The shop gives the charge up: what nobody paid, nobody can pay any more."""
    async with in_transaction():
        record: dict[str, Any] = {
            "reference": reference,
            "state": "closed",
            "amount_minor": amount_minor,
            "refunds": {},
            "currency": currency,
            "created_at": clock.now(),
        }
        if not await insert_new(TestCharge, [record]):
            await TestCharge.filter(reference=reference, state="declined").update(state="closed")
        return await charge_of(reference)


async def give_back(reference: str, *, refund: str, amount_minor: int) -> TestCharge:
    """So much goes back to the customer; the same refund a second time changes nothing."""
    async with in_transaction():
        charge = await TestCharge.filter(reference=reference).select_for_update().first()
        if charge is None or charge.state not in {"paid", "refunded"}:
            raise NotFound
        given = {**charge.refunds, refund: amount_minor}
        if refund not in charge.refunds and sum(given.values()) > charge.amount_minor:
            raise NotFound
        charge.refunds = given
        is_all = sum(given.values()) == charge.amount_minor
        charge.state = "refunded" if is_all else "paid"
        await charge.save(update_fields=["refunds", "state"])
    return charge


async def charge_of(reference: str) -> TestCharge:
    """The charge of a shop's reference; NotFound while the customer did nothing."""
    charge = await TestCharge.get_or_none(reference=reference)
    if charge is None:
        raise NotFound
    return charge
