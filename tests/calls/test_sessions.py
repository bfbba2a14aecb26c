"""A session and the proposal it came from are cancelled together, and stand again together."""

from collections.abc import Awaitable, Callable

import httpx
import pytest

from events_svc.accounts.models import AuditEntry, Role
from events_svc.calls import decide, sessions, submit
from events_svc.calls.errors import StateForbids
from events_svc.calls.models import Proposal, ProposalState
from events_svc.outbox.models import Mail
from events_svc.schedule import place
from events_svc.schedule.errors import RoomTakenBy
from events_svc.schedule.models import Session
from tests.accounts.factories import csrf, make_user, sign_in
from tests.calls.browser import Worker
from tests.calls.factories import make_call, make_proposal
from tests.events.factories import make_event
from tests.schedule.factories import HOUR, make_placed
from tests.venues.factories import make_room


async def make_session() -> Session:
    """Of a proposal that was accepted and confirmed."""
    call = await make_call(await make_event())
    proposal, _ = await make_proposal(call)
    await decide.decide(call, [proposal.code], ProposalState.ACCEPTED)
    await decide.release(call)
    await submit.confirm(proposal)
    return await Session.get().select_related("event")


async def states() -> tuple[str, str]:
    return (await Proposal.get()).state, (await Session.get(key__startswith="proposal:")).state


async def test_an_organiser_cancels_a_session_with_its_proposal_and_its_presenters_are_told(
    client: httpx.AsyncClient, worker: Worker
) -> None:
    session = await make_session()
    await worker()
    await Mail.all().delete()
    organisation = await session.event.organisation
    await sign_in(client, await make_user(role=Role.AGENDA, organisation=organisation))
    address = f"/organiser/events/summit/agenda/sessions/{session.code}"
    for act in ("cancellation", "cancellation", "reinstatement"):
        await client.post(f"{address}/{act}", data={"csrf": await csrf(client)})
        await worker()
    assert await states() == ("accepted", "confirmed")
    told = [one.subject for one in await Mail.all().order_by("id")]
    assert told == ["Cancelled: On engines", "Accepted: On engines"]
    actions = AuditEntry.filter(action__in=["proposal.cancelled", "proposal.reinstated"])
    assert await actions.count() == 2


async def test_a_link_that_confirms_wakes_no_cancelled_session(database: None) -> None:
    session = await make_session()
    await sessions.cancel(session)
    with pytest.raises(StateForbids):
        await submit.confirm(await Proposal.get())
    assert await states() == ("cancelled", "cancelled")


async def test_what_cannot_take_place_again_stays_cancelled_on_both_sides(database: None) -> None:
    session = await make_session()
    room = await make_room()
    spot = place.Placement(session.event.starts_at, session.event.starts_at + HOUR, room.id)
    await place.place(session, spot)
    await sessions.cancel(session)
    await make_placed(session.event, "Another", room=room)
    with pytest.raises(RoomTakenBy):
        await sessions.reinstate(session)
    assert await states() == ("cancelled", "cancelled")


@pytest.mark.parametrize("act", [sessions.cancel, sessions.reinstate], ids=["cancel", "reinstate"])
async def test_what_its_presenters_withdrew_stays_withdrawn(
    database: None, act: Callable[[Session], Awaitable[None]]
) -> None:
    session = await make_session()
    await submit.withdraw(await Proposal.get())
    await act(session)
    assert (await states())[0] == "withdrawn"
