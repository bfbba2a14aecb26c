"""What a person decides on tickets that came in twice, and the page where that is done."""

import asyncio
import re
from datetime import timedelta

import httpx
import pytest

from events_svc import clock
from events_svc.accounts.models import AuditEntry, Role
from events_svc.checkin.check import broken
from events_svc.checkin.conflicts.models import Conflict
from events_svc.checkin.models import Admission, Scan
from events_svc.privacy.blank import blank_tickets
from tests.accounts.factories import csrf, make_user, sign_in
from tests.checkin.alone import Phone, bring, make_conflict, second_door
from tests.checkin.factories import Door, make_door, make_ticket

MORNING = clock.now().replace(microsecond=0) - timedelta(hours=2)
API = "/api/v1/events/summit/door-conflicts"
PAGE = "/organiser/events/summit/door/conflicts"


@pytest.fixture
async def door(client: httpx.AsyncClient) -> Door:
    """A gate with a ticket of number 1, and the browser of who keeps it."""
    made = await make_door()
    await make_ticket(made.ticket_type, number=1)
    keeper = await make_user(role=Role.DOOR, organisation=made.event.organisation)
    await sign_in(client, keeper)
    return made


async def test_who_is_let_in_counts_twice(client: httpx.AsyncClient, door: Door) -> None:
    conflict_id = await make_conflict(door)
    body = {"decision": "let_in", "reason": "His brother, name corrected"}
    answer = await client.post(f"{API}/{conflict_id}", json=body)
    assert (answer.status_code, answer.json()["decision"]) == (200, "let_in")
    assert await _counted() == [(2, True)]
    assert await broken() == []


@pytest.mark.parametrize("decision", ["turned_away", "same_person"])
async def test_who_did_not_come_in_by_it_counts_once(
    client: httpx.AsyncClient, door: Door, decision: str
) -> None:
    conflict_id = await make_conflict(door)
    suspect = (await Conflict.get(id=conflict_id).select_related("suspect_scan")).suspect_scan
    await client.post(f"{API}/{conflict_id}", json={"decision": decision, "reason": "Screenshot"})
    undoing = await Scan.get(verdict="undone")
    assert (undoing.undoes, undoing.ticket_id) == (suspect.scan_id, suspect.ticket_id)
    assert await _counted() == [(1, True)]
    assert await broken() == []


async def test_a_decision_says_who_and_why_and_is_made_once(
    client: httpx.AsyncClient, door: Door
) -> None:
    conflict_id = await make_conflict(door)
    body = {"decision": "turned_away", "reason": " Screenshot "}
    answers = await asyncio.gather(
        *[client.post(f"{API}/{conflict_id}", json=body) for _ in range(4)]
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    conflict = await Conflict.get().select_related("decided_by")
    assert (conflict.reason, conflict.decision.value) == ("Screenshot", "turned_away")
    assert conflict.decided_at is not None
    entry = await AuditEntry.get(action="conflict.decided")
    assert entry.detail == {"decision": "turned_away", "reason": "Screenshot"}
    assert await Scan.filter(verdict="undone").count() == 1


async def test_without_a_reason_nothing_is_decided(client: httpx.AsyncClient, door: Door) -> None:
    conflict_id = await make_conflict(door)
    body = {"decision": "turned_away", "reason": "  "}
    answer = await client.post(f"{API}/{conflict_id}", json=body)
    assert (answer.status_code, (await Conflict.get()).decision.value) == (422, "open")
    assert await _counted() == [(2, True)]


async def test_what_was_decided_stays_when_an_earlier_one_comes(
    client: httpx.AsyncClient, door: Door
) -> None:
    conflict_id = await make_conflict(door)
    body = {"decision": "let_in", "reason": "Brothers"}
    await client.post(f"{API}/{conflict_id}", json=body)
    north = await second_door(door, "North")
    await bring(north, [Phone(north).shows(9002, MORNING)])
    decided = await Conflict.get(id=conflict_id)
    assert (decided.decision.value, await Conflict.all().count()) == ("let_in", 2)
    assert await broken() == []


async def test_the_page_shows_what_waits_and_what_was_decided(
    client: httpx.AsyncClient, door: Door
) -> None:
    conflict_id = await make_conflict(door)
    waiting = await client.get(PAGE)
    form = {
        "csrf": await csrf(client),
        "decision": "same_person",
        "reason": "Came back for a bag",
    }
    sent = await client.post(f"{PAGE}/{conflict_id}", data=form)
    after = await client.get(PAGE)
    assert (waiting.status_code, sent.status_code, after.status_code) == (200, 303, 200)
    assert f'<a href="{PAGE}/{conflict_id}">Guest 9002</a>' in waiting.text
    assert "No ticket came in twice." in after.text
    assert "Came back for a bag" in after.text


async def test_a_decision_without_a_reason_keeps_what_was_chosen(
    client: httpx.AsyncClient, door: Door
) -> None:
    conflict_id = await make_conflict(door)
    form = {"csrf": await csrf(client), "decision": "let_in", "reason": ""}
    page = await client.post(f"{PAGE}/{conflict_id}", data=form)
    assert page.status_code == 422
    assert 'value="let_in" required checked' in page.text


async def test_the_page_speaks_chinese(client: httpx.AsyncClient, door: Door) -> None:
    conflict_id = await make_conflict(door)
    headers = {"accept-language": "zh"}
    listed = await client.get(PAGE, headers=headers)
    one = await client.get(f"{PAGE}/{conflict_id}", headers=headers)
    assert "入场冲突" in listed.text
    assert "同一人在两处签到口被扫码。" in one.text


async def test_the_page_tells_of_a_log_that_is_not_whole(
    client: httpx.AsyncClient, door: Door
) -> None:
    phone = Phone(door)
    phone.shows(1, MORNING)
    await bring(door, [phone.shows(1, MORNING)])
    page = await client.get(PAGE)
    assert re.search(r"⚠ entries before .* \d\d:\d\d have not come", page.text)


async def test_the_page_tells_of_codes_that_nobody_knows(
    client: httpx.AsyncClient, door: Door
) -> None:
    phone = Phone(door)
    await bring(door, [phone.shows(99, MORNING, basis="signature") for _ in range(2)])
    page = await client.get(PAGE)
    assert "by codes behind which there is no ticket" in page.text
    assert "✕ 2 times" in page.text


async def test_conflicts_of_another_event_are_not_there(
    client: httpx.AsyncClient, door: Door
) -> None:
    answer = await client.get(f"{PAGE}/{await make_conflict(door) + 1}")
    assert answer.status_code == 404


async def test_who_is_forgotten_is_not_named_by_the_reason(
    client: httpx.AsyncClient, door: Door
) -> None:
    conflict_id = await make_conflict(door)
    body = {"decision": "let_in", "reason": "Ms Zeng is his sister"}
    await client.post(f"{API}/{conflict_id}", json=body)
    await blank_tickets([(await Conflict.get()).ticket_id])
    assert (await Conflict.get()).reason == ""
    entry = await AuditEntry.get(action="conflict.decided")
    assert {name: value for name, value in entry.detail.items() if value} == {"decision": "let_in"}


async def _counted() -> list[tuple[int, bool]]:
    return [(one.entries, one.is_inside) for one in await Admission.all().order_by("id")]
