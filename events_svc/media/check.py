"""The audit of the index: what is published can be found; a link is missed once at a time."""

from events_svc.database import rows


async def broken() -> list[str]:
    """Published recordings without search tokens, drafts with some, and links with two incidents that are both open."""
    return [*await _not_found(), *await _found_all_the_same(), *await _missed_twice()]


async def _not_found() -> list[str]:
    found = await rows(
        "SELECT r.id FROM recording r LEFT JOIN recording_tokens t ON t.recording_id = r.id "
        "WHERE t.id IS NULL AND r.published_at IS NOT NULL ORDER BY r.id LIMIT 100"
    )
    return [f"recording {row['id']} has no search tokens" for row in found]


async def _found_all_the_same() -> list[str]:
    found = await rows(
        "SELECT r.id FROM recording r JOIN recording_tokens t ON t.recording_id = r.id "
        "WHERE r.published_at IS NULL ORDER BY r.id LIMIT 100"
    )
    return [f"recording {row['id']} is found by the search and is not public" for row in found]


async def _missed_twice() -> list[str]:
    found = await rows(
        "SELECT source_id FROM stream_incident WHERE closed_at IS NULL "
        "GROUP BY source_id HAVING COUNT(*) > 1 ORDER BY source_id LIMIT 100"
    )
    return [f"source {row['source_id']} has more than one open incident" for row in found]
