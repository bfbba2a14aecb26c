"""The public pages of a call: what is asked, until when; a proposal written without an account."""

from datetime import timedelta
from typing import Annotated, Any

import msgspec
from msgspec import Meta
from starlette.datastructures import FormData
from starlette.responses import Response

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.accounts.limits import limit
from events_svc.accounts.permissions import Permission
from events_svc.accounts.tokens import digest
from events_svc.calls import open as opening
from events_svc.calls import queries, submit
from events_svc.calls.draft import Author
from events_svc.calls.errors import NotSendable
from events_svc.calls.models import Call, Proposal
from events_svc.calls.people import person
from events_svc.events.access import may
from events_svc.events.models import Event
from events_svc.web import access, auth, desk, forms, i18n, pages
from events_svc.web.address import client_network
from events_svc.web.calls import refused, sheet
from events_svc.web.calls.words import call_mark, languages
from events_svc.web.fields import Email
from events_svc.web.state import Request

WITHIN = timedelta(minutes=15)


class AuthorForm(msgspec.Struct):
    """Who writes, when nobody is signed in."""

    name: Annotated[str, Meta(max_length=200)]
    email: Email


async def show(request: Request) -> Response:
    """What the call asks, of whom, until when."""
    event, call = await public_call(request)
    whole = await queries.whole(call)
    now = clock.now()
    return await pages.render(
        request,
        "calls/call.html",
        event=event,
        call=call,
        whole=whole,
        mark=call_mark(call),
        is_open=opening.is_any_open(call, whole.offers, at=now),
        code=request.query_params.get("code", "")[:40],
        is_open_for=lambda offer: opening.is_open(call, offer, None, at=now),
    )


async def new(request: Request) -> Response:
    """The form of a proposal, empty."""
    event, call = await public_call(request)
    code = request.query_params.get("code", "")[:40]
    return await _page(request, event, call, values=sheet.blank(await queries.whole(call), code))


async def create(request: Request) -> Response:
    """Keep the draft, or send it in; a stranger's waits until the mailed link is followed."""
    event, call = await public_call(request)
    form = await forms.read(request)
    try:
        author = await _author(request, event, form)
        made = await _begun(call, form, author)
    except (forms.Malformed, NotSendable) as wrong:
        return await _page(request, event, call, values=sheet.typed(form), wrong=wrong)
    if author.speaker is not None:
        base = desk.own_address(author.speaker)
        return pages.redirect(request, f"{base}/proposals/{made.id}")
    return pages.redirect(request, f"/events/{event.slug}/calls/{call.slug}/thanks")


async def thanks(request: Request) -> Response:
    """The draft is kept, a link is on its way."""
    event, call = await public_call(request)
    return await pages.render(request, "calls/thanks.html", event=event, call=call)


async def public_call(request: Request) -> tuple[Event, Call]:
    """The call of the path; unpublished only for the event's team."""
    event = await access.public_event(request)
    call = await queries.call_of(event, request.path_params["call"])
    if not call.is_published and not may(await auth.person(request), Permission.EVENT_VIEW, event):
        raise NotFound
    return event, call


async def _author(request: Request, event: Event, form: FormData) -> Author:
    """Who writes. The address of who is signed in is proved."""
    known, language = await auth.person(request), i18n.language.get()
    if known.is_browser:
        await limit(f"proposals:{known.actor}", most=60, within=WITHIN)
        speaker = await person(event, email=known.email.lower(), name=known.name)
        return Author(known.email.lower(), known.name, language, speaker)
    typed = forms.typed(form, AuthorForm)
    email = typed.email.lower()
    await limit(f"proposals:{client_network(request)}", most=60, within=WITHIN)
    await limit(f"proposals:{digest(email)}", most=10, within=WITHIN)
    return Author(email, typed.name, language)


async def _begun(call: Call, form: FormData, author: Author) -> Proposal:
    written = sheet.sheet(form, await queries.whole(call))
    code = await queries.code_of(call, str(form.get("code") or ""))
    begin = submit.begin_and_submit if form.get("act") == "submit" else submit.begin_draft
    return await begin(call, written, author, key=sheet.key(form), code=code)


async def _page(
    request: Request,
    event: Event,
    call: Call,
    *,
    values: dict[str, Any],
    wrong: forms.Malformed | NotSendable | None = None,
) -> Response:
    whole = await queries.whole(call)
    return await pages.render(
        request,
        "calls/new.html",
        action=f"/events/{event.slug}/calls/{call.slug}/proposals",
        status=refused.status(wrong),
        event=event,
        call=call,
        whole=whole,
        languages=languages(),
        is_known=(await auth.person(request)).is_browser,
        values=values,
        errors=refused.beside(wrong),
    )
