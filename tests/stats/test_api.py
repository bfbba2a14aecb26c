"""The API of the figures."""

import csv
import io

import httpx
import pytest

from events_svc import clock
from events_svc.accounts.models import Role
from events_svc.events.models import Event
from events_svc.media.models import Source
from events_svc.stats import counters
from events_svc.stats.counters import Reading
from events_svc.stats.models import CounterSnapshot
from tests.accounts.factories import bearer, make_user
from tests.events.factories import make_event
from tests.media.factories import make_live_source, make_session
from tests.stats.factories import make_view, make_watch

BODY = {"value": 62_400, "observed_at": "2022-12-30T02:00:00Z", "evidence": "screenshot"}


@pytest.fixture
async def event(database: None) -> Event:
    return await make_event()


@pytest.fixture
async def source(event: Event) -> Source:
    return await make_live_source(await make_session(event))


@pytest.fixture
async def api(client: httpx.AsyncClient, event: Event) -> httpx.AsyncClient:
    user = await make_user(role=Role.ORGANISER, organisation=event.organisation)
    client.headers.update(await bearer(user, event.organisation, "media:write", "stats:read"))
    return client


async def test_every_figure_names_its_definition(
    api: httpx.AsyncClient, event: Event, source: Source
) -> None:
    await make_watch(source)
    await make_view(source)
    await counters.enter(source, Reading(5, clock.now()))

    told = (await api.get("/api/v1/events/summit/statistics")).json()

    figures = {
        f"{one['definition']} v{one['version']} {one['part']}".strip(): one["value"]
        if one["value"] is not None
        else [one["low"], one["high"]]
        for one in told["figures"]
    }
    assert figures == {
        "view@0s v1": 0,
        "view@10s v1": 1,
        "view@30s v1": 0,
        "view@10s v1 live": 0,
        "view@10s v1 replay": 1,
        "watch-time v1": 60,
        "watch-time v1 live": 0,
        "watch-time v1 replay": 60,
        "unique-seconds v1": 0,
        "viewers v1": [1, 1],
        "viewers v1 live": [0, 0],
        "viewers v1 replay": [1, 1],
        "referrers v1 direct": [1, 1],
        "programs v1": 0,
        "opens v1": 0,
        "plays-across-platforms v1": 6,
    }
    assert all(one["words"]["zh"] and one["method"]["en"] for one in told["figures"])
    assert told["viewers"] == [1, 1]


@pytest.mark.parametrize("scope", ["events/summit", "organisations/cameta", "sources/{id}"])
async def test_the_figures_come_as_a_table_too_and_are_the_same(
    api: httpx.AsyncClient, source: Source, scope: str
) -> None:
    await make_watch(source, unique_seconds=30, coverage=b"\xff\xff\xff\x3f")
    await make_view(source)
    url = f"/api/v1/{scope.format(id=source.id)}/statistics"

    told = (await api.get(url)).json()
    table = [*csv.DictReader(io.StringIO((await api.get(f"{url}.csv")).text.lstrip("\ufeff")))]

    rows = [(row["definition"], row["part"], row["value"], row["low"]) for row in table]
    assert rows == [
        (
            one["definition"],
            one["part"],
            "" if one["value"] is None else f"{one['value']:.12g}",
            "" if one["low"] is None else str(one["low"]),
        )
        for one in told["figures"]
    ]
    assert ("watch-time", "", "60", "") in rows


async def test_a_counter_is_entered_once_under_its_key(
    api: httpx.AsyncClient, source: Source
) -> None:
    url, key = f"/api/v1/sources/{source.id}/counters", {"Idempotency-Key": "k1"}

    first = await api.post(url, json=BODY, headers=key)
    again = await api.post(url, json=BODY, headers=key)

    assert (first.status_code, again.json()) == (201, first.json())
    assert await CounterSnapshot.all().count() == 1
    assert [row["value"] for row in (await api.get(url)).json()["items"]] == [62_400]


async def test_a_row_is_corrected_once(api: httpx.AsyncClient, source: Source) -> None:
    url = f"/api/v1/sources/{source.id}/counters"
    row = (await api.post(url, json=BODY)).json()
    correction = {**BODY, "value": 6_240, "corrects": row["id"], "reason": "a zero too many"}

    answers = [(await api.post(url, json=correction)).status_code for _ in range(2)]

    assert answers == [201, 409]


@pytest.mark.parametrize(
    "change", [{"value": -1}, {"metric": "money"}, {"observed_at": "2022-12-30T02:00:00"}]
)
async def test_a_wrong_counter_is_refused(
    api: httpx.AsyncClient, source: Source, change: dict[str, object]
) -> None:
    answer = await api.post(f"/api/v1/sources/{source.id}/counters", json={**BODY, **change})

    assert (answer.status_code, await CounterSnapshot.all().count()) == (422, 0)
