"""A page that is the same for all strangers is made once; whoever is signed in gets an own one."""

import gzip

import httpx
import pytest

from events_svc.accounts.models import Role
from events_svc.events.models import Event, EventState
from events_svc.schedule.release import release
from events_svc.web import shared
from tests.accounts.factories import make_user, sign_in
from tests.asked import asked
from tests.events.factories import make_event
from tests.schedule.factories import make_placed

PAGE = "/events/summit/agenda"


@pytest.fixture(autouse=True)
def _for_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "FRESH_SECONDS", 60.0)
    shared.forget()


async def released(client: httpx.AsyncClient) -> Event:
    event = await make_event()
    await make_placed(event, "Gears")
    await release(event, {})
    return event


async def test_the_second_stranger_costs_no_statement(client: httpx.AsyncClient) -> None:
    await released(client)
    first = await client.get(PAGE)
    async with asked() as statements:
        second = await client.get(PAGE)
    assert (second.text, statements) == (first.text, [])
    assert "set-cookie" not in second.headers
    assert "content-security-policy" in second.headers


async def test_who_has_the_page_is_told_that_nothing_is_new(client: httpx.AsyncClient) -> None:
    await released(client)
    tag = (await client.get(PAGE)).headers["etag"]
    again = await client.get(PAGE, headers={"if-none-match": f"W/{tag}"})
    assert (again.status_code, again.content) == (304, b"")


async def test_each_language_and_question_has_a_page_of_its_own(client: httpx.AsyncClient) -> None:
    await released(client)
    chinese = await client.get(PAGE, headers={"accept-language": "zh"})
    assert "议程 Gears" in chinese.text
    assert "议程 Gears" not in (await client.get(PAGE)).text
    assert "1 session found" in (await client.get(f"{PAGE}?q=gears")).text


async def test_plain_bytes_for_who_takes_no_gzip(client: httpx.AsyncClient) -> None:
    await released(client)
    plain = await client.get(PAGE, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    packed = await client.get(PAGE, headers={"accept-encoding": "gzip"})
    assert packed.text == plain.text
    assert int(packed.headers["content-length"]) == len(gzip.compress(plain.content, 6, mtime=0))


async def test_who_is_signed_in_shares_no_page(client: httpx.AsyncClient) -> None:
    event = await released(client)
    assert "Sign in" in (await client.get(PAGE)).text
    await sign_in(client, await make_user(role=Role.AGENDA, organisation=event.organisation))
    own = (await client.get(PAGE)).text
    assert "Sign in" not in own
    client.cookies.clear()
    assert (await client.get(PAGE)).text != own


async def test_a_draft_that_its_organiser_looks_at_is_kept_for_nobody(
    client: httpx.AsyncClient,
) -> None:
    event = await released(client)
    await Event.filter(id=event.id).update(state=EventState.DRAFT)
    await sign_in(client, await make_user(role=Role.AGENDA, organisation=event.organisation))
    assert (await client.get(PAGE)).status_code == 200
    client.cookies.clear()
    assert (await client.get(PAGE)).status_code == 404


async def test_a_new_release_is_a_new_page(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared, "FRESH_SECONDS", 0.0)
    event = await released(client)
    await client.get(PAGE)
    await make_placed(event, "Wheels")
    await release(event, {})
    assert "Wheels" in (await client.get(PAGE)).text
