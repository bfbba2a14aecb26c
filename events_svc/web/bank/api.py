"""Statements and their lines in the API."""

import base64
import binascii
from datetime import date, datetime
from typing import Annotated

import msgspec
from starlette.routing import BaseRoute

from events_svc.accounts.permissions import Permission
from events_svc.bank import queries
from events_svc.bank.bring_in import bring_in
from events_svc.bank.models import LineState, StatementLine
from events_svc.bank.reading import understand
from events_svc.bank.settle import assign, set_aside
from events_svc.schedule.importing.errors import FileRefused
from events_svc.tickets.order_code import spelled
from events_svc.web import carried, paging
from events_svc.web.api import Page, operation
from events_svc.web.bank import found
from events_svc.web.fields import Line
from events_svc.web.forms import Malformed
from events_svc.web.i18n import gettext
from events_svc.web.state import Request


class BankLineView(msgspec.Struct):
    """A line of a statement; `amount_minor` is negative where money left."""

    id: int
    statement: int
    day: date
    amount_minor: int
    currency: str
    payer: str
    remark: str
    state: str
    reason: str
    order: str | None
    event: str | None
    decided_at: datetime | None


class BankLinePage(msgspec.Struct):
    """Lines in their order."""

    items: list[BankLineView]
    next: str | None


class BankLineQuery(Page):
    """Which lines: `state` is one of new, matched, settled, open, set_aside, outgoing, or empty for all."""

    state: Annotated[str, msgspec.Meta(max_length=16)] = ""


class BankStatementFile(msgspec.Struct):
    """A file of the bank (CSV, XLSX, camt.053), its octets in base64."""

    name: Line
    content: Annotated[str, msgspec.Meta(max_length=900_000)]


class BankStatementView(msgspec.Struct):
    """What was brought in: `known` lines were there already. The worker matches the rest."""

    id: int
    lines: int
    known: int


class BankAssignment(msgspec.Struct):
    """The order whose money a line is."""

    event: Line
    code: Line


class BankNote(msgspec.Struct):
    """Why the money belongs to no order."""

    note: Annotated[str, msgspec.Meta(max_length=500)] = ""


async def lines(request: Request, query: BankLineQuery) -> BankLinePage:
    """List the lines of the organisation's statements."""
    _, own = await found.desk(request, Permission.ORDERS_VIEW)
    after = paging.number(query.cursor)
    states = [LineState(query.state)] if query.state in set(LineState) else []
    listed = await queries.lines(own, states=states, after_id=after, limit=query.limit)
    shown, following = paging.cut(listed, query.limit)
    return BankLinePage([_view(one) for one in shown], following)


async def upload(request: Request, file: BankStatementFile) -> BankStatementView:
    """Bring in a statement: 409 when this very file was brought in before."""
    _, own = await found.desk(request, Permission.ORDERS_EDIT)
    try:
        raw = base64.b64decode(file.content, validate=True)
        read = await understand.understood(raw, currency=own.currency, account=own.number)
    except (binascii.Error, ValueError) as error:
        raise Malformed({"content": gettext("This does not fit here.")}) from error
    except FileRefused as error:
        raise carried.malformed(error) from error
    statement = await bring_in(own, read, name=file.name, raw=raw)
    return BankStatementView(statement.id, len(read.lines) - statement.known, statement.known)


async def give(request: Request, body: BankAssignment) -> BankLineView:
    """Give the money of a line to an order."""
    owner, line = await found.line(request)
    order = await queries.order_below(owner.path, event=body.event, code=spelled(body.code))
    await assign(line, order)
    return await _again(line)


async def put_aside(request: Request, body: BankNote) -> BankLineView:
    """Say that the money of a line belongs to no order."""
    _, line = await found.line(request)
    await set_aside(line, note=body.note)
    return await _again(line)


async def _again(line: StatementLine) -> BankLineView:
    return _view(await StatementLine.get(id=line.id).select_related("order__event"))


def _view(line: StatementLine) -> BankLineView:
    order = line.order if line.order_id else None
    return BankLineView(
        id=line.id,
        statement=line.statement_id,
        day=line.day,
        amount_minor=line.amount_minor,
        currency=line.currency,
        payer=line.payer,
        remark=line.remark,
        state=line.state.value,
        reason=line.reason,
        order=order.code if order else None,
        event=order.event.slug if order else None,
        decided_at=line.decided_at,
    )


BASE = "/organisations/{slug}/bank"

routes: list[BaseRoute] = [
    operation(
        "GET", BASE + "/lines", lines, name="bank_lines", query=BankLineQuery, answer=BankLinePage
    ),
    operation(
        "POST",
        BASE + "/statements",
        upload,
        name="bank_upload",
        body=BankStatementFile,
        answer=BankStatementView,
        status=201,
    ),
    operation(
        "POST",
        BASE + "/lines/{id:int}/order",
        give,
        name="bank_assign",
        body=BankAssignment,
        answer=BankLineView,
    ),
    operation(
        "POST",
        BASE + "/lines/{id:int}/aside",
        put_aside,
        name="bank_set_aside",
        body=BankNote,
        answer=BankLineView,
    ),
]
