"""A timetable is asked for on a page, and its scenario says how it went."""

import httpx

from events_svc.accounts.models import Role
from events_svc.events.models import Event
from events_svc.outbox.models import Job
from events_svc.schedule.plan_models import Scenario, ScenarioState
from tests.accounts.factories import csrf, make_user, sign_in
from tests.events.factories import make_event

PAGE = "/organiser/events/summit/scenarios/proposal"
FORM = {"name": "Rain", "opens": "09:00", "closes": "17:00", "moves": "everything", "seconds": "5"}


async def organised(client: httpx.AsyncClient) -> Event:
    event = await make_event()
    await sign_in(client, await make_user(role=Role.AGENDA, organisation=event.organisation))
    return event


async def ask(client: httpx.AsyncClient, **other: str) -> httpx.Response:
    return await client.post(PAGE, data={**FORM, **other, "csrf": await csrf(client)})


async def test_a_timetable_is_asked_for_and_being_computed(client: httpx.AsyncClient) -> None:
    await organised(client)
    answer = await ask(client)
    made = await Scenario.get()
    assert answer.headers["location"] == f"/organiser/events/summit/scenarios/{made.id}"
    assert made.report["wish"] | {"asked_at": ""} == {
        "opens": "09:00:00",
        "closes": "17:00:00",
        "moves": "everything",
        "seconds": 5,
        "asked_at": "",
    }
    assert (await Job.get(kind="timetable.solve")).payload == {"scenario_id": made.id}
    page = (await client.get(answer.headers["location"])).text
    assert "Being computed" in page
    assert '<meta name="look-again"' in page


async def test_what_has_no_place_is_named_with_the_reason(client: httpx.AsyncClient) -> None:
    await organised(client)
    answer = await ask(client)
    left = [{"code": "GEARS1", "title": {"en": "Gears <1>"}, "is_impossible": True}]
    report = {"status": "feasible", "placed": 3, "left": left, "unwilling": 0, "crowded": 7}
    await Scenario.all().update(state=ScenarioState.DRAFT, report=report)
    page = (await client.get(answer.headers["location"])).text
    assert "Gears &lt;1&gt;" in page
    assert "its people and the rooms have no hour in common" in page


async def test_hours_that_are_none_and_too_many_seconds_are_refused(
    client: httpx.AsyncClient,
) -> None:
    await organised(client)
    for wrong in ({"opens": "25:00"}, {"seconds": "3600"}, {"name": ""}):
        answer = await ask(client, **wrong)
        assert answer.status_code == 422, wrong
        assert 'aria-invalid="true"' in answer.text
    assert await Scenario.all().count() == 0


async def test_a_second_proposal_waits_for_the_first(client: httpx.AsyncClient) -> None:
    await organised(client)
    await ask(client)
    answer = await ask(client, name="Sun")
    assert (answer.status_code, await Scenario.all().count()) == (409, 1)
