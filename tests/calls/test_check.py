"""The audit finds what must never be."""

from events_svc.calls import decide, submit
from events_svc.calls.check import broken
from events_svc.calls.models import Presenter, Proposal, ProposalState
from events_svc.schedule.models import Session, SessionState
from tests.calls.factories import make_call, make_proposal
from tests.events.factories import make_event


async def test_a_call_that_was_run_by_its_operations_is_sound_and_damage_is_named(
    database: None,
) -> None:
    call = await make_call(await make_event())
    made = [await make_proposal(call, title, email=f"{title}@example.org") for title in "abcd"]
    one, two, three, four = (proposal.id for proposal, _ in made)
    await decide.decide(call, [proposal.code for proposal, _ in made], ProposalState.ACCEPTED)
    await decide.release(call)
    for proposal, _ in made[1:]:
        await submit.confirm(proposal)
    await submit.withdraw(made[2][0])
    assert await broken() == []

    await Proposal.filter(id=one).update(session_id=None)
    for number, state in ((two, SessionState.DRAFT), (three, SessionState.CONFIRMED)):
        await Session.filter(proposals__id=number).update(state=state)
    await Presenter.filter(proposal_id=four).delete()
    assert await broken() == [
        f"proposal {one} is accepted, but has no session",
        f"proposal {two} is confirmed, but its session is a draft",
        f"proposal {three} is withdrawn or cancelled, but its session takes place",
        f"proposal {four} was sent in, but nobody presents it",
    ]
