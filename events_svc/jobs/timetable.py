"""Compute the timetables that organisers ask for, in a process of its own."""

from datetime import time, timedelta
from typing import Any

from events_svc.jobs import Clock, Context, Handler
from events_svc.press import Press, PressBroken
from events_svc.schedule.plan_models import Scenario, ScenarioState
from events_svc.schedule.solving import gather, propose
from events_svc.schedule.solving.hours import hours_of
from events_svc.schedule.solving.problem import Solution

SOLVER = "events_svc.schedule.solving.solver:solve"

_press = Press(idle=30.0)


async def solve(context: Context, payload: dict[str, Any]) -> None:
    """The scenario is a draft with a place for as many sessions as possible, or has failed and says why."""
    scenario = await Scenario.get_or_none(id=payload["scenario_id"]).select_related("event")
    if scenario is None or scenario.state is not ScenarioState.COMPUTING:
        return
    wish = scenario.report["wish"]
    hours = hours_of(
        scenario.event, time.fromisoformat(wish["opens"]), time.fromisoformat(wish["closes"])
    )
    asked = await gather.problem(
        scenario.event, hours, moves=gather.Moves(wish["moves"]), seconds=wish["seconds"]
    )
    try:
        found: Solution = await _press.made(SOLVER, asked)
    except PressBroken:
        await propose.fail(scenario, "broken")
        return
    if found.status == "unknown":
        await propose.fail(scenario, "nothing")
    else:
        await propose.keep(scenario, found, asked, hours=hours)


async def give_up_forgotten(_: Context) -> None:
    """Nobody waits for a timetable whose job has died."""
    await propose.give_up()


HANDLERS: dict[str, Handler] = {"timetable.solve": solve}

CLOCKS = [Clock("timetable.forgotten", timedelta(minutes=10), give_up_forgotten)]
