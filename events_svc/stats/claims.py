"""The claim on a video before it is asked for: written first, so that two never ask for it at once.

Whoever is killed between the claim and the answer costs one reading and doubles none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from events_svc import clock
from events_svc.database import execute, in_transaction, rows
from events_svc.database.bulk import insert_new
from events_svc.database.raw import places
from events_svc.stats.reading_models import PlatformThing, ReadingPlan
from events_svc.stats.subjects import floor

LOST = timedelta(minutes=5)  # when a claimed reading is due again that nobody finished
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A thing that the caller alone may ask for now; `paths`: the organisations whose links show it."""

    platform: str
    thing: str
    paths: tuple[str, ...]


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


async def forget_things() -> int:
    """Forget videos that no link shows any more and nobody asked for in a day."""
    return await execute(
        "DELETE FROM platform_thing WHERE asked_at < $1 AND NOT EXISTS (SELECT 1 FROM reading_plan p "
        "WHERE p.host = platform_thing.host AND p.thing = platform_thing.thing)",
        [clock.now() - timedelta(days=1)],
    )
