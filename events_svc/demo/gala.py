"""The awards night of the summit: a theatre with rows and tables, in which people choose their seats."""

import random
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from events_svc.accounts.audit import act_as
from events_svc.demo.orders import GIVEN, SURNAMES
from events_svc.events import create, places, publish
from events_svc.events.models import Event
from events_svc.schedule import content, place, release
from events_svc.schedule.content import Content
from events_svc.schedule.place import Placement
from events_svc.text import text
from events_svc.tickets.draft import Buyer, Line
from events_svc.tickets.offer import TypeFacts, add_type
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.reserve import reserve
from events_svc.tickets.seating import plans, setup
from venues.drawing import Rows, Tables, behind, rows_of, tables_of
from venues.models import Room
from venues.seat_models import SeatMap
from venues.seats import Drawing

SLUG = "robot-forum-12-awards"
ZONE = ZoneInfo("Asia/Shanghai")
CATEGORIES = [
    {"key": "a", "name": text("前区", "Stalls")},
    {"key": "b", "name": text("后区", "Circle")},
    {"key": "c", "name": text("圆桌", "Tables")},
]
PARTIES = 14


async def announce(summit: Event, day: date) -> Event:
    """The night after the summit's first day, on sale by seat."""
    venue = await places.open_venue(
        summit.organisation,
        {"name": text("皖江大剧院", "Wanjiang Theatre"), "city": text("安徽芜湖", "Wuhu, Anhui")},
    )
    event = await create.create(
        summit.organisation,
        {
            "slug": SLUG,
            "kind": "meeting",
            "title": text("机器人产业颁奖之夜", "Robot Industry Awards Night"),
            "parent": summit,
            "venue": venue,
            "starts_at": _at(day, "19:00"),
            "ends_at": _at(day, "22:00"),
        },
    )
    await event.fetch_related("organisation")
    stalls = await add_type(event, TypeFacts(text("前区票", "Stalls"), 38_000), places=68)
    free = await add_type(event, TypeFacts(text("普通票", "Circle and tables")), places=152)
    room = await places.add_room(venue, text("大剧场", "Main stage"), capacity=220)
    seat_map = await _theatre(room)
    types = {"a": [stalls.id], "b": [free.id], "c": [free.id]}
    await setup.use(event, seat_map, types)
    session = await content.add(event, Content(text("颁奖典礼", "The awards")))
    await place.place(session, Placement(event.starts_at, event.ends_at, room.id))
    await release.release(event, text("首次发布", "First release"))
    await publish.publish(event)
    return event


async def fill(event: Event) -> None:
    """Some parties have come already: the best seats are gone."""
    types = await TicketType.filter(event_id=event.id)
    chance = random.Random(7)  # noqa: S311 the same demo every time
    for _ in range(PARTIES):
        name = chance.choice(SURNAMES) + chance.choice(GIVEN)
        buyer = Buyer(name, email=f"guest{chance.randrange(10_000, 99_999)}@example.org")
        act_as("buyer", name)
        line = Line(chance.choice(types).id, chance.choice([1, 2, 2, 3, 4]))
        await reserve(event, [line], buyer=buyer)
    act_as("cli", "demo")


async def _theatre(room: Room) -> SeatMap:
    seat_map = await plans.begin(room, text("剧场", "Theatre"), CATEGORIES)
    seat_map.room = room
    spots = rows_of(Rows("", "1", 4, 14, "a", growth=2, curve=100))
    spots = behind(spots, rows_of(Rows("", "5", 6, 20, "b", curve=100)))
    spots = behind(spots, tables_of(Tables("", "T", 4, 8, "c")))
    return await plans.redraw(seat_map, Drawing(CATEGORIES, spots), revision=1)


def _at(day: date, clock: str) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.fromisoformat(clock), ZONE)
