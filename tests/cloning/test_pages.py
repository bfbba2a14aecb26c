from datetime import timedelta

import httpx
import pytest

from events_svc.accounts.models import AuditEntry, EventMembership, Role
from events_svc.events.models import Event, EventState
from events_svc.tickets.product_models import TicketType
from tests.accounts.factories import make_user, sign_in
from tests.events.factories import make_event
from tests.tickets.browser import submit
from tests.tickets.factories import make_type

PAGE = "/organiser/events/summit/clone"


@pytest.fixture
async def event(client: httpx.AsyncClient) -> Event:
    """An event with a ticket type whose organiser is signed in."""
    made = await make_event()
    await make_type(made)
    user = await make_user(role=Role.ORGANISER, organisation=made.organisation)
    await sign_in(client, user)
    return made


async def test_an_organiser_clones_by_a_form_that_proposes_the_next_year(
    client: httpx.AsyncClient, event: Event
) -> None:
    sent = await submit(client, PAGE, PAGE, title_en="Next Summit", title_zh="")
    made = await Event.get(slug="next-summit")
    entry = await AuditEntry.get(action="event.cloned")
    assert sent.headers["location"] == "/organiser/events/next-summit/settings"
    assert (made.starts_at, made.state) == (event.starts_at + timedelta(364), EventState.DRAFT)
    assert (entry.event_id, entry.detail) == (made.id, {"source": "summit"})


async def test_a_clone_without_a_title_or_a_start_is_not_made(
    client: httpx.AsyncClient, event: Event
) -> None:
    refused = await submit(client, PAGE, PAGE, title_en="", title_zh="", starts_at="")
    assert refused.status_code == 422
    assert await Event.all().count() == 1


async def test_programs_clone_too(client: httpx.AsyncClient, event: Event) -> None:
    begins = (event.starts_at + timedelta(days=30)).isoformat()
    body = {"starts_at": begins, "slug": "again", "with_vouchers": True}
    answer = await client.post("/api/v1/events/summit/clones", json=body)
    twice = await client.post("/api/v1/events/summit/clones", json=body)
    made = await Event.get(slug="again")
    assert (answer.status_code, answer.json()["slug"], made.title) == (201, "again", event.title)
    assert (twice.status_code, await Event.all().count()) == (409, 2)
    assert await TicketType.filter(event_id=made.id).count() == 1


async def test_who_may_change_one_event_only_makes_no_others(client: httpx.AsyncClient) -> None:
    event = await make_event()
    guest = await make_user("guest@example.org")
    await EventMembership.create(user=guest, event=event, role=Role.ORGANISER)
    await sign_in(client, guest)
    assert (await client.get("/organiser/events/summit/settings")).status_code == 200
    assert (await client.get(PAGE)).status_code == 404
