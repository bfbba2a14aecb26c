"""Times near the ends of the calendar overflow in zones, and are infinite on PostgreSQL: refused, never kept."""

import httpx
import pytest

from events_svc.accounts.models import Role
from events_svc.events.models import Event
from events_svc.media.models import Recording, Source
from events_svc.stats.models import CounterSnapshot
from tests.accounts.factories import csrf, make_user, sign_in
from tests.events.factories import make_event
from tests.media.factories import make_live_source, make_session

FAR = ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z"]


@pytest.fixture
async def event(client: httpx.AsyncClient) -> Event:
    event = await make_event()
    await sign_in(client, await make_user(role=Role.OWNER, organisation=event.organisation))
    return event


@pytest.fixture
async def source(event: Event) -> Source:
    return await make_live_source(await make_session(event))


@pytest.mark.parametrize("at", FAR)
async def test_a_recording_of_the_end_of_time_is_refused(
    client: httpx.AsyncClient, event: Event, at: str
) -> None:
    body = {"title": {"en": "Far"}, "recorded_at": at}
    answer = await client.post("/api/v1/recordings", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"] == {"recorded_at": "A date and time, please."}
    assert await Recording.all().count() == 0


@pytest.mark.parametrize("at", FAR)
async def test_a_time_within_a_list_is_named_by_its_place(
    client: httpx.AsyncClient, event: Event, at: str
) -> None:
    link = {"url": "https://media.example.org/1.mp4", "kind": "recording", "valid_from": at}
    body = {"title": {"en": "x"}, "recorded_at": "2026-01-01T00:00:00Z", "sources": [link]}
    answer = await client.post("/api/v1/recordings", json=body)
    assert answer.json()["errors"] == {"sources[0].valid_from": "A date and time, please."}


@pytest.mark.parametrize("at", FAR)
async def test_a_counter_is_not_read_before_there_were_counters(
    client: httpx.AsyncClient, source: Source, at: str
) -> None:
    body = {"value": 1, "observed_at": at}
    answer = await client.post(f"/api/v1/sources/{source.id}/counters", json=body)
    assert (answer.status_code, await CounterSnapshot.all().count()) == (422, 0)


@pytest.mark.parametrize("at", ["0001-01-01T00:00", "9999-12-31T23:59"])
async def test_a_form_with_one_is_shown_again(
    client: httpx.AsyncClient, source: Source, at: str
) -> None:
    page = f"/organiser/sources/{source.id}"
    form = {"url": source.url, "language": "zh", "valid_from": at, "csrf": await csrf(client)}
    answer = await client.post(page, data=form, headers={"accept-language": "en"})
    assert answer.status_code == 422
    assert "A date and time, please." in answer.text
    assert (await Source.get(id=source.id)).valid_from is None
