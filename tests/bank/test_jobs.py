"""The worker does the whole way by itself: a statement, its orders, their invoices."""

import pytest

from events_svc.bank.bring_in import bring_in
from events_svc.bank.reading import understand
from events_svc.config import Settings
from events_svc.gateways.http import session
from events_svc.invoices.fapiao import ask, issued
from events_svc.invoices.models import Fapiao, FapiaoState, Invoice, When
from events_svc.invoices.seller import keep, set_rule
from events_svc.jobs import Context
from events_svc.outbox.models import Mail
from events_svc.tickets.cancel import cancel
from events_svc.tickets.payment_models import Payment
from events_svc.tickets.refund import begin_refund
from events_svc.worker import work_off
from tests.bank.factories import Said, as_camt, make_shop
from tests.invoices.factories import WANTED, facts
from tests.tickets.factories import states

pytestmark = pytest.mark.usefixtures("database")


async def done(settings: Settings) -> None:
    async with session() as http:
        while await work_off(Context(settings, http)):
            pass


async def test_a_statement_pays_invoices_and_mails_and_a_refund_takes_back(
    settings: Settings,
) -> None:
    shop = await make_shop()
    await keep(shop.event.organisation, facts())
    await set_rule(shop.event, when=When.PAID, offers_fapiao=True)
    order, reference = await shop.transfer()
    raw = as_camt([Said(68000, reference)])
    await bring_in(shop.account, understand.read(raw, currency="CNY"), name="a", raw=raw)
    await done(settings)
    assert (await states(order))[0] == "paid"
    assert await Invoice.all().values_list("number", "total_minor") == [(1, 68000)]
    fapiao = await issued(await ask(order, WANTED), f"{1:020}")
    await cancel(order)
    await begin_refund(await Payment.get(order_id=order.id))
    await done(settings)
    numbers = await Invoice.all().order_by("number").values_list("number", "total_minor")
    assert numbers == [(1, 68000), (2, -68000)]
    task = await Fapiao.get(id=fapiao.id)
    assert (task.state, task.reversal_reason) == (FapiaoState.ISSUED, "refunded")
    about = await Mail.all().values_list("about", flat=True)  # jobs of one moment run side by side
    told = ("placed:1", "transfer_chosen", "paid:1", "cancelled:1", "refunded:1")
    assert sorted(about) == sorted(f"order:{order.id}:{one}" for one in told)
