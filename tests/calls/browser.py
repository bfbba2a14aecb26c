"""Forms as a browser sends them, and the links of mails."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx

from events_svc.config import Settings
from events_svc.gateways.http import session
from events_svc.jobs import Context
from events_svc.outbox.models import Mail
from events_svc.worker import work_off

Worker = Callable[[], Awaitable[None]]


@asynccontextmanager
async def working(settings: Settings) -> AsyncIterator[Worker]:
    """Something that does all jobs that are due."""
    async with session() as http:
        context = Context(settings, http)

        async def run() -> None:
            while await work_off(context):
                pass

        yield run


async def mailed(pattern: str, *, to: str = "") -> str:
    """The address in the newest mail (to somebody) that begins so."""
    found = Mail.filter(recipient=to) if to else Mail.all()
    for mail in await found.order_by("-id"):
        link = re.search(r"http://testserver(" + pattern + r"\S*)", mail.body_text)
        if link:
            return link[1]
    raise AssertionError(pattern)


def hidden(page: httpx.Response, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found, name
    return found[1]
