"""The hub's own page of answers that its server does not keep: looked at, brought again, settled."""

from collections.abc import Callable
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.checkin.models import Gate
from events_svc.database import notices
from events_svc.events.models import Event
from events_svc.hub import answers, holding
from events_svc.hub.models import HubAnswer
from events_svc.tickets.models import Ticket
from events_svc.tickets.questions.queries import questions_of
from events_svc.web import forms, pages
from events_svc.web.door_refused import said
from events_svc.web.state import Request

ANSWERS = "/hub/answers"
TOPIC = "hub"  # the hub's own page looks again


class Stuck:
    """The page; `needs_key` raises unless the request may see the hub's own pages."""

    def __init__(self, needs_key: Callable[[Request], None]) -> None:
        self._needs_key = needs_key

    async def show(self, request: Request) -> Response:
        """Who, what was asked, what was answered, why it was not taken."""
        self._needs_key(request)
        return await pages.render(request, "hub/answers.html", **await _stuck())

    async def again(self, request: Request) -> Response:
        """Bring them once more."""
        one = await self._one(request)
        await answers.try_again(one)
        if held := await holding.present():
            notices.notify_soon(f"scans:{held.event_id}")  # the hub's worker wakes
        return pages.redirect(request, ANSWERS)

    async def settle(self, request: Request) -> Response:
        """Somebody has seen to them."""
        await answers.settle(await self._one(request))
        notices.notify_soon(TOPIC)
        return pages.redirect(request, ANSWERS)

    async def _one(self, request: Request) -> HubAnswer:
        self._needs_key(request)
        one = await HubAnswer.get_or_none(id=request.path_params["id"])
        if one is None:
            raise NotFound
        await forms.read(request)
        return one


def routes(needs_key: Callable[[Request], None]) -> list[BaseRoute]:
    """The page and what can be done on it."""
    stuck = Stuck(needs_key)
    return [
        Route(ANSWERS, stuck.show, name="hub_answers"),
        Route(ANSWERS + "/{id:int}", stuck.settle, methods=["POST"], name="hub_settle_answers"),
        Route(ANSWERS + "/{id:int}/again", stuck.again, methods=["POST"], name="hub_answers_again"),
    ]


async def _stuck() -> dict[str, Any]:
    held, waiting = await holding.present(), await answers.stuck()
    event = await Event.get_or_none(id=held.event_id) if held else None
    asked = await questions_of(event.id) if event else []
    numbers = {one.item["ticket"] for one in waiting}
    tickets = Ticket.filter(number__in=numbers or {0}).select_related("ticket_type")
    by_number = {one.number: one for one in await tickets}
    return {
        "event": event,
        "waiting": [
            (one, by_number.get(one.item["ticket"]), said(asked, one.item["fields"]))
            for one in waiting
        ],
        "gates": dict(await Gate.all().values_list("id", "name")),
    }
