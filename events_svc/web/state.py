"""What the lifespan gives to every request."""

from typing import TypedDict

from starlette.requests import Request as StarletteRequest

from events_svc.config import Settings
from events_svc.gateways.http import Http


class State(TypedDict):
    """The application's own things; `request.state["settings"]`."""

    settings: Settings
    http: Http


Request = StarletteRequest[State]
