from datetime import timedelta

import httpx

from events_svc import clock
from events_svc.events.models import EventState
from tests.accounts.factories import make_organisation
from tests.asked import asked
from tests.events.factories import make_event

HOUR = timedelta(hours=1)


async def test_the_empty_first_page_teaches(client: httpx.AsyncClient) -> None:
    answer = await client.get("/")
    assert answer.status_code == 200
    assert "Nothing is announced yet" in answer.text


async def test_events_stand_under_now_upcoming_and_past(client: httpx.AsyncClient) -> None:
    organisation, now = await make_organisation(), clock.now()
    for slug, starts_at in {
        "running": now - HOUR,
        "coming": now + HOUR,
        "gone": now - 9 * HOUR,
    }.items():
        await make_event(
            slug, organisation=organisation, starts_at=starts_at, ends_at=starts_at + 2 * HOUR
        )
    page = (await client.get("/")).text
    places = [page.index(f'href="/events/{slug}"') for slug in ("running", "coming", "gone")]
    assert places == sorted(places)
    assert page.index('id="now"') < places[0] < page.index('id="upcoming"') < places[1]
    assert places[1] < page.index('id="past"') < places[2]


async def test_a_draft_is_on_no_public_list(client: httpx.AsyncClient) -> None:
    await make_event("secret", state=EventState.DRAFT)
    assert "secret" not in (await client.get("/")).text


async def test_a_cancelled_event_stays_and_says_so(client: httpx.AsyncClient) -> None:
    await make_event(state=EventState.CANCELLED)
    page = (await client.get("/")).text
    assert 'href="/events/summit"' in page
    assert "✕ Cancelled" in page


async def test_upcoming_events_are_paged_to_the_last(client: httpx.AsyncClient) -> None:
    organisation, start = await make_organisation(), clock.now() + HOUR
    for number in range(23):  # all at one instant: the cursor must tell them apart
        await make_event(
            f"e{number}", organisation=organisation, starts_at=start, ends_at=start + HOUR
        )
    first = (await client.get("/")).text
    onward = first.partition('href="/?upcoming=')[2].partition("#")[0]
    second = (await client.get(f"/?upcoming={onward}")).text
    seen = [[n for n in range(23) if f'href="/events/e{n}"' in page] for page in (first, second)]
    assert seen == [[*range(20)], [20, 21, 22]]


async def test_a_made_up_cursor_is_malformed(client: httpx.AsyncClient) -> None:
    for cursor in ("x", "1", "1.2.3", "99999999999999999999.1", "1.9999999999999999999999"):
        answer = await client.get(f"/?past={cursor}")
        assert answer.status_code == 422


async def test_one_and_three_events_take_the_same_queries(client: httpx.AsyncClient) -> None:
    first = await make_event("first")
    async with asked() as alone:
        await client.get("/")
    for slug in ("second", "third"):
        await make_event(slug, organisation=first.organisation)
    async with asked() as together:
        await client.get("/")
    assert len(together) == len(alone)
