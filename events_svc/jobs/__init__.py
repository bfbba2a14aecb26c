"""What the worker does, one module a noun: `HANDLERS` by kind of job, `CLOCKS` by interval."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from events_svc.config import Settings
from events_svc.gateways.http import Http


@dataclass(frozen=True, slots=True)
class Context:
    """What a handler has at hand besides the database."""

    settings: Settings
    http: Http


Handler = Callable[[Context, dict[str, Any]], Awaitable[None]]
Loop = Callable[[Settings, asyncio.Event], Coroutine[Any, Any, None]]  # runs until the event is set


@dataclass(frozen=True, slots=True)
class Clock:
    """Something that is done every `every`, by one worker at a time."""

    name: str
    every: timedelta
    run: Callable[[Context], Awaitable[None]]


def all_of(maps: Iterable[Mapping[str, Handler]]) -> dict[str, Handler]:
    """The handlers of all modules by kind; where several hear of one kind, all do their part, in order.

    When one fails the job comes again for all of them: each does at least once what it does.
    """
    found: dict[str, list[Handler]] = {}
    for handlers in maps:
        for kind, handler in handlers.items():
            found.setdefault(kind, []).append(handler)
    return {kind: some[0] if len(some) == 1 else _each(some) for kind, some in found.items()}


def _each(handlers: list[Handler]) -> Handler:
    async def run(context: Context, payload: dict[str, Any]) -> None:
        for handler in handlers:
            await handler(context, payload)

    return run
