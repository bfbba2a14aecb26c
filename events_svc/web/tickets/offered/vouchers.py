"""The organiser's vouchers: make them, one or thousands, find them, change and withdraw them."""

import csv
import io
from collections.abc import AsyncIterator
from typing import Any

from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.tickets.offered import quotas_of, types_of, variants_of
from events_svc.tickets.vouchers.issue import change, issue, issue_many, withdraw
from events_svc.tickets.vouchers.models import Voucher
from events_svc.tickets.vouchers.queries import every_voucher, voucher_of, vouchers
from events_svc.web import access, forms, pages, paging
from events_svc.web.i18n import gettext
from events_svc.web.state import Request
from events_svc.web.tickets import printed, wish
from events_svc.web.tickets.offered.forms import VoucherForm, voucher_facts, voucher_values

PER_PAGE = 50
EVENT = "/organiser/events/{slug}"


async def index(request: Request) -> Response:
    """The newest vouchers, and the form of new ones."""
    return await _index(request, await _event(request))


async def make(request: Request) -> Response:
    """One voucher with the code that was typed, or as many as were asked for."""
    event = await _event(request)
    form = await forms.read(request)
    try:
        typed = forms.typed(form, VoucherForm)
        facts = voucher_facts(typed, event, await _types_of_variants(event))
    except forms.Malformed as error:
        return await _index(request, event, wish.typed(form), error.errors)
    if typed.count > 1:
        await issue_many(event, facts, typed.count)
    else:
        await issue(event, facts, code=typed.code)
    return pages.redirect(request, f"/organiser/events/{event.slug}/vouchers")


async def table(request: Request) -> Response:
    """All vouchers that fit as CSV."""
    event = await _event(request)
    headers = {"Content-Disposition": f'attachment; filename="{event.slug}-vouchers.csv"'}
    lines = _lines(event, request.query_params.get("q", "")[:80])
    return StreamingResponse(lines, headers=headers, media_type="text/csv; charset=utf-8")


async def edit(request: Request) -> Response:
    """The form of a voucher."""
    event = await _event(request)
    voucher = await voucher_of(event, request.path_params["id"])
    return await _edit(request, event, voucher, voucher_values(voucher, event))


async def save(request: Request) -> Response:
    """Change a voucher; its code stays."""
    event = await _event(request)
    voucher = await voucher_of(event, request.path_params["id"])
    form = await forms.read(request)
    try:
        typed = forms.typed(form, VoucherForm)
        facts = voucher_facts(typed, event, await _types_of_variants(event))
    except forms.Malformed as error:
        return await _edit(request, event, voucher, wish.typed(form), error.errors)
    await change(voucher, facts)
    return pages.redirect(request, f"/organiser/events/{event.slug}/vouchers")


async def take_back(request: Request) -> Response:
    """Withdraw a voucher."""
    event = await _event(request)
    await forms.read(request)
    await withdraw(await voucher_of(event, request.path_params["id"]))
    return pages.redirect(request, f"/organiser/events/{event.slug}/vouchers")


async def _event(request: Request) -> Event:
    return await access.editable_event(request, Permission.TICKETS_EDIT)


async def _types_of_variants(event: Event) -> dict[int, int]:
    return {one.id: one.ticket_type_id for one in await variants_of(event)}


async def _index(
    request: Request,
    event: Event,
    values: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
) -> Response:
    words = request.query_params.get("q", "").strip()[:80]
    before = paging.number(request.query_params.get("before", ""))
    found = await vouchers(event, words, before_id=before, limit=PER_PAGE)
    shown, following = paging.cut(found, PER_PAGE, by=lambda one: one.id)
    return await pages.render(
        request,
        "tickets/offered/vouchers.html",
        status=422 if errors else 200,
        event=event,
        vouchers=shown,
        following=following,
        words=words,
        targets=await _targets(event),
        target_words=_target_words,
        values=values or {"max_uses": 1, "count": 1},
        errors=errors or {},
    )


async def _edit(
    request: Request,
    event: Event,
    voucher: Voucher,
    values: dict[str, Any],
    errors: dict[str, str] | None = None,
) -> Response:
    return await pages.render(
        request,
        "tickets/offered/voucher.html",
        status=422 if errors else 200,
        event=event,
        voucher=voucher,
        targets=await _targets(event),
        values=values,
        errors=errors or {},
    )


async def _targets(event: Event) -> list[tuple[str, str]]:
    """What a voucher may be for, as choices of its form."""
    found = [("", gettext("All tickets"))]
    variants = await variants_of(event)
    for kind in await types_of(event):
        name = printed.words(kind.name)
        found.append((f"type-{kind.id}", name))
        mine = (one for one in variants if one.ticket_type_id == kind.id)
        found += [(f"variant-{one.id}", f"{name} · {printed.words(one.name)}") for one in mine]
    for quota in await quotas_of(event):
        words = gettext("Any ticket of the quota {name}").format(name=quota.name)
        found.append((f"quota-{quota.id}", words))
    return found


def _target_words(voucher: Voucher) -> str:
    """For which tickets a voucher is."""
    if voucher.quota is not None:
        return voucher.quota.name
    if voucher.variant is not None:
        kind = printed.words(voucher.variant.ticket_type.name)
        return f"{kind} · {printed.words(voucher.variant.name)}"
    if voucher.ticket_type is not None:
        return printed.words(voucher.ticket_type.name)
    return gettext("All tickets")


async def _lines(event: Event, words: str) -> AsyncIterator[bytes]:
    yield "\ufeff".encode()
    head = ["code", "max_uses", "used", "valid_until", "reduction", "value", "tag", "withdrawn_at"]
    yield _line(head)
    async for one in every_voucher(event, words):
        until = one.valid_until.isoformat() if one.valid_until else ""
        gone = one.withdrawn_at.isoformat() if one.withdrawn_at else ""
        row = [
            one.code,
            one.max_uses,
            one.used,
            until,
            one.reduction.value,
            one.value,
            one.tag,
            gone,
        ]
        yield _line(row)


def _line(cells: list[Any]) -> bytes:
    line = io.StringIO()
    csv.writer(line).writerow([_harmless(str(cell)) for cell in cells])
    return line.getvalue().encode()


def _harmless(cell: str) -> str:
    """A table calculator takes what begins so for a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@"} else cell


VOUCHERS = EVENT + "/vouchers"

routes: list[BaseRoute] = [
    Route(VOUCHERS, index, methods=["GET"]),
    Route(VOUCHERS, make, methods=["POST"]),
    Route(VOUCHERS + ".csv", table, methods=["GET"]),
    Route(VOUCHERS + "/{id:int}", edit, methods=["GET"]),
    Route(VOUCHERS + "/{id:int}", save, methods=["POST"]),
    Route(VOUCHERS + "/{id:int}/withdrawal", take_back, methods=["POST"]),
]
