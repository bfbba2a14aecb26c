"""Lists of events: the first page, a person's console, a series, the API; each paged by cursor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from events_svc import clock
from events_svc.accounts.person import Person
from events_svc.events.models import Event, EventState, Series
from events_svc.events.queries import PAGE, PUBLIC, seen_by

Place = tuple[datetime, int]  # where a page begins: after the event that starts then, with this id


@dataclass(frozen=True, slots=True)
class Home:
    """What the first page shows; `*_next` tells where the next page of a list begins."""

    now: list[Event]
    upcoming: list[Event]
    past: list[Event]
    upcoming_next: Place | None
    past_next: Place | None


async def home(*, upcoming_after: Place | None = None, past_after: Place | None = None) -> Home:
    """Public events: those that run, those to come (soonest first), those that were (latest first)."""
    now = clock.now()
    public = Event.filter(state__in=PUBLIC).select_related("organisation", "series", "venue")
    running = public.filter(starts_at__lte=now, ends_at__gt=now, state=EventState.PUBLISHED)
    to_come = _after(public.filter(starts_at__gt=now), upcoming_after)
    over = _before(public.filter(ends_at__lte=now), past_after)
    upcoming, upcoming_next = _page(await to_come, PAGE)
    past, past_next = _page(await over, PAGE)
    return Home(
        await running.order_by("starts_at", "id").limit(PAGE),
        upcoming,
        past,
        upcoming_next,
        past_next,
    )


async def of_person(
    person: Person, *, after: Place | None = None
) -> tuple[list[Event], Place | None]:
    """The events in which the person has a role, latest first, and where the next page begins."""
    events = Event.filter(seen_by(person)).select_related("organisation", "series")
    return _page(await _before(events, after), PAGE)


async def figures(person: Person) -> dict[str, int]:
    """How many of the person's events are drafts, run now, are to come."""
    now = clock.now()
    mine = Event.filter(seen_by(person))
    public = mine.filter(state=EventState.PUBLISHED)
    return {
        "now": await public.filter(starts_at__lte=now, ends_at__gt=now).count(),
        "upcoming": await public.filter(starts_at__gt=now).count(),
        "drafts": await mine.filter(state=EventState.DRAFT).count(),
    }


async def readable(person: Person, *, before_id: int | None, limit: int) -> list[Event]:
    """Public events and the person's own drafts, newest first; one more than `limit` if there is."""
    events = Event.filter(Q(state__in=PUBLIC) | seen_by(person))
    if before_id is not None:
        events = events.filter(id__lt=before_id)
    related = events.select_related("organisation", "series", "venue", "parent")
    return await related.order_by("-id").limit(limit + 1)


async def editions(
    series: Series, *, after: Place | None = None
) -> tuple[list[Event], Place | None]:
    """The public events of a series, latest first, and where the next page begins."""
    events = Event.filter(series_id=series.id, state__in=PUBLIC).select_related("venue")
    return _page(await _before(events, after), PAGE)


def _after(events: QuerySet[Event], place: Place | None) -> QuerySet[Event]:
    if place is not None:
        at, after_id = place
        events = events.filter(Q(starts_at__gt=at) | Q(starts_at=at, id__gt=after_id))
    return events.order_by("starts_at", "id").limit(PAGE + 1)


def _before(events: QuerySet[Event], place: Place | None) -> QuerySet[Event]:
    if place is not None:
        at, before_id = place
        events = events.filter(Q(starts_at__lt=at) | Q(starts_at=at, id__lt=before_id))
    return events.order_by("-starts_at", "-id").limit(PAGE + 1)


def _page(found: Sequence[Event], size: int) -> tuple[list[Event], Place | None]:
    shown = list(found[:size])
    return shown, (shown[-1].starts_at, shown[-1].id) if len(found) > size else None
