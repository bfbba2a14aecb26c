"""Questions and answers in the API."""

from typing import Any

import httpx
import pytest

from events_svc.accounts.models import Role
from events_svc.events.models import Event
from events_svc.tickets.models import Order, Ticket
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.questions.models import AnswerKind, TicketQuestion
from events_svc.tickets.questions.queries import answers_of
from tests.accounts.factories import bearer, make_user
from tests.events.factories import make_event
from tests.tickets.factories import make_order, make_type
from tests.tickets.questions.factories import make_question

API = "/api/v1/events/summit"
SCOPES = ["events:write", "orders:read", "orders:write"]


@pytest.fixture
async def event(client: httpx.AsyncClient) -> Event:
    """An event with a ticket type, whose organiser's token is sent."""
    made = await make_event()
    await make_type(made)
    user = await make_user(role=Role.OWNER, organisation=made.organisation)
    client.headers.update(await bearer(user, made.organisation, *SCOPES))
    return made


async def test_a_question_is_asked_changed_and_taken_away(
    client: httpx.AsyncClient, event: Event
) -> None:
    vegan = await make_question(event, "Vegan", AnswerKind.YES_NO)
    draft: dict[str, Any] = {"kind": "line", "label": {"en": "Why"}, "depends_on": vegan.id}
    made = await client.post(f"{API}/questions", json={**draft, "depends_values": [True]})
    assert made.status_code == 201, made.text
    one = made.json()["id"]
    wrong = await client.put(f"{API}/questions/{one}", json={**draft, "depends_values": [3]})
    changed = await client.put(
        f"{API}/questions/{one}", json={"kind": "line", "label": {"en": "So"}}
    )
    assert (wrong.status_code, changed.json()["label"]) == (409, {"en": "So"})
    listed = (await client.get(f"{API}/questions")).json()["items"]
    assert [(item["id"], item["depends_on"]) for item in listed] == [(vegan.id, None), (one, None)]
    left = await client.delete(f"{API}/questions/{one}")
    assert [item["id"] for item in left.json()["items"]] == [vegan.id]


async def test_an_order_brings_the_answers_of_its_holders(
    client: httpx.AsyncClient, event: Event
) -> None:
    size = await make_question(event, "Size", AnswerKind.CHOICE, is_required=True)
    kind = await TicketType.get()
    draft = {"name": "Ada", "contact": "ada@example.org", "lines": [{"ticket_type": kind.id}]}
    refused = await client.post(f"{API}/orders", json=draft)
    assert (refused.status_code, refused.json()["detail"]) == (409, "Please answer “Size”.")
    holder = {"name": "Ada", "answers": {str(size.id): 7}}
    draft["lines"] = [{"ticket_type": kind.id, "holders": [holder]}]
    wrong = await client.post(f"{API}/orders", json=draft)
    named = f"answers.{size.id}"
    assert (wrong.status_code, [*wrong.json()["errors"]]) == (422, [named])
    holder["answers"] = {str(size.id): 1}
    made = await client.post(f"{API}/orders", json=draft)
    assert (made.status_code, await Order.all().count()) == (201, 1)
    assert await answers_of(await Ticket.get()) == {size.id: 1}


async def test_answers_are_read_and_set(client: httpx.AsyncClient, event: Event) -> None:
    phone = await make_question(event, "Phone", AnswerKind.PHONE)
    tags = await make_question(event, "Tags", AnswerKind.CHOICES)
    await make_order(event, await TicketType.get(), 2)
    number = {"country": "CN", "number": "+8613800000000"}
    given = {str(phone.id): {"country": "CN", "number": "13800000000"}, str(tags.id): [1]}
    put = await client.put(f"{API}/tickets/2/answers", json={"answers": given})
    kept = {str(phone.id): number, str(tags.id): [1]}
    assert (put.status_code, put.json()["answers"]) == (200, kept)
    pages = [(await client.get(f"{API}/answers?limit=1")).json()]
    pages.append((await client.get(f"{API}/answers?limit=1&cursor={pages[0]['next']}")).json())
    assert [page["items"][0]["answers"] for page in pages] == [{}, kept]
    unknown = await client.put(f"{API}/tickets/2/answers", json={"answers": {"4711": 1}})
    assert (unknown.status_code, await TicketQuestion.all().count()) == (422, 2)
