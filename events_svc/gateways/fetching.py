"""Fetch what people named: bounded in time, size and redirects, and never from a private address.

A name is resolved once, its addresses are judged, and to one of those the connection goes: a name server
that answers differently the second time (DNS rebinding) is not asked a second time. Every redirect is
judged anew. The operator may allow hosts by name.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Set
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from yarl import URL

from events_svc.gateways import resolving
from events_svc.gateways.guard import may_connect, was_guarded
from events_svc.gateways.http import Http, made_late

AGENT = "events_svc"
_REDIRECTS = {301, 302, 303, 307, 308}
_KEEP = 30.0  # seconds that a connection waits for the next request
_AT_ONCE, _AT_ONE_HOST = 512, 128  # a host that is away must not hold up the others


class FetchFailed(Exception):
    """The address could not be fetched."""


class AddressForbidden(FetchFailed):
    """The address is private, or none of the web."""


class Unreachable(FetchFailed):
    """Nothing answers under the address, or not as HTTP."""


class TimedOut(FetchFailed):
    """The answer took too long."""


class TooLarge(FetchFailed):
    """The answer is too large."""


class TooManyRedirects(FetchFailed):
    """The address leads from one to the next and never to an answer."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for everything together, bytes of the body once unpacked, redirects that are followed."""

    seconds: float = 10.0
    size: int = 2_000_000
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """`url` is where the redirects ended; the names of `headers` are in small letters."""

    status: int
    url: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Fetcher:
    """A session of which every connection goes to a public address or to an allowed host."""

    http: Http
    allowed: Set[str]


@asynccontextmanager
async def fetcher(
    allowed: Set[str] = frozenset(), *, resolver: "aiohttp.abc.AbstractResolver | None" = None
) -> AsyncIterator[Fetcher]:
    """A fetcher for the time inside, with its kept connections."""
    async with made_late(lambda: _session(allowed, resolver)) as http:
        yield Fetcher(http, allowed)


def _session(
    allowed: Set[str], resolver: "aiohttp.abc.AbstractResolver | None"
) -> "aiohttp.ClientSession":
    guarded = resolving.Guarded(allowed, resolver or aiohttp.ThreadedResolver())
    connector = aiohttp.TCPConnector(
        resolver=guarded,
        limit=_AT_ONCE,
        limit_per_host=_AT_ONE_HOST,
        ttl_dns_cache=60,
        keepalive_timeout=_KEEP,
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=None),
        headers={"User-Agent": AGENT, "Accept-Encoding": "identity"},
    )


async def fetch(
    fetcher: Fetcher, url: str, *, headers: Mapping[str, str] = {}, limits: Limits = Limits()
) -> Answer:
    """The answer under `url`, whatever its status; raises a FetchFailed.

    `headers` go along to the first host alone: a redirect to another gets none of them.
    """
    try:
        async with asyncio.timeout(limits.seconds):
            return await _follow(fetcher, checked(url), headers, limits)
    except TimeoutError as error:
        raise TimedOut(f"no answer within {limits.seconds:g} s") from error
    except (aiohttp.ClientError, OSError, ValueError) as error:
        if was_guarded(error):
            raise AddressForbidden("a private address") from error
        raise Unreachable(type(error).__name__) from error


async def _follow(fetcher: Fetcher, url: URL, headers: Mapping[str, str], limits: Limits) -> Answer:
    origin = url.origin()
    for _ in range(limits.redirects + 1):
        if not may_connect(url.host or "", fetcher.allowed):
            raise AddressForbidden("a private address")
        own = headers if url.origin() == origin else {}
        async with fetcher.http.get(url, allow_redirects=False, headers=own) as response:
            place = response.headers.get("Location")
            if response.status not in _REDIRECTS or place is None:
                return await _answer(response, limits.size)
            url = checked(str(url.join(URL(place))))
    raise TooManyRedirects(f"more than {limits.redirects} redirects")


async def _answer(response: "aiohttp.ClientResponse", size: int) -> Answer:
    if (response.content_length or 0) > size:
        raise TooLarge(f"more than {size} bytes")
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > size:
            raise TooLarge(f"more than {size} bytes")
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status, str(response.url), headers, bytes(body))


def checked(url: str) -> URL:
    """The address, if it is one of the web without a user in it; else AddressForbidden."""
    try:
        found = URL(url)
        _ = found.port
    except ValueError as error:
        raise AddressForbidden("no address of the web") from error
    if found.scheme not in {"http", "https"} or not found.host or found.user is not None:
        raise AddressForbidden("no address of the web")
    return found
