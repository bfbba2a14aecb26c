"""Which recordings a feed has: all, of a series, of an event, in a language; what they are is read once."""

import asyncio
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import UTC, datetime

from tortoise.expressions import Q

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.events.models import Event, Series
from events_svc.events.queries import PUBLIC
from events_svc.feeds import lectures, podcast
from events_svc.feeds.files import File, packed
from events_svc.feeds.lectures import Lecture
from events_svc.feeds.podcast import Channel
from events_svc.feeds.wording import BOTH, TAGS, prose, words
from events_svc.media.models import Recording
from events_svc.text import Text

MOST = 300  # the newest

_HEADINGS: Text = {"zh": "回放", "en": "Recordings"}


@dataclass(frozen=True, slots=True)
class Shelf:
    """The recordings of a feed: their heads decide its bytes. `name` says of what it is a feed."""

    name: Text
    description: Text
    by: Text
    path: str  # of the page
    picture: str  # its path
    heads: tuple[tuple[int, datetime], ...]  # id and last change, the newest recording first

    @property
    def changed_at(self) -> datetime:
        """When anything of it last changed; the second is what HTTP knows."""
        latest = max(
            (changed for _, changed in self.heads), default=datetime(2020, 1, 1, tzinfo=UTC)
        )
        return min(latest, clock.now())

    @property
    def version(self) -> Hashable:
        return (repr(self.name), repr(self.description), self.heads)


async def everything(language: str) -> Shelf:
    """The newest of all recordings; `language` is the one that is spoken, blank for any."""
    heads = await _heads(Q(), language)
    return Shelf(_HEADINGS, {}, {}, "/recordings", "", heads)


async def of_series(slug: str, language: str) -> Shelf:
    """The recordings of a series; NotFound for none of this name."""
    series = await Series.get_or_none(slug=slug[:80]).select_related("organisation")
    if series is None:
        raise NotFound
    heads = await _heads(Q(series_id=series.id), language)
    page, cover = f"/recordings?series={slug}", f"/series/{slug}/cover.png"
    return Shelf(series.name, series.description, series.organisation.name, page, cover, heads)


async def of_event(slug: str, language: str) -> Shelf:
    """The recordings of a public event; NotFound for others."""
    event = await Event.get_or_none(slug=slug[:80], state__in=PUBLIC).select_related("organisation")
    if event is None:
        raise NotFound
    heads = await _heads(Q(event_id=event.id), language)
    page, picture = f"/events/{slug}", f"/events/{slug}/picture.png"
    return Shelf(event.title, event.description, event.organisation.name, page, picture, heads)


async def lectures_of(shelf: Shelf, language: str, *, public_url: str) -> list[Lecture]:
    """What stands on the shelf, everything read."""
    found = (
        await Recording.filter(id__in=[one for one, _ in shelf.heads], published_at__isnull=False)
        .select_related("series", "event", "organisation")
        .prefetch_related("sources")
        .order_by("-recorded_at", "-id")
    )
    return await lectures.of_recordings(found, language, public_url=public_url)


async def feed(shelf: Shelf, kind: str, language: str, *, public_url: str, url: str) -> File:
    """The shelf as a podcast, of videos, of sound alone, or of both (blank), at the address `url`."""
    found = await lectures_of(shelf, language, public_url=public_url)
    channel = Channel(
        title=words(shelf.name, language),
        url=f"{public_url}{shelf.path}",
        feed_url=url,
        description=prose(shelf.description, language),
        language=TAGS.get("zh" if language == BOTH else language, language),
        by=words(shelf.by, language) or words(shelf.name, language),
        picture=f"{public_url}{shelf.picture}" if shelf.picture else "",
        kind=kind,
        built_at=shelf.changed_at,
    )
    body = await asyncio.to_thread(podcast.write, channel, found)
    return packed(body, podcast.MEDIA_TYPE, shelf.changed_at)


async def _heads(wanted: Q, language: str) -> tuple[tuple[int, datetime], ...]:
    found = Recording.filter(wanted, published_at__isnull=False)
    if language:
        found = found.filter(_spoken(language))
    rows = await found.order_by("-recorded_at", "-id").limit(MOST).values_list("id", "updated_at")
    return tuple((int(str(row[0])), _moment(row[1])) for row in rows)


def _moment(value: object) -> datetime:
    assert isinstance(value, datetime)
    return value


def _spoken(language: str) -> Q:
    """Recordings in this language, alone or with others: `zh` finds `zh`, `zh-CN`, `zh-en` and `en-zh`."""
    first = Q(language__iexact=language) | Q(language__istartswith=f"{language}-")
    return first | Q(language__iendswith=f"-{language}")
