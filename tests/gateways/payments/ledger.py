"""What a payment provider's local server has in common with the others: its book, its customers, its moods."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from aiohttp import web

from events_svc import clock

BEIJING = timezone(timedelta(hours=8))
OPENS = {"stripe": "POST /v1/checkout", "wechat": "native", "alipay": "precreate"}
REFUNDS = {"stripe": "POST /v1/refunds", "wechat": "POST /v3/refund", "alipay": "trade.refund"}

Told = tuple[dict[str, str], bytes]  # headers and body of a notification


@dataclass
class Entry:
    """A charge in the provider's book."""

    reference: str
    amount: int
    currency: str
    id: str
    state: str = "open"  # open, paid, declined, closed
    notify_url: str = ""
    at: datetime = field(default_factory=clock.now)


@dataclass
class Ledger:
    """Charges by the shop's reference, refunds by the shop's number.

    `hangs_on`: what is asked with one of these words is done, and never answered. `is_away`: nothing
    is done, 503. `refusal`: the next refund is refused. `slow_refunds`: refunds take their time.
    """

    name = ""
    origin: str = ""
    charges: dict[str, Entry] = field(default_factory=dict)
    refunds: dict[str, tuple[str, int]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    hangs_on: tuple[str, ...] = ()
    is_away: bool = False
    refusal: str = ""
    slow_refunds: bool = False
    hung: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    end: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """The provider's answer, in its mood."""
        body = await request.read()
        self.asked.append(f"{request.method} {request.path}")
        if self.is_away:
            return web.Response(status=503)
        reply = self.reply(request, body)
        if any(word in self.about(request, body) for word in self.hangs_on):
            self.hung.release()
            await self.end.wait()
        return reply

    def about(self, request: web.BaseRequest, body: bytes) -> str:
        """What a request is about."""
        return f"{request.method} {request.path}"

    def reply(self, request: web.BaseRequest, body: bytes) -> web.Response:
        raise NotImplementedError

    def pay(self, reference: str, *, amount: int | None = None) -> None:
        """The customer pays."""
        entry = self.charges[reference]
        entry.state, entry.amount = "paid", entry.amount if amount is None else amount

    def decline(self, reference: str) -> None:
        """The customer's bank says no."""
        self.charges[reference].state = "declined"

    def told(self, reference: str, *, number: int = 1) -> Told:
        """The signed notification of how the charge stands; `number` tells one from the next."""
        raise NotImplementedError

    def forgeries(self, reference: str) -> list[Told]:
        """Notifications that the provider did not send so."""
        raise NotImplementedError

    def account(self) -> tuple[str, Mapping[str, str], Mapping[str, str]]:
        """Merchant, facts and secrets of the account that an organiser enters."""
        raise NotImplementedError

    def today(self) -> date:
        """The day of the provider's book that is written now."""
        return clock.now().astimezone(UTC if self.name == "stripe" else BEIJING).date()

    def given_back(self, reference: str) -> int:
        """What went back of a charge."""
        return sum(amount for of, amount in self.refunds.values() if of == reference)


@asynccontextmanager
async def serving(ledger: Ledger) -> AsyncIterator[Ledger]:
    """The provider on a free port of the loopback, for the time inside."""
    runner = web.ServerRunner(web.Server(ledger.answer), shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    ledger.origin = f"http://{host}:{port}"
    try:
        yield ledger
    finally:
        ledger.end.set()
        await runner.cleanup()


def as_json(told: Any, *, status: int = 200) -> web.Response:
    return web.json_response(told, status=status)
