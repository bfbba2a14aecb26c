"""The hub's own pages: where phones go, and for who holds the key how it is and how phones are paired."""

import hmac
import re
from datetime import timedelta
from typing import Any

from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.accounts.limits import limit
from events_svc.checkin import pair, queries
from events_svc.checkin.models import Device, Gate
from events_svc.documents import qr
from events_svc.events.models import Event
from events_svc.hub import answers, aside, holding, send
from events_svc.hub.waiting import Waiting
from events_svc.tickets.models import Ticket
from events_svc.web import forms, i18n, live, pages
from events_svc.web.address import client_network
from events_svc.web.hub import aside as aside_page
from events_svc.web.hub import stuck
from events_svc.web.hub.about import About
from events_svc.web.state import Request

COOKIE = "hub"
TOPIC = "hub"
LASTS = 30 * 24 * 3600
_OWN_NAMES = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:[0-9]*)?")
_HOST = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?")


class Desk:
    """The pages of one hub."""

    def __init__(self, about: About) -> None:
        self.about = about

    async def start(self, request: Request) -> Response:
        """How the hub is and how phones are paired; who has no key sees what it is and how to trust it."""
        if not self._is_open(request):
            return await pages.render(
                request,
                "hub/door.html",
                about=self.about,
                event=await _event(),
                mine=_mine(request),
            )
        found = await _live()
        return await pages.render(
            request,
            "hub/start.html",
            about=self.about,
            codes=[(one, qr.svg(one, title=one)) for one in self.about.addresses],
            gates=await queries.gates(found["event"]) if found["event"] else [],
            **found,
        )

    async def open(self, request: Request) -> Response:
        """The key of the terminal opens these pages in this browser."""
        await limit(f"hub:{client_network(request)}", most=30, within=timedelta(minutes=10))
        if not self._is_key(request.path_params["key"]):
            raise NotFound
        response = RedirectResponse("/", status_code=303)
        response.set_cookie(
            COOKIE, self.about.key, max_age=LASTS, httponly=True, secure=True, samesite="lax"
        )
        return response

    async def state(self, request: Request) -> Response:
        """The figures of the page, again whenever something happens."""
        self.needs_key(request)

        async def snapshot() -> str:
            rendered = await pages.render(request, "hub/_state.html", **await _live())
            return bytes(rendered.body).decode()

        return live.events(TOPIC, snapshot)

    async def pair(self, request: Request) -> Response:
        """A code that pairs one phone with a gate; its link leads to the address that this page has."""
        self.needs_key(request)
        gate = await Gate.get_or_none(id=request.path_params["id"]).select_related("event")
        if gate is None:
            raise NotFound
        await forms.read(request)
        audit.act_as("hub")
        url = f"{self._address(request)}/gate/pair/{await pair.invite(gate)}"
        return await pages.render(
            request,
            "hub/pairing.html",
            status=201,
            headers={"referrer-policy": "no-referrer"},
            about=self.about,
            event=gate.event,
            gate=gate,
            url=url,
            code=qr.svg(url, title=i18n.gettext("Pairing code")),
        )

    async def revoke(self, request: Request) -> Response:
        """A phone scans no more at this hub."""
        self.needs_key(request)
        device = await Device.get_or_none(id=request.path_params["id"])
        if device is None:
            raise NotFound
        await forms.read(request)
        audit.act_as("hub")
        await pair.revoke(device, event_id=device.event_id)
        return pages.redirect(request, "/")

    def _address(self, request: Request) -> str:
        """Where phones find what this browser sees: `localhost` is theirs, not ours."""
        host = request.headers.get("host", "")
        if _OWN_NAMES.fullmatch(host) or not _HOST.fullmatch(host):
            return self.about.addresses[0]
        return f"https://{host}"

    def needs_key(self, request: Request) -> None:
        if not self._is_open(request):
            raise NotFound

    def _is_open(self, request: Request) -> bool:
        return self._is_key(request.cookies.get(COOKIE, ""))

    def _is_key(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self.about.key.encode())


def routes(about: About) -> list[BaseRoute]:
    """The pages of the hub."""
    desk = Desk(about)
    return [
        Route("/", desk.start, name="hub"),
        Route("/hub/open/{key}", desk.open, name="hub_open"),
        Route("/hub/state", desk.state, name="hub_state"),
        Route("/hub/gates/{id:int}/pairings", desk.pair, methods=["POST"], name="hub_pair"),
        *stuck.routes(desk.needs_key),
        *aside_page.routes(desk.needs_key),
        Route("/hub/phones/{id:int}/revocation", desk.revoke, methods=["POST"], name="hub_revoke"),
    ]


async def _event() -> Event | None:
    held = await holding.present()
    return await Event.get_or_none(id=held.event_id) if held else None


async def _live() -> dict[str, Any]:
    held, event = await holding.present(), await _event()
    return {
        "held": held,
        "event": event,
        "answers": await answers.waiting(),
        "refused_answers": await answers.stuck_count(),
        "entries": await send.waiting(held) if held else Waiting(),
        "aside": await aside.count(),
        "tickets": await Ticket.all().count(),
        "arrivals": await queries.arrivals(event) if event else None,
    }


def _mine(request: Request) -> bool:
    """Whether this phone is paired here already."""
    return "door" in request.cookies
