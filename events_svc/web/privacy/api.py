"""Consents in the API: what who orders is asked to agree to."""

import msgspec
from starlette.routing import BaseRoute

from events_svc.tickets.consents.models import ConsentVersion
from events_svc.tickets.consents.queries import asked_of
from events_svc.web import access
from events_svc.web.api import operation
from events_svc.web.state import Request


class ConsentAsked(msgspec.Struct):
    """What buyers are asked now; `id` is the version's, to be given back with the order."""

    id: int
    version: int
    purpose: dict[str, str]
    text: dict[str, str]
    is_required: bool


class ConsentsAsked(msgspec.Struct):
    """The consents of an event, in their order."""

    items: list[ConsentAsked]


async def consents(request: Request) -> ConsentsAsked:
    """List what buyers are asked to agree to."""
    event = await access.public_event(request)
    return ConsentsAsked([_view(one) for one in await asked_of(event.id)])


def _view(one: ConsentVersion) -> ConsentAsked:
    return ConsentAsked(one.id, one.number, one.purpose, one.text, one.is_required)


routes: list[BaseRoute] = [
    operation(
        "GET",
        "/events/{slug}/consents",
        consents,
        name="consents",
        answer=ConsentsAsked,
        is_public=True,
    )
]
