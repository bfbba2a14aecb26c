import asyncio

import pytest

from events_svc.database import in_transaction
from events_svc.invoices import check
from events_svc.invoices.errors import InvoiceCancelled, InvoiceExists, NoSeller, NothingToInvoice
from events_svc.invoices.issue import bring_up_to_date, cancel, issue
from events_svc.invoices.models import Invoice, When
from events_svc.invoices.seller import keep, used_by
from events_svc.tickets.cancel import cancel as cancel_order
from events_svc.tickets.models import Ticket
from events_svc.tickets.payment_models import Payment
from events_svc.tickets.refund import begin_refund, give_back
from tests.accounts.factories import make_organisation
from tests.events.factories import make_event
from tests.invoices.factories import facts, make_books
from tests.tickets.factories import make_order, make_type

pytestmark = pytest.mark.usefixtures("database")


async def told() -> list[tuple[str, str, int]]:
    found = await Invoice.all().order_by("number")
    return [(one.label.partition("-")[2], one.kind.value, one.total_minor) for one in found]


async def test_an_invoice_states_the_order_as_it_was() -> None:
    books = await make_books()
    invoice = await issue(await books.paid(2))
    await books.seller.refresh_from_db()
    assert (invoice.total_minor, invoice.currency, invoice.sides["buyer"]["name"]) == (
        136000,
        "CNY",
        "Ada",
    )
    assert invoice.lines == [
        {
            "kind": "ticket",
            "name": {"zh": "Standard票", "en": "Standard"},
            "count": 2,
            "unit_minor": 68000,
            "amount_minor": 136000,
            "tax_rate_bp": 0,
            "tax_minor": 0,
        }
    ]
    await keep(books.event.organisation, facts("B"))
    assert (await Invoice.get()).sides["seller"]["name"]["en"] == "Robot Society"
    assert await check.broken() == []


async def test_what_is_not_paid_has_no_invoice_and_one_is_enough() -> None:
    books = await make_books()
    with pytest.raises(NothingToInvoice):
        await issue(await make_order(books.event, books.kind))
    order = await books.paid()
    await issue(order)
    with pytest.raises(InvoiceExists):
        await issue(order)
    assert await told() == [("00001", "invoice", 68000)]


async def test_fifty_invoices_at_once_have_numbers_without_gaps() -> None:
    books = await make_books()
    orders = [await books.paid() for _ in range(25)]
    attempts = [issue(one) for one in orders] * 1 + [issue(one) for one in orders]
    outcomes = await asyncio.gather(*attempts, return_exceptions=True)
    assert sum(isinstance(one, Invoice) for one in outcomes) == 25
    assert [one.number for one in await Invoice.all().order_by("number")] == [*range(1, 26)]
    assert await check.broken() == []


async def test_an_invoice_that_fails_takes_no_number() -> None:
    books = await make_books()
    first, second = await books.paid(), await books.paid()

    async def dies() -> None:
        async with in_transaction():
            await issue(first)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await dies()
    await issue(second)
    assert await told() == [("00001", "invoice", 68000)]


async def test_a_credit_note_takes_the_invoice_back_once() -> None:
    books = await make_books()
    order = await books.paid()
    invoice = await issue(order)
    outcomes = await asyncio.gather(*(cancel(invoice) for _ in range(5)), return_exceptions=True)
    assert sum(isinstance(one, InvoiceCancelled) for one in outcomes) == 4
    await issue(order)
    assert await told() == [
        ("00001", "invoice", 68000),
        ("00002", "credit_note", -68000),
        ("00003", "invoice", 68000),
    ]
    assert await check.broken() == []


async def test_a_refunded_order_gets_a_credit_note_and_no_new_invoice() -> None:
    books = await make_books()
    order = await books.paid()
    await issue(order)
    await bring_up_to_date(order.id)
    assert len(await told()) == 1
    await cancel_order(order)
    for payment in await Payment.filter(order_id=order.id):
        await begin_refund(payment)
    await bring_up_to_date(order.id)
    await bring_up_to_date(order.id)
    assert [one[1:] for one in await told()] == [("invoice", 68000), ("credit_note", -68000)]


async def test_the_nearest_organisation_above_sells() -> None:
    top = await make_organisation("top")
    below = await make_organisation("below", parent=top)
    event = await make_event("branch", organisation=below)
    order = await make_order(event, await make_type(event))
    assert (await used_by(below), await keep(top, facts()) == await used_by(below)) == (None, True)
    assert order.total_minor == 0


async def test_without_a_seller_no_invoice_is_written() -> None:
    books = await make_books(When.PAID)
    await books.seller.delete()
    with pytest.raises(NoSeller):
        await issue(await books.paid())


async def test_what_is_given_back_of_goodwill_lowers_amount_and_tax() -> None:
    books = await make_books()
    order = await books.paid()
    await Ticket.filter(order_id=order.id).update(tax_rate_bp=600, tax_minor=3849)
    await issue(order)
    await give_back(order, 10000)
    await bring_up_to_date(order.id)
    assert [one[1:] for one in await told()] == [
        ("invoice", 68000),
        ("credit_note", -68000),
        ("invoice", 58000),
    ]
    again = await Invoice.get(number=3)
    assert [(one["kind"], one["amount_minor"]) for one in again.lines] == [
        ("ticket", 68000),
        ("allowance", -10000),
    ]
    assert again.tax_minor == 3849 - 566
    assert await check.broken() == []
