"""Who shall judge what."""

import pytest

from events_svc.reviews import access, assign, interests, score
from events_svc.reviews.errors import CannotJudge
from events_svc.reviews.models import Assignment, Phase
from events_svc.reviews.score import Verdict
from events_svc.schedule import tracks
from tests.reviews.factories import make_bench, make_call, make_proposal, make_reviewer


async def pairs() -> set[tuple[int, int]]:
    return {(one.reviewer_id, one.proposal_id) for one in await Assignment.all()}


async def test_proposals_are_spread_evenly_but_not_to_whom_has_a_conflict(database: None) -> None:
    call = await make_call()
    made = [await make_proposal(call, f"CODE{at}X") for at in range(4)]
    rita = await make_reviewer(call, "rita@example.org")
    remo = await make_reviewer(call, "remo@example.org")
    await interests.declare(rita, made[0], by=interests.REVIEWER)
    assert await assign.spread(call, each=1) == 4
    found = await pairs()
    assert (rita.id, made[0].id) not in found
    assert sorted([one for one, _ in found]) == [rita.id, rita.id, remo.id, remo.id]


async def test_spreading_anew_keeps_what_is_by_hand_and_what_is_written(database: None) -> None:
    call = await make_call()
    made = [await make_proposal(call, f"CODE{at}X") for at in range(3)]
    bench = await make_bench(call)
    remo = await make_reviewer(call, "remo@example.org")
    await assign.by_hand(remo, made[0])
    await score.give(bench, "CODE1X", Verdict())
    await Assignment.create(reviewer=remo, proposal=made[1])
    await assign.spread(call, each=1)
    found = await pairs()
    assert {(remo.id, made[0].id), (bench.reviewer.id, made[1].id)} <= found
    assert (remo.id, made[1].id) not in found
    assert (await Assignment.get(reviewer=remo, proposal=made[0])).is_by_hand


async def test_who_judges_a_track_gets_all_of_it(database: None) -> None:
    call = await make_call()
    track = await tracks.add(call.event, {"en": "Hands"})
    inside = await make_proposal(call, track=track)
    await make_proposal(call, "BBBBBB")
    special = await make_reviewer(call, only_tracks=[track.id])
    await make_reviewer(call, "all@example.org")
    assert await assign.by_track(call) == 1
    assert await pairs() == {(special.id, inside.id)}


async def test_nobody_is_assigned_what_he_presents(database: None) -> None:
    call = await make_call()
    proposal = await make_proposal(call, email="rita@example.org")
    with pytest.raises(CannotJudge):
        await assign.by_hand(await make_reviewer(call), proposal)
    assert await pairs() == set()


async def test_a_phase_can_show_only_what_is_assigned(database: None) -> None:
    call = await make_call()
    mine = await make_proposal(call)
    await make_proposal(call, "BBBBBB")
    bench = await make_bench(call)
    await Phase.all().update(only_assigned=True)
    bench = access.Bench(bench.reviewer, await Phase.get())
    await assign.by_hand(bench.reviewer, mine)
    assert await (await access.judgeable(bench)) == [mine]


async def test_a_reviewer_of_a_track_sees_that_track_and_what_is_assigned(database: None) -> None:
    call = await make_call()
    track = await tracks.add(call.event, {"en": "Hands"})
    inside = await make_proposal(call, track=track)
    assigned = await make_proposal(call, "BBBBBB")
    await make_proposal(call, "CCCCCC")
    bench = await make_bench(call, only_tracks=[track.id])
    await assign.by_hand(bench.reviewer, assigned)
    assert await (await access.judgeable(bench)).order_by("id") == [inside, assigned]
