"""The rooms whose stream somebody may watch now or next: one stage a room, with the session on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from events_svc import clock
from events_svc.events.models import Event, EventState
from events_svc.media.models import LIVE_KINDS, Access, Source
from events_svc.media.windows import open_at
from events_svc.schedule import queries as schedule
from events_svc.schedule.entries import EntryRoom, Item
from events_svc.schedule.models import SessionState

BEFORE, AFTER = timedelta(hours=36), timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Stage:
    """A room, or None for what has none; `now` and `next` are its streamed sessions."""

    event: Event
    room: EntryRoom | None
    now: Item | None
    next: Item | None
    sources: list[Source]  # of the session that is on, else of the next


async def of_everything() -> list[Stage]:
    """The stages of all published events that are on or begin within a day and a half, in order."""
    now = clock.now()
    sources = (
        await Source.filter(
            open_at(now),
            kind__in=LIVE_KINDS,
            access=Access.PUBLIC,
            session__state=SessionState.CONFIRMED,
            session__event__state=EventState.PUBLISHED,
            session__event__starts_at__lte=now + BEFORE,
            session__event__ends_at__gt=now - AFTER,
        )
        .select_related("session__event__organisation")
        .order_by("session__event__starts_at", "session__event_id", "position", "id")
    )
    by_event: dict[int, list[Source]] = {}
    for source in sources:
        if source.session is not None:
            by_event.setdefault(source.session.event_id, []).append(source)
    return [stage for found in by_event.values() for stage in await _of_event(found)]


async def _of_event(sources: Sequence[Source]) -> list[Stage]:
    assert sources[0].session is not None
    event: Event = sources[0].session.event
    by_session: dict[int | None, list[Source]] = {}
    for source in sources:
        by_session.setdefault(source.session_id, []).append(source)
    streamed = [item for item in await schedule.programme(event) if item["id"] in by_session]
    rooms: dict[int, list[Item]] = {}
    for item in streamed:
        rooms.setdefault(item["room"]["id"] if item["room"] else 0, []).append(item)
    stages = [_stage(event, items, by_session) for items in rooms.values()]
    return sorted(stages, key=lambda stage: stage.room["position"] if stage.room else -1)


def _stage(
    event: Event, items: Sequence[Item], by_session: dict[int | None, list[Source]]
) -> Stage:
    moment = clock.now()
    on = next((one for one in items if one["starts_at"] <= moment < one["ends_at"]), None)
    following = next((one for one in items if one["starts_at"] > moment), None)
    shown = on or following or items[-1]
    return Stage(event, shown["room"], on, following, by_session[shown["id"]])
