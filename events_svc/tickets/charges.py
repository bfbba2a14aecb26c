"""The test provider's own book: what its customers paid, declined and got back."""

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
        record = {
            "reference": reference,
            "state": word.value,
            "amount_minor": amount_minor,
            "currency": currency,
            "created_at": clock.now(),
        }
        if await insert_new(TestCharge, [record]):
            await enqueue("test_payments.notify", reference=reference)
        return await charge_of(reference)


async def give_back(reference: str) -> TestCharge:
    """The whole money goes back to the customer; a second time changes nothing."""
    charge = await charge_of(reference)
    await TestCharge.filter(id=charge.id, state="paid").update(state="refunded")
    return await charge_of(reference)


async def charge_of(reference: str) -> TestCharge:
    """The charge of a shop's reference; NotFound while the customer did nothing."""
    charge = await TestCharge.get_or_none(reference=reference)
    if charge is None:
        raise NotFound
    return charge
