"""What the flush must know of the sources that beats name; kept for half a minute."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from events_svc import clock
from events_svc.media.models import Source, SourceKind
from events_svc.media.platforms import PLATFORMS
from events_svc.stats.playing import Watched

KEPT = timedelta(seconds=30)
RENEWED = KEPT / 2  # by who commits: as long as beats come, none has to wait for a reading
MOST = 10_000

_kept: dict[int, tuple[datetime, Watched]] = {}


async def watched(source_ids: Iterable[int], *, within: timedelta = KEPT) -> dict[int, Watched]:
    """Those of the sources that exist, with what credit needs of them, as it was `within` that time."""
    now = clock.now()
    wanted = {*source_ids}
    fresh = {i for i in wanted if i in _kept and abs(now - _kept[i][0]) < within}
    if len(_kept) > MOST:
        _kept.clear()
        fresh = set()
    for found in await _read(wanted - fresh):
        _kept[found.source_id] = (now, found)
        fresh.add(found.source_id)
    return {source_id: _kept[source_id][1] for source_id in fresh}


def known(source_id: int) -> Watched | None:
    """The source, if this process has read it less than half a minute ago."""
    read_at, found = _kept.get(source_id, (None, None))
    return found if read_at is not None and abs(clock.now() - read_at) < KEPT else None


def forget() -> None:
    """Read the sources anew next time: one of them may be gone."""
    _kept.clear()


async def _read(source_ids: set[int]) -> list[Watched]:
    if not source_ids:
        return []
    found = await Source.filter(id__in=source_ids).values(
        "id", "kind", "platform", "session__ends_at", "recording__duration_seconds"
    )
    return [
        Watched(
            source_id=row["id"],
            is_live_link=row["kind"] == SourceKind.LIVE,
            ends_at=row["session__ends_at"],
            length_seconds=row["recording__duration_seconds"],
            is_ours=PLATFORMS[row["platform"]].is_ours,
        )
        for row in found
    ]
