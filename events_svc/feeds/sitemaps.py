"""The sitemap of all public recordings in parts, by their ids: a part changes only with its recordings."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from events_svc.accounts.errors import NotFound
from events_svc.database import rows
from events_svc.feeds import lectures, video_sitemap
from events_svc.feeds.files import File, packed
from events_svc.feeds.video_sitemap import PART
from events_svc.media.models import Recording


@dataclass(frozen=True, slots=True)
class Part:
    """The public recordings with ids from `number` × PART on; what `mark` says decides its bytes."""

    number: int
    count: int
    changed_at: datetime

    @property
    def mark(self) -> tuple[int, int, datetime]:
        return (self.number, self.count, self.changed_at)


async def parts() -> list[Part]:
    """Every part in which there is something, in order."""
    found = await rows(
        f"SELECT id / {PART} AS part, COUNT(*) AS count, MAX(updated_at) AS changed_at "  # noqa: S608 a number
        f"FROM recording WHERE published_at IS NOT NULL GROUP BY id / {PART} ORDER BY 1"
    )
    return [Part(row["part"], row["count"], _moment(row["changed_at"])) for row in found]


async def part(number: int) -> Part:
    """The part of this number; NotFound for one in which there is nothing."""
    for one in await parts():
        if one.number == number:
            return one
    raise NotFound


async def index(found: list[Part], changed_at: datetime, *, public_url: str) -> File:
    """The index of these parts."""
    listed = [(f"{public_url}/sitemap-videos/{one.number}.xml", one.changed_at) for one in found]
    body = video_sitemap.write_index(listed)
    return packed(body, video_sitemap.MEDIA_TYPE, changed_at)


async def file(wanted: Part, language: str, *, public_url: str) -> File:
    """One part."""
    first = wanted.number * PART
    found = (
        await Recording.filter(id__gte=first, id__lt=first + PART, published_at__isnull=False)
        .select_related("series", "event", "organisation")
        .prefetch_related("sources")
        .order_by("id")
    )
    told = await lectures.of_recordings(found, language, public_url=public_url)
    body = await asyncio.to_thread(video_sitemap.write, told)
    return packed(body, video_sitemap.MEDIA_TYPE, wanted.changed_at)


def _moment(value: object) -> datetime:
    """SQLite answers an aggregate as text."""
    return datetime.fromisoformat(value) if isinstance(value, str) else _aware(value)


def _aware(value: object) -> datetime:
    assert isinstance(value, datetime)
    return value
