"""The server, as a hub asks it: what the door shall know, what the hub decided."""

from collections.abc import Mapping
from typing import Any, TypeVar

import aiohttp
import msgspec

from events_svc.checkin.sync.errors import SnapshotNeeded
from events_svc.gateways.http import Http
from events_svc.hub.errors import HubUnknown
from events_svc.hub.wire import HubBatch, HubContent, HubReceipt, HubStatus

Answer = TypeVar("Answer", bound=msgspec.Struct)

TOTAL, CONNECT = 30, 5  # seconds
MOST_BYTES = 64 * 1024 * 1024


class Unreachable(Exception):
    """There is no contact with the server: {reason}"""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Upstream:
    """One server and the token of a hub. Every question raises Unreachable without contact, HubUnknown
    when the server knows no such hub (any more).
    """

    def __init__(self, http: Http, url: str, token: str) -> None:
        self._http = http
        self._base = f"{url.rstrip('/')}/api/v1/hub"
        self._headers = {"authorization": f"Hub {token}"}

    async def page(self, after: int = 0) -> HubContent:
        """A page of everything."""
        return await self._asked("GET", "/snapshot", HubContent, query={"after": str(after)})

    async def changes(self, *, after: str, known: str) -> HubContent:
        """What changed since the cursor; raises SnapshotNeeded where that cannot be told."""
        query = {"after": after, "known": known}
        return await self._asked("GET", "/changes", HubContent, query=query)

    async def send(self, batch: HubBatch) -> HubReceipt:
        """Bring entries of the hub's log; sent again they are there once."""
        return await self._asked("POST", "/scans:batch", HubReceipt, body=batch)

    async def tell(self, status: HubStatus) -> None:
        """Say how the hub is."""
        await self._asked("POST", "/status", HubStatus, body=status)

    async def _asked(
        self,
        method: str,
        path: str,
        kind: type[Answer],
        *,
        query: Mapping[str, str] | None = None,
        body: msgspec.Struct | None = None,
    ) -> Answer:
        limit = aiohttp.ClientTimeout(total=TOTAL, connect=CONNECT)
        sent: dict[str, Any] = {"headers": self._headers, "timeout": limit}
        if query:
            sent["params"] = query
        if body is not None:
            sent["data"] = msgspec.json.encode(body)
        try:
            async with self._http.request(
                method, self._base + path, allow_redirects=False, **sent
            ) as response:
                raw = await _body(response)
                is_ours = response.content_type == "application/problem+json"
                return _answer(response.status, raw, kind, is_ours=is_ours)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise Unreachable(str(error) or type(error).__name__) from error


async def _body(response: "aiohttp.ClientResponse") -> bytes:
    """The body, never more than MOST_BYTES of it."""
    parts, size = [], 0
    async for part in response.content.iter_chunked(64 * 1024):
        size += len(part)
        if size > MOST_BYTES:
            raise Unreachable("the answer is too large")
        parts.append(part)
    return b"".join(parts)


def _answer(status: int, raw: bytes, kind: type[Answer], *, is_ours: bool) -> Answer:
    """Only the service itself revokes a hub: what stands between, a captive portal say, does not."""
    if status == 401 and is_ours:
        raise HubUnknown
    if status == 410 and is_ours:
        raise SnapshotNeeded
    if status != 200:
        raise Unreachable(f"it answers {status}")
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.DecodeError as error:
        raise Unreachable(f"it does not speak with hubs: {error}") from error
