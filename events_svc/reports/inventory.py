"""What belongs to a report, as it is named today: units, events, titles and their links.

A frozen report keeps this as it was then: a title that is corrected later changes no figure.
"""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from events_svc import clock
from events_svc.accounts.models import Organisation
from events_svc.events.models import Event, EventState
from events_svc.media.models import Recording, Source
from events_svc.media.platforms import PLATFORMS
from events_svc.reports.scope import Scope
from events_svc.schedule.models import Session

ZONE = "Asia/Shanghai"  # where an organisation has no event to say its own

Inventory = dict[str, Any]


async def take(scope: Scope) -> Inventory:
    """Everything that belongs to the scope, in the order of time, each thing with the unit it counts for."""
    timezone = await _timezone(scope)
    events = await _events(scope, timezone)
    items = await _items(scope, timezone)
    return {
        "scope": _scope(scope, timezone),
        "units": await _units({one["unit"] for one in [*events, *items]}),
        "events": events,
        "items": items,
    }


async def titles(scope: Scope) -> int:
    """How many recordings belong to the scope, which is told soon."""
    return await _public(scope, await _timezone(scope)).count()


def _scope(scope: Scope, timezone: str) -> dict[str, Any]:
    about = scope.event or scope.series or scope.organisation
    return {
        "kind": scope.kind.value,
        "id": about.id,
        "slug": about.slug,
        "title": scope.title,
        "year": scope.year,
        "organisation": _named(scope.organisation),
        "timezone": timezone,
    }


async def _timezone(scope: Scope) -> str:
    if scope.event is not None:
        return scope.event.timezone
    latest = await Event.filter(_of_events(scope)).order_by("-starts_at").first()
    return latest.timezone if latest else ZONE


def _of_events(scope: Scope) -> Q:
    if scope.event is not None:
        return Q(id=scope.event.id)
    if scope.series is not None:
        return Q(series_id=scope.series.id)
    return Q(organisation__path__startswith=scope.organisation.path)


async def _events(scope: Scope, timezone: str) -> list[dict[str, Any]]:
    found = Event.filter(_of_events(scope))
    if scope.event is None:
        found = found.exclude(state=EventState.DRAFT)
    if scope.year is not None:
        start, end = _bounds(scope.year, timezone)
        found = found.filter(starts_at__gte=start, starts_at__lt=end)
    return [
        {
            "id": event.id,
            "slug": event.slug,
            "kind": event.kind.value,
            "state": event.state.value,
            "title": event.title,
            "starts_at": event.starts_at,
            "ends_at": event.ends_at,
            "unit": event.organisation_id,
        }
        for event in await found.order_by("starts_at", "id")
    ]


async def _items(scope: Scope, timezone: str) -> list[dict[str, Any]]:
    """Public recordings, and sessions that have links; with their links."""
    recordings = await _recordings(scope, timezone)
    sessions = await _sessions(scope, timezone)
    links = await _links(recordings, sessions)
    items = [_recording(one, links) for one in recordings] + [
        _session(one, links) for one in sessions
    ]
    return sorted(items, key=_in_time)


def _in_time(item: dict[str, Any]) -> tuple[bool, datetime, str, int]:
    """What has no time yet stands at the end."""
    at = item["at"]
    return at is None, at or datetime.min.replace(tzinfo=UTC), item["kind"], item["id"]


async def _recordings(scope: Scope, timezone: str) -> list[Recording]:
    return await _public(scope, timezone).order_by("recorded_at", "id")


def _public(scope: Scope, timezone: str) -> QuerySet[Recording]:
    found = Recording.filter(_of_recordings(scope), published_at__lte=clock.now())
    if scope.year is None:
        return found
    start, end = _bounds(scope.year, timezone)
    return found.filter(recorded_at__gte=start, recorded_at__lt=end)


def _of_recordings(scope: Scope) -> Q:
    if scope.event is not None:
        return Q(event_id=scope.event.id) | Q(session__event_id=scope.event.id)
    if scope.series is not None:
        return Q(series_id=scope.series.id) | Q(event__series_id=scope.series.id)
    return Q(organisation__path__startswith=scope.organisation.path) | Q(
        event__organisation__path__startswith=scope.organisation.path
    )


async def _sessions(scope: Scope, timezone: str) -> list[Session]:
    about = {
        "event_id": scope.event.id if scope.event else None,
        "event__series_id": scope.series.id if scope.series else None,
    }
    chosen = {name: value for name, value in about.items() if value is not None} or {
        "event__organisation__path__startswith": scope.organisation.path
    }
    found = Session.filter(id__in=await _with_links(chosen), **chosen).select_related("event")
    if scope.event is None:
        found = found.exclude(event__state=EventState.DRAFT)
    if scope.year is not None:
        start, end = _bounds(scope.year, timezone)
        found = found.filter(event__starts_at__gte=start, event__starts_at__lt=end)
    return await found.order_by("starts_at", "id")


async def _with_links(chosen: dict[str, Any]) -> list[int]:
    of_session = {f"session__{name}": value for name, value in chosen.items()}
    found = await Source.filter(**of_session).distinct().values("session_id")
    return [row["session_id"] for row in found]


async def _links(
    recordings: list[Recording], sessions: list[Session]
) -> dict[tuple[str, int], list[dict[str, Any]]]:
    """The links by what they lead to: a recording, where they have one, else a session."""
    mine = Q(recording_id__in=[one.id for one in recordings]) | Q(
        recording_id=None, session_id__in=[one.id for one in sessions]
    )
    links: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for source in await Source.filter(mine).order_by("position", "id"):
        owner = ("recording", source.recording_id or 0)
        if source.recording_id is None:
            owner = ("session", source.session_id or 0)
        links.setdefault(owner, []).append(_link(source))
    return links


def _link(source: Source) -> dict[str, Any]:
    return {
        "id": source.id,
        "platform": source.platform,
        "kind": source.kind.value,
        "language": source.language,
        "is_ours": source.platform in PLATFORMS and PLATFORMS[source.platform].is_ours,
    }


def _recording(
    one: Recording, links: dict[tuple[str, int], list[dict[str, Any]]]
) -> dict[str, Any]:
    return {
        "kind": "recording",
        "id": one.id,
        "title": one.title,
        "episode": one.episode,
        "at": one.recorded_at,
        "event": one.event_id,
        "unit": one.organisation_id,
        "links": links.get(("recording", one.id), []),
    }


def _session(one: Session, links: dict[tuple[str, int], list[dict[str, Any]]]) -> dict[str, Any]:
    return {
        "kind": "session",
        "id": one.id,
        "title": one.title,
        "episode": None,
        "at": one.starts_at,
        "event": one.event_id,
        "unit": one.event.organisation_id,
        "links": links.get(("session", one.id), []),
    }


async def _units(ids: set[int]) -> list[dict[str, Any]]:
    found = await Organisation.filter(id__in=sorted(ids)).order_by("path", "id")
    return [_named(one) for one in found]


def _named(organisation: Organisation) -> dict[str, Any]:
    return {"id": organisation.id, "slug": organisation.slug, "name": organisation.name}


def _bounds(year: int, timezone: str) -> tuple[datetime, datetime]:
    """The year's first instant and that of the next, in the zone."""
    zone = ZoneInfo(timezone)
    return (
        datetime(year, 1, 1, tzinfo=zone).astimezone(UTC),
        datetime(year + 1, 1, 1, tzinfo=zone).astimezone(UTC),
    )
