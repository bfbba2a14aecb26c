"""A process that issues invoices is killed at any moment: what it told of is stored, and no number is missing."""

import asyncio

import pytest

from events_svc.config import Settings
from events_svc.invoices import check
from events_svc.invoices.models import Invoice
from tests.commands.fork import Forked
from tests.commands.processes import environment
from tests.invoices.factories import make_books

ISSUE = """
import asyncio, sys
from events_svc import config
from events_svc.database import connected
from events_svc.invoices.issue import issue
from events_svc.tickets.models import Order

async def main(ids):
    async with connected(config.load()):
        for order_id in ids:
            print((await issue(await Order.get(id=order_id))).number, flush=True)

asyncio.run(main([int(one) for one in sys.argv[1:]]))
"""


def killed_after(lines: int, arguments: list[str], env: dict[str, str]) -> list[int]:
    """What two such processes at once told of until they were killed."""
    running = [Forked(["-c", ISSUE, *some], env) for some in (arguments[::2], arguments[1::2])]
    told = [int(one.stdout.readline()) for one in running for _ in range(lines)]
    for one in running:
        one.kill()
    for one in running:
        told += [int(line) for line in one.stdout.read().split("\n")[:-1]]
        one.wait(10)
    return told


@pytest.mark.usefixtures("database")
async def test_a_kill_leaves_no_gap_and_loses_nothing_that_was_told(settings: Settings) -> None:
    books = await make_books()
    orders = [str((await books.paid()).id) for _ in range(40)]
    env = environment(
        settings.var, DATABASE_URL=settings.database_url, SECRET_KEY=settings.secret_key
    )
    told = await asyncio.to_thread(killed_after, 5, orders, env)
    numbers = [one.number for one in await Invoice.all().order_by("number")]
    assert numbers == [*range(1, len(numbers) + 1)]
    assert set(told) <= set(numbers)
    assert 10 <= len(numbers) < 40
    assert await check.broken() == []
