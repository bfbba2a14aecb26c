"""Whatever happens to orders, in whatever order: quotas are exact, money adds up, history is whole."""

import asyncio
import contextlib
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette

from events_svc import clock
from events_svc.config import Settings
from events_svc.database import rows
from events_svc.tickets import check
from events_svc.tickets.cancel import cancel
from events_svc.tickets.draft import Holder, Line
from events_svc.tickets.errors import (
    HoldOver,
    NotRefundable,
    NotReserved,
    StateForbids,
    TicketNotYours,
)
from events_svc.tickets.expire import expire_due
from events_svc.tickets.hear import Notification, Word, hear
from events_svc.tickets.holders import pass_on
from events_svc.tickets.models import Order, Ticket
from events_svc.tickets.offer import add_quota
from events_svc.tickets.pay import Hand, accept, begin_payment, mark_paid
from events_svc.tickets.payment_models import Payment
from events_svc.tickets.product_models import Quota
from events_svc.tickets.refund import begin_refund, finish_refund
from events_svc.tickets.reserve import reserve
from tests.databases import ENGINE
from tests.emptying import empty
from tests.events.factories import make_event
from tests.tickets.factories import BUYER, make_type

REFUSALS = (NotReserved, StateForbids, HoldOver, NotRefundable, TicketNotYours)

EXAMPLES = (
    25 if ENGINE == "sqlite" else 8
)  # each begins with empty tables, which PostgreSQL is slow at

ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("reserve"), st.integers(0, 2), st.integers(1, 3)),
        st.tuples(
            st.sampled_from(
                [
                    "begin",
                    "paid",
                    "declined",
                    "wrong",
                    "mark",
                    "cancel",
                    "refund",
                    "done",
                    "pass",
                    "accept",
                ]
            ),
            st.integers(0, 5),
            st.integers(0, 1),
        ),
        st.tuples(st.just("wait"), st.integers(1, 40), st.just(0)),
    ),
    max_size=25,
)


async def act(name: str, which: int, count: int, event: Any, kinds: list[Any]) -> None:
    """Do one thing to the orders that there are; a refusal is fine, a broken promise is not."""
    if name == "reserve":
        await reserve(event, [Line(kinds[which].id, count)], buyer=BUYER)
    elif name == "wait":
        clock.shift(clock._offset + timedelta(minutes=which))
        await expire_due()
    elif order := await Order.all().order_by("id").offset(which).first():
        await _to_order(name, order, str(count))


async def _to_order(name: str, order: Order, key: str) -> None:
    payment = await Payment.filter(order_id=order.id).order_by("-id").first()
    ticket = await Ticket.filter(order_id=order.id).first()
    assert ticket is not None
    if name == "begin":
        await begin_payment(order, provider="test")
    elif name == "mark":
        await mark_paid(order, hand=Hand.BANK)
    elif name == "cancel":
        await cancel(order)
    elif name == "pass":
        await pass_on(ticket, Holder("Grace"))
    elif payment and name == "refund":
        await begin_refund(payment)
    elif payment and name == "accept":
        await accept(payment)
    elif payment and name == "done":
        await finish_refund(payment.id)
    elif payment:
        await hear(_said(name, payment, key))


def _said(name: str, payment: Payment, key: str) -> Notification:
    word = Word.DECLINED if name == "declined" else Word.PAID
    amount = payment.amount_minor + (1 if name == "wrong" else 0)
    key = f"{name}-{payment.id}-{key}"
    return Notification(payment.provider, key, payment.reference, word, amount, payment.currency)


async def _tried(doing: Awaitable[None]) -> None:
    with contextlib.suppress(*REFUSALS):
        await doing


@pytest.mark.usefixtures("database")
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=ACTS, width=st.integers(1, 4))
async def test_nothing_breaks_whatever_happens(
    app: Starlette, settings: Settings, acts: list[tuple[str, int, int]], width: int
) -> None:
    await empty(settings)
    clock.shift(timedelta(0))
    event = await make_event()
    kinds = [await make_type(event, f"T{n}", price_minor=n * 1999, places=4) for n in range(3)]
    await add_quota(event, "House", size=7, ticket_type_ids=[kind.id for kind in kinds])
    for start in range(0, len(acts), width):
        together = [_tried(act(*one, event, kinds)) for one in acts[start : start + width]]
        await asyncio.gather(*together)
        assert await check.broken() == []
    quotas = await Quota.all()
    assert all(0 <= quota.used <= quota.size for quota in quotas)
    (row,) = await rows(
        "SELECT (SELECT COALESCE(SUM(amount_minor), 0) FROM order_entry) AS told, "
        "(SELECT COALESCE(SUM(received_minor - refunded_minor), 0) FROM payment) AS money"
    )
    assert row["told"] == row["money"]
