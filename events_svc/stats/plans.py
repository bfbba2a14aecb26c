"""Which link is asked next: a plan for each link of a platform that can be asked."""

from datetime import timedelta

from events_svc import clock
from events_svc.accounts import audit
from events_svc.database import in_transaction, rows
from events_svc.database.bulk import insert_new
from events_svc.media.models import LIVE_KINDS, Source
from events_svc.stats.errors import NobodyToAsk, ReadLately
from events_svc.stats.pace import EARLY
from events_svc.stats.reading_models import PlatformHost, PlatformThing, ReadingPlan
from events_svc.stats.subjects import BILIBILI, READABLE, floor, subject_of

AT_ONCE = 500
SOON = timedelta(minutes=15)  # longer than any pause while a session runs


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
