"""The Starlette application as a value: lifespan, middleware, routes, error table."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from events_svc.config import Settings
from events_svc.database import connected, notices
from events_svc.web import (
    accounts,
    assets,
    checkin,
    errors,
    events,
    feeds,
    idempotency,
    media,
    outbox,
    schedule,
    speakers,
    stats,
    system,
    tickets,
    venues,
)
from events_svc.web.middleware import Surroundings
from events_svc.web.state import State

MAX_BODY = 20 * 1024 * 1024  # a large schedule.xml is 3 MB

NOUNS = [
    accounts,
    events,
    venues,
    speakers,
    schedule,
    feeds,
    tickets,
    checkin,
    media,
    stats,
    outbox,
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


def create_app(settings: Settings) -> Starlette:
    """The application for `settings`; it connects to the database when its lifespan begins."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[State]:
        async with (
            connected(settings),
            notices.relayed(settings),
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=15)) as http,
        ):
            yield {"settings": settings, "http": http}

    return Starlette(
        routes=routes(),
        middleware=[Middleware(Surroundings, settings=settings)],
        exception_handlers=errors.handlers(ERRORS),
        lifespan=lifespan,
        max_body_size=MAX_BODY,
    )
