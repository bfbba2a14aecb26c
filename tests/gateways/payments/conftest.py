"""The application with a provider's local server behind it, one after the other of the three."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import aiohttp
import httpx
import pytest
from starlette.applications import Starlette

from events_svc.config import Payments, Settings
from events_svc.gateways.payments import providers
from events_svc.gateways.payments.dealing import Dealing
from events_svc.jobs import Context
from events_svc.tickets.models import Order
from events_svc.tickets.paying.accounts import Entered, keep
from events_svc.tickets.paying.models import PaymentAccount
from events_svc.tickets.payment_models import Payment
from tests.events.factories import make_event
from tests.gateways.payments.alipay_server import AlipayServer
from tests.gateways.payments.ledger import Ledger, Told, serving
from tests.gateways.payments.stripe_server import StripeServer
from tests.gateways.payments.wechat_server import WechatServer
from tests.tickets.browser import submit
from tests.tickets.factories import make_order, make_type

SERVERS = {"stripe": StripeServer, "wechat": WechatServer, "alipay": AlipayServer}


@dataclass
class Shop:
    """An organisation that is paid through the provider, and one order of 120.00 there."""

    client: httpx.AsyncClient
    provider: Ledger
    account: PaymentAccount
    order: Order
    context: Context

    @property
    def dealing(self) -> Dealing:
        return Dealing(self.context.settings, self.context.http)

    async def choose(self) -> httpx.Response:
        """Press the provider's button on the order's page."""
        page = f"/orders/{self.order.secret}"
        return await submit(self.client, page, f"{page}/pay/{self.provider.name}")

    async def begin(self) -> Payment:
        """Press the button; the payment that is begun, and known to the provider."""
        answer = await self.choose()
        assert answer.status_code == 303, answer.text
        return await Payment.get(order_id=self.order.id)

    async def tell(self, told: Told) -> httpx.Response:
        """The provider tells."""
        headers, body = told
        path = f"/payments/{self.provider.name}/{self.account.key}/notifications"
        return await self.client.post(path, headers=headers, content=body)

    async def pay(self) -> Payment:
        """Press the button, pay at the provider, be told so."""
        payment = await self.begin()
        self.provider.pay(payment.reference)
        await self.tell(self.provider.told(payment.reference))
        return await Payment.get(id=payment.id)


@pytest.fixture(params=sorted(SERVERS))
async def shop(
    request: pytest.FixtureRequest, app: Starlette, client: httpx.AsyncClient, settings: Settings
) -> AsyncIterator[Shop]:
    """The application whose providers are the local server; an event with one order."""
    before = app.state.lifespan
    providers._platform.cache_clear()  # a process that has heard nothing of WeChat's keys
    async with serving(SERVERS[request.param]()) as provider, aiohttp.ClientSession() as http:
        there = replace(settings, payments=Payments({provider.name: provider.origin}))
        app.state.lifespan = {**before, "http": http, "settings": there}
        event = await make_event()
        organisation = await event.organisation
        merchant, facts, secrets = provider.account()
        entered = Entered(merchant, facts, secrets)
        account = await keep(organisation, provider.name, entered, secret_key=there.secret_key)
        order = await make_order(event, await make_type(event, price_minor=12000))
        try:
            yield Shop(client, provider, account, order, Context(there, http))
        finally:
            app.state.lifespan = before
