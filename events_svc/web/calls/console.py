"""The organiser's calls: make, publish, close; what they take and ask."""

from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.permissions import Permission
from events_svc.calls import make, offers, queries
from events_svc.calls.errors import SlugTaken
from events_svc.calls.models import Call
from events_svc.events.models import Event
from events_svc.reviews import access as reviewing
from events_svc.web import access, auth, forms, pages
from events_svc.web.calls import fields, words
from events_svc.web.errors import beside
from events_svc.web.state import Request


async def index(request: Request) -> Response:
    """The event's calls with what came in, and the form of one more."""
    return await _index(request, await _event(request))


async def create(request: Request) -> Response:
    """One more call, not yet published."""
    event = await _event(request)
    try:
        terms = (await forms.parse(request, fields.CallForm)).terms(event)
        with beside("slug", SlugTaken):
            call = await make.make(event, terms)
    except forms.Malformed as wrong:
        values = await forms.as_typed(request)
        return await _index(request, event, values=values, errors=wrong.errors)
    return pages.redirect(request, base(event, call))


async def show(request: Request) -> Response:
    """A call: its words and times, what it takes, what it asks, its codes."""
    event, call = await console_call(request)
    return await page(request, event, call)


async def change(request: Request) -> Response:
    """The call says this."""
    event, call = await console_call(request)
    try:
        terms = (await forms.parse(request, fields.CallForm)).terms(event)
        with beside("slug", SlugTaken):
            await make.change(call, terms)
    except forms.Malformed as wrong:
        values = await forms.as_typed(request)
        return await page(request, event, call, values=values, errors=wrong.errors)
    return pages.redirect(request, f"/organiser/events/{event.slug}/calls/{terms.slug}")


async def publish(request: Request) -> Response:
    """The call has its page."""
    event, call = await console_call(request)
    await forms.read(request)
    await make.publish(call)
    return pages.redirect(request, base(event, call))


async def unpublish(request: Request) -> Response:
    """The call's page is gone."""
    event, call = await console_call(request)
    await forms.read(request)
    await make.withdraw(call)
    return pages.redirect(request, base(event, call))


async def close(request: Request) -> Response:
    """The call ends now."""
    event, call = await console_call(request)
    await forms.read(request)
    await make.close(call)
    return pages.redirect(request, base(event, call))


async def console_call(request: Request) -> tuple[Event, Call]:
    """The event and call of the path, for who may edit its agenda."""
    event = await _event(request)
    return event, await queries.call_of(event, request.path_params["call"])


async def _event(request: Request) -> Event:
    return await access.editable_event(request, Permission.AGENDA_EDIT)


async def _index(
    request: Request,
    event: Event,
    *,
    values: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
) -> Response:
    calls = await queries.calls_of(event)
    return await pages.render(
        request,
        "calls/console.html",
        status=422 if errors else 200,
        event=event,
        calls=calls,
        counts=await _counts(request, *calls),
        call_mark=words.call_mark,
        values=values or {},
        errors=errors or {},
    )


async def page(
    request: Request,
    event: Event,
    call: Call,
    *,
    errors: dict[str, str] | None = None,
    **typed: dict[str, Any],
) -> Response:
    """The page on which a call is set up, with what was typed (`values`, or those of another of its
    forms: `offer_values`, `code_values`) where it was refused.
    """
    given = {"values": fields.values_of(call, event), "offer_values": {}, "code_values": {}} | typed
    whole = await queries.whole(call)
    return await pages.render(
        request,
        "calls/edit.html",
        status=422 if errors else 200,
        event=event,
        call=call,
        whole=whole,
        mark=words.call_mark(call),
        counts=(await _counts(request, call))[call.id],
        types=await queries.types(event.id),
        codes=await offers.codes_of(call),
        kinds=dict(words.kinds()),
        local=lambda instant: fields.local(instant, event),
        public_url=request.state["settings"].public_url,
        errors=errors or {},
        **given,
    )


async def _counts(request: Request, *calls: Call) -> dict[int, dict[str, int]]:
    """How many proposals each call has, but for those that this person is kept from."""
    hidden = await reviewing.barred_for(await auth.signed_in(request), *calls)
    return await queries.counts(calls, without=hidden)


def base(event: Event, call: Call) -> str:
    """The address of the page on which a call is set up."""
    return f"/organiser/events/{event.slug}/calls/{call.slug}"


CALLS = "/organiser/events/{slug}/calls"
CALL = CALLS + "/{call}"

routes: list[BaseRoute] = [
    Route(CALLS, index, methods=["GET"], name="calls_console"),
    Route(CALLS, create, methods=["POST"], name="call_create"),
    Route(CALL, show, methods=["GET"], name="call_console"),
    Route(CALL, change, methods=["POST"], name="call_change"),
    Route(CALL + "/publication", publish, methods=["POST"], name="call_publish"),
    Route(CALL + "/unpublication", unpublish, methods=["POST"], name="call_unpublish"),
    Route(CALL + "/closing", close, methods=["POST"], name="call_close"),
]
