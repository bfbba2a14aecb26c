"""The flash sale as it really is: seats, carts that are ordered, emptied or left, vouchers, cancellations.

A thousand buyers want two hundred seats from two web processes. Some order at once, some from a cart, some
with a voucher; some empty their cart again, some leave it until it runs out, some cancel. Then all who
were refused try once more. In the end every seat is sold, none twice, and the books agree.
"""

import asyncio
import itertools
import math
import multiprocessing
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import uvloop

from benchmarks import lines, servers, world
from benchmarks.bench import Bench
from benchmarks.lines import Line
from benchmarks.report import Row, say
from events_svc import clock, config
from events_svc.database import connected
from events_svc.database import rows as found_rows
from events_svc.events.models import Event
from events_svc.tickets import cancel, check
from events_svc.tickets.carts.models import Cart
from events_svc.tickets.expire import expire_due
from events_svc.tickets.models import Order
from events_svc.tickets.seating.models import Seating
from events_svc.tickets.vouchers.issue import VoucherFacts, issue
from venues.models import Room, Venue
from venues.seat_models import Seat, SeatMap

BUYERS, PLACES, CLIENTS, ROWS = 1_000, 200, 32, 10
VOUCHER, USES = "RUSH", 60
ORDERED, FROM_CART, WITH_VOUCHER, EMPTIED, LEFT, CANCELLED = range(6)
WISHES = [
    ORDERED,
    FROM_CART,
    ORDERED,
    WITH_VOUCHER,
    EMPTIED,
    ORDERED,
    FROM_CART,
    LEFT,
    CANCELLED,
    WITH_VOUCHER,
]


def rows(bench: Bench) -> Iterator[Row]:
    """The rush over two processes on PostgreSQL."""
    say("a rush of carts, vouchers and cancellations for 200 seats on PostgreSQL, two processes")
    with bench.on("postgres") as env, ExitStack() as stack:
        built = world.build(env, tickets=0, codes=0, places=PLACES)
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            pool.apply(_in_loop, (_furnish, env, built))
            web = [stack.enter_context(servers.running(env)) for _ in range(2)]
            ports = [server.port for server in web]
            rush: Rush = pool.apply(_in_loop, (_rush, env, built, ports))
    if rush.wrong or rush.seats != rush.tickets:
        raise RuntimeError(f"{rush.tickets} tickets on {rush.seats} seats: {rush.wrong}")
    yield Row(
        "rush: 200 seats, carts, vouchers, cancellations; sold",
        rush.tickets,
        "",
        goal=PLACES,
        note=rush.told,
    )
    yield Row(
        "rush: reservation at 32 clients, p99",
        rush.p99,
        "ms",
        goal=100,
        at_most=True,
        note=f"p50 {rush.p50:.1f} ms, {rush.rate:.0f} wishes/s",
    )


@dataclass(slots=True)
class Rush:
    """What came of it: answers by wish, and how long a place took."""

    ends: Counter[str] = field(default_factory=Counter)
    took: list[float] = field(default_factory=list)  # milliseconds
    seconds: float = 0.0
    tickets: int = 0
    seats: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def told(self) -> str:
        return ", ".join(f"{count} {what}" for what, count in sorted(self.ends.items()))

    @property
    def p50(self) -> float:
        return sorted(self.took)[len(self.took) // 2]

    @property
    def p99(self) -> float:
        return sorted(self.took)[math.ceil(len(self.took) * 0.99) - 1]

    @property
    def rate(self) -> float:
        return len(self.took) / self.seconds


def _in_loop(work: Any, env: dict[str, str], *arguments: Any) -> Any:
    return uvloop.run(_connected(work, env, *arguments))


async def _connected(work: Any, env: dict[str, str], *arguments: Any) -> Any:
    async with connected(config.load(env)):
        return await work(*arguments)


async def _furnish(built: world.World) -> None:
    """The places are seats, and there is a voucher."""
    event = await Event.get(slug=built.slug)
    owner, name = "organisation:1", {"en": "Hall"}
    venue = await Venue.create(owner=owner, name=name, city=name)
    room = await Room.create(venue=venue, key="hall", name=name, capacity=PLACES)
    seat_map = await SeatMap.create(
        room=room,
        name={"en": "Hall"},
        width=1000,
        height=1000,
        categories=[{"key": "a", "name": {"en": "A"}}],
    )
    each = PLACES // ROWS
    await Seat.bulk_create(
        Seat(
            seat_map_id=seat_map.id,
            row=str(row),
            number=number,
            category="a",
            x=number * 20,
            y=row * 20,
        )
        for row, number in itertools.product(range(1, ROWS + 1), range(1, each + 1))
    )
    types = {"a": [built.ticket_type_id]}
    await Seating.create(event_id=event.id, seat_map_id=seat_map.id, types=types)
    await issue(event, VoucherFacts(max_uses=USES), code=VOUCHER)


async def _rush(built: world.World, ports: list[int]) -> Rush:
    rush = Rush()
    shop = Shop(built.ticket_type_id, f"/api/v1/events/{built.slug}")
    clients = [[await lines.connected(port) for port in ports] for _ in range(CLIENTS)]
    # Both processes have sold before: statements are prepared. What is sold here comes back.
    await _all(Rush(), shop, clients, [EMPTIED, CANCELLED] * CLIENTS)
    started = time.perf_counter()
    await _all(rush, shop, clients, [WISHES[n % 10] for n in range(BUYERS)])
    rush.seconds = time.perf_counter() - started
    await Cart.all().update(expires_at=clock.now() - timedelta(seconds=1))
    await _all(rush, shop, clients, [ORDERED] * PLACES)
    for line in itertools.chain.from_iterable(clients):
        line.close()
    await expire_due()
    (counted,) = await found_rows(_COUNT)
    rush.tickets, rush.seats = counted["tickets"], counted["seats"]
    rush.wrong = await check.broken()
    return rush


@dataclass(frozen=True, slots=True)
class Shop:
    """What is sold, and where."""

    kind: int
    path: str


async def _all(rush: Rush, shop: Shop, clients: list[list[Line]], wishes: list[int]) -> None:
    waiting = iter(enumerate(wishes))

    async def buy(doors: list[Line]) -> None:
        for number, wish in waiting:
            door = doors[(number + number // len(WISHES)) % len(doors)]  # each hears every wish
            await Buyer(rush, shop, door, number).come(wish)

    await asyncio.gather(*(buy(doors) for doors in clients))


@dataclass(frozen=True, slots=True)
class Buyer:
    """One of them, at one of the web processes."""

    rush: Rush
    shop: Shop
    line: Line
    number: int

    async def come(self, wish: int) -> None:
        if wish in {ORDERED, CANCELLED}:
            made = await self._reserve("/orders", {**self._self(), "lines": self._lines()})
            if made and wish == CANCELLED:
                await cancel.cancel(await Order.get(id=made["id"]))
        else:
            made = await self._reserve("/carts", {"lines": self._lines(wish == WITH_VOUCHER)})
            if made:
                await self._go_on(wish, f"{self.shop.path}/carts/{made['secret']}")
        self.rush.ends[_NAMES[wish] if made else "refused"] += 1

    async def _go_on(self, wish: int, cart: str) -> None:
        if wish == EMPTIED:
            status, said = await self.line.ask("DELETE", cart)
            assert status == 204, said
        elif wish != LEFT:
            status, said = await self.line.ask("POST", f"{cart}/order", self._self())
            assert status == 201, said

    async def _reserve(self, path: str, body: dict[str, Any]) -> dict[str, Any] | None:
        started = time.perf_counter()
        status, said = await self.line.ask("POST", self.shop.path + path, body)
        self.rush.took.append((time.perf_counter() - started) * 1000)
        if status == 409:
            return None
        assert status == 201, said
        made: dict[str, Any] = said
        return made

    def _lines(self, has_voucher: bool = False) -> list[dict[str, Any]]:
        return [{"ticket_type": self.shop.kind, "voucher": VOUCHER if has_voucher else ""}]

    def _self(self) -> dict[str, str]:
        return {"name": f"Buyer {self.number}", "contact": f"buyer{self.number}@example.org"}


_NAMES = {
    ORDERED: "ordered",
    FROM_CART: "ordered from a cart",
    WITH_VOUCHER: "with a voucher",
    EMPTIED: "emptied",
    LEFT: "left",
    CANCELLED: "cancelled",
}

_COUNT = """
SELECT COUNT(*) AS tickets, COUNT(DISTINCT seat_id) AS seats FROM ticket WHERE state = 'valid'"""
