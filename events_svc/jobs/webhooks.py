"""The worker tells receivers what happened: beside the jobs, so that a slow one holds nobody up."""

import asyncio
import contextlib
import contextvars
import logging
from collections import Counter
from datetime import timedelta

import msgspec
from prometheus_client import Counter as Metric

from events_svc import clock
from events_svc.accounts.sealing import SealBroken
from events_svc.config import Settings
from events_svc.database import notices
from events_svc.gateways import fetching
from events_svc.gateways.fetching import Fetcher
from events_svc.gateways.webhooks import post
from events_svc.jobs import Clock, Context
from events_svc.webhooks import purge, signing
from events_svc.webhooks.announce import NOTICE
from events_svc.webhooks.deliver import Result, claim, conclude
from events_svc.webhooks.endpoints import secret_of
from events_svc.webhooks.models import Delivery

log = logging.getLogger("events_svc.webhooks")

ATTEMPTS = Metric("events_svc_webhook_attempts_total", "Attempts to deliver", ["outcome"])

AT_ONCE, AT_ONE = 32, 4  # deliveries under way: in all, and to one receiver
TICK = 1.0  # seconds; notices make it sooner


class Courier:
    """The deliveries that one worker has under way."""

    def __init__(self, settings: Settings, fetcher: Fetcher) -> None:
        self._settings = settings
        self._fetcher = fetcher
        self._busy: Counter[int] = Counter()
        self._under_way: set[asyncio.Task[None]] = set()
        self.ended = asyncio.Event()  # something has: more may be due

    async def start_due(self) -> int:
        """Start what is due, as far as there is room; how many."""
        room = AT_ONCE - len(self._under_way)
        taken = await claim(room, at_one=AT_ONE, busy=self._busy) if room > 0 else []
        for delivery in taken:
            self._busy[delivery.endpoint_id] += 1
            # a context of its own: the task must not inherit a transaction
            task = asyncio.create_task(self._bring(delivery), context=contextvars.Context())
            self._under_way.add(task)
            task.add_done_callback(self._done)
        return len(taken)

    async def settle(self) -> None:
        """Wait until nothing is under way."""
        await asyncio.gather(*self._under_way)

    async def _bring(self, delivery: Delivery) -> None:
        try:
            result = await attempt(self._fetcher, self._settings, delivery)
            ATTEMPTS.labels("delivered" if result.is_delivered else "failed").inc()
            await conclude(delivery, result)
        finally:
            self._busy[delivery.endpoint_id] -= 1

    def _done(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self.ended.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a delivery failed", exc_info=error)


async def attempt(fetcher: Fetcher, settings: Settings, delivery: Delivery) -> Result:
    """One try to bring a message to its receiver, signed now; what came of it."""
    try:
        secret = secret_of(delivery.endpoint, secret_key=settings.secret_key)
    except SealBroken:
        return Result(None, 0, "sealed with another SECRET_KEY: renew the secret")
    body = msgspec.json.encode(delivery.message.body)
    guid = f"msg_{delivery.message.guid.hex}"
    headers = signing.headers(secret, guid=guid, at=clock.now(), body=body)
    return await post(fetcher, delivery.endpoint.url, headers=headers, body=body)


async def deliver(settings: Settings, stop: asyncio.Event) -> None:
    """Deliver until `stop` is set; then end what is under way. The ORM is connected by the caller."""
    async with (
        fetching.fetcher(settings.fetch_allowed_hosts) as fetcher,
        notices.listening(NOTICE) as noticed,
    ):
        courier = Courier(settings, fetcher)
        while not stop.is_set():
            noticed.clear()
            courier.ended.clear()
            try:
                await courier.start_due()
            except Exception:
                log.exception("a turn of the courier failed")
            await _any(stop, noticed, courier.ended)
        await courier.settle()


async def _any(*events: asyncio.Event) -> None:
    waits = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=TICK, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*waits, return_exceptions=True)


async def purge_old(_context: Context) -> None:
    """Forget messages of more than a month ago."""
    await purge.purge()


CLOCKS = [Clock("webhooks.purge", timedelta(hours=6), purge_old)]
