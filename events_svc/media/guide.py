"""The live index: what is on now, what comes next, and what should be live and is not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise.expressions import Q

from events_svc import clock
from events_svc.accounts.permissions import Permission
from events_svc.accounts.person import Person
from events_svc.events import access
from events_svc.events.models import Event, EventState
from events_svc.media.models import LIVE_KINDS, Source
from events_svc.media.queries import LiveNow, judge, latest_facts, on_air
from events_svc.media.windows import open_at
from events_svc.schedule import queries as schedule
from events_svc.schedule.entries import Item
from events_svc.schedule.models import SessionState

AHEAD = timedelta(hours=36)
MOST_NEXT = 30


@dataclass(frozen=True, slots=True)
class Streamed:
    """A released session that is, will be or should be streamed."""

    event: Event
    item: Item


@dataclass(frozen=True, slots=True)
class OnAir:
    """A session of which some link is live: its links, and what comes next in its room."""

    links: list[LiveNow]
    event: Event
    item: Item | None  # None: it was taken out of the programme since
    following: Item | None

    @property
    def first(self) -> LiveNow:
        return self.links[0]


@dataclass(frozen=True, slots=True)
class Index:
    """`due`: by the timetable it should be on, and nothing says that it is."""

    now: list[OnAir]
    due: list[Streamed]
    coming: list[Streamed]


@dataclass(frozen=True, slots=True)
class Missing:
    """A live link of a session that should be on, of which no evidence says that it is live."""

    source: Source
    event: Event
    due_since: datetime


async def index(event: Event | None = None) -> Index:
    """What is on, what should be and what comes within a day and a half: everywhere, or at one event."""
    live = await on_air(event.id if event else None)
    begins = clock.now() - timedelta(hours=24)
    near = await _links(starts_after=begins, starts_before=clock.now() + AHEAD, event=event)
    events = await _events([*(one.event_id for one in live), *_event_ids(near)])
    programmes = {one.id: await schedule.programme(one) for one in events.values()}
    wanted = {source.session_id for source in near} - {one.session_id for one in live}
    rest = [
        Streamed(events[event_id], item)
        for event_id, items in programmes.items()
        for item in items
        if item["id"] in wanted and item["ends_at"] > clock.now()
    ]
    rest.sort(key=lambda one: (one.item["starts_at"], one.item["id"]))
    return Index(
        now=[_on_air(links, events, programmes) for links in _by_session(live)],
        due=[one for one in rest if one.item["starts_at"] <= clock.now()],
        coming=[one for one in rest if one.item["starts_at"] > clock.now()][:MOST_NEXT],
    )


async def missing(person: Person) -> list[Missing]:
    """Links that should be live and are not, of the events whose links `person` looks after."""
    if not person.is_organiser:
        return []
    now = clock.now()
    due = await _links(starts_after=now - timedelta(hours=24), starts_before=now)
    facts = await latest_facts([source.id for source in due])
    return [
        Missing(source, source.session.event, source.session.starts_at)
        for source in due
        if source.session is not None
        and source.session.starts_at is not None
        and judge(source, facts.get(source.id)).is_missing
        and access.may(person, Permission.MEDIA_EDIT, source.session.event)
    ]


async def turned(after: datetime, until: datetime) -> set[int]:
    """The sessions with a live link that began or ended, or whose link opened or closed, in this time."""
    begun = Q(session__starts_at__gt=after, session__starts_at__lte=until)
    ended = Q(session__ends_at__gt=after, session__ends_at__lte=until)
    opened = Q(valid_from__gt=after, valid_from__lte=until)
    closed = Q(valid_to__gt=after, valid_to__lte=until)
    links = Source.filter(
        begun | ended | opened | closed,
        kind__in=LIVE_KINDS,
        retired_at=None,
        session_id__isnull=False,
    )
    return {int(str(one)) for one in await links.values_list("session_id", flat=True)}


def _on_air(
    links: list[LiveNow], events: dict[int, Event], programmes: dict[int, list[Item]]
) -> OnAir:
    event = events[links[0].event_id]
    items = programmes[event.id]
    item = next((one for one in items if one["id"] == links[0].session_id), None)
    return OnAir(links, event, item, _following(item, items) if item else None)


def _following(item: Item, items: Sequence[Item]) -> Item | None:
    """What comes next in the same room within six hours, breaks left out."""
    begins = item["ends_at"]
    soon = begins + timedelta(hours=6)
    here = [one for one in items if _room(one) == _room(item) and not one["is_break"]]
    after = [one for one in here if begins <= one["starts_at"] < soon]
    return next((one for one in after if one["ends_at"] > clock.now()), None)


def _room(item: Item) -> int | None:
    return item["room"]["id"] if item["room"] else None


def _by_session(live: Sequence[LiveNow]) -> list[list[LiveNow]]:
    sessions: dict[int, list[LiveNow]] = {}
    for one in live:
        sessions.setdefault(one.session_id, []).append(one)
    return [*sessions.values()]


def _event_ids(sources: Sequence[Source]) -> list[int]:
    return [source.session.event_id for source in sources if source.session]


async def _events(ids: Sequence[int]) -> dict[int, Event]:
    found = await Event.filter(id__in={*ids}).select_related("organisation")
    return {event.id: event for event in found}


async def _links(
    *, starts_after: datetime, starts_before: datetime, event: Event | None = None
) -> list[Source]:
    """The live links that are shown, public or not, of sessions that begin between these instants."""
    found = Source.filter(
        open_at(clock.now()),
        kind__in=LIVE_KINDS,
        session__state=SessionState.CONFIRMED,
        session__starts_at__gt=starts_after,
        session__starts_at__lte=starts_before,
        session__event__state=EventState.PUBLISHED,
    )
    if event is not None:
        found = found.filter(session__event_id=event.id)
    return await found.select_related("session__event__organisation").order_by(
        "session__starts_at", "id"
    )
