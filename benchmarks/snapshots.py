"""A gate's snapshot: how long the first phone waits for it on a server that has just begun, and its size."""

import asyncio
import multiprocessing
import random
import time
from collections.abc import Iterator
from datetime import timedelta
from urllib.request import Request, urlopen

from benchmarks import servers, world
from benchmarks.bench import Bench
from benchmarks.report import Row, say
from benchmarks.world import World
from events_svc import clock, config
from events_svc.database import connected, execute_many

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕单仇解翟区朴盖查"
GIVEN = "子涵一诺建国晓明雨桐宇轩思远志强丽华俊杰欣怡浩然佳琪文博嘉懿海涛秀英天佑梓萱振东春梅永康若曦鹏飞乐长行"
PLACES = [
    "北京",
    "上海",
    "深圳",
    "杭州",
    "南京",
    "武汉",
    "成都",
    "西安",
    "苏州",
    "广州",
    "合肥",
    "长沙",
    "沈阳",
    "青岛",
    "天津",
    "重庆",
]
TRADES = [
    "智能科技有限公司",
    "机器人股份有限公司",
    "自动化研究院",
    "大学机械工程学院",
    "精密制造集团",
    "投资管理有限公司",
]
FOREIGN = ["Ada Lovelace", "Grace Hopper", "Jean-Luc Moreau", "María García", "Łukasz Nowak"]

LIMIT, SECONDS, KILOBYTES = 600, 3, 100


def rows(bench: Bench) -> Iterator[Row]:
    """600 people on both engines, then 10,000."""
    for engine, people in (("postgres", LIMIT), ("sqlite", LIMIT), ("postgres", 10_000)):
        say(f"a snapshot of {people:,} people, {engine}")
        took, size = _first(bench, engine, people)
        work = f"first snapshot after the start, {people:,} people, {engine}"
        is_limit = people == LIMIT
        yield Row(work, took, "s", goal=SECONDS if is_limit else None, at_most=True)
        yield Row(
            "the same, compressed",
            size / 1000,
            "kB",
            goal=KILOBYTES if is_limit else None,
            at_most=True,
        )


def _first(bench: Bench, engine: str, people: int) -> tuple[float, int]:
    """Seconds from the first request until its last byte, and bytes."""
    with bench.on(engine) as env:
        built = world.build(env, tickets=people, codes=1)
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            pool.apply(_name_them, (env, people))
        with servers.running(env) as running:
            return _taken(running.port, built)


def _taken(port: int, built: World) -> tuple[float, int]:
    address = f"http://127.0.0.1:{port}/api/v1/gates/{built.gate_id}/snapshot"
    headers = {"Authorization": f"Device {world.token(0)}", "Accept-Encoding": "gzip"}
    started = time.perf_counter()
    with urlopen(Request(address, headers=headers)) as answer:
        size = len(answer.read())
    return time.perf_counter() - started, size


def _name_them(env: dict[str, str], people: int) -> None:
    """People as they come to a summit: names, organisations, phones, half of them inside."""
    asyncio.run(_write(config.load(env), people))


async def _write(settings: config.Settings, people: int) -> None:
    chance, now = random.Random(600), clock.now()
    async with connected(settings):
        await execute_many(
            "UPDATE ticket SET holder_name = $2, holder_organisation = $3, holder_phone = $4 "
            "WHERE number = $1",
            [(number, *_person(chance)) for number in range(1, people + 1)],
        )
        came = [(n, now - timedelta(seconds=chance.randrange(5400))) for n in range(1, people // 2)]
        await execute_many(
            "INSERT INTO admission (checkin_list_id, ticket_id, entries, is_inside, first_at, "
            "first_gate_id, last_at, version) VALUES (1, $1, 1, $4, $2, 1, $3, 1)",
            [(n, _written(at, settings), _written(at, settings), True) for n, at in came],
        )


def _person(chance: random.Random) -> tuple[str, str, str]:
    name = chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, chance.choice([1, 2, 2])))
    if chance.random() < 0.05:
        name = chance.choice(FOREIGN)
    organisation = chance.choice(PLACES) + "".join(chance.sample(GIVEN, 2)) + chance.choice(TRADES)
    return name, organisation, f"+8613{chance.randrange(10**9):09}"


def _written(at: object, settings: config.Settings) -> object:
    return at if settings.is_postgres else str(at)
