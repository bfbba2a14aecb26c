import asyncio
from datetime import timedelta

import pytest

from events_svc import clock
from events_svc.bank.account import AccountFacts, keep
from events_svc.bank.choose import choose
from events_svc.bank.errors import NoAccount
from events_svc.bank.models import Transfer
from events_svc.bank.references import shown
from events_svc.config import Settings
from events_svc.gateways.http import session
from events_svc.jobs import Context, transfer_mail
from events_svc.outbox.models import Job, Mail
from events_svc.tickets.errors import HoldOver, StateForbids
from events_svc.tickets.models import Order
from events_svc.tickets.pay import Hand, mark_paid
from tests.accounts.factories import make_organisation
from tests.bank.factories import NUMBER, make_account, make_shop
from tests.events.factories import make_event
from tests.tickets.factories import history, make_order, make_type

pytestmark = pytest.mark.usefixtures("database")


async def test_chosen_by_two_taps_at_once_there_is_one_reference() -> None:
    shop = await make_shop()
    order = await make_order(shop.event, shop.kind)
    found = await asyncio.gather(*(choose(order) for _ in range(5)))
    assert len({one.reference for one in found}) == 1
    assert await history(order) == [("placed", 0), ("transfer_chosen", 0)]


async def test_the_places_wait_for_the_money_but_not_longer_than_the_event() -> None:
    shop = await make_shop()
    await make_account(shop.event.organisation, hold_days=60)
    order = await make_order(shop.event, shop.kind)
    await choose(order)
    assert (await Order.get(id=order.id)).expires_at == shop.event.starts_at


async def test_what_is_paid_or_over_is_not_paid_by_transfer() -> None:
    shop = await make_shop()
    paid = await make_order(shop.event, shop.kind)
    over = await make_order(shop.event, shop.kind)
    await mark_paid(paid, hand=Hand.CASH)
    with pytest.raises(StateForbids):
        await choose(paid)
    clock.shift(timedelta(minutes=31))
    with pytest.raises(HoldOver):
        await choose(over)
    assert await Transfer.all().count() == 0


@pytest.mark.parametrize("offered", [True, False])
async def test_the_nearest_account_above_is_used_while_it_is_offered(offered: bool) -> None:
    top = await make_organisation("top")
    below = await make_organisation("below", parent=top)
    event = await make_event("branch", organisation=below)
    order = await make_order(event, await make_type(event, price_minor=100))
    account = await keep(top, AccountFacts("x", NUMBER, "y", is_offered=offered))
    if offered:
        assert (await choose(order)).account_id == account.id
    else:
        with pytest.raises(NoAccount):
            await choose(order)


async def test_the_buyer_is_mailed_once_where_to_send_the_money(settings: Settings) -> None:
    shop = await make_shop()
    order, reference = await shop.transfer()
    job = await Job.get(kind="bank.chosen")
    async with session() as http:
        for _ in range(2):
            await transfer_mail.tell(Context(settings, http), job.payload)
    mail = await Mail.get()
    assert (mail.recipient, mail.about) == ("ada@example.org", f"order:{order.id}:transfer_chosen")
    assert all(one in mail.body_text for one in (shown(reference), NUMBER, "CN¥680.00"))
