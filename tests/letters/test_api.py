"""Letters in the API."""

from datetime import timedelta

import httpx
import pytest

from events_svc import clock
from events_svc.accounts.models import Role
from events_svc.events.models import Event
from events_svc.letters.models import Letter
from events_svc.outbox.models import Job
from tests.accounts.factories import bearer, make_user
from tests.events.factories import make_event
from tests.tickets.factories import make_order, make_type

API = "/api/v1/events/summit/letters"
DRAFT = {"subject": {"en": "Rooms"}, "body": {"en": "Dear {name}"}}


@pytest.fixture
async def event(client: httpx.AsyncClient) -> Event:
    made = await make_event()
    user = await make_user(role=Role.OWNER, organisation=made.organisation)
    client.headers.update(await bearer(user, made.organisation, "orders:write"))
    return made


async def test_a_letter_is_written_changed_and_sent(
    client: httpx.AsyncClient, event: Event
) -> None:
    await make_order(event, await make_type(event))
    made = await client.post(API, json=DRAFT)
    one = f"{API}/{made.json()['id']}"
    assert (made.status_code, made.json()["state"], made.json()["people"]) == (201, "draft", 1)
    assert made.json()["order_states"] == ["paid", "partly_refunded"]
    changed = await client.put(one, json={**DRAFT, "audience": "holders"})
    assert (await client.get(one)).json() == changed.json()
    sent = await client.post(f"{one}/dispatch", json={})
    assert (sent.json()["state"], await Job.filter(kind="letter.send").count()) == ("sending", 1)
    assert (await client.put(one, json=DRAFT)).status_code == 409
    (listed,) = (await client.get(API)).json()["items"]
    assert (listed["id"], listed["state"]) == (made.json()["id"], "sending")


async def test_a_letter_waits_for_its_time_and_is_called_off(
    client: httpx.AsyncClient, event: Event
) -> None:
    one = f"{API}/{(await client.post(API, json=DRAFT)).json()['id']}"
    both = {"at": clock.now().isoformat(), "lead_minutes": 60}
    assert (await client.post(f"{one}/dispatch", json=both)).status_code == 422
    past = {"at": (clock.now() - timedelta(days=1)).isoformat()}
    assert (await client.post(f"{one}/dispatch", json=past)).status_code == 422
    later = await client.post(f"{one}/dispatch", json={"lead_minutes": 60})
    assert (later.json()["state"], later.json()["lead_minutes"]) == ("scheduled", 60)
    assert (await client.delete(f"{one}/dispatch")).status_code == 204
    assert ((await Letter.get()).state, await Job.all().count()) == ("cancelled", 0)


async def test_nobody_reads_of_letters_with_the_reading_scope(
    client: httpx.AsyncClient, event: Event
) -> None:
    reader = await make_user("r@example.org", role=Role.OWNER, organisation=event.organisation)
    client.headers.update(await bearer(reader, event.organisation, "orders:read"))
    assert (await client.get(API)).status_code == 404
    assert (await client.post(API, json=DRAFT)).status_code == 404
    assert await Letter.all().count() == 0
