"""The hub's own page of entries of its log that the server does not take: looked at, brought again, settled."""

from collections.abc import Callable
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.checkin.models import Gate
from events_svc.database import notices
from events_svc.events.models import Event
from events_svc.hub import aside, holding
from events_svc.hub.models import AsideEntry
from events_svc.web import forms, pages
from events_svc.web.checkin.words import of_reason
from events_svc.web.hub.entry_words import of_why
from events_svc.web.state import Request

ENTRIES = "/hub/entries"
TOPIC = "hub"  # the hub's own page looks again


class Aside:
    """The page; `needs_key` raises unless the request may see the hub's own pages."""

    def __init__(self, needs_key: Callable[[Request], None]) -> None:
        self._needs_key = needs_key

    async def show(self, request: Request) -> Response:
        """What was shown to whom, when and where, and why the server does not take it."""
        self._needs_key(request)
        return await pages.render(request, "hub/entries.html", **await _aside())

    async def again(self, request: Request) -> Response:
        """Bring it once more."""
        await aside.try_again(await self._one(request))
        if held := await holding.present():
            notices.notify_soon(f"scans:{held.event_id}")  # the hub's worker wakes
        return pages.redirect(request, ENTRIES)

    async def settle(self, request: Request) -> Response:
        """Somebody has seen to it."""
        await aside.settle(await self._one(request))
        notices.notify_soon(TOPIC)
        return pages.redirect(request, ENTRIES)

    async def _one(self, request: Request) -> AsideEntry:
        self._needs_key(request)
        one = await AsideEntry.get_or_none(id=request.path_params["id"])
        if one is None:
            raise NotFound
        await forms.read(request)
        return one


def routes(needs_key: Callable[[Request], None]) -> list[BaseRoute]:
    """The page and what can be done on it."""
    page = Aside(needs_key)
    return [
        Route(ENTRIES, page.show, name="hub_entries"),
        Route(ENTRIES + "/{id:int}", page.settle, methods=["POST"], name="hub_settle_entry"),
        Route(ENTRIES + "/{id:int}/again", page.again, methods=["POST"], name="hub_entry_again"),
    ]


async def _aside() -> dict[str, Any]:
    held = await holding.present()
    return {
        "event": await Event.get_or_none(id=held.event_id) if held else None,
        "waiting": await aside.of_page(),
        "gates": dict(await Gate.all().values_list("id", "name")),
        "of_reason": of_reason,
        "of_why": of_why,
    }
