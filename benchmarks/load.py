"""A small HTTP load: keep-alive connections that send prepared bytes and read whole answers.

It shares the machine with the server, so it does as little as it can: no headers are parsed but the
length. Runs in a process of its own (`measure`).
"""

import asyncio
import itertools
import math
import multiprocessing
import socket
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import uvloop

PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Load:
    """What came of a load: answers by status, seconds, latencies in milliseconds."""

    statuses: dict[int, int]
    seconds: float
    p50: float
    p99: float

    @property
    def rate(self) -> float:
        """Good answers (2xx, 3xx) per second."""
        good = sum(count for status, count in self.statuses.items() if status < 400)
        return good / self.seconds if self.seconds else 0.0


def request(
    method: str, path: str, *, body: bytes = b"", headers: dict[str, str] | None = None
) -> bytes:
    """A request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def fetch(port: int, raw: bytes) -> tuple[str, bytes]:
    """The head and the body of one answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall(raw.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1))
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    return head.decode() + "\r\n", body


def measure(
    ports: Sequence[int],
    requests: Sequence[bytes],
    *,
    clients: int,
    seconds: float = 0,
    rate: float = 0,
) -> Load:
    """Send all `requests` once (or again and again for `seconds`) over `clients` connections.

    With a `rate`, so many a second are sent, whether answers come or not; a request that had to wait for
    its turn has waited from then on.
    """
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        every = clients / rate if rate else 0.0
        return pool.apply(_run, (list(ports), list(requests), clients, seconds, every))


def _run(
    ports: list[int], requests: list[bytes], clients: int, seconds: float, every: float
) -> Load:
    return uvloop.run(_all(ports, requests, clients, _Work(seconds, every)))


async def _all(ports: list[int], requests: list[bytes], clients: int, work: "_Work") -> Load:
    loop = asyncio.get_running_loop()
    seconds = work.seconds
    lines = []
    for n in range(clients):
        client = Client(work, requests[n::clients] or (requests if seconds else []))
        await loop.create_connection(lambda made=client: made, "127.0.0.1", ports[n % len(ports)])
        lines.append(client)
    work.begin()
    for n, line in enumerate(lines):
        line.ask(after=work.every * n / clients)
    await asyncio.wait_for(asyncio.gather(*(line.done for line in lines)), PATIENCE + seconds)
    took = time.perf_counter() - work.started
    latencies = sorted(work.latencies)
    return Load(dict(work.statuses), took, _quantile(latencies, 0.5), _quantile(latencies, 0.99))


class _Work:
    """How long it goes on, and what came of it."""

    def __init__(self, seconds: float, every: float) -> None:
        self.is_endless = bool(seconds)
        self.seconds, self.every = seconds, every  # `every`: between two requests of a client
        self._seconds = seconds or float("inf")
        self.statuses: Counter[int] = Counter()
        self.latencies: list[float] = []

    def begin(self) -> None:
        """The clock runs from now on."""
        self.started = time.perf_counter()
        self._end = self.started + self._seconds

    @property
    def is_over(self) -> bool:
        return time.perf_counter() >= self._end


class Client(asyncio.Protocol):
    """One connection (as of one phone): sends a request, waits for the whole answer, sends the next."""

    def __init__(self, work: _Work, requests: list[bytes]) -> None:
        self._work = work
        self._left = itertools.cycle(requests) if work.is_endless else iter(requests)
        self._got = b""
        self._due = 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass

    def ask(self, *, after: float = 0.0) -> None:
        """Send the next request when its turn comes, or leave."""
        if not self._work.every:
            self._send()
            return
        loop, now = asyncio.get_running_loop(), time.perf_counter()
        self._due = max(self._due, self._work.started) + (after or self._work.every)
        loop.call_later(max(0.0, self._due - now), self._send)

    def _send(self) -> None:
        raw = None if self._work.is_over else next(self._left, None)
        if raw is None:
            self._transport.close()
            return
        self._sent = min(time.perf_counter(), self._due or math.inf)
        self._transport.write(raw)

    def data_received(self, data: bytes) -> None:
        self._got += data
        if not is_whole(self._got):
            return
        self._work.latencies.append((time.perf_counter() - self._sent) * 1000)
        self._work.statuses[int(self._got[9:12])] += 1
        self._got = b""
        self.ask()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


def is_whole(answer: bytes) -> bool:
    """Whether the answer has arrived to its last byte."""
    end = answer.find(b"\r\n\r\n") + 4
    if end < 4:
        return False
    head = answer[:end].lower()
    at = head.find(b"content-length:")
    if at >= 0:
        return len(answer) >= end + int(head[at + 15 : head.index(b"\r", at)])
    return b"transfer-encoding: chunked" not in head or answer.endswith(b"\r\n0\r\n\r\n")


def _quantile(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0
