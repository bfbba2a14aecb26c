import asyncio
from dataclasses import replace

import pytest

from events_svc.invoices import check
from events_svc.invoices.errors import FapiaoDecided, FapiaoStands, NotOffered, NumberTaken
from events_svc.invoices.fapiao import ask, bring_up_to_date, issued, reversed_by, withdraw
from events_svc.invoices.models import Fapiao, FapiaoState, When
from events_svc.invoices.seller import set_rule
from events_svc.tickets.cancel import cancel
from events_svc.tickets.models import Order, Ticket
from events_svc.tickets.payment_models import Payment
from events_svc.tickets.refund import begin_refund
from tests.invoices.factories import WANTED, make_books

pytestmark = pytest.mark.usefixtures("database")
ONE, TWO = "26112000000000000001", "26112000000000000002"


async def given_back(order: Order) -> None:
    await cancel(order)
    for payment in await Payment.filter(order_id=order.id):
        await begin_refund(payment)


async def test_one_request_an_order_is_issued_under_its_number() -> None:
    books = await make_books()
    order = await books.paid()
    outcomes = await asyncio.gather(*(ask(order, WANTED) for _ in range(5)), return_exceptions=True)
    assert sum(isinstance(one, FapiaoStands) for one in outcomes) == 4
    fapiao = await Fapiao.get()
    assert (fapiao.amount_minor, fapiao.state) == (68000, FapiaoState.REQUESTED)
    assert (await issued(fapiao, ONE)).state is FapiaoState.ISSUED
    assert (await issued(fapiao, ONE)).number == ONE
    with pytest.raises(FapiaoDecided):
        await issued(fapiao, TWO)
    assert await check.broken() == []


async def test_a_number_belongs_to_one_request() -> None:
    books = await make_books()
    first = await ask(await books.paid(), WANTED)
    second = await ask(await books.paid(), WANTED)
    await issued(first, ONE)
    with pytest.raises(NumberTaken):
        await issued(second, ONE)
    assert (await Fapiao.get(id=second.id)).state is FapiaoState.REQUESTED


async def test_a_withdrawn_request_makes_room_for_another() -> None:
    books = await make_books()
    order = await books.paid()
    await withdraw(await ask(order, WANTED))
    again = await ask(order, replace(WANTED, title="张三", taxpayer_number=""))
    assert again.state is FapiaoState.REQUESTED
    with pytest.raises(FapiaoDecided):
        await withdraw(await Fapiao.get(state=FapiaoState.WITHDRAWN))


async def test_a_refund_before_the_issue_ends_the_request() -> None:
    books = await make_books()
    order = await books.paid()
    fapiao = await ask(order, WANTED)
    await given_back(order)
    await bring_up_to_date(order.id)
    assert (await Fapiao.get(id=fapiao.id)).state is FapiaoState.WITHDRAWN


async def test_a_refund_after_the_issue_opens_the_task_to_reverse_it() -> None:
    books = await make_books()
    order = await books.paid()
    fapiao = await issued(await ask(order, WANTED), ONE)
    await bring_up_to_date(order.id)
    assert (await Fapiao.get()).reversal_asked_at is None
    await given_back(order)
    await bring_up_to_date(order.id)
    task = await Fapiao.get()
    assert (task.state, task.reversal_reason) == (FapiaoState.ISSUED, "refunded")
    done = await reversed_by(fapiao, TWO)
    assert (done.state, done.red_number) == (FapiaoState.REVERSED, TWO)
    assert await check.broken() == []


async def test_a_refund_before_the_number_came_opens_the_task_with_it() -> None:
    books = await make_books()
    order = await books.paid()
    fapiao = await ask(order, WANTED)
    await Fapiao.filter(id=fapiao.id).update(amount_minor=70000)
    assert (await issued(fapiao, ONE)).reversal_reason == "changed"


async def test_another_rate_of_tax_asks_anew_before_the_issue_and_reverses_after_it() -> None:
    books = await make_books()
    order = await books.paid()
    fapiao = await ask(order, WANTED)
    await Ticket.filter(order_id=order.id).update(tax_rate_bp=600, tax_minor=3849)
    await bring_up_to_date(order.id)
    assert [one["tax_rate_bp"] for one in (await Fapiao.get()).lines] == [600]
    await issued(fapiao, ONE)
    await Ticket.filter(order_id=order.id).update(tax_rate_bp=0, tax_minor=0)
    await bring_up_to_date(order.id)
    assert (await Fapiao.get()).reversal_reason == "changed"


async def test_it_is_asked_only_where_it_is_offered() -> None:
    books = await make_books()
    await set_rule(books.event, when=When.NEVER, offers_fapiao=False)
    with pytest.raises(NotOffered):
        await ask(await books.paid(), WANTED)
