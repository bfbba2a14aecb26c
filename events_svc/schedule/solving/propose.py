"""Ask for a timetable; what the solver finds is a scenario that somebody looks at and puts in force, or not."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from tortoise.exceptions import IntegrityError

from events_svc import clock
from events_svc.accounts import audit
from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.outbox.enqueue import enqueue
from events_svc.schedule import scenarios
from events_svc.schedule.errors import AlreadyComputing, ScenarioNameTaken
from events_svc.schedule.hold import Placement
from events_svc.schedule.lock import lock
from events_svc.schedule.models import Session
from events_svc.schedule.plan_models import Origin, Scenario, ScenarioPlacement, ScenarioState
from events_svc.schedule.solving.gather import Moves
from events_svc.schedule.solving.hours import Hours
from events_svc.schedule.solving.problem import Problem, Solution

FORGOTTEN = timedelta(hours=1)


async def propose(event: Event, name: str, *, hours: Hours, moves: Moves, seconds: int) -> Scenario:
    """A scenario of this name is being computed by the worker; nothing of the agenda changes.

    Raises ScenarioNameTaken, AlreadyComputing.
    """
    wish = {
        "opens": hours.opens.isoformat(),
        "closes": hours.closes.isoformat(),
        "moves": moves,
        "seconds": seconds,
        "asked_at": clock.now().isoformat(),
    }
    async with in_transaction():
        await lock(event.id)
        if await Scenario.filter(event_id=event.id, state=ScenarioState.COMPUTING).exists():
            raise AlreadyComputing
        made = await _computing(event, name, wish)
        await audit.record(
            "scenario.proposed",
            f"scenario:{made.id}",
            event_id=event.id,
            organisation_id=event.organisation_id,
            name=name,
        )
        await enqueue("timetable.solve", scenario_id=made.id)
    return made


async def _computing(event: Event, name: str, wish: Mapping[str, Any]) -> Scenario:
    try:
        async with in_transaction():
            return await Scenario.create(
                event=event,
                name=name,
                origin=Origin.SOLVER,
                state=ScenarioState.COMPUTING,
                report={"wish": wish},
            )
    except IntegrityError as error:
        raise ScenarioNameTaken from error


async def keep(scenario: Scenario, solution: Solution, problem: Problem, *, hours: Hours) -> None:
    """The scenario is what the solver found, around what stays where it is; done once."""
    minutes = {talk.id: talk.minutes for talk in problem.talks}
    async with in_transaction():
        await lock(scenario.event_id)
        stands = await scenarios.standing(scenario.event_id)
        wanted = {n: now for n, (_, now) in stands.items() if now and n not in minutes}
        for one in solution.placed:
            start = hours.moment(one.start)
            end = hours.moment(one.start + minutes[one.talk])
            wanted[one.talk] = Placement(start, end, one.hall)
        rows = [scenarios.row(scenario.id, n, spot) for n, spot in wanted.items() if n in stands]
        left = [stands[number][0] for number in solution.left if number in stands]
        report = {**scenario.report, **_report(solution, left)}
        computing = Scenario.filter(id=scenario.id, state=ScenarioState.COMPUTING)
        if await computing.update(state=ScenarioState.DRAFT, report=report):
            await ScenarioPlacement.bulk_create(rows)


async def fail(scenario: Scenario, reason: str) -> None:
    """Nothing came of it, and the scenario says why: `reason` is a word such as `broken`."""
    computing = Scenario.filter(id=scenario.id, state=ScenarioState.COMPUTING)
    await computing.update(state=ScenarioState.FAILED, report={**scenario.report, "failed": reason})


async def give_up() -> int:
    """Scenarios that nobody finished within FORGOTTEN have failed, so that one may ask again; how many."""
    waiting = Scenario.filter(state=ScenarioState.COMPUTING, created_at__lt=clock.now() - FORGOTTEN)
    found = await waiting
    for scenario in found:
        await fail(scenario, "broken")
    return len(found)


def _report(solution: Solution, left: Sequence[Session]) -> dict[str, Any]:
    impossible = {*solution.impossible}
    return {
        "status": solution.status,
        "placed": len(solution.placed),
        "left": [
            {"code": one.code, "title": one.title, "is_impossible": one.id in impossible}
            for one in left
        ],
        "unwilling": solution.unwilling,
        "crowded": solution.crowded,
        "together": solution.together,
    }
