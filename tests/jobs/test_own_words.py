from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import ClientSession

from events_svc import clock
from events_svc.config import Settings
from events_svc.jobs import Context
from events_svc.jobs.order_mails import HANDLERS
from events_svc.jobs.payment_reminders import is_near, remind
from events_svc.letters.models import TextKind
from events_svc.letters.write import set_text
from events_svc.outbox.models import Job, Mail
from events_svc.tickets.models import Order
from tests.events.factories import make_event
from tests.tickets.factories import make_order, make_type

pytestmark = pytest.mark.usefixtures("database")
NOW = datetime(2026, 8, 1, tzinfo=UTC)


@pytest.fixture
async def context(settings: Settings) -> AsyncIterator[Context]:
    async with ClientSession() as http:
        yield Context(settings, http)


async def test_an_event_words_its_mails_itself_and_the_facts_stay(context: Context) -> None:
    event = await make_event()
    order = await make_order(event, await make_type(event))
    await set_text(event, TextKind.PAID, {"en": "Welcome to {event}"}, {"en": "Dear {name}!"})
    await HANDLERS["order.paid"](context, {"order_id": order.id})
    mail = await Mail.get()
    assert (mail.subject, mail.body_text.startswith("Dear Ada!\n\n")) == (
        "Welcome to Robot Summit",
        True,
    )
    assert f"http://testserver/orders/{order.secret}" in mail.body_text


async def test_who_reads_a_language_without_own_words_reads_ours(context: Context) -> None:
    event = await make_event()
    order = await make_order(event, await make_type(event))
    await set_text(event, TextKind.PAID, {"zh": "欢迎"}, {"zh": "{name}，您好"})
    await HANDLERS["order.paid"](context, {"order_id": order.id})
    assert (await Mail.get()).subject == "Your tickets: Robot Summit"


async def test_who_has_not_paid_is_reminded_once_a_hold(context: Context) -> None:
    event = await make_event()
    order = await make_order(event, await make_type(event, price_minor=100))
    await remind(context)
    early = await Job.filter(kind="order.payment_reminder").count()
    begun, ends = clock.now() - timedelta(minutes=21), clock.now() + timedelta(minutes=9)
    await Order.filter(id=order.id).update(created_at=begun, expires_at=ends)
    await remind(context)
    for _ in range(2):
        await HANDLERS["order.payment_reminder"](context, {"order_id": order.id})
    await remind(context)
    assert (early, await Job.filter(kind="order.payment_reminder").count()) == (0, 1)
    assert (await Mail.get()).subject.startswith("Please pay soon: your order ")


@pytest.mark.parametrize(
    ("held", "left", "is_due"),
    [
        (timedelta(minutes=30), timedelta(minutes=10), True),
        (timedelta(minutes=30), timedelta(minutes=11), False),
        (timedelta(days=14), timedelta(days=1), True),
        (timedelta(days=14), timedelta(hours=25), False),
    ],
    ids=["short", "short-early", "long", "long-early"],
)
def test_a_reminder_comes_when_a_hold_nears_its_end(
    held: timedelta, left: timedelta, *, is_due: bool
) -> None:
    assert is_near(NOW + left - held, NOW + left, NOW) is is_due
