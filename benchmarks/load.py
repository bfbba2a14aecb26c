"""A small HTTP load: keep-alive connections that send prepared bytes and read whole answers.

It shares the machine with the server, so it does as little as it can: no headers are parsed but the
length. Runs in a process of its own (`measure`).
"""

import asyncio
import multiprocessing
import socket
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

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
    ports: Sequence[int], requests: Sequence[bytes], *, clients: int, seconds: float = 0
) -> Load:
    """Send all `requests` once (or again and again for `seconds`) over `clients` connections."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_run, (list(ports), list(requests), clients, seconds))


def _run(ports: list[int], requests: list[bytes], clients: int, seconds: float) -> Load:
    return uvloop.run(_all(ports, requests, clients, seconds))


async def _all(ports: list[int], requests: list[bytes], clients: int, seconds: float) -> Load:
    statuses: Counter[int] = Counter()
    latencies: list[float] = []
    streams = [
        await asyncio.open_connection("127.0.0.1", ports[n % len(ports)], limit=2**24)
        for n in range(clients)
    ]
    started = time.perf_counter()
    end = started + seconds if seconds else None
    position = 0

    def following() -> bytes | None:
        nonlocal position
        if end is not None and time.perf_counter() >= end:
            return None
        if end is None and position >= len(requests):
            return None
        position += 1
        return requests[(position - 1) % len(requests)]

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (raw := following()) is not None:
            sent = time.perf_counter()
            writer.write(raw)
            statuses[await _answer(reader)] += 1
            latencies.append((time.perf_counter() - sent) * 1000)
        writer.close()

    await asyncio.wait_for(
        asyncio.gather(*(client(*stream) for stream in streams)), PATIENCE + seconds
    )
    took = time.perf_counter() - started
    latencies.sort()
    return Load(dict(statuses), took, _quantile(latencies, 0.5), _quantile(latencies, 0.99))


async def _answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    low = head.lower()
    at = low.find(b"content-length:")
    if at >= 0:
        length = int(low[at + 15 : low.index(b"\r", at)])
        if length:
            await reader.readexactly(length)
    elif b"transfer-encoding: chunked" in low:
        while (size := int((await reader.readline()).strip(), 16)) > 0:
            await reader.readexactly(size + 2)
        await reader.readline()
    return int(head[9:12])


def _quantile(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0
