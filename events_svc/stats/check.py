"""The audit of the figures: what was counted can be traced, and no more was credited than time passed."""

from datetime import timedelta

from events_svc import clock
from events_svc.database import rows
from events_svc.stats import salts
from events_svc.stats.credit import GRACE_MS
from events_svc.stats.models import Salt, SaltValue, Watch
from events_svc.stats.rolling import audit

_PAGE = 5_000
_LATE = timedelta(hours=3)  # the clock that destroys salts runs every hour


async def broken() -> list[str]:
    """Views without a playing, credit beyond the clock, keys kept too long, sums and corrections astray."""
    return [
        *await _views_of_nobody(),
        *await _views_of_programs(),
        *await _too_much_credit(),
        *await _old_salts(),
        *await _astray(),
        *await _stray_corrections(),
        *await _lost_evidence(),
    ]


async def _views_of_nobody() -> list[str]:
    found = await rows(
        'SELECT v.id FROM "view" v LEFT JOIN watch w ON w.source_id = v.source_id '
        "AND w.viewer_key = v.viewer_key WHERE w.id IS NULL ORDER BY v.id LIMIT 100"
    )
    return [f"view {row['id']} has no playing" for row in found]


async def _views_of_programs() -> list[str]:
    found = await rows(
        'SELECT v.id FROM "view" v WHERE NOT EXISTS (SELECT 1 FROM watch w WHERE NOT w.is_bot '
        "AND w.source_id = v.source_id AND w.viewer_key = v.viewer_key) AND EXISTS (SELECT 1 "
        "FROM watch w WHERE w.source_id = v.source_id AND w.viewer_key = v.viewer_key) LIMIT 100"
    )
    return [f"view {row['id']} is of a program" for row in found]


async def _too_much_credit() -> list[str]:
    made: list[str] = []
    last_id = 0
    while (
        page := await Watch.filter(id__gt=last_id)
        .order_by("id")
        .limit(_PAGE)
        .values("id", "started_at", "last_at", "credited_ms")
    ):
        for row in page:
            passed = (row["last_at"] - row["started_at"]) / timedelta(milliseconds=1)
            if row["credited_ms"] > passed + GRACE_MS:
                made.append(f"watch {row['id']} is credited more time than passed")
        last_id = page[-1]["id"]
    return made


async def _old_salts() -> list[str]:
    last = salts.last_over(clock.now() - _LATE)
    marked = await Salt.filter(day__lte=last, destroyed_at=None).values_list("day", flat=True)
    kept = await SaltValue.filter(day__lte=last).values_list("day", flat=True)
    return [f"the salt of {day} has not been destroyed" for day in sorted({*marked, *kept})]


async def _astray() -> list[str]:
    return [
        f"source {source_id}: {name} of {'programs' if is_bot else 'people'} sum up to {summed}, "
        f"the rows say {counted}"
        for source_id, is_bot, name, summed, counted in (await audit.differences())[:100]
    ]


async def _stray_corrections() -> list[str]:
    found = await rows(
        "SELECT c.id FROM counter_snapshot c LEFT JOIN counter_snapshot o ON o.id = c.corrects "
        "WHERE c.corrects IS NOT NULL "
        "AND (o.id IS NULL OR o.source_id <> c.source_id OR o.metric <> c.metric) LIMIT 100"
    )
    return [f"counter {row['id']} corrects a row that is not of its kind" for row in found]


async def _lost_evidence() -> list[str]:
    found = await rows(
        "SELECT c.id FROM counter_snapshot c LEFT JOIN counter_file f ON f.id = c.file_id "
        "WHERE c.file_id IS NOT NULL AND (f.id IS NULL OR f.source_id <> c.source_id "
        "OR f.digest <> c.raw_sha256) ORDER BY c.id LIMIT 100"
    )
    return [f"counter {row['id']} has lost the file that shows it" for row in found]
