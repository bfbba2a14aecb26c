"""Some dozens of orders for the summit, as buyers and the organiser would have made them."""

import random
from collections.abc import Sequence

from events_svc.accounts.audit import act_as
from events_svc.events.models import Event
from events_svc.tickets import cancel, pay, reserve
from events_svc.tickets.draft import Buyer, Holder, Line
from events_svc.tickets.models import Order
from events_svc.tickets.product_models import TicketType

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗单曾仇解翟区朴盖查䶮"
GIVEN = [
    "子涵",
    "一诺",
    "建国",
    "晓明",
    "雨桐",
    "志强",
    "思远",
    "佳怡",
    "文博",
    "𠮷祥",
    "海峰",
    "若曦",
]
WORKPLACES = [
    "江南自动化有限公司",
    "皖江职业技术学院",
    "华东智造研究院",
    "深海仿生实验室",
    "珠三角机器人联盟",
    "东北工业软件中心",
]
ORDERS = 46


async def place(event: Event) -> list[Order]:
    """ORDERS orders: most are paid, some wait for their money, a few were cancelled."""
    types = await TicketType.filter(event_id=event.id).order_by("position")
    chance = random.Random(12)  # noqa: S311 the same demo every time
    return [await _order(event, types, chance) for _ in range(ORDERS)]


async def _order(event: Event, types: Sequence[TicketType], chance: random.Random) -> Order:
    kind = chance.choices(types, weights=[5, 4, 3])[0]
    count = 1 if not kind.price_minor else chance.choice([1, 1, 1, 2, 3])
    workplace = chance.choice(WORKPLACES)
    holders = tuple(Holder(_name(chance), organisation=workplace) for _ in range(count))
    number = chance.randrange(10_000, 99_999)
    buyer = Buyer(
        holders[0].name,
        email=f"guest{number}@example.org",
        phone=f"138000{number}",
        organisation=workplace,
    )
    act_as("buyer", buyer.name)
    order = await reserve.reserve(event, [Line(kind.id, count, holders)], buyer=buyer)
    act_as("cli", "demo")
    return await _settled(order, chance)


async def _settled(order: Order, chance: random.Random) -> Order:
    fate = chance.random()
    if order.total_minor and fate < 0.8:
        return await pay.mark_paid(order, hand=pay.Hand.BANK)
    if order.total_minor and fate > 0.94:
        return await cancel.cancel(order)
    return order


def _name(chance: random.Random) -> str:
    return chance.choice(SURNAMES) + chance.choice(GIVEN)
