"""A timetable is proposed, computed beside the agenda, and put in force only by a person."""

from collections.abc import AsyncIterator
from datetime import time

import pytest
from aiohttp import ClientSession

from events_svc import clock
from events_svc.config import Settings
from events_svc.events.models import Event
from events_svc.jobs import Context, timetable
from events_svc.outbox.models import Job
from events_svc.press import PressBroken
from events_svc.schedule import scenarios
from events_svc.schedule.errors import AlreadyComputing, ScenarioNameTaken
from events_svc.schedule.models import Session
from events_svc.schedule.plan_models import Scenario, ScenarioState
from events_svc.schedule.solving import propose
from events_svc.schedule.solving.gather import Moves, problem
from events_svc.schedule.solving.hours import Hours, hours_of
from events_svc.schedule.solving.problem import Placed, Solution
from speakers.models import Availability, Strength
from tests.events.factories import make_event
from tests.schedule.factories import HOUR, make_placed, make_session
from tests.speakers.factories import make_speaker
from tests.venues.factories import make_room, make_venue


class Dying:
    """A press that dies of its job."""

    async def made(self, function: str, *content: object) -> Solution:
        raise PressBroken


pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def context(settings: Settings) -> AsyncIterator[Context]:
    async with ClientSession() as http:
        yield Context(settings, http)


async def agenda() -> tuple[Event, Session, Session]:
    """Ada opens in the main hall at nine; her other talk has no time yet."""
    venue, ada = await make_venue(), await make_speaker("Ada")
    event = await make_event(venue=venue)
    room = await make_room("main", venue=venue)
    opening = await make_placed(event, "Opening", room=room, speaker_ids=(ada.id,))
    talk = await make_session(event, "Gears", speaker_ids=(ada.id,))
    start = event.starts_at
    await Availability.create(
        speaker_id=ada.id, starts_at=start, ends_at=start + 3 * HOUR, strength=Strength.POSSIBLE
    )
    return event, opening, talk


def hours(event: Event) -> Hours:
    return hours_of(event, time(9), time(17))


async def proposed(event: Event, name: str = "Proposal") -> Scenario:
    return await propose.propose(
        event, name, hours=hours(event), moves=Moves.UNSCHEDULED, seconds=2
    )


async def test_what_stays_takes_its_room_and_people(context: Context) -> None:
    event, _, talk = await agenda()
    asked = await problem(event, hours(event), moves=Moves.UNSCHEDULED, seconds=2)
    assert [one.id for one in asked.talks] == [talk.id]
    assert asked.talks[0].possible == [(60, 180)]
    assert asked.halls[0].windows[0] == (60, 480)


async def test_everything_anew_leaves_breaks_and_shared_rooms_alone() -> None:
    event, opening, talk = await agenda()
    pause = await make_placed(event, "Coffee", starts_at=event.starts_at + 4 * HOUR)
    await Session.filter(id=pause.id).update(is_break=True)
    asked = await problem(event, hours(event), moves=Moves.EVERYTHING, seconds=2)
    assert {one.id for one in asked.talks} == {opening.id, talk.id}
    assert asked.halls[0].windows[:2] == [(0, 240), (300, 480)]


async def test_the_agenda_changes_only_when_the_proposal_is_put_in_force(context: Context) -> None:
    event, _, talk = await agenda()
    made = await proposed(event)
    job = await Job.get(kind="timetable.solve")
    await timetable.HANDLERS["timetable.solve"](context, job.payload)
    await timetable.HANDLERS["timetable.solve"](context, job.payload)  # done twice, kept once

    found = await Scenario.get(id=made.id)
    assert (found.state, found.report["placed"], found.report["left"]) == ("draft", 1, [])
    assert (await Session.get(id=talk.id)).starts_at is None
    (change,) = await scenarios.apply(found, event)
    assert change.session.id == talk.id
    placed = await Session.get(id=talk.id)
    assert placed.starts_at is not None
    assert event.starts_at + HOUR <= placed.starts_at <= event.starts_at + 2 * HOUR


async def test_one_timetable_is_computed_at_a_time() -> None:
    event, *_ = await agenda()
    await proposed(event)
    with pytest.raises(AlreadyComputing):
        await proposed(event, "Another")
    await Scenario.all().update(state=ScenarioState.DRAFT)
    with pytest.raises(ScenarioNameTaken):
        await proposed(event)
    assert (await Scenario.all().count(), await Job.all().count()) == (1, 1)


async def test_what_was_cancelled_meanwhile_is_not_in_the_proposal(context: Context) -> None:
    event, _, talk = await agenda()
    made = await proposed(event)
    asked = await problem(event, hours(event), moves=Moves.UNSCHEDULED, seconds=2)
    await Session.filter(id=talk.id).update(state="cancelled")
    from_solver = Solution([Placed(talk.id, asked.halls[0].id, 60)], [], [], "optimal")
    await propose.keep(made, from_solver, asked, hours=hours(event))
    assert talk.id not in await scenarios.placements(made)


async def test_a_solver_that_dies_leaves_a_scenario_that_says_so(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    event, *_ = await agenda()
    made = await proposed(event)
    monkeypatch.setattr(timetable, "_press", Dying())
    await timetable.HANDLERS["timetable.solve"](context, {"scenario_id": made.id})
    found = await Scenario.get(id=made.id)
    assert (found.state, found.report["failed"]) == ("failed", "broken")


async def test_a_timetable_that_nobody_finished_fails_so_that_one_may_ask_again(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    event, *_ = await agenda()
    made = await proposed(event)
    await timetable.give_up_forgotten(context)
    assert (await Scenario.get(id=made.id)).state == "computing"
    later = clock.now() + propose.FORGOTTEN + HOUR
    monkeypatch.setattr(clock, "now", lambda: later)
    await timetable.give_up_forgotten(context)
    found = await Scenario.get(id=made.id)
    assert (found.state, found.report["failed"]) == ("failed", "broken")
    assert (await proposed(event, "Again")).state == "computing"
