"""Documents: many tickets, many badges as one file."""

import random
import time
from collections.abc import Iterator

from benchmarks.bench import Bench
from benchmarks.report import Row, say
from events_svc.badges.presets import PRESETS
from events_svc.documents import badge, ticket
from events_svc.documents.facts import Badge, Badges, PrintedTicket

TICKETS, BADGES, SECONDS = 1_000, 600, 5
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗䶮𬭎𠮷"
GIVEN = ["子涵", "一诺", "建国", "晓明", "雨桐", "Ada", "🤖"]
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def rows(_: Bench) -> Iterator[Row]:
    """A thousand tickets, no two alike."""
    say("1,000 tickets as one PDF")
    chance = random.Random(12)
    wanted = [_ticket(chance, number) for number in range(TICKETS)]
    started = time.perf_counter()
    size = len(ticket.pdf(wanted))
    took = time.perf_counter() - started
    note = f"{size / 1e6:.1f} MB"
    yield Row("1,000 tickets as one PDF", took, "s", goal=SECONDS, at_most=True, note=note)
    yield _badges(chance)


def _badges(chance: random.Random) -> Row:
    """Six hundred badges of A6, no two alike."""
    say("600 badges as one PDF")
    wanted = Badges(PRESETS["a6"], [_badge(chance, number) for number in range(BADGES)])
    started = time.process_time()
    size = len(badge.pdf(wanted))
    took = time.process_time() - started
    note = f"CPU; {size / 1e6:.1f} MB"
    return Row("600 badges as one PDF", took, "s", goal=SECONDS, at_most=True, note=note)


def _badge(chance: random.Random, number: int) -> Badge:
    return Badge(
        event="第十二届中国机器人产业发展峰会",
        holder=chance.choice(SURNAMES) + chance.choice(GIVEN),
        organisation="江南自动化有限公司",
        kind="标准票",
        code="".join(chance.choices(LETTERS, k=150)),
        number=f"编号 {number}",
    )


def _ticket(chance: random.Random, number: int) -> PrintedTicket:
    return PrintedTicket(
        event="第十二届中国机器人产业发展峰会",
        holder=chance.choice(SURNAMES) + chance.choice(GIVEN),
        organisation="江南自动化有限公司",
        kind="标准票",
        number=f"编号 {number}",
        facts=[("时间", "2026年5月20日 9:00 – 5月21日 18:00"), ("订单", f"A{number}")],
        code="".join(chance.choices(LETTERS, k=150)),
        note="请在入口出示此码。一码一人，仅限一次入场。",
    )
