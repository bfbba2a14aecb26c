"""The Starlette application as a value: lifespan, middleware, routes, error table."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from events_svc.config import Settings
from events_svc.database import connected, notices
from events_svc.gateways.http import session
from events_svc.schedule import file_kinds
from events_svc.web import (
    accounts,
    assets,
    badges,
    bank,
    calls,
    checkin,
    door_questions,
    errors,
    events,
    feeds,
    hub,
    idempotency,
    invoices,
    letters,
    media,
    outbox,
    people,
    privacy,
    reports,
    reviews,
    schedule,
    speakers,
    stats,
    system,
    tickets,
    venues,
    webhooks,
)
from events_svc.web.body_limit import BodyLimit
from events_svc.web.checkin.turnstile import Turnstile
from events_svc.web.compression import Compression
from events_svc.web.hub import venue
from events_svc.web.hub.about import About
from events_svc.web.hub.newcomers import Newcomers
from events_svc.web.index import Index
from events_svc.web.middleware import Surroundings
from events_svc.web.short_ways import ShortWay, ShortWays
from events_svc.web.showcase import Showcase
from events_svc.web.state import State
from events_svc.web.stats.letterbox import Letterbox, Readable

MAX_BODY = 20 * 1024 * 1024  # a large schedule.xml is 3 MB
SLIDES = re.compile(r"/speakers/desk/[^/]+/sessions/[0-9]+/files")
LARGER = {SLIDES: file_kinds.MOST_BYTES + 64 * 1024}

NOUNS = [
    accounts,
    events,
    venues,
    speakers,
    schedule,
    calls,
    feeds,
    reviews,
    tickets,
    bank,
    invoices,
    letters,
    checkin,
    door_questions,
    badges,
    hub,
    media,
    stats,
    reports,
    outbox,
    people,
    privacy,
    webhooks,
]

ERRORS: dict[type[Exception], int] = {
    **errors.ERRORS,
    idempotency.KeyInUse: 409,
    idempotency.KeyOfAnother: 422,
}
for noun in NOUNS:
    ERRORS |= noun.errors


def routes() -> list[BaseRoute]:
    """Every route of the application, in the order in which they are tried."""
    found: list[BaseRoute] = [*assets.routes, *system.routes]
    for noun in NOUNS:
        found += noun.routes
    return found


def short_ways(settings: Settings) -> list[ShortWay]:
    """What is answered before all wrapping: asked by our server, else by the application's outermost layer."""
    return [Turnstile(settings), Letterbox(settings), Showcase(settings)]


Worker = Callable[[Settings, asyncio.Event], Awaitable[None]]


def create_hub(settings: Settings, *, worker: Worker, about: About) -> ASGIApp:
    """The same application at a venue: only its door is served, over the hub's own database."""
    served = create_app(settings, worker=worker, served=venue.served(routes(), about=about))
    return Newcomers(served, secret_key=settings.secret_key)


def create_app(
    settings: Settings,
    *,
    worker: Worker | None = None,
    served: Sequence[BaseRoute] | None = None,
) -> Starlette:
    """The application for `settings`; it connects to the database when its lifespan begins.

    `worker` runs beside it, on the same connections, for as long as the lifespan. It serves all routes, a
    hub only those in `served`.
    """

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[State]:
        async with (
            connected(settings),
            notices.relayed(settings),
            session() as http,
            stats.collecting(),
            _running(worker, settings),
        ):
            yield {"settings": settings, "http": http}

    return Starlette(
        routes=[Index(routes())] if served is None else served,
        middleware=[
            Middleware(ShortWays, ways=short_ways(settings)),
            Middleware(Readable),
            Middleware(Surroundings, settings=settings),
            Middleware(Compression),
            Middleware(BodyLimit, most=MAX_BODY, larger=LARGER),
        ],
        exception_handlers=errors.handlers(ERRORS),
        lifespan=lifespan,
    )


@asynccontextmanager
async def _running(worker: Worker | None, settings: Settings) -> AsyncIterator[None]:
    """The worker at work; on leaving it ends its jobs, hands back the rest and is waited for."""
    if worker is None:
        yield
        return
    stop = asyncio.Event()
    task = asyncio.ensure_future(worker(settings, stop))
    try:
        yield
    finally:
        stop.set()
        await task
