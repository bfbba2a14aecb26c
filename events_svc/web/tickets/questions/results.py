"""What was answered, for organisers: counted, ticket by ticket, as a table for spreadsheets; files."""

import csv
import io
from collections.abc import AsyncIterator, Sequence
from urllib.parse import quote

from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from events_svc.accounts import audit
from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.feeds.schedule_csv import safe
from events_svc.text import in_language
from events_svc.tickets.questions import files
from events_svc.tickets.questions.models import AnswerKind, TicketQuestion
from events_svc.tickets.questions.queries import (
    Sheet,
    Tally,
    every_sheet,
    file_answers,
    questions_of,
    sheets,
    tallies,
)
from events_svc.web import access, i18n, pages, paging
from events_svc.web.i18n import gettext
from events_svc.web.state import Request
from events_svc.web.tickets.questions import words

A_PAGE = 50
_BOM = "\ufeff"  # without it spreadsheets take UTF-8 for something else
PRIVATE = {"cache-control": "private, no-store"}


async def index(request: Request) -> Response:
    """How each question was answered, then the answers ticket by ticket."""
    event = await _event(request)
    cursor = paging.number(request.query_params.get("after", "")) or 0
    found = await sheets(event, after=cursor, limit=A_PAGE + 1)
    shown = found[:A_PAGE]
    return await pages.render(
        request,
        "tickets/questions/answers.html",
        event=event,
        tallies=[(one, _bars(one)) for one in await tallies(event)],
        sheets=shown,
        files=await file_answers([one.ticket.id for one in shown]),
        following=shown[-1].ticket.number if len(found) > A_PAGE else None,
        words=words,
    )


async def table(request: Request) -> Response:
    """Every ticket that stands with its answers, a column a question; who took it stands in the log."""
    event = await _event(request)
    await audit.record("ticket_answers.exported", f"event:{event.id}", event_id=event.id)
    name = f"answers-{event.slug}.csv"
    headers = {**PRIVATE, "content-disposition": f'attachment; filename="{name}"'}
    lines = _lines(event, await questions_of(event.id))
    return StreamingResponse(lines, headers=headers, media_type="text/csv; charset=utf-8")


async def file(request: Request) -> Response:
    """The file that somebody gave as an answer."""
    event = await _event(request)
    found = await files.read(event, request.path_params["id"])
    headers = {
        **PRIVATE,
        "content-disposition": f"attachment; filename*=UTF-8''{quote(found.name, safe='')}",
        "content-security-policy": "default-src 'none'; sandbox",
    }
    return Response(found.body, headers=headers, media_type=found.media_type)


async def _event(request: Request) -> Event:
    return await access.editable_event(request, Permission.ORDERS_VIEW)


def _bars(tally: Tally) -> list[tuple[str, int, float]]:
    """Answer, how often, and which part of the most frequent one, for what can be counted."""
    if tally.question.kind not in COUNTABLE:
        return []
    most = max(tally.counts.values(), default=1)
    order = sorted(tally.counts.items(), key=lambda one: (-one[1], str(one[0])))
    return [
        (_counted(tally.question, value), count, round(100 * count / most, 1))
        for value, count in order[:MOST_BARS]
    ]


COUNTABLE = {AnswerKind.YES_NO, AnswerKind.CHOICE, AnswerKind.CHOICES, AnswerKind.COUNTRY}
MOST_BARS = 30


def _counted(question: TicketQuestion, value: object) -> str:
    whole = [value] if question.kind is AnswerKind.CHOICES else value
    return words.answer_words(question, whole)


async def _lines(event: Event, questions: Sequence[TicketQuestion]) -> AsyncIterator[str]:
    head = ["No.", "Name", "E-mail", "Company or institute", "Ticket type", "Order"]
    asked = [in_language(one.label, i18n.language.get()) for one in questions]
    yield _BOM + _line([*(gettext(one) for one in head), *asked])
    async for some in every_sheet(event):
        yield "".join(_line(_cells(one, questions)) for one in some)


def _cells(sheet: Sheet, questions: Sequence[TicketQuestion]) -> list[str]:
    ticket = sheet.ticket
    return [
        str(ticket.number),
        ticket.holder_name,
        ticket.holder_email,
        ticket.holder_organisation,
        in_language(ticket.ticket_type.name, i18n.language.get()),
        ticket.order.code,
        *(words.answer_words(one, sheet.given.get(one.id)) for one in questions),
    ]


def _line(cells: Sequence[str]) -> str:
    made = io.StringIO()
    csv.writer(made, lineterminator="\r\n").writerow([safe(one) for one in cells])
    return made.getvalue()


ANSWERS = "/organiser/events/{slug}/answers"

routes: list[BaseRoute] = [
    Route(ANSWERS, index),
    Route(ANSWERS + ".csv", table),
    Route(ANSWERS + "/{id:int}/file", file),
]
