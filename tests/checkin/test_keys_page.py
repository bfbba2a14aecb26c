"""The page of the keys that sign ticket codes."""

import httpx
import pytest

from events_svc.accounts.models import Role
from events_svc.checkin import admit, presented
from events_svc.checkin.sync import snapshot
from events_svc.outbox.models import Job
from events_svc.tickets.key_models import SigningKey
from events_svc.tickets.models import Ticket
from tests.accounts.factories import csrf, make_user, sign_in
from tests.checkin.factories import (
    SECRET_KEY,
    Door,
    code_of,
    make_door,
    make_order,
    make_ticket,
    scan_ticket,
    scanned,
)

KEYS = "/organiser/events/summit/door/keys"


@pytest.fixture
async def door(client: httpx.AsyncClient) -> Door:
    """A gate, and the browser of who organises."""
    made = await make_door()
    person = await make_user(role=Role.ORGANISER, organisation=made.event.organisation)
    await sign_in(client, person)
    return made


async def test_before_the_first_code_the_page_says_so(
    client: httpx.AsyncClient, door: Door
) -> None:
    assert "The first code makes the first key." in (await client.get(KEYS)).text


async def test_after_a_rotation_both_keys_verify_and_phones_hear_of_the_new_one(
    client: httpx.AsyncClient, door: Door
) -> None:
    old = await make_ticket(door.ticket_type)
    code = await code_of(old)
    cursor = (await snapshot.of_gate(door.gate)).cursor
    answer = await client.post(f"{KEYS}/rotation", data={"csrf": await csrf(client)})
    assert answer.headers["location"] == KEYS
    told = await snapshot.since(door.gate, cursor)
    assert sorted(told.keys or {}) == ["1", "2"]
    assert (await admit.admit(await scanned(door, code))).reason == "ok"
    page = await client.get(KEYS)
    assert page.text.index("Key 2") < page.text.index("Key 1")
    assert "✓ Signs new codes" in page.text
    assert "↩ Retired: its codes stay good" in page.text


async def test_a_withdrawal_needs_a_yes(client: httpx.AsyncClient, door: Door) -> None:
    ticket = await make_ticket(door.ticket_type)
    await code_of(ticket)
    page = await client.post(f"{KEYS}/withdrawal", data={"csrf": await csrf(client)})
    assert page.status_code == 422
    assert "✕ Say that you mean it: this cannot be undone." in page.text
    assert (await Ticket.get(id=ticket.id)).serial == ticket.serial
    assert (await SigningKey.get()).withdrawn_at is None


async def test_after_a_withdrawal_old_codes_are_refused_and_phones_hear_of_it(
    client: httpx.AsyncClient, door: Door
) -> None:
    order = await make_order(door.event, email="ada@example.org")
    ticket = await make_ticket(door.ticket_type, order=order)
    stolen = await code_of(ticket)
    cursor = (await snapshot.of_gate(door.gate)).cursor
    assert "1 buyer gets a mail" in (await client.get(KEYS)).text
    sure = {"csrf": await csrf(client), "is_sure": "true"}
    assert (await client.post(f"{KEYS}/withdrawal", data=sure)).status_code == 303
    told = await snapshot.since(door.gate, cursor)
    renewed = await Ticket.get(id=ticket.id)
    assert [*(told.keys or {})] == ["2"]
    assert [values[3] for values in told.tickets] == [renewed.serial]
    refused = await admit.admit(await scanned(door, stolen))
    assert (refused.verdict, refused.ticket) == ("refused", None)
    assert (await scan_ticket(door, renewed)).reason == "ok"
    assert [job.kind for job in await Job.filter(kind="order.codes_renewed")] != []
    assert await presented.scanned(stolen, secret_key=SECRET_KEY) is None
    assert "✕ Withdrawn: its codes are refused" in (await client.get(KEYS)).text


async def test_who_keeps_the_door_sees_the_keys_and_changes_none(
    client: httpx.AsyncClient, door: Door
) -> None:
    await code_of(await make_ticket(door.ticket_type))
    keeper = await make_user("door@b.example", role=Role.DOOR, organisation=door.event.organisation)
    await sign_in(client, keeper)
    page = await client.get(KEYS)
    assert "Organisers change keys." in page.text
    assert "/keys/rotation" not in page.text
    token = await csrf(client)
    for path in ("rotation", "withdrawal"):
        body = {"csrf": token, "is_sure": "true"}
        assert (await client.post(f"{KEYS}/{path}", data=body)).status_code == 404
    assert await SigningKey.all().count() == 1
