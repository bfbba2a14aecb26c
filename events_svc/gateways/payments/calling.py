"""One request to a provider, bounded in time and size."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import aiohttp
import msgspec

from events_svc.gateways.http import Http
from events_svc.gateways.payments import ProviderAway

Told = TypeVar("Told")

SECONDS = 10.0
MOST_BYTES = 20_000_000  # a day's book of a large merchant


@dataclass(frozen=True, slots=True)
class Call:
    """A request whose `path` (with its query) stands below the provider's address."""

    method: str
    path: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back; the names of `headers` are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


async def send(http: Http, base: str, call: Call, *, seconds: float = SECONDS) -> Reply:
    """The provider's reply, whatever its status below 500; raises ProviderAway for everything else.

    429 counts as away too: the request was not looked at, and may come again.
    """
    limit = aiohttp.ClientTimeout(total=seconds)
    try:
        async with http.request(
            call.method,
            base + call.path,
            data=call.body or None,
            headers=call.headers,
            timeout=limit,
            allow_redirects=False,
        ) as answer:
            body = await _bounded(answer)
    except (aiohttp.ClientError, TimeoutError) as error:
        raise ProviderAway from error
    if answer.status >= 500 or answer.status == 429:
        raise ProviderAway
    return Reply(answer.status, {k.lower(): v for k, v in answer.headers.items()}, body)


def understood(told: Any, kind: type[Told]) -> Told:
    """What was told as a value of `kind`; ProviderAway when it is nothing that the provider would say."""
    try:
        return msgspec.convert(told, kind)
    except msgspec.ValidationError as error:
        raise ProviderAway from error


async def _bounded(answer: "aiohttp.ClientResponse") -> bytes:
    body = bytearray()
    async for chunk in answer.content.iter_any():
        body += chunk
        if len(body) > MOST_BYTES:
            raise ProviderAway
    return bytes(body)
