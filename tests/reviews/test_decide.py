"""Decisions are pending until they are released, once."""

import asyncio

import pytest

from events_svc.accounts.errors import NotFound
from events_svc.calls import decide
from events_svc.calls.errors import DecisionsChanged, NotToBeDecided
from events_svc.calls.models import Call, Proposal, ProposalState
from events_svc.outbox.models import Job
from events_svc.schedule.models import Appearance, Session, SessionState
from tests.reviews.factories import make_call, make_proposal

ACCEPTED, REJECTED = ProposalState.ACCEPTED, ProposalState.REJECTED


async def states() -> list[tuple[str, str, str | None]]:
    return [(one.code, one.state, one.pending) for one in await Proposal.all().order_by("code")]


async def told() -> list[str]:
    found = await Job.filter(kind="proposal.decided").order_by("id")
    return [job.payload["decision"] for job in found]


async def make_decided() -> Call:
    """One to be accepted, one to be rejected, one undecided."""
    call = await make_call()
    for code in ("AAAAAA", "BBBBBB", "CCCCCC"):
        await make_proposal(call, code)
    await decide.decide(call, ["AAAAAA"], ACCEPTED)
    await decide.decide(call, ["BBBBBB"], REJECTED)
    return call


async def test_a_decision_waits_and_nobody_is_told(database: None) -> None:
    await make_decided()
    assert await states() == [
        ("AAAAAA", "submitted", "accepted"),
        ("BBBBBB", "submitted", "rejected"),
        ("CCCCCC", "submitted", None),
    ]
    assert await told() == []
    assert await Session.all().count() == 0


async def test_a_pending_decision_is_turned_round_and_taken_back(database: None) -> None:
    call = await make_decided()
    await decide.decide(call, ["AAAAAA"], REJECTED)
    await decide.undecide(call, ["AAAAAA", "BBBBBB", "CCCCCC"])
    assert {pending for _, _, pending in await states()} == {None}


async def test_the_release_settles_all_and_makes_sessions_of_the_accepted(database: None) -> None:
    call = await make_decided()
    assert await decide.release(call) == 2
    assert await states() == [
        ("AAAAAA", "accepted", None),
        ("BBBBBB", "rejected", None),
        ("CCCCCC", "submitted", None),
    ]
    assert await told() == ["accepted", "rejected"]
    session = await Session.get()
    assert (session.code, session.state) == ("AAAAAA", SessionState.DRAFT)
    assert (await Proposal.get(code="AAAAAA")).session_id == session.id
    assert await Appearance.filter(session=session).count() == 1


async def test_two_releases_at_once_tell_everybody_once(database: None) -> None:
    call = await make_decided()
    done = await asyncio.gather(*(decide.release(call) for _ in range(4)))
    assert sorted(done) == [0, 0, 0, 2]
    assert await told() == ["accepted", "rejected"]
    assert await Session.all().count() == 1


async def test_only_what_the_preview_has_shown_is_released(database: None) -> None:
    call = await make_decided()
    seen = decide.seal(await decide.pending(call))
    await decide.decide(call, ["CCCCCC"], ACCEPTED)
    with pytest.raises(DecisionsChanged):
        await decide.release(call, seen=seen)
    assert await told() == []
    assert await decide.release(call, seen=decide.seal(await decide.pending(call))) == 3


async def test_what_was_accepted_and_told_is_not_silently_rejected(database: None) -> None:
    call = await make_decided()
    await decide.release(call)
    before = await states()
    with pytest.raises(NotToBeDecided):
        await decide.decide(call, ["CCCCCC", "AAAAAA"], REJECTED)
    assert await states() == before


async def test_who_was_rejected_may_still_be_accepted_and_is_told(database: None) -> None:
    call = await make_decided()
    await decide.release(call)
    await decide.decide(call, ["BBBBBB"], ACCEPTED)
    assert (await states())[1] == ("BBBBBB", "rejected", "accepted")
    await decide.release(call)
    assert await told() == ["accepted", "rejected", "accepted"]
    assert (await states())[1] == ("BBBBBB", "accepted", None)


@pytest.mark.parametrize("state", [ProposalState.DRAFT, ProposalState.WITHDRAWN])
async def test_what_is_not_sent_in_is_not_decided(database: None, state: ProposalState) -> None:
    call = await make_call()
    await make_proposal(call, state=state)
    with pytest.raises(NotToBeDecided):
        await decide.decide(call, ["AAAAAA"], ACCEPTED)


async def test_a_proposal_of_another_call_is_not_there(database: None) -> None:
    call = await make_decided()
    other = await make_call(call.event, "posters")
    with pytest.raises(NotFound):
        await decide.decide(other, ["AAAAAA"], REJECTED)
    assert (await states())[0] == ("AAAAAA", "submitted", "accepted")


async def test_two_calls_that_dealt_the_same_code_have_two_sessions(database: None) -> None:
    call = await make_decided()
    await decide.release(call)
    other = await make_call(call.event, "posters")
    await make_proposal(other, "AAAAAA")
    await decide.decide(other, ["AAAAAA"], ACCEPTED)
    assert await decide.release(other) == 1
    codes = [one.code for one in await Session.all().order_by("id")]
    assert codes[0] == "AAAAAA"
    assert len(set(codes)) == 2
