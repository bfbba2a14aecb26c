"""The server, as a hub asks it: what the door shall know, what the hub decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote

import aiohttp
import msgspec

from events_svc.checkin.sync.errors import SnapshotNeeded
from events_svc.gateways.http import Http
from events_svc.hub.errors import FAILED, HubUnknown, Rejected, Unreachable
from events_svc.hub.wire import (
    HubAnswers,
    HubAnswersTaken,
    HubBatch,
    HubContent,
    HubCount,
    HubPhone,
    HubReceipt,
    HubRefusedAnswers,
    HubRefusedEntries,
    HubStatus,
)

Answer = TypeVar("Answer", bound=msgspec.Struct)

TOTAL, CONNECT = 30, 5  # seconds
SOON = 5  # while somebody stands at a gate
HUB = "/api/v1/hub"
PASSED = frozenset(
    {200, 201, 204, 404, 409, 410, 422, 429}
)  # statuses that mean something to a phone
OURS = frozenset({"application/json", "application/problem+json", "application/pdf"})
MOST_BYTES = 64 * 1024 * 1024
PHONE = "x-door-phone"  # for whom a hub asks: uid and name, see web/checkin/devices.py
TOO_LARGE = 413  # whoever on the way says so
LATER = frozenset({408, 425, 429})
MOST_REASON = 300  # characters
NO_HEADERS: Mapping[str, str] = {}


class Problem(msgspec.Struct):
    """What is read of problem+json."""

    detail: str = ""
    errors: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Handed:
    """What the server answered to a phone of the hub."""

    status: int
    content_type: str
    body: bytes


class Upstream:
    """One server and the token of a hub. Every question raises Unreachable without contact, HubUnknown
    when the server knows no such hub (any more).
    """

    def __init__(self, http: Http, url: str, token: str) -> None:
        self._http = http
        self._root = url.rstrip("/")
        self._headers = {"authorization": f"Hub {token}"}

    async def page(self, after: int = 0) -> HubContent:
        """A page of everything."""
        return await self._asked("GET", f"{HUB}/snapshot", HubContent, query={"after": str(after)})

    async def changes(self, *, after: str, known: str) -> HubContent:
        """What changed since the cursor; raises SnapshotNeeded where that cannot be told."""
        query = {"after": after, "known": known}
        return await self._asked("GET", f"{HUB}/changes", HubContent, query=query)

    async def send(self, batch: HubBatch) -> HubReceipt:
        """Bring entries of the hub's log; sent again they are there once. Rejected: as for answers."""
        return await self._asked("POST", f"{HUB}/scans:batch", HubReceipt, body=batch)

    async def tell(self, status: HubStatus) -> None:
        """Say how the hub is."""
        await self._asked("POST", f"{HUB}/status", HubStatus, body=status)

    async def answer(
        self, gate_id: int, items: Sequence[Mapping[str, Any]], *, phone: HubPhone | None
    ) -> HubAnswersTaken:
        """Bring answers that a phone was given at a gate; sent again they change nothing. Rejected: as they
        stand the server does not take them, or fails on them.
        """
        path = f"/api/v1/gates/{gate_id}/answers"
        body = HubAnswers([*items])
        return await self._asked("POST", path, HubAnswersTaken, body=body, headers=_for(phone))

    async def refuse(self, told: HubRefusedAnswers) -> None:
        """Say which answers could not be brought: people there settle them."""
        await self._asked("POST", f"{HUB}/refused-answers", HubCount, body=told)

    async def refuse_entries(self, told: HubRefusedEntries) -> None:
        """Say which entries of the log could not be brought: people there see to it."""
        await self._asked("POST", f"{HUB}/refused-scans", HubCount, body=told)

    async def hand_on(
        self, method: str, path: str, body: bytes, *, language: str, phone: HubPhone
    ) -> Handed:
        """What the server says to a phone of the hub that asks for `path`; Unreachable within five seconds."""
        told = {"accept-language": language, "content-type": "application/json"}
        headers = {**self._headers, **_for(phone), **told}
        limit = aiohttp.ClientTimeout(total=SOON, connect=SOON / 2)
        sent: dict[str, Any] = {"headers": headers, "timeout": limit, "data": body or None}
        try:
            async with self._http.request(
                method, self._root + path, allow_redirects=False, **sent
            ) as response:
                raw = await _body(response)
                if response.status not in PASSED or not _is_ours(response):
                    raise Unreachable(f"it answers {response.status}")
                return Handed(response.status, response.content_type, raw)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise Unreachable(str(error) or type(error).__name__) from error

    async def _asked(
        self,
        method: str,
        path: str,
        kind: type[Answer],
        *,
        query: Mapping[str, str] | None = None,
        body: msgspec.Struct | None = None,
        headers: Mapping[str, str] = NO_HEADERS,
    ) -> Answer:
        limit = aiohttp.ClientTimeout(total=TOTAL, connect=CONNECT)
        sent: dict[str, Any] = {"headers": {**self._headers, **headers}, "timeout": limit}
        if query:
            sent["params"] = query
        if body is not None:
            sent["data"] = msgspec.json.encode(body)
        try:
            async with self._http.request(
                method, self._root + path, allow_redirects=False, **sent
            ) as response:
                raw = await _body(response)
                is_ours = response.content_type == "application/problem+json"
                return _answer(response.status, raw, kind, is_ours=is_ours)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise Unreachable(str(error) or type(error).__name__) from error


def _for(phone: HubPhone | None) -> dict[str, str]:
    """The header that says for which phone a hub asks."""
    return {PHONE: f"{phone.uid} {quote(phone.name)}"} if phone else {}


def _is_ours(response: "aiohttp.ClientResponse") -> bool:
    """Whether the service itself says that: what stands between answers with pages."""
    return response.status == 204 or response.content_type in OURS


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
        raise _no_answer(status, raw, is_ours=is_ours)
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.DecodeError as error:
        raise Unreachable(f"it does not speak with hubs: {error}") from error


def _no_answer(status: int, raw: bytes, *, is_ours: bool) -> Unreachable:
    """What stands between rejects nothing, except that it lets nothing so large through."""
    is_rejection = is_ours and 400 <= status <= FAILED and status not in LATER
    if not is_rejection and status != TOO_LARGE:
        return Unreachable(f"it answers {status}")
    return Rejected(f"{status} {_detail(raw)}".strip()[:MOST_REASON], status=status)


def _detail(raw: bytes) -> str:
    """What a problem says (RFC 9457); nothing where none is said."""
    try:
        problem = msgspec.json.decode(raw, type=Problem)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""
    return " ".join([problem.detail, *(f"{name}: {why}" for name, why in problem.errors.items())])
