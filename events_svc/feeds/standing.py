"""How events stand now: what decides, besides the entries of its newest release, what their feeds say."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from tortoise.queryset import QuerySet

from events_svc.accounts.errors import NotFound
from events_svc.events.models import Event, EventState
from events_svc.events.queries import PUBLIC
from events_svc.feeds.agenda import Agenda
from events_svc.media.models import Source, SourceKind
from events_svc.schedule.models import Release
from venues.models import Venue

VERSION = version("events-svc")


@dataclass(frozen=True, slots=True)
class Standing:
    """An event, the agenda of its newest release without the entries, and a hash of these facts."""

    event: Event
    release_id: int | None
    facts: Agenda
    mark: str

    @property
    def is_draft(self) -> bool:
        return self.event.state is EventState.DRAFT


async def of(slug: str, *, public_url: str) -> Standing:
    """How the event stands, a draft too; NotFound for none."""
    found = await _standings(Event.filter(slug=slug), public_url)
    if not found:
        raise NotFound
    return found[0]


async def public(event_ids: Iterable[int], *, public_url: str, most: int) -> list[Standing]:
    """How the public ones of these events stand, the newest `most` of them."""
    found = Event.filter(id__in=[*event_ids], state__in=PUBLIC)
    return await _standings(found.order_by("-starts_at", "-id").limit(most), public_url)


async def _standings(events: QuerySet[Event], public_url: str) -> list[Standing]:
    found = await events.select_related("venue", "organisation", "parent")
    ids = [event.id for event in found]
    releases, live = await _newest(ids), await _streamed(ids)
    return [
        _standing(event, releases.get(event.id), live.get(event.id, []), public_url)
        for event in found
    ]


async def _newest(event_ids: Sequence[int]) -> dict[int, Release]:
    """The newest release of each event, without its entries."""
    columns = ("id", "event_id", "number", "released_at")
    found = Release.filter(event_id__in=event_ids).order_by("number").only(*columns)
    return {release.event_id: release for release in await found}


async def _streamed(event_ids: Sequence[int]) -> dict[int, list[int]]:
    """The sessions of each event that have a live source."""
    live = Source.filter(kind=SourceKind.LIVE, retired_at=None, session__event_id__in=event_ids)
    found: dict[int, list[int]] = {}
    for event_id, session_id in await live.values_list("session__event_id", "session_id"):
        found.setdefault(int(str(event_id)), []).append(int(str(session_id)))
    return found


def _standing(
    event: Event, release: Release | None, live: Sequence[int], public_url: str
) -> Standing:
    facts = facts_of(event, release, public_url, live=live)
    mark = hashlib.sha256(repr(facts).encode()).hexdigest()[:16]
    return Standing(event, release.id if release else None, facts, mark)


def facts_of(
    event: Event, release: Release | None, public_url: str, *, live: Iterable[int] = ()
) -> Agenda:
    """The agenda of a release without its entries; `event.venue` is loaded."""
    is_cancelled = event.state is EventState.CANCELLED
    return Agenda(
        slug=event.slug,
        title=event.title,
        description=event.description,
        timezone=event.timezone,
        accent=event.accent,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        released_at=release.released_at if release else event.published_at or event.created_at,
        version=str(release.number if release else 0),
        public_url=public_url,
        generator_version=VERSION,
        entries=[],
        is_online=event.mode != "onsite",
        venue=event.venue.name if event.venue else event.city,
        place=_place(event.venue),
        live=tuple(sorted({*live})),
        cancelled_at=(event.cancelled_at or event.updated_at) if is_cancelled else None,
    )


def _place(venue: Venue | None) -> tuple[float, float] | None:
    if venue is None or venue.latitude is None or venue.longitude is None:
        return None
    return venue.latitude, venue.longitude
