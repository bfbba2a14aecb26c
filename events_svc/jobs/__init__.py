"""What the worker does, one module a noun: `HANDLERS` by kind of job, `CLOCKS` by interval."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
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
