"""The event's log: everything once, the newest first, of this event alone."""

import httpx

from events_svc.accounts import audit
from events_svc.accounts.models import Role
from tests.accounts.factories import make_user, sign_in
from tests.events.factories import make_event


async def test_the_log_is_paged_and_leaves_nothing_out(client: httpx.AsyncClient) -> None:
    event = await make_event()
    other = await make_event("forum", organisation=event.organisation)
    for number in range(120):
        await audit.record("thing.done", f"thing:{number}", event_id=event.id)
        await audit.record("thing.done", f"strange:{number}", event_id=other.id)
    await sign_in(client, await make_user(role=Role.OWNER, organisation=event.organisation))
    found: list[int] = []
    url = "/organiser/events/summit/log"
    while url:
        text = (await client.get(url)).text
        assert "strange:" not in text
        found += [int(part.partition("<")[0]) for part in text.split(">thing:")[1:]]
        older = text.rpartition('" rel="next"')[0].rpartition("?before=")[2]
        url = f"/organiser/events/summit/log?before={older}" if older else ""
    assert found == list(range(119, -1, -1))


async def test_an_impossible_cursor_is_refused(client: httpx.AsyncClient) -> None:
    event = await make_event()
    await sign_in(client, await make_user(role=Role.OWNER, organisation=event.organisation))
    for cursor in ("x", "-1", "0", "9" * 40):
        answer = await client.get("/organiser/events/summit/log", params={"before": cursor})
        assert answer.status_code == 422


async def test_what_people_wrote_is_shown_as_text(client: httpx.AsyncClient) -> None:
    event = await make_event()
    await audit.record("thing.done", "thing:1", event_id=event.id, name="<script>alert(1)</script>")
    await sign_in(client, await make_user(role=Role.OWNER, organisation=event.organisation))
    text = (await client.get("/organiser/events/summit/log")).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
