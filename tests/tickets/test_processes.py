"""Two processes sell the same tickets: on PostgreSQL as two web servers do, on SQLite as a command may."""

import asyncio

import pytest

from events_svc.config import Settings
from events_svc.tickets import check
from events_svc.tickets.models import Order, Ticket
from tests.commands.fork import completed
from tests.commands.processes import environment
from tests.events.factories import make_event
from tests.tickets.factories import make_type, quota_of

BUY = """
import asyncio, sys
from events_svc import config
from events_svc.database import connected
from events_svc.events.models import Event
from events_svc.tickets.draft import Buyer, Line
from events_svc.tickets.errors import SoldOut
from events_svc.tickets.reserve import reserve

async def main(slug, kind, number):
    async with connected(config.load()):
        event = await Event.get(slug=slug)
        attempts = [
            reserve(event, [Line(kind, 1)], buyer=Buyer("Ada"), submission=f"{n}")
            for n in range(number)
        ]
        outcomes = await asyncio.gather(*attempts, return_exceptions=True)
    wrong = [one for one in outcomes if isinstance(one, Exception) and type(one) is not SoldOut]
    print(sum(not isinstance(one, Exception) for one in outcomes), wrong)

asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
"""


async def buy(settings: Settings, kind_id: int, number: int) -> str:
    env = environment(
        settings.var, DATABASE_URL=settings.database_url, SECRET_KEY=settings.secret_key
    )
    arguments = ["-c", BUY, "summit", str(kind_id), str(number)]
    done = await asyncio.to_thread(completed, arguments, env)
    return done.stdout.strip()


@pytest.mark.usefixtures("database")
async def test_two_processes_sell_each_place_once(settings: Settings) -> None:
    kind = await make_type(await make_event(), price_minor=100, places=200)
    sold = await asyncio.gather(*(buy(settings, kind.id, 300) for _ in range(2)))
    assert [one.partition(" ")[2] for one in sold] == ["[]", "[]"]
    # The same three hundred submissions in both: where both got one, it is the same order.
    assert (await Order.all().count(), await Ticket.all().count()) == (200, 200)
    assert ((await quota_of(kind)).used, await check.broken()) == (200, [])
