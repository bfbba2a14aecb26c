"""kill -9 of a worker that is a process of its own: its jobs are done by another, no mail is lost."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import pytest

from events_svc import clock
from events_svc.commands.check import CHECKS
from events_svc.config import Settings
from events_svc.outbox.claim import LOCK
from events_svc.outbox.models import Job, JobState, Mail, MailState
from events_svc.tickets.draft import Buyer
from tests.commands.fork import Forked
from tests.events.factories import make_event
from tests.gateways.smtp import SmtpServer, smtp_server
from tests.tickets.factories import make_order, make_type

pytestmark = pytest.mark.usefixtures("database")

ORDERS = 12


class _SlowServer(SmtpServer):
    """It thinks about each mail until `hurry` is set, so that a worker can be killed in the middle."""

    hurry = asyncio.Event()

    async def _keep(self, *spoken: object) -> None:
        await super()._keep(*spoken)  # type: ignore[arg-type]  # what was spoken goes on as it came
        if len(self.mails) > 3:
            await self.hurry.wait()


@contextmanager
def working(settings: Settings, smtp: SmtpServer) -> Iterator[None]:
    """A worker process on the suite's database; killed at the end."""
    env = {
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": settings.secret_key,
        "VAR_DIR": str(settings.var),
        "SMTP_URL": f"smtp://127.0.0.1:{smtp.port}",
        "LOG_LEVEL": "error",
    }
    process = Forked(["-m", "events_svc", "worker"], env)
    try:
        yield
    finally:
        process.kill()
        process.wait(30)


async def test_what_a_killed_worker_had_taken_another_does(settings: Settings) -> None:
    event = await make_event()
    kind = await make_type(event, price_minor=100, places=ORDERS)
    for number in range(ORDERS):
        buyer = Buyer("Ada", f"ada{number}@example.org", language="en")
        await make_order(event, kind, buyer=buyer)
    async with smtp_server(_SlowServer()) as smtp:
        with working(settings, smtp):
            await _until(lambda: _has_begun(smtp))
        assert await Job.filter(state=JobState.RUNNING).exists()
        assert await _broken() == []
        await Job.filter(state=JobState.RUNNING).update(locked_until=clock.now() - LOCK)
        _SlowServer.hurry.set()
        with working(settings, smtp):
            await _until(_all_done)
    assert await _broken() == []
    assert await Mail.exclude(state=MailState.SENT).count() == 0
    assert {mail["To"] for mail in smtp.mails} == {f"ada{n}@example.org" for n in range(ORDERS)}


async def _until(is_so: Callable[[], Awaitable[bool]]) -> None:
    for _ in range(600):
        if await is_so():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("not within thirty seconds")


async def _has_begun(smtp: SmtpServer) -> bool:
    """Some mails have gone, and the worker is in the middle of others."""
    return len(smtp.mails) > 3


async def _all_done() -> bool:
    return not await Job.exclude(state=JobState.DONE).exists()


async def _broken() -> list[str]:
    """What `events-svc check` finds."""
    return [line for broken in CHECKS.values() for line in await broken()]
