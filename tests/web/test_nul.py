"""U+0000 is a character that PostgreSQL cannot keep: it is refused, never a crash."""

import httpx
import pytest

from events_svc.accounts.models import Role
from events_svc.events.models import Event
from tests.accounts.factories import csrf, make_user, sign_in
from tests.events.factories import make_event


@pytest.mark.parametrize("path", ["/events/%00", "/series/a%00b", "/api/v1/events/%00"])
async def test_nothing_stands_under_an_address_with_it(
    client: httpx.AsyncClient, path: str
) -> None:
    assert (await client.get(path)).status_code == 404


async def test_a_query_with_it_is_answered(client: httpx.AsyncClient) -> None:
    assert (await client.get("/?past=1.%00")).status_code == 422


async def test_a_body_and_a_form_with_it_are_malformed(client: httpx.AsyncClient) -> None:
    event = await make_event()
    await sign_in(client, await make_user(role=Role.OWNER, organisation=event.organisation))
    body = {"title": {"en": "a\0b"}}
    program = await client.patch("/api/v1/events/summit", json=body)
    form = {"title_en": "a\0b", "csrf": await csrf(client)}
    person = await client.post("/organiser/events/summit/settings", data=form)
    assert (program.status_code, person.status_code) == (422, 422)
    assert (await Event.get(id=event.id)).title == event.title
