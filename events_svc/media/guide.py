"""The live index: what comes next, and what should be live and is not."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from events_svc import clock
from events_svc.accounts.permissions import Permission
from events_svc.accounts.person import Person
from events_svc.events import access
from events_svc.events.models import Event, EventState
from events_svc.media.models import Access, Source, SourceKind
from events_svc.media.queries import judge, latest_facts
from events_svc.schedule import queries as schedule
from events_svc.schedule.entries import Item
from events_svc.schedule.models import SessionState

AHEAD = timedelta(hours=36)
MOST_NEXT = 30


@dataclass(frozen=True, slots=True)
class Coming:
    """A released session that will be streamed."""

    event: Event
    item: Item


@dataclass(frozen=True, slots=True)
class Missing:
    """A live link of a session that should be on, of which no evidence says that it is live."""

    source: Source
    event: Event
    due_since: datetime


async def coming() -> list[Coming]:
    """The released sessions with a public live link that begin within a day and a half, in order."""
    now = clock.now()
    soon = await _links(starts_after=now, starts_before=now + AHEAD)
    wanted = {source.session_id for source in soon}
    events = {source.session.event.id: source.session.event for source in soon if source.session}
    found = [
        Coming(event, item)
        for event in events.values()
        for item in await schedule.programme(event)
        if item["id"] in wanted and item["starts_at"] > now
    ]
    return sorted(found, key=lambda one: (one.item["starts_at"], one.item["id"]))[:MOST_NEXT]


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


async def _links(*, starts_after: datetime, starts_before: datetime) -> list[Source]:
    return (
        await Source.filter(
            kind=SourceKind.LIVE,
            access=Access.PUBLIC,
            retired_at=None,
            session__state=SessionState.CONFIRMED,
            session__starts_at__gt=starts_after,
            session__starts_at__lte=starts_before,
            session__event__state=EventState.PUBLISHED,
        )
        .select_related("session__event__organisation")
        .order_by("session__starts_at", "id")
    )
