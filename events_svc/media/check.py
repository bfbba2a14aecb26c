"""The audit of the index: what is published can be found."""

from events_svc.database import rows


async def broken() -> list[str]:
    """Published recordings that no search can find, because their tokens are missing."""
    found = await rows(
        "SELECT r.id FROM recording r LEFT JOIN recording_tokens t ON t.recording_id = r.id "
        "WHERE t.id IS NULL AND r.published_at IS NOT NULL ORDER BY r.id LIMIT 100"
    )
    return [f"recording {row['id']} has no search tokens" for row in found]
