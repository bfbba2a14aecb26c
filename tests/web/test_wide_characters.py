"""Characters outside the Basic Multilingual Plane, and of other directions, come back as they were sent."""

import httpx

from events_svc.accounts.models import Role
from tests.accounts.factories import make_user, sign_in
from tests.events.factories import make_event
from tests.tickets.factories import make_type

WIDE = "䶮𬭎𠮷🤖👩‍🔬 שלום"


async def test_names_and_titles_keep_every_character(client: httpx.AsyncClient) -> None:
    event = await make_event()
    kind = await make_type(event)
    await sign_in(client, await make_user(role=Role.OWNER, organisation=event.organisation))
    body = {"name": WIDE, "contact": "a@example.org", "lines": [{"ticket_type": kind.id}]}
    order = await client.post("/api/v1/events/summit/orders", json=body)
    changed = await client.patch("/api/v1/events/summit", json={"title": {"zh": WIDE}})
    session = await client.post("/api/v1/events/summit/sessions", json={"title": {"zh": WIDE}})
    found = await client.get("/organiser/events/summit/orders", params={"q": "𠮷🤖"})
    page = await client.get(f"/orders/{order.json()['url'].rpartition('/')[2]}")
    assert order.json()["buyer_name"] == WIDE
    assert (changed.json()["title"]["zh"], session.json()["title"]["zh"]) == (WIDE, WIDE)
    assert WIDE in page.text
    assert WIDE in found.text


async def test_an_address_is_plain_letters(client: httpx.AsyncClient) -> None:
    event = await make_event()
    await sign_in(client, await make_user(role=Role.OWNER, organisation=event.organisation))
    for slug in ("峰会", "𠮷", "a/b", "../x", "a b", "A", "-a", "", "x" * 81, "a\n"):
        answer = await client.patch("/api/v1/events/summit", json={"slug": slug})
        assert answer.status_code == 422, slug
    assert (await type(event).get(id=event.id)).slug == "summit"
