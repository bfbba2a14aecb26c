import asyncio

import httpx
import pytest

from events_svc.accounts.models import Role
from events_svc.database import notices
from events_svc.events.models import Event
from events_svc.tickets.carts.fill import fill
from events_svc.tickets.draft import Line
from events_svc.tickets.selling.now import Standing, standings
from events_svc.web import live
from tests.accounts.factories import make_user, sign_in
from tests.asked import asked
from tests.events.factories import make_event
from tests.tickets.factories import make_order, make_type

PAGE = "/organiser/events/summit/sales"


@pytest.fixture
async def event(client: httpx.AsyncClient) -> Event:
    """An event whose finance person is signed in."""
    made = await make_event()
    user = await make_user(role=Role.FINANCE, organisation=made.organisation)
    await sign_in(client, user)
    return made


@pytest.mark.usefixtures("database")
async def test_what_is_sold_held_in_carts_and_left_is_told_type_by_type() -> None:
    event = await make_event()
    other = await make_event("other", organisation=event.organisation)
    free, dear = await make_type(event), await make_type(event, price_minor=100, places=5)
    await make_order(other, await make_type(other))
    await make_order(event, free, 3)
    await make_order(event, dear, 2)
    await fill(event.slug, [Line(dear.id, 1)], secret="", language="en")
    assert await standings(event) == [
        Standing(free, sold=3, held=0, in_carts=0, left=7, sold_minor=0),
        Standing(dear, sold=0, held=2, in_carts=1, left=2, sold_minor=0),
    ]


async def test_the_page_draws_what_was_sold(client: httpx.AsyncClient, event: Event) -> None:
    empty = (await client.get(PAGE)).text
    await make_order(event, await make_type(event, "Early"), 4)
    page = (await client.get(PAGE)).text
    assert ("first ticket is paid" in empty, empty.count("<svg viewBox")) == (True, 0)
    assert [title in page for title in ("Tickets each day", "Money each day", "Tickets in sum")] == [
        True, True, True
    ]  # fmt: skip
    assert ('aria-label="40 % taken"' in page, "<td>Early" in page) == (True, True)


async def test_three_types_take_as_many_statements_as_one(
    client: httpx.AsyncClient, event: Event
) -> None:
    counts = []
    for names in (["One"], ["Two", "Three"]):
        for name in names:
            await make_order(event, await make_type(event, name))
        async with asked() as heard:
            await client.get(PAGE)
        counts.append(len(heard))
    assert counts[0] == counts[1], counts


async def test_a_stream_says_only_what_is_different(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "CALM", 0.01)
    monkeypatch.setattr(live, "PULSE", 0.01)
    said = iter("1122")

    async def snapshot() -> str:
        return next(said, "2")

    heard = [event async for event in live.different("quiet", snapshot, life=0.2)]
    assert [one for one in heard if one.startswith("data")] == ["data: 1\n\n", "data: 2\n\n"]


@pytest.mark.usefixtures("database")
async def test_a_notice_makes_it_look_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "CALM", 0.01)
    counted = iter("0123")

    async def snapshot() -> str:
        return next(counted)

    events = live.different("jobs", snapshot)
    first = await anext(events)
    await notices.notify("jobs")
    second = await asyncio.wait_for(anext(events), 60)
    await events.aclose()  # type: ignore[attr-defined]  # an asynchronous generator
    assert (first, second) == ("data: 0\n\n", "data: 1\n\n")
