"""Which link is asked next: its plan, and the claim on the video before it is asked.

A claim is written before the request: whoever is killed in between costs one reading and doubles none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from events_svc import clock
from events_svc.accounts import audit
from events_svc.database import execute, in_transaction, rows
from events_svc.database.bulk import insert_new
from events_svc.database.raw import places
from events_svc.media.models import LIVE_KINDS, Source
from events_svc.stats.errors import NobodyToAsk, ReadLately
from events_svc.stats.pace import EARLY
from events_svc.stats.reading_models import PlatformHost, PlatformThing, ReadingPlan
from events_svc.stats.subjects import BILIBILI, READABLE, floor, subject_of

AT_ONCE = 500
SOON = timedelta(minutes=15)  # longer than any pause while a session runs
LOST = timedelta(minutes=5)  # when a claimed reading is due again that nobody finished
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A thing that the caller alone may ask for now; `paths`: the organisations whose links show it."""

    platform: str
    thing: str
    paths: tuple[str, ...]


async def make() -> int:
    """Plans for links that have none, or another address than their plan; how many."""
    wanted = ", ".join(f"'{platform}'" for platform in READABLE)
    found = await rows(
        "SELECT s.id, s.platform, s.url FROM media_source s "  # noqa: S608 our own words
        "LEFT JOIN reading_plan p ON p.source_id = s.id WHERE s.retired_at IS NULL AND "
        f"((p.id IS NULL AND s.platform IN ({wanted})) OR p.url <> s.url "
        f"OR p.platform <> s.platform) ORDER BY s.id LIMIT {AT_ONCE}"
    )
    if not found:
        return 0
    async with in_transaction():
        await ReadingPlan.filter(source_id__in=[row["id"] for row in found]).delete()
        made = [_plan(row["id"], row["platform"], row["url"]) for row in found]
        await insert_new(ReadingPlan, made)
    return len(made)


async def hasten() -> int:
    """Links whose session begins or runs now are due, though their plan says later: agendas change."""
    now = clock.now()
    late = ReadingPlan.filter(
        due_at__gt=now + SOON,
        failures=0,
        source__retired_at=None,
        source__kind__in=LIVE_KINDS,
        source__session__starts_at__lte=now + EARLY,
        source__session__ends_at__gt=now,
    ).exclude(host=BILIBILI)
    ids = [row["id"] for row in await late.values("id")]
    return await ReadingPlan.filter(id__in=ids).update(due_at=now) if ids else 0


def _plan(source_id: int, platform: str, url: str) -> dict[str, object]:
    subject = subject_of(platform, url)
    return {
        "source_id": source_id,
        "platform": platform,
        "url": url,
        "host": subject.host if subject else "",
        "thing": subject.thing if subject else "",
        "due_at": clock.now() if subject else None,
        "failures": 0,
        "outcome": "",
        "words": "",
    }


async def claim(host: str, most: int) -> list[Claimed]:
    """At most `most` due things of the host, none of which was asked for within its floor."""
    now = clock.now()
    async with in_transaction():
        due = ReadingPlan.filter(host=host, due_at__lte=now, source__retired_at=None)
        things = await due.order_by("due_at", "id").limit(most).values_list("thing", flat=True)
        wanted = [*dict.fromkeys(str(thing) for thing in things)]
        mine = await _asked_first(host, wanted)
        await ReadingPlan.filter(host=host, thing__in=mine).update(
            due_at=now + max(LOST, floor(host))
        )
        await _put_off(host, [thing for thing in wanted if thing not in mine])
        return await _claimed(host, mine)


async def give_back(host: str, things: Sequence[str]) -> None:
    """The things were claimed and nobody was asked: they may be asked for at any time."""
    await PlatformThing.filter(host=host, thing__in=things).update(asked_at=_NEVER)


async def _asked_first(host: str, things: Sequence[str]) -> list[str]:
    """Those of the things that nobody asked for within the floor; from now on the caller has."""
    if not things:
        return []
    fresh = [{"host": host, "thing": thing, "asked_at": _NEVER} for thing in things]
    await insert_new(PlatformThing, fresh)
    now = clock.now()
    taken = await rows(
        "UPDATE platform_thing SET asked_at = $1 WHERE host = $2 AND asked_at <= $3 "  # noqa: S608 place holders only
        f"AND thing IN ({places(things, after=3)}) RETURNING thing",
        [now, host, now - floor(host), *things],
    )
    return [row["thing"] for row in taken]


async def _put_off(host: str, things: Sequence[str]) -> None:
    for one in await PlatformThing.filter(host=host, thing__in=things):
        await ReadingPlan.filter(host=host, thing=one.thing).update(
            due_at=one.asked_at + floor(host)
        )


async def _claimed(host: str, things: Sequence[str]) -> list[Claimed]:
    found = await ReadingPlan.filter(host=host, thing__in=things).values(
        "platform",
        "thing",
        "source__session__event__organisation__path",
        "source__recording__organisation__path",
    )
    paths: dict[tuple[str, str], dict[str, None]] = {}
    for row in found:
        path = (
            row["source__recording__organisation__path"]
            or row["source__session__event__organisation__path"]
        )
        paths.setdefault((row["platform"], row["thing"]), {})[path] = None
    return [Claimed(platform, thing, tuple(named)) for (platform, thing), named in paths.items()]


async def read_now(source: Source) -> None:
    """The link is due at once; raises NobodyToAsk, and ReadLately where the platform allows no more."""
    await make()
    plan = await ReadingPlan.get_or_none(source_id=source.id)
    if plan is None or not plan.host:
        raise NobodyToAsk
    asked = await PlatformThing.get_or_none(host=plan.host, thing=plan.thing)
    if asked is not None and asked.asked_at + floor(plan.host) > clock.now():
        raise ReadLately(asked.asked_at + floor(plan.host))
    async with in_transaction():
        await ReadingPlan.filter(id=plan.id).update(due_at=clock.now())
        await audit.record("counter.asked", f"source:{source.id}")


async def of(source: Source) -> tuple[ReadingPlan | None, PlatformHost | None]:
    """The link's plan and the host that is asked, as far as there are any."""
    plan = await ReadingPlan.get_or_none(source_id=source.id)
    return plan, await PlatformHost.get_or_none(name=plan.host) if plan else None


async def due_with_key(platform: str) -> None:
    """What could not be asked for want of a key that works is due now."""
    waiting = ReadingPlan.filter(platform=platform, outcome__in=["keyless", "refused"])
    await waiting.update(due_at=clock.now())


async def forget_things() -> int:
    """Forget videos that no link shows any more and nobody asked for in a day."""
    return await execute(
        "DELETE FROM platform_thing WHERE asked_at < $1 AND NOT EXISTS (SELECT 1 FROM reading_plan p "
        "WHERE p.host = platform_thing.host AND p.thing = platform_thing.thing)",
        [clock.now() - timedelta(days=1)],
    )
