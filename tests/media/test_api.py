"""The API of links and recordings."""

from typing import Any

import httpx
import pytest

from events_svc.accounts.models import Role
from events_svc.events.models import Event
from events_svc.media.models import Recording, Source
from tests.accounts.factories import bearer, make_user
from tests.events.factories import make_event
from tests.media.factories import make_live_source, make_session

LINK = {"url": "https://live.example.org/x.m3u8", "language": "en"}
RECORDING: dict[str, Any] = {
    "title": {"zh": "青年科学家论坛"},
    "recorded_at": "2022-01-15T06:00:00Z",
    "sources": [{"url": "https://media.example.org/1.mp4", "kind": "recording"}],
    "slug": "episode-1",
}


@pytest.fixture
async def event(database: None) -> Event:
    return await make_event()


@pytest.fixture
async def api(client: httpx.AsyncClient, event: Event) -> httpx.AsyncClient:
    user = await make_user(role=Role.AGENDA, organisation=event.organisation)
    client.headers.update(await bearer(user, event.organisation, "media:write"))
    return client


async def test_a_link_goes_live_by_the_api(api: httpx.AsyncClient, event: Event) -> None:
    await make_session(event)

    made = await api.post("/api/v1/events/summit/sessions/AAAAAA/sources", json=LINK)
    said = await api.post(f"/api/v1/sources/{made.json()['id']}/facts", json={"state": "live"})
    live = (await api.get("/api/v1/live")).json()["items"]

    assert (made.status_code, said.status_code) == (201, 201)
    assert [(one["session"], one["basis"], one["platform"]) for one in live] == [
        ("AAAAAA", "operator", "hls")
    ]


async def test_a_link_is_changed_and_retired(api: httpx.AsyncClient, event: Event) -> None:
    source = await make_live_source(await make_session(event))
    body = {**LINK, "url": "https://live.example.org/y.m3u8"}

    changed = await api.put(f"/api/v1/sources/{source.id}", json=body)
    retired = await api.delete(f"/api/v1/sources/{source.id}")
    listed = await api.get("/api/v1/events/summit/sessions/AAAAAA/sources")

    assert (changed.status_code, retired.status_code) == (200, 204)
    assert (changed.json()["url"], listed.json()) == (body["url"], {"items": []})
    assert await Source.all().count() == 1


async def test_a_recording_is_added_published_found_and_withdrawn(api: httpx.AsyncClient) -> None:
    made = await api.post("/api/v1/recordings", json=RECORDING)
    await api.put("/api/v1/recordings/episode-1/publication")
    found = (await api.get("/api/v1/recordings", params={"q": "论坛"})).json()
    await api.delete("/api/v1/recordings/episode-1/publication")
    gone = await api.get("/api/v1/recordings/episode-1")

    assert (made.status_code, gone.status_code) == (201, 404)
    assert ([one["slug"] for one in found["items"]], found["next"]) == (["episode-1"], None)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"sources": [{"url": "ftp://x"}]}, 422),
        ({"sources": [{"url": "https://x", "platform": "nowhere"}]}, 422),
        ({"recorded_at": "2022-01-15T06:00:00"}, 422),
        ({"title": {"fr": "non"}}, 422),
        ({"series_id": 999}, 422),
        ({"organisation_id": 2**64}, 422),
        ({"slug": "Not A Slug"}, 422),
        ({"slug": "new"}, 409),
    ],
)
async def test_a_wrong_recording_is_refused_and_nothing_stored(
    api: httpx.AsyncClient, change: dict[str, Any], status: int
) -> None:
    answer = await api.post("/api/v1/recordings", json={**RECORDING, **change})

    assert (answer.status_code, await Recording.all().count()) == (status, 0)
    assert answer.headers["content-type"] == "application/problem+json"
