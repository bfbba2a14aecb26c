"""One worker probes, however many there are; when it goes, another takes over."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q

from events_svc import clock
from events_svc.database import execute, in_transaction
from events_svc.database.raw import places
from events_svc.media.probe_models import ProbeLease, ProbeLook

LASTS = timedelta(seconds=30)
AT_ONCE = 5000
_NAME = "prober"


async def hold(holder: str) -> bool:
    """Whether `holder` may probe for LASTS from now on; nobody else may in that time."""
    now = clock.now()
    free = Q(holder=holder) | Q(held_until__lte=now)
    until = now + LASTS
    if await ProbeLease.filter(free, name=_NAME).update(holder=holder, held_until=until):
        return True
    if await ProbeLease.exists(name=_NAME):
        return False
    try:
        async with in_transaction():
            await ProbeLease.create(name=_NAME, holder=holder, held_until=until)
    except IntegrityError:
        return False  # another worker was first
    return True


async def release(holder: str) -> None:
    """Another may probe at once."""
    await ProbeLease.filter(name=_NAME, holder=holder).update(held_until=clock.now())


async def looked_at(source_ids: Sequence[int]) -> None:
    """These links were looked at until now."""
    now = clock.now()
    for start in range(0, len(source_ids), AT_ONCE):
        await _looked_at(source_ids[start : start + AT_ONCE], now)


async def _looked_at(source_ids: Sequence[int], now: datetime) -> None:
    count = await ProbeLook.filter(source_id__in=source_ids).update(looked_at=now)
    if count < len(source_ids):
        await execute(
            f"INSERT INTO probe_look (source_id, looked_at) SELECT s.id, $1 FROM media_source s "  # noqa: S608 place holders only
            f"WHERE s.id IN ({places(source_ids, after=1)}) ON CONFLICT (source_id) DO NOTHING",
            [now, *source_ids],
        )
