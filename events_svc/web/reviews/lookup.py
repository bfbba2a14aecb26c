"""What the organiser's pages about reviewing find: the call, its proposals, and for whom they are hidden."""

from collections.abc import Sequence

from events_svc.accounts.permissions import Permission
from events_svc.calls.models import Call, Proposal
from events_svc.events.models import Event
from events_svc.reviews import access as reviewing
from events_svc.web import access, auth
from events_svc.web.state import Request


async def call(request: Request) -> tuple[Event, Call]:
    """Event and call of the path, if the signed-in person administers them; else NotFound."""
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    return event, await reviewing.call_of(event, request.path_params["call"])


async def hidden(request: Request, call: Call) -> list[int]:
    """The proposals with which this person, a reviewer too, has a conflict of interest."""
    return await reviewing.barred_for(await auth.signed_in(request), call)


async def proposal(request: Request, call: Call) -> Proposal:
    """The proposal of the path, as `named` finds it."""
    return await named(request, call, request.path_params["code"].replace("\0", ""))


async def named(request: Request, call: Call, code: str) -> Proposal:
    """The proposal with this code, if it was sent in and the person has no conflict of interest with it."""
    return await reviewing.sent_in(call, code, without=await hidden(request, call))


async def refuse_hidden(request: Request, call: Call, codes: Sequence[str]) -> None:
    """Nobody decides where a conflict of interest is: NotFound."""
    await reviewing.refuse(call, codes, hidden=await hidden(request, call))


def home(event: Event, call: Call) -> str:
    """Where the pages about reviewing this call begin."""
    return f"/organiser/events/{event.slug}/calls/{call.slug}/reviews"
