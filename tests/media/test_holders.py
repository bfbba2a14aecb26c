"""What needs a ticket: who gets the link, and who does not."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from starlette.applications import Starlette

from events_svc import clock
from events_svc.events.models import Event
from events_svc.media.models import Access, Source
from events_svc.schedule.models import Session
from events_svc.schedule.release import release
from events_svc.tickets.draft import Buyer
from events_svc.tickets.models import Ticket, TicketState
from tests.accounts.factories import make_user, sign_in
from tests.conftest import browser
from tests.events.factories import make_event
from tests.media.factories import (
    make_live_source,
    make_recording,
    make_recording_source,
    make_session,
    say,
)
from tests.tickets.factories import make_order, make_type

SECRET = "https://secret.example.org/main.m3u8"
PAGE = "/events/summit/sessions/AAAAAA/watch"


@pytest.fixture
async def source(database: None) -> Source:
    """A live link for ticket holders, of a released session that is on."""
    session = await make_session(await make_event())
    made = await make_live_source(session, access=Access.TICKET, url=SECRET)
    await say(made, "live")
    await release(await session.event, {"en": "first"})
    return made


@pytest.fixture
async def ticket(source: Source) -> Ticket:
    """A valid ticket of the event."""
    event = await Event.get(slug="summit")
    await make_order(event, await make_type(event), buyer=Buyer("Ada", "ada@example.org"))
    return await Ticket.get()


@pytest.fixture
async def other(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """A second browser."""
    async with browser(app) as made:
        yield made


async def link_in(client: httpx.AsyncClient) -> str:
    """The signed link on the session's page; blank when there is none."""
    page = await client.get(PAGE)
    assert page.status_code == 200
    assert SECRET not in page.text
    found = re.search(r'href="(/watch/[\w-]+)"', page.text)
    return found[1] if found else ""


async def refused(client: httpx.AsyncClient, link: str) -> int:
    """The status with which a link is refused, whose page never says where it leads."""
    answer = await client.get(link)
    assert SECRET not in answer.text + answer.headers.get("location", "")
    return answer.status_code


async def test_who_showed_a_ticket_is_led_on_by_a_signed_link(
    client: httpx.AsyncClient, ticket: Ticket
) -> None:
    shown = await client.get(f"/tickets/{ticket.secret}/watch")
    answer = await client.get(await link_in(client))

    assert "Opening" in shown.text
    assert 'data-again="240"' in (await client.get(PAGE)).text
    assert (answer.status_code, answer.headers["location"]) == (303, SECRET)
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "private, no-store"


async def test_who_showed_none_sees_that_it_is_for_ticket_holders(
    client: httpx.AsyncClient, ticket: Ticket
) -> None:
    assert await link_in(client) == ""
    assert "For ticket holders" in (await client.get(PAGE)).text
    assert "For ticket holders" in (await client.get("/live")).text


async def test_a_link_that_is_shared_opens_in_no_other_browser(
    client: httpx.AsyncClient, other: httpx.AsyncClient, ticket: Ticket
) -> None:
    await client.get(f"/tickets/{ticket.secret}/watch")
    link = await link_in(client)

    assert await refused(other, link) == 404
    assert (await client.get(link)).status_code == 303


async def test_another_holder_does_not_open_it_either(
    client: httpx.AsyncClient, other: httpx.AsyncClient, ticket: Ticket
) -> None:
    event = await Event.get(slug="summit")
    await make_order(event, await make_type(event, "Other"))
    second = await Ticket.exclude(id=ticket.id).get()
    await client.get(f"/tickets/{ticket.secret}/watch")
    await other.get(f"/tickets/{second.secret}/watch")

    assert await refused(other, await link_in(client)) == 404
    assert (await other.get(await link_in(other))).status_code == 303


async def test_a_link_expires_after_five_minutes_and_the_page_gives_a_new_one(
    client: httpx.AsyncClient, ticket: Ticket
) -> None:
    await client.get(f"/tickets/{ticket.secret}/watch")
    link = await link_in(client)
    clock.shift(timedelta(minutes=5, seconds=1))

    assert await refused(client, link) == 410
    assert (await client.get(await link_in(client))).status_code == 303


@pytest.mark.parametrize("state", [TicketState.CANCELLED, TicketState.BLOCKED, TicketState.HELD])
async def test_a_ticket_that_was_revoked_opens_nothing_any_more(
    client: httpx.AsyncClient, ticket: Ticket, state: TicketState
) -> None:
    await client.get(f"/tickets/{ticket.secret}/watch")
    link = await link_in(client)
    await Ticket.filter(id=ticket.id).update(state=state)

    assert await refused(client, link) == 410
    assert await link_in(client) == ""
    assert "Not valid" in (await client.get(f"/tickets/{ticket.secret}/watch")).text


async def test_a_ticket_that_was_passed_on_is_the_first_holders_no_more(
    client: httpx.AsyncClient, ticket: Ticket
) -> None:
    await client.get(f"/tickets/{ticket.secret}/watch")
    link = await link_in(client)
    await Ticket.filter(id=ticket.id).update(serial=2)

    assert (await refused(client, link), await link_in(client)) == (410, "")


async def test_a_ticket_of_another_day_or_event_or_of_no_admission_opens_nothing(
    client: httpx.AsyncClient, ticket: Ticket
) -> None:
    session = await Session.get()
    assert session.ends_at is not None
    await client.get(f"/tickets/{ticket.secret}/watch")
    link = await link_in(client)
    await Ticket.filter(id=ticket.id).update(valid_from=session.ends_at)
    another_day = (await refused(client, link), await link_in(client))
    await Ticket.filter(id=ticket.id).update(valid_from=None)
    elsewhere = await make_event("other", organisation=await (await session.event).organisation)
    await Ticket.filter(id=ticket.id).update(event_id=elsewhere.id)

    assert another_day == (410, "")
    assert (await refused(client, link), await link_in(client)) == (410, "")


async def test_a_link_that_was_taken_away_or_is_not_open_is_gone(
    client: httpx.AsyncClient, ticket: Ticket, source: Source
) -> None:
    await client.get(f"/tickets/{ticket.secret}/watch")
    link = await link_in(client)
    await Source.filter(id=source.id).update(valid_from=clock.now() + timedelta(hours=1))
    early = await refused(client, link)
    await Source.filter(id=source.id).update(valid_from=None, retired_at=clock.now())

    assert (early, await refused(client, link)) == (410, 410)


async def test_the_person_in_whose_name_the_ticket_is_needs_only_sign_in(
    client: httpx.AsyncClient, other: httpx.AsyncClient, ticket: Ticket
) -> None:
    await Ticket.filter(id=ticket.id).update(holder_email="Ada@Example.org")
    await sign_in(client, await make_user("ada@example.org"))
    await sign_in(other, await make_user("eve@example.org"))
    link = await link_in(client)

    assert (await client.get(link)).headers["location"] == SECRET
    assert (await refused(other, link), await link_in(other)) == (404, "")


async def test_nonsense_opens_nothing(client: httpx.AsyncClient, ticket: Ticket) -> None:
    await client.get(f"/tickets/{ticket.secret}/watch")
    client.cookies.set(f"seat-{ticket.event_id}", "x" * 200)

    assert [await refused(client, f"/watch/{word}") for word in ("x", "A" * 95)] == [404, 404]
    assert await link_in(client) == ""


async def test_the_api_says_that_it_is_there_and_not_where(
    client: httpx.AsyncClient, source: Source
) -> None:
    answer = await client.get("/api/v1/events/summit/sessions/AAAAAA/sources")

    assert [(one["access"], one["url"]) for one in answer.json()["items"]] == [("ticket", None)]


async def test_on_the_operators_own_server_the_address_is_signed_too(
    app: Starlette, client: httpx.AsyncClient, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = app.state.lifespan["settings"]
    ours = {"stream_link_secret": "enigma", "stream_link_hosts": frozenset({"secret.example.org"})}
    monkeypatch.setitem(app.state.lifespan, "settings", replace(given, **ours))
    await client.get(f"/tickets/{ticket.secret}/watch")

    answer = await client.get(await link_in(client))

    address, _, query = answer.headers["location"].partition("?")
    assert address == SECRET
    assert [pair.partition("=")[0] for pair in query.split("&")] == ["md5", "expires"]


async def test_a_recording_for_ticket_holders_opens_like_its_session(
    client: httpx.AsyncClient, other: httpx.AsyncClient, ticket: Ticket
) -> None:
    session = await Session.get().select_related("event__organisation")
    recorded = await make_recording(
        session.event.organisation, slug="r1", session=session, event=session.event
    )
    url = "https://secret.example.org/r1.mp4"
    await make_recording_source(recorded, access=Access.TICKET, url=url)
    await client.get(f"/tickets/{ticket.secret}/watch")

    page, stranger = [(await one.get("/recordings/r1")).text for one in (client, other)]
    link = re.search(r'data-url="(/watch/[\w-]+)"', page)

    assert link is not None
    assert (await client.get(link[1])).headers["location"] == url
    assert await refused(other, link[1]) == 404
    assert ("For ticket holders" in stranger, "/watch/" in stranger) == (True, False)
    assert "secret.example.org" not in page + stranger
