"""kill -9 while every provider is asked for a charge and for a refund: what was done there is not done twice."""

import asyncio
import json
import signal
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.commands.fork import Forked, completed
from tests.commands.processes import environment
from tests.databases import own_database
from tests.gateways.payments.conftest import SERVERS
from tests.gateways.payments.ledger import OPENS, REFUNDS, Entry, Ledger, serving

DEAL = """
import asyncio, json, sys
from dataclasses import replace
import aiohttp
from events_svc import config
from events_svc.database import connected
from events_svc.gateways.payments import Charge
from events_svc.gateways.payments.dealing import Dealing, open_charge, send_refund
from events_svc.tickets.hear import Notification, Word, hear
from events_svc.tickets.pay import begin_payment
from events_svc.tickets.paying.accounts import Entered, keep
from events_svc.tickets.paying.models import PaymentAccount
from events_svc.tickets.payment_models import Payment, Refund
from events_svc.tickets.refund import give_back
from tests.events.factories import make_event
from tests.tickets.factories import make_order, make_type

async def prepare(settings, accounts):
    event = await make_event()
    kind = await make_type(event, price_minor=12000, places=100)
    for name, entered in accounts.items():
        kept = Entered(entered[0], entered[1], entered[2])
        account = await keep(await event.organisation, name, kept, secret_key=settings.secret_key)
        await begin_payment(await make_order(event, kind), provider=name, account_id=account.id)
        paid = await make_order(event, kind)
        payment = await begin_payment(paid, provider=name, account_id=account.id)
        said = Notification(name, f"n-{name}", payment.reference, Word.PAID, 12000, "CNY", f"pi_{name}", account_id=account.id)
        await hear(said)
        await give_back(paid, 2000)

def charge(payment):
    back = "http://localhost/orders/x"
    return Charge(payment.reference, payment.amount_minor, payment.currency, back, back + "/n",
        title="Forum", begun_at=payment.created_at, expires_at=payment.expires_at)

async def main():
    settings = config.load()
    accounts = json.loads(sys.argv[1])
    async with connected(settings), aiohttp.ClientSession() as http:
        if not await PaymentAccount.all().count():
            await prepare(settings, accounts)
            print(json.dumps([p.reference for p in await Payment.filter(state="confirmed").order_by("id")]), flush=True)
            sys.stdin.readline()
        dealing = Dealing(settings, http)
        begun = await Payment.filter(state="created").order_by("id")
        refunds = await Refund.filter(state="created").order_by("id")
        await asyncio.gather(
            *(open_charge(one, charge(one), dealing) for one in begun),
            *(send_refund(one.id, dealing) for one in refunds),
        )
        print(json.dumps([
            [p.provider, bool(p.code or p.url)] for p in await Payment.filter(state="created").order_by("id")
        ] + [r.state.value for r in await Refund.all().order_by("id")]))

asyncio.run(main())
"""


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    with own_database(tmp_path, like="migrated") as made:
        yield made


async def test_a_worker_killed_while_it_waits_does_nothing_twice(url: str, tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        ledgers = [await stack.enter_async_context(serving(SERVERS[n]())) for n in sorted(SERVERS)]
        env = environment(tmp_path / "var", DATABASE_URL=url, **_addresses(ledgers))
        asked = json.dumps({one.name: one.account() for one in ledgers})

        worker = await asyncio.to_thread(Forked, ["-c", DEAL, asked], env)
        references = json.loads(await asyncio.to_thread(worker.stdout.readline))
        for ledger, reference in zip(ledgers, references, strict=True):
            _paid_there(ledger, reference)
            ledger.hangs_on = (OPENS[ledger.name], REFUNDS[ledger.name])
        await asyncio.to_thread(_go_on, worker)
        for ledger in ledgers:
            for _ in range(2):
                await asyncio.wait_for(ledger.hung.acquire(), 30)
        worker.send_signal(signal.SIGKILL)
        await asyncio.to_thread(worker.wait, 10)

        before = [
            (len(one.charges), one.given_back(r))
            for one, r in zip(ledgers, references, strict=True)
        ]
        for ledger in ledgers:
            ledger.hangs_on = ()
        done = await asyncio.to_thread(completed, ["-c", DEAL, asked], env)
        assert done.returncode == 0, done.stderr
        after = [
            (len(one.charges), one.given_back(r))
            for one, r in zip(ledgers, references, strict=True)
        ]

    assert before == after == [(2, 2000)] * 3
    assert json.loads(done.stdout) == [
        ["alipay", True],
        ["stripe", True],
        ["wechat", True],
        *["done"] * 3,
    ]


def _paid_there(ledger: Ledger, reference: str) -> None:
    """The provider's book has the payment that ours says was paid."""
    entry = Entry(
        reference, 12000, "cny" if ledger.name == "stripe" else "CNY", ledger.name, "paid"
    )
    ledger.charges[reference] = entry


def _go_on(worker: Forked) -> None:
    worker.stdin.write("\n")
    worker.stdin.flush()


def _addresses(ledgers: list[Ledger]) -> dict[str, str]:
    names = {"stripe": "STRIPE_API_URL", "wechat": "WECHAT_PAY_API_URL", "alipay": "ALIPAY_API_URL"}
    found = {names[one.name]: one.origin for one in ledgers}
    return {**found, "FETCH_ALLOWED_HOSTS": "127.0.0.1"}
