"""What a call takes, and the codes that open it, for its organisers."""

import secrets

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.calls import offers, queries
from events_svc.calls.errors import CodeTaken, TypeTaken
from events_svc.calls.models import Call
from events_svc.events.models import Event
from events_svc.schedule.content import ALPHABET
from events_svc.web import forms, pages
from events_svc.web.calls import fields
from events_svc.web.calls.console import CALL, base, console_call, page
from events_svc.web.errors import beside
from events_svc.web.i18n import gettext
from events_svc.web.state import Request


async def add_offer(request: Request) -> Response:
    """The call takes one session type more."""
    event, call = await console_call(request)
    try:
        form = await forms.parse(request, fields.OfferForm)
        type_id = form.session_type or await _new_type(event, call, form)
        with beside("session_type", TypeTaken):
            await offers.offer(call, type_id, form.terms(event))
    except forms.Malformed as wrong:
        values = await forms.as_typed(request)
        return await page(request, event, call, offer_values=values, errors=wrong.errors)
    return pages.redirect(request, base(event, call) + "#offers")


async def change_offer(request: Request) -> Response:
    """A type has another deadline."""
    event, call = await console_call(request)
    form = await forms.parse(request, fields.OfferForm)
    await offers.change(call, request.path_params["id"], form.terms(event))
    return pages.redirect(request, base(event, call) + "#offers")


async def remove_offer(request: Request) -> Response:
    """A type is taken no more."""
    event, call = await console_call(request)
    await forms.read(request)
    await offers.remove(call, request.path_params["id"])
    return pages.redirect(request, base(event, call) + "#offers")


async def add_code(request: Request) -> Response:
    """One access code more."""
    event, call = await console_call(request)
    try:
        form = await forms.parse(request, fields.CodeForm)
        made = "".join(secrets.choice(ALPHABET) for _ in range(10))
        with beside("access_code", CodeTaken):
            await offers.add_code(call, form.terms(event, made))
    except forms.Malformed as wrong:
        values = await forms.as_typed(request)
        return await page(request, event, call, code_values=values, errors=wrong.errors)
    return pages.redirect(request, base(event, call) + "#codes")


async def remove_code(request: Request) -> Response:
    """A code opens nothing any more."""
    event, call = await console_call(request)
    await forms.read(request)
    await offers.remove_code(call, request.path_params["id"])
    return pages.redirect(request, base(event, call) + "#codes")


async def _new_type(event: Event, call: Call, form: fields.OfferForm) -> int:
    if not form.type_name:
        raise forms.Malformed({"type_name": gettext("Please fill this in.")})
    key = form.key(len(await queries.types(event.id)))
    made = await offers.new_type(call, form.type_name, key=key, minutes=form.minutes)
    return int(made.id)


routes: list[BaseRoute] = [
    Route(CALL + "/offers", add_offer, methods=["POST"], name="offer_add"),
    Route(CALL + "/offers/{id:int}", change_offer, methods=["POST"], name="offer_change"),
    Route(CALL + "/offers/{id:int}/removal", remove_offer, methods=["POST"], name="offer_remove"),
    Route(CALL + "/codes", add_code, methods=["POST"], name="code_add"),
    Route(CALL + "/codes/{id:int}/removal", remove_code, methods=["POST"], name="code_remove"),
]
