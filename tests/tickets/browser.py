"""A browser that fills forms, and an HTTP client for jobs that reaches the application in process."""

import html
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from starlette.applications import Starlette

from events_svc.config import Settings
from events_svc.jobs import Context
from tests.conftest import browser


def fields(page: str, action: str) -> dict[str, str]:
    """The fields of the form with this action, as a browser would send them back."""
    form = next(part for part in page.split("<form")[1:] if f'action="{action}"' in part)
    tags = re.findall(r"<input[^>]*>", form.partition("</form>")[0])
    found = [
        (re.search(r' name="([^"]*)"', tag), re.search(r' value="([^"]*)"', tag)) for tag in tags
    ]
    return {name[1]: html.unescape(value[1]) if value else "" for name, value in found if name}


async def submit(client: httpx.AsyncClient, page: str, action: str, **typed: str) -> httpx.Response:
    """Send the form of `page` (an address) that goes to `action`, with what was typed."""
    text = (await client.get(page)).text
    return await client.post(action, data={**fields(text, action), **typed})


class Loopback:
    """What jobs and gateways use of aiohttp's session, answered by the application in process."""

    def __init__(self, app: Starlette) -> None:
        self.app = app
        self.is_down = False

    @asynccontextmanager
    async def request(
        self, method: str, url: str, *, data: bytes, headers: dict[str, str], timeout: Any = None
    ) -> AsyncIterator[Any]:
        if self.is_down:
            raise TimeoutError
        async with browser(self.app) as client:
            yield _Answer(await client.request(method, url, content=data, headers=headers))


class _Answer:
    def __init__(self, answer: httpx.Response) -> None:
        self.status = answer.status_code
        self._body = answer.content

    async def read(self) -> bytes:
        return self._body


def context(settings: Settings, loopback: Loopback) -> Context:
    """What a job handler gets."""
    return Context(settings, loopback)  # type: ignore[arg-type]  # a client of the same shape
