"""Read the counters of platforms: clocks that say what is due, a job that asks one host."""

import logging
import random
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from prometheus_client import Counter

from events_svc.accounts.sealing import SealBroken
from events_svc.gateways.fetching import Fetcher, fetcher
from events_svc.gateways.platforms import Call, asking
from events_svc.jobs import Clock, Context, Handler
from events_svc.stats import claims, hearing, hosts, notices, plans, platform_keys
from events_svc.stats.claims import Claimed
from events_svc.stats.heard import OF_THE_HOST, Answer, KeyMissing, Nonsense, Trouble
from events_svc.stats.hearing import Said
from events_svc.stats.subjects import gap

READINGS = Counter(
    "events_svc_counter_readings_total", "Platform counters", ["platform", "outcome"]
)

log = logging.getLogger("events_svc.counters")

MOST_REQUESTS = 20  # of one job; then another job goes on

_chance = random.SystemRandom()


async def read(context: Context, payload: dict[str, Any]) -> None:
    """Ask the host for what is due, request by request, until nothing is due, it fails, or it rests."""
    host = payload["host"]
    async with fetcher(context.settings.fetch_allowed_hosts) as fetch:
        for _ in range(MOST_REQUESTS):
            if not await hosts.take_turn(host) or not await _read_some(context, fetch, host):
                return


async def call_due(context: Context) -> None:
    """A job for each host of which something is due."""
    if context.settings.platforms.read:
        await hosts.call_due()


async def make_plans(context: Context) -> None:
    """New links and new addresses get a plan; what begins now is due, whatever its plan said."""
    if context.settings.platforms.read:
        await plans.make()
        await plans.hasten()


async def forget(_: Context) -> None:
    """What keeps one from asking or telling twice is needed for a while only."""
    await claims.forget_things()
    await notices.forget()


async def _read_some(context: Context, fetch: Fetcher, host: str) -> bool:
    """One request for what is due; whether the host may be asked for more at once."""
    rest = gap(host) * (1 + _chance.random())
    claimed = await claims.claim(host, await _most(host))
    if not claimed:
        await hosts.let_go(host, timedelta(0))
        return False
    for key, things in (await _by_key(context, host, claimed)).items():
        if not await _ask(context, fetch, host, things, key):
            return False
    await hosts.went_well(host, rest)
    return not rest


async def _ask(
    context: Context, fetch: Fetcher, host: str, claimed: Sequence[Claimed], key: str
) -> bool:
    """Ask and write down what was said; whether the host answered."""
    adapter = asking.adapter_of(claimed[0].platform, host)
    base = asking.base_of(host, context.settings)
    try:
        heard = await asking.ask(fetch, adapter, Call([one.thing for one in claimed], base, key))
    except Trouble as trouble:
        return await _in_vain(host, claimed, trouble)
    for thing, answer in heard.answers.items():
        READINGS.labels(claimed[0].platform, _outcome(answer)).inc()
        if isinstance(answer, Nonsense):
            await hearing.hear_nothing(host, thing, answer, share=_share())
        else:
            await hearing.hear(host, thing, Said(answer, heard.at, heard.digest, _share()))
    return True


def _outcome(answer: Answer | Nonsense) -> str:
    return answer.outcome if isinstance(answer, Nonsense) else type(answer).__name__.lower()


async def _in_vain(host: str, claimed: Sequence[Claimed], trouble: Trouble) -> bool:
    for one in claimed:
        READINGS.labels(one.platform, trouble.outcome).inc()
        await hearing.hear_nothing(host, one.thing, trouble, share=_share())
    if isinstance(trouble, KeyMissing):  # nobody was asked
        await claims.give_back(host, [one.thing for one in claimed])
    if isinstance(trouble, OF_THE_HOST):
        await hosts.failed(host, trouble, _share())
        return False
    return True


async def _most(host: str) -> int:
    """As many as one request carries; one alone when the host failed before: its circuit is half open."""
    return 1 if await hosts.has_failed(host) else asking.most_of(host)


async def _by_key(
    context: Context, host: str, claimed: Sequence[Claimed]
) -> dict[str, list[Claimed]]:
    """What is asked together: things of organisations that use the same key."""
    made: dict[str, list[Claimed]] = {}
    for one in claimed:
        key = ""
        if asking.adapter_of(one.platform, host).needs_key:
            key = await _key(context, host, one)
        made.setdefault(key, []).append(one)
    return made


async def _key(context: Context, host: str, one: Claimed) -> str:
    """The key for one thing; one that does not open any more is as good as none, and is asked for."""
    settings = context.settings
    default = settings.platforms.keys.get(host, "")
    try:
        return await platform_keys.key_for(
            one.paths, one.platform, secret_key=settings.secret_key, default=default
        )
    except SealBroken:
        log.warning("a platform's key is sealed with another SECRET_KEY", extra={"host": host})
        return ""


def _share() -> float:
    return _chance.uniform(-1, 1)


HANDLERS: dict[str, Handler] = {"counters.read": read}

CLOCKS = [
    Clock("counters.plans", timedelta(minutes=1), make_plans),
    Clock("counters.due", timedelta(seconds=10), call_due),
    Clock("counters.forget", timedelta(hours=6), forget),
]
