"""Bring a message to its receiver: one POST, bounded in time, never to a private address."""

import asyncio
import time
from collections.abc import Mapping

import aiohttp

from events_svc.gateways.fetching import AddressForbidden, Fetcher, checked
from events_svc.gateways.guard import may_connect, was_guarded
from events_svc.webhooks.deliver import Result

SECONDS = 10.0
READ_AT_MOST = 4096  # nobody reads what receivers say beside the status


async def post(fetcher: Fetcher, url: str, *, headers: Mapping[str, str], body: bytes) -> Result:
    """What the receiver answered. Redirects are not followed: they are a wrong address."""
    started = time.perf_counter()
    try:
        status, after = await _post(fetcher, url, headers, body)
        return Result(status, _since(started), retry_after=after)
    except AddressForbidden:
        return Result(None, _since(started), "a private address")
    except TimeoutError:
        return Result(None, _since(started), f"no answer within {SECONDS:g} s")
    except (aiohttp.ClientError, OSError, ValueError) as error:
        problem = "a private address" if was_guarded(error) else type(error).__name__
        return Result(None, _since(started), problem)


async def _post(
    fetcher: Fetcher, url: str, headers: Mapping[str, str], body: bytes
) -> tuple[int, int]:
    target = checked(url)
    if not may_connect(target.host or "", fetcher.allowed):
        raise AddressForbidden("a private address")
    typed = {**headers, "content-type": "application/json"}
    async with (
        asyncio.timeout(SECONDS),
        fetcher.http.post(target, data=body, headers=typed, allow_redirects=False) as answer,
    ):
        await answer.content.read(READ_AT_MOST)
        return answer.status, _seconds(answer.headers.get("Retry-After", ""))


def _seconds(retry_after: str) -> int:
    return int(retry_after) if retry_after.isdecimal() and len(retry_after) < 7 else 0


def _since(started: float) -> int:
    return round((time.perf_counter() - started) * 1000)
