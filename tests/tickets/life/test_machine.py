"""Whatever happens to orders, in whatever sequence and at once: quotas are exact, money adds up to the cent,
the history is whole, and no order is in a state, or comes into one, that docs/orders.md does not show.
"""

import asyncio
import contextlib
import os
import re
from collections.abc import Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine
from starlette.applications import Starlette

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.config import Settings
from events_svc.database import rows
from events_svc.tickets import check, errors
from events_svc.tickets.carts.models import Cart
from events_svc.tickets.expire import expire_due
from events_svc.tickets.life.changes import lapse_due
from events_svc.tickets.models import Order, OrderEntry, Ticket
from events_svc.tickets.seating import errors as seating_errors
from events_svc.tickets.vouchers import errors as voucher_errors
from events_svc.tickets.waiting import errors as waiting_errors
from tests.databases import ENGINE
from tests.emptying import empty
from tests.tickets.life.acts import ACTS
from tests.tickets.life.house import open_house

DIAGRAM = Path(__file__).parents[3] / "docs" / "orders.md"
FEW = 5 if ENGINE == "sqlite" else 3  # each empties the tables, at which PostgreSQL is slow
EXAMPLES = int(os.environ.get("ORDER_EXAMPLES", FEW))  # ORDER_EXAMPLES=500: an hour well spent
STEPS = 25

REFUSALS = tuple(
    error
    for module in (errors, voucher_errors, waiting_errors, seating_errors)
    for error in vars(module).values()
    if isinstance(error, type) and issubclass(error, Exception)
)
START = "[*]"
Given = TypeVar("Given")


def drawn() -> set[tuple[str, str]]:
    """The ways from state to state that the diagram shows."""
    return set(re.findall(r"^\s+(\S+) --> (\w+) :", DIAGRAM.read_text(), re.MULTILINE))


WAYS = drawn()
WHICH, HOW = st.integers(0, 7), st.integers(0, 3)
ONE = st.tuples(st.sampled_from(sorted(ACTS)), WHICH, HOW)


class House(RuleBasedStateMachine):
    """A small house (see `house`), in which several things happen at once; what must never break is asked after
    each of them.
    """

    loop: asyncio.AbstractEventLoop
    service: Settings

    def do(self, work: Coroutine[Any, Any, Given]) -> Given:
        """Run it where the application runs."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()

    @initialize()
    def open_the_house(self) -> None:
        self.do(_open(self.service))

    @rule(acts=st.lists(ONE, min_size=2, max_size=4))
    def at_once(self, acts: list[tuple[str, int, int]]) -> None:
        self.do(_together(acts))

    @invariant()
    def nothing_is_broken(self) -> None:
        assert self.do(check.broken()) == []

    @invariant()
    def every_way_is_drawn(self) -> None:
        self.do(_drawn_ways())

    @invariant()
    def the_history_says_what_orders_cost(self) -> None:
        self.do(_last_told())

    def teardown(self) -> None:
        self.do(_after_all_deadlines())


def _rule(name: str) -> Any:
    """The act alone. A rule for each of them: hypothesis then leaves some out and does others often."""

    def act(self: House, which: int, how: int) -> None:
        self.do(_tried((name, which, how)))

    act.__name__ = name
    return rule(which=WHICH, how=HOW)(act)


Orders = type("Orders", (House,), {name: _rule(name) for name in ACTS})


async def _last_told() -> None:
    """What an order costs is what its history said last."""
    told: dict[int, int] = {}
    for entry in await OrderEntry.all().order_by("id"):
        told[entry.order_id] = entry.detail.get("total_minor", told.get(entry.order_id))
    assert told == {order.id: order.total_minor for order in await Order.all()}


async def _after_all_deadlines() -> None:
    """Whatever was held and not paid for is free again."""
    clock.shift(clock._offset + timedelta(days=30))
    await expire_due()
    await lapse_due()
    assert await check.broken() == []
    assert not await Order.filter(state__in=["pending", "awaiting_approval"]).exists()
    assert not await Cart.filter(ended_at=None).exists()
    assert not await Ticket.filter(state="held").exists()


async def _open(service: Settings) -> None:
    await empty(service)
    clock.shift(timedelta(0))
    await open_house()


async def _together(acts: list[tuple[str, int, int]]) -> None:
    await asyncio.gather(*map(_tried, acts))


async def _tried(act: tuple[str, int, int]) -> None:
    """A refusal is fine, a broken promise is not."""
    name, which, how = act
    with contextlib.suppress(NotFound, *REFUSALS):
        await ACTS[name](which, how)


async def _drawn_ways() -> None:
    """The history tells in which state each change left the order: the last is where it is now."""
    now = {order.id: START for order in await Order.all()}
    ways: set[tuple[str, str]] = set()
    for entry in await OrderEntry.all().order_by("id"):
        before, now[entry.order_id] = now[entry.order_id], entry.detail["state"]
        ways |= {(before, now[entry.order_id])}
    assert {way for way in ways if way[0] != way[1]} <= WAYS
    assert now == {order.id: order.state.value for order in await Order.all()}


def test_the_diagram_shows_all_states() -> None:
    states = {state for way in WAYS for state in way} - {START}
    assert states == {state.value for state in type(Order().state)}


@pytest.mark.usefixtures("database")
async def test_nothing_breaks_whatever_happens(app: Starlette, settings: Settings) -> None:
    House.loop, House.service = asyncio.get_running_loop(), settings
    await asyncio.to_thread(run_machine, Orders, settings=QUIET)
    (sums,) = await rows(
        "SELECT (SELECT COALESCE(SUM(amount_minor), 0) FROM order_entry) AS told, "
        "(SELECT COALESCE(SUM(received_minor - refunded_minor), 0) FROM payment) AS money"
    )
    assert sums["told"] == sums["money"]


QUIET = settings(
    max_examples=EXAMPLES,
    stateful_step_count=STEPS,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
