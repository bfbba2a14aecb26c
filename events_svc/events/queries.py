"""Events as lists read them: home, a person's console, a series, the parts of an event."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from events_svc import clock
from events_svc.accounts.models import Organisation
from events_svc.accounts.permissions import Permission
from events_svc.accounts.person import Person
from events_svc.events.models import Event, EventState, Party, PartyRole, Series

PUBLIC = (EventState.PUBLISHED, EventState.CANCELLED)
PAGE = 20

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


async def parties(event: Event) -> list[tuple[PartyRole, list[Party]]]:
    """Who stands behind the event, by role in the order of the trade, each with its organisation."""
    rows = await Party.filter(event=event).select_related("organisation").order_by("position", "id")
    by_role = [(role, [row for row in rows if row.role is role]) for role in PartyRole]
    return [(role, found) for role, found in by_role if found]


async def parts(event: Event) -> list[Event]:
    """The public events that are a part of this one, by their time."""
    found = Event.filter(parent_id=event.id, state__in=PUBLIC)
    return await found.order_by("starts_at", "id").limit(100)


async def editions(
    series: Series, *, after: Place | None = None
) -> tuple[list[Event], Place | None]:
    """The public events of a series, latest first, and where the next page begins."""
    events = Event.filter(series_id=series.id, state__in=PUBLIC).select_related("venue")
    return _page(await _before(events, after), PAGE)


async def series_of(person: Person, *, before_id: int | None = None) -> list[Series]:
    """The series of the person's organisations, newest first; one more than a page if there is."""
    owners = [one.id for one in await organisations(person, Permission.EVENT_VIEW)]
    found = Series.filter(organisation_id__in=owners)
    if before_id is not None:
        found = found.filter(id__lt=before_id)
    return await found.select_related("organisation").order_by("-id").limit(PAGE + 1)


async def nameable(event: Event) -> list[Organisation]:
    """The organisations that the event may name: its own tree, and those its tree has named before."""
    root = f"/{event.organisation.path.split('/')[1]}/"
    named = Party.filter(event__organisation__path__startswith=root)
    ids = await named.distinct().limit(1000).values_list("organisation_id", flat=True)
    known = Q(path__startswith=root) | Q(id__in=[*ids])
    return await Organisation.filter(known).order_by("path").limit(500)


async def organisations(person: Person, permission: Permission) -> list[Organisation]:
    """The organisations on which the person has the permission, parents before children."""
    roots = _roots(person, permission)
    if not roots:
        return []
    below = Q(*(Q(path__startswith=root) for root in roots), join_type=Q.OR)
    return await Organisation.filter(below).order_by("path").limit(500)


def seen_by(person: Person) -> Q:
    """The condition for events of which the person sees drafts and figures; a token's bounds hold."""
    view, within = Permission.EVENT_VIEW, person.within or "/"
    single = [one for one in person.events if person.may(view, path=within, event_id=one)]
    mine = [Q(organisation__path__startswith=root) for root in _roots(person, view)]
    if single:
        mine.append(Q(id__in=single, organisation__path__startswith=within))
    return Q(*mine, join_type=Q.OR) if mine else Q(id__in=[])


def _roots(person: Person, permission: Permission) -> list[str]:
    """The paths below which the person has the permission, a token only within its organisation."""
    within = person.within or "/"
    roots = [root if root.startswith(within) else within for root in person.organisations]
    return sorted({root for root in roots if person.may(permission, path=root)})


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
