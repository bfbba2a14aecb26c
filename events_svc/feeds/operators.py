"""What the schemas of the chaos video operators ask of lengths and slugs. Pure."""

import re
from datetime import UTC, datetime


def hours_and_minutes(starts_at: datetime, ends_at: datetime) -> str:
    """The length as HH:MM, at least a minute; a day and more as the longest that readers take, 23:59."""
    minutes = int((ends_at.astimezone(UTC) - starts_at.astimezone(UTC)).total_seconds()) // 60
    hours, minutes = divmod(min(max(minutes, 1), 24 * 60 - 1), 60)
    return f"{hours:02}:{minutes:02}"


def track_slug(slug: str, name: str) -> str:
    """A slug that both schemas take: `[a-z][a-z0-9-]*[a-z0-9]`."""
    made = re.sub(r"[^a-z0-9]+", "-", (slug or name).lower()).strip("-")
    made = made if made[:1].isalpha() else f"track-{made}".strip("-")
    return made if len(made) > 1 else f"track-{made}"
