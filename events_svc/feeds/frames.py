"""What other sites may show in a frame of recordings and sessions, found by their addresses."""

from events_svc.accounts.errors import NotFound
from events_svc.accounts.person import ANONYMOUS
from events_svc.events import access
from events_svc.feeds import lectures
from events_svc.feeds.oembed_video import Picture, Shown
from events_svc.feeds.wording import words
from events_svc.media import contents, index
from events_svc.media.models import Recording, Source
from events_svc.schedule import queries as schedule

WIDE = (1280, 720)  # of the pictures of events


async def of_recording(slug: str, language: str, *, public_url: str) -> Shown:
    """A published recording that plays in a frame; NotFound for others."""
    recording = await index.published(slug)
    if recording is None:
        raise NotFound
    held = await contents.of_recording(recording.id)
    told = lectures.told(recording, held, language, public_url=public_url)
    if not told.frame:
        raise NotFound
    picture = None
    if held.picture is not None:
        picture = Picture(told.picture, held.picture.width, held.picture.height)
    elif recording.event is not None and not recording.thumbnail_url:
        picture = Picture(told.picture, *WIDE)
    author = ", ".join(told.people) or told.by
    return Shown(told.title, author, told.by, public_url, told.frame, picture)


async def of_session(slug: str, code: str, language: str, *, public_url: str) -> Shown:
    """A released session of which something can be watched; NotFound for others."""
    event = await access.visible(ANONYMOUS, slug)
    items = [one for one in await schedule.programme(event) if one["code"] == code.upper()]
    if not items or not await _is_watched(items[0]["id"]):
        raise NotFound
    home = f"{public_url}/events/{event.slug}"
    names = [words(one["name"], language) for one in items[0]["speakers"]]
    return Shown(
        title=words(items[0]["title"], language),
        author=", ".join(names) or words(event.organisation.name, language),
        provider=words(event.title, language),
        provider_url=home,
        frame=f"{home}/sessions/{items[0]['code']}/embed",
        picture=Picture(f"{home}/picture.png", *WIDE),
    )


async def _is_watched(session_id: int) -> bool:
    if await Source.filter(session_id=session_id, retired_at=None).exists():
        return True
    return await Recording.filter(session_id=session_id, published_at__isnull=False).exists()
