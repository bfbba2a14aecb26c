"""What the lifespan gives to every request."""

from typing import TypedDict

import aiohttp
from starlette.requests import Request as StarletteRequest

from events_svc.config import Settings


class State(TypedDict):
    """The application's own things; `request.state["settings"]`."""

    settings: Settings
    http: aiohttp.ClientSession


Request = StarletteRequest[State]
