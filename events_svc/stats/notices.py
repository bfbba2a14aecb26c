"""Counters that a bridge to a platform brings by signed notice: WeChat Channels and Tencent Meeting."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.accounts.sealing import SealBroken
from events_svc.database import in_transaction
from events_svc.database.bulk import insert_new
from events_svc.media.models import Source
from events_svc.stats import counters, platform_keys, signing
from events_svc.stats.counters import Reading
from events_svc.stats.errors import FigureUnknown, NoticeForged
from events_svc.stats.reading_models import CounterNotice, PlatformKey
from events_svc.stats.signing import Signed

KEPT = timedelta(days=2)  # longer than a signature is good

# The platform's own names of its figures, and ours.
FIGURES: dict[str, dict[str, str]] = {
    "wechat_channels": {
        "total_audience_count": "views",
        "max_online_count": "peak",
        "audiences_avg_seconds": "average_seconds",
    },
    "tencent_meeting": {"live_viewers_num": "views"},
}
RUNNING = {"live_viewers_num": "concurrent"}  # what a figure means before the end


@dataclass(frozen=True, slots=True)
class Told:
    """What a notice says: figures by the platform's own names, None = hidden."""

    source_id: int
    observed_at: datetime
    figures: Mapping[str, int | None]


async def take(signed: Signed, told: Told, *, secret_key: str) -> int:
    """The rows that the notice made; 0 when the same notice was taken before.

    Raises NoticeForged, NotFound (no such link of that platform in the key's organisation), FigureUnknown.
    """
    key = await _key(signed, secret_key)
    source = await _source(key, told.source_id)
    readings = [_reading(source, key, signed, told, name) for name in told.figures]
    for reading in readings:
        counters.check(reading)
    async with in_transaction():
        if not await _is_first(key, signed.nonce):
            return 0
        for reading in readings:
            await counters.write(source, reading)
        await audit.record(
            "counter.noticed",
            f"source:{source.id}",
            organisation_id=key.organisation_id,
            rows=len(readings),
        )
    return len(readings)


async def forget() -> int:
    """Forget which notices were taken once their signatures are too old to be taken again."""
    return await CounterNotice.filter(received_at__lt=clock.now() - KEPT).delete()


async def _key(signed: Signed, secret_key: str) -> PlatformKey:
    """The key that signed; a key that nobody has looks like a forged signature."""
    try:
        key = await platform_keys.named(signed.key_id)
        words = platform_keys.words_of(key, secret_key)
    except (NotFound, SealBroken) as error:
        raise NoticeForged from error
    signing.check(signed, key=words, now=clock.now())
    return key


async def _source(key: PlatformKey, source_id: int) -> Source:
    source = await Source.get_or_none(id=source_id, platform=key.platform).select_related(
        "session__event__organisation", "recording__organisation"
    )
    if source is None:
        raise NotFound
    owner = source.recording.organisation if source.recording else None
    if owner is None and source.session is not None:
        owner = source.session.event.organisation
    if owner is None or not owner.path.startswith(key.organisation.path):
        raise NotFound
    return source


def _reading(source: Source, key: PlatformKey, signed: Signed, told: Told, name: str) -> Reading:
    known = FIGURES[key.platform]
    if name not in known:
        raise FigureUnknown(name)
    is_running = name in RUNNING and _is_running(source, told.observed_at)
    return Reading(
        value=told.figures[name],
        observed_at=told.observed_at,
        metric=RUNNING[name] if is_running else known[name],
        method="webhook",
        author=f"{key.platform} …{key.hint}",
        raw_sha256=hashlib.sha256(signed.body).hexdigest(),
    )


def _is_running(source: Source, at: datetime) -> bool:
    ends_at = source.session.ends_at if source.session else None
    return ends_at is not None and at < ends_at


async def _is_first(key: PlatformKey, nonce: str) -> bool:
    row = {"key_id": key.id, "nonce": nonce, "received_at": clock.now()}
    return bool(await insert_new(CounterNotice, [row]))
