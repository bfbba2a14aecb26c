"""The phone opens the one-time link and becomes a device of the gate: two taps."""

from datetime import timedelta
from typing import Annotated

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.limits import limit
from events_svc.checkin import pair
from events_svc.web import forms, pages
from events_svc.web.address import client_network
from events_svc.web.checkin import devices
from events_svc.web.state import Request


class PhoneForm(msgspec.Struct):
    name: Annotated[str, msgspec.Meta(max_length=80, pattern=r"^[^\x00]*\Z")] = ""


async def ask(request: Request) -> Response:
    """Which gate this is, and the one button."""
    return await _page(request)


async def accept(request: Request) -> Response:
    """Pair, keep the device's token in a cookie, and scan."""
    try:
        form = await forms.parse(request, PhoneForm)
    except forms.Malformed as wrong:
        return await _page(request, wrong)
    await _limit(request)
    token = await pair.pair(request.path_params["token"], name=form.name or _phone(request))
    response = pages.redirect(request, "/gate")
    devices.set_cookie(request, response, token)
    return response


async def _page(request: Request, wrong: forms.Malformed | None = None) -> Response:
    await _limit(request)
    pairing = await pair.invited(request.path_params["token"])
    return await pages.render(
        request,
        "checkin/pair.html",
        status=422 if wrong else 200,
        headers={"referrer-policy": "no-referrer"},
        gate=pairing.gate,
        event=pairing.gate.event,
        values=wrong.values if wrong else {"name": _phone(request)},
        errors=wrong.errors if wrong else {},
    )


async def _limit(request: Request) -> None:
    await limit(f"pair:{client_network(request)}", most=60, within=timedelta(minutes=10))


def _phone(request: Request) -> str:
    """What kind of phone this is, as a first name for it."""
    agent = request.headers.get("user-agent", "")
    kinds = ("iPhone", "iPad", "Android", "Windows", "Macintosh", "Linux")
    return next((kind for kind in kinds if kind in agent), "")


routes: list[BaseRoute] = [
    Route("/gate/pair/{token}", ask, name="gate_pair"),
    Route("/gate/pair/{token}", accept, methods=["POST"], name="gate_pair_accept"),
]
