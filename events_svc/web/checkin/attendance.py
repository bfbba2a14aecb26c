"""Attendance of sessions: a table for people, and one for spreadsheets."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from events_svc.accounts import audit
from events_svc.accounts.permissions import Permission
from events_svc.checkin import attendance
from events_svc.checkin.attendance import Lesson, Presence, Pupil
from events_svc.events.models import Event
from events_svc.feeds.table_stream import CSV, Cell, csv_stream
from events_svc.text import in_language
from events_svc.web import i18n, pages, paging
from events_svc.web.access import editable_event
from events_svc.web.i18n import gettext
from events_svc.web.state import Request

A_PAGE = 100


async def show(request: Request) -> Response:
    """The sessions with how many came, then person by person."""
    event = await editable_event(request, Permission.DOOR_VIEW)
    taught = await attendance.lessons(event)
    after = paging.number(request.query_params.get("after", "")) or 0
    found = await attendance.pupils(event, taught, after=after, limit=A_PAGE + 1) if taught else []
    shown = found[:A_PAGE]
    return await pages.render(
        request,
        "checkin/attendance.html",
        event=event,
        taught=taught,
        turnouts=await attendance.turnouts(event, taught),
        pupils=shown,
        is_for=attendance.is_for,
        following=shown[-1].ticket.number if len(found) > A_PAGE else None,
    )


async def table(request: Request) -> Response:
    """Everybody with every session, as CSV; who took it stands in the log."""
    event = await editable_event(request, Permission.DOOR_VIEW)
    taught = await attendance.lessons(event)
    await audit.record("attendance.exported", f"event:{event.id}", event_id=event.id)
    headers = {
        "cache-control": "private, no-store",
        "content-disposition": f'attachment; filename="attendance-{event.slug}.csv"',
    }
    lines = csv_stream(_head(event, taught), _rows(event, taught))
    return StreamingResponse(lines, headers=headers, media_type=CSV)


async def _rows(event: Event, taught: Sequence[Lesson]) -> AsyncIterator[list[Cell]]:
    async for one in attendance.every_pupil(event, taught):
        yield _cells(one, event, taught)


def _head(event: Event, taught: Sequence[Lesson]) -> list[str]:
    plain = [
        gettext("Ticket"),
        gettext("Name"),
        gettext("Organisation"),
        gettext("Ticket type"),
        gettext("Sessions"),
        gettext("Minutes"),
    ]
    parts = [gettext("time in"), gettext("time out"), gettext("minutes"), gettext("minutes late")]
    named = [f"{_time(one.starts_at, event)} {_words(one.title)}" for one in taught]
    return [*plain, *(f"{name}: {part}" for name in named for part in parts)]


def _cells(one: Pupil, event: Event, taught: Sequence[Lesson]) -> list[Cell]:
    ticket = one.ticket
    plain: list[Cell] = [
        ticket.number,
        ticket.holder_name,
        ticket.holder_organisation,
        _words(ticket.ticket_type.name),
        len(one.at),
        one.minutes,
    ]
    return [
        *plain,
        *(cell for lesson in taught for cell in _presence(one.at.get(lesson.list_id), event)),
    ]


def _presence(one: Presence | None, event: Event) -> list[Cell]:
    if one is None:
        return [None, None, 0, None]
    left = _time(one.left_at, event) if one.left_at else ""
    return [_time(one.came_at, event), left, one.minutes, one.late]


def _time(at: datetime, event: Event) -> str:
    return at.astimezone(ZoneInfo(event.timezone)).strftime("%Y-%m-%d %H:%M")


def _words(text: dict[str, str]) -> str:
    return in_language(text, i18n.language.get())


DOOR = "/organiser/events/{slug}/door"

routes: list[BaseRoute] = [
    Route(f"{DOOR}/attendance", show, name="door_attendance"),
    Route(f"{DOOR}/attendance.csv", table, name="door_attendance_csv"),
]
