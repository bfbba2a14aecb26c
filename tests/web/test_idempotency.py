"""`Idempotency-Key` under a hostile client: raced, replayed by another person, answered with an error."""

import asyncio
import uuid

import httpx

from events_svc.accounts import api_tokens
from events_svc.accounts.models import IdempotencyKey, Role
from events_svc.accounts.permissions import SCOPES
from events_svc.accounts.person import Person
from events_svc.checkin import pair
from events_svc.checkin.models import Scan
from events_svc.events.models import Event
from events_svc.tickets.models import Order
from events_svc.tickets.product_models import Quota
from tests.accounts.factories import make_user
from tests.checkin.factories import code_of, make_door, make_ticket
from tests.events.factories import make_event
from tests.tickets.factories import make_type
from venues.models import Venue

ORDERS = "/api/v1/events/summit/orders"
QUOTAS = "/api/v1/events/summit/quotas"
VENUES = "/api/v1/venues"


async def token_of(email: str, event: Event) -> dict[str, str]:
    """Headers of an owner of the event's organisation, with the key `once`."""
    user = await make_user(email, role=Role.OWNER, organisation=event.organisation)
    person = Person(user_id=user.id)
    token = await api_tokens.issue(person, event.organisation, name="A", scopes=list(SCOPES))
    return {"authorization": f"Bearer {token}", "idempotency-key": "once"}


async def test_the_same_order_twice_at_once_is_one_order(client: httpx.AsyncClient) -> None:
    kind = await make_type(await make_event())
    body = {"name": "Ada", "contact": "ada@example.org", "lines": [{"ticket_type": kind.id}]}
    sent = [client.post(ORDERS, json=body, headers={"idempotency-key": "k"}) for _ in range(12)]
    answers = await asyncio.gather(*sent)
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.json()["code"] for answer in answers if answer.status_code == 201}) == 1
    assert await Order.all().count() == 1


async def test_the_key_of_another_person_gives_nothing_away(client: httpx.AsyncClient) -> None:
    event = await make_event()
    ada, bo = await token_of("ada@example.org", event), await token_of("bo@example.org", event)
    body = {"name": {"en": "Hall"}}
    answers = [await client.post(VENUES, json=body, headers=who) for who in (ada, bo, ada)]
    assert [answer.status_code for answer in answers] == [201, 201, 201]
    ids = [answer.json()["id"] for answer in answers]
    assert ids[0] == ids[2] != ids[1]
    assert await Venue.all().count() == 2


async def test_a_refusal_keeps_no_answer_and_another_body_is_refused(
    client: httpx.AsyncClient,
) -> None:
    event = await make_event()
    ada = await token_of("ada@example.org", event)
    kind = await make_type(event)
    wrong, right = ({"name": "A", "size": 3, "ticket_types": [n]} for n in (9999, kind.id))
    answers = [await client.post(QUOTAS, json=body, headers=ada) for body in (wrong, right, wrong)]
    assert [answer.status_code for answer in answers] == [404, 201, 422]
    assert (await Quota.all().count(), await IdempotencyKey.all().count()) == (2, 1)


async def test_a_key_without_measure_is_malformed(client: httpx.AsyncClient) -> None:
    ada = await token_of("ada@example.org", await make_event())
    for key in ("", "x" * 201):
        answer = await client.post(VENUES, json={}, headers={**ada, "idempotency-key": key})
        assert answer.status_code == 422
    assert await IdempotencyKey.all().count() == 0


async def test_no_key_fetches_what_a_phone_was_answered(client: httpx.AsyncClient) -> None:
    door = await make_door()
    ticket = await make_ticket(door.ticket_type)
    path = f"/api/v1/gates/{door.gate.id}/scans"
    body = {"scan_id": str(uuid.uuid4()), "code": await code_of(ticket)}
    phone = {"authorization": f"Device {door.token}", "idempotency-key": "once"}
    answers = [await client.post(path, json=body, headers=phone) for _ in range(2)]
    await pair.revoke(door.device, event_id=door.event.id)
    for headers in (phone, {"idempotency-key": "once"}):
        answers.append(await client.post(path, json=body, headers=headers))
    assert [answer.status_code for answer in answers] == [200, 200, 401, 401]
    assert (answers[0].content, await Scan.all().count()) == (answers[1].content, 1)
    assert not await IdempotencyKey.exists()
