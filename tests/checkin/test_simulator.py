from datetime import UTC, datetime, timedelta

import httpx
import pytest

from events_svc import clock
from events_svc.accounts.models import AuditEntry, Role
from events_svc.checkin.models import Admission, Device, Scan
from events_svc.events.models import Event
from events_svc.tickets.models import OrderState
from tests.accounts.factories import make_organisation, make_user, sign_in
from tests.asked import asked
from tests.checkin.factories import (
    code_of,
    make_door,
    make_order,
    make_ticket,
    make_ticket_type,
    scan_ticket,
)
from tests.events.factories import make_event

PAGE = "/organiser/events/summit/door/simulator"
NOON = datetime(2026, 8, 26, 4, tzinfo=UTC)  # at the place, Asia/Shanghai
MORNING = {"<": [{"var": "time"}, "12:00"]}


@pytest.fixture
async def event(client: httpx.AsyncClient) -> Event:
    """An event, and the browser of who keeps its door."""
    made = await make_event()
    await sign_in(client, await make_user(role=Role.DOOR, organisation=made.organisation))
    return made


async def test_the_simulator_says_each_check_and_why(
    client: httpx.AsyncClient, event: Event
) -> None:
    door = await make_door(event, rules=MORNING)
    await make_ticket(door.ticket_type, number=7, state="held")
    answer = await _asked(client, door.gate.id, ticket="7", at=NOON.isoformat())
    failed = [(one["reason"], one["why"]) for one in answer["checks"] if one["state"] == "failed"]
    assert (answer["verdict"], answer["reason"]) == ("refused", "unpaid")
    assert failed == [
        ("unpaid", "Order N00007"),
        ("rules", "time of day: 12:00, needed: before 12:00"),
    ]
    assert [one["state"] for one in answer["checks"]].count("passed") == 9
    assert answer["ticket"]["holder_name"] == "Guest 7"
    assert answer["facts"]["weekday"] == 3


async def test_the_simulator_says_what_the_door_then_says(
    client: httpx.AsyncClient, event: Event
) -> None:
    door = await make_door(event)
    ticket = await make_ticket(door.ticket_type)
    for state in ("valid", "valid", "cancelled", "blocked"):
        ticket.state = state
        await ticket.save(update_fields=["state"])
        said = await _asked(client, door.gate.id, ticket=await code_of(ticket))
        assert (await scan_ticket(door, ticket)).reason == said["reason"]
    assert await Scan.all().count() == 4


async def test_who_waits_for_approval_is_told_as_at_the_door(
    client: httpx.AsyncClient, event: Event
) -> None:
    door = await make_door(event)
    order = await make_order(event, state=OrderState.AWAITING_APPROVAL)
    ticket = await make_ticket(door.ticket_type, order=order)
    said = await _asked(client, door.gate.id, ticket="1")
    assert said["reason"] == (await scan_ticket(door, ticket)).reason == "unapproved"


async def test_nothing_is_written(client: httpx.AsyncClient, event: Event) -> None:
    door = await make_door(event)
    await make_ticket(door.ticket_type)
    before = await AuditEntry.all().count()
    await _asked(client, door.gate.id, ticket="1")
    async with asked() as statements:
        await client.get(PAGE, params={"ticket": "1", "gate": door.gate.id})
    assert [one for one in statements if not one.strip().upper().startswith("SELECT")] == []
    assert (await Scan.all().count(), await Admission.all().count()) == (0, 0)
    assert (await Device.all().count(), await AuditEntry.all().count()) == (1, before)


async def test_the_log_counts_as_it_was_at_that_moment(
    client: httpx.AsyncClient, event: Event
) -> None:
    door = await make_door(event)
    await scan_ticket(door, await make_ticket(door.ticket_type))
    hour = timedelta(hours=1)
    before, after = [
        await _asked(client, door.gate.id, ticket="1", at=at.isoformat())
        for at in (clock.now() - hour, clock.now() + hour)
    ]
    assert (before["reason"], after["reason"]) == ("ok", "already_used")
    assert after["first_gate"] == {"zh": "East 门", "en": "East gate"}


async def test_on_the_way_out_less_is_asked(client: httpx.AsyncClient, event: Event) -> None:
    door = await make_door(event, rules=MORNING)
    await make_ticket(door.ticket_type)
    answer = await _asked(client, door.gate.id, ticket="1", at=NOON.isoformat(), direction="exit")
    skipped = [one["reason"] for one in answer["checks"] if one["state"] == "skipped"]
    assert answer["reason"] == "ok"
    assert skipped == ["invalid_time", "unpaid", "rules", "incomplete", "already_used"]


async def test_the_page_shows_the_verdict_and_supposes_an_entry(
    client: httpx.AsyncClient, event: Event
) -> None:
    door = await make_door(event)
    await make_ticket(door.ticket_type)
    asking = {"ticket": "1", "gate": door.gate.id, "at": "2026-08-26T12:00"}
    plain = await client.get(PAGE, params=asking)
    used = await client.get(
        PAGE,
        params={**asking, "came_at": "2026-08-26T09:02"},
        headers={"accept-language": "zh"},
    )
    assert 'data-reason="ok"' in plain.text
    assert "Guest 1" in plain.text
    assert 'data-reason="already_used"' in used.text
    assert "首次 2026-08-26 09:02 East 门" in used.text


async def test_an_order_code_asks_which_ticket_and_nonsense_finds_none(
    client: httpx.AsyncClient, event: Event
) -> None:
    door = await make_door(event)
    order = await make_order(event, code="KX47QM")
    for number in (1, 2):
        await make_ticket(door.ticket_type, number=number, order=order)
    both = await _asked(client, door.gate.id, ticket="kx47-qm")
    choice = await client.get(PAGE, params={"ticket": "kx47-qm", "gate": door.gate.id})
    none = await client.get(PAGE, params={"ticket": "what?", "gate": door.gate.id})
    assert both["reason"] == "ambiguous"
    assert [one["number"] for one in both["candidates"]] == [1, 2]
    assert f'<a href="?ticket=2&amp;gate={door.gate.id}&amp;at=' in choice.text
    assert "No ticket has this number or code." in none.text


async def test_a_ticket_of_another_event_is_judged_and_not_shown(
    client: httpx.AsyncClient, event: Event
) -> None:
    door = await make_door(event)
    other = await make_event("other", organisation=event.organisation)
    ticket = await make_ticket(await make_ticket_type(other), holder_name="Somebody Else")
    code = await code_of(ticket)
    answer = await _asked(client, door.gate.id, ticket=code)
    page = await client.get(PAGE, params={"ticket": code, "gate": door.gate.id})
    assert (answer["reason"], answer["ticket"]) == ("wrong_event", None)
    assert "Somebody Else" not in page.text


async def test_gates_of_another_event_are_not_there(
    client: httpx.AsyncClient, event: Event
) -> None:
    elsewhere = await make_organisation("elsewhere")
    other = await make_door(await make_event("other", organisation=elsewhere))
    page = await client.get(PAGE, params={"ticket": "1", "gate": other.gate.id})
    api = await client.get(f"/api/v1/gates/{other.gate.id}/simulation", params={"ticket": "1"})
    assert (page.status_code, api.status_code) == (404, 404)


async def _asked(client: httpx.AsyncClient, gate_id: int, **params: str):  # type: ignore[no-untyped-def]  # JSON
    answer = await client.get(f"/api/v1/gates/{gate_id}/simulation", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()
