"""Programs import as people do: first what would change, then the change; a wrong file is 422 with its place."""

import base64
from typing import Any

import httpx
import pytest

from events_svc.accounts.models import Role
from events_svc.events.models import Event
from events_svc.schedule.models import Session
from tests.accounts.factories import make_user, sign_in
from tests.events.factories import make_event
from tests.feeds.factories import THREE, bring_in, event_xml, schedule_of
from tests.importing.books import book, sheet

PATH = "/api/v1/events/summit/imports"


@pytest.fixture
async def event(client: httpx.AsyncClient) -> Event:
    made = await make_event()
    await sign_in(client, await make_user(role=Role.AGENDA, organisation=made.organisation))
    return made


async def send(client: httpx.AsyncClient, raw: bytes, **fields: Any) -> httpx.Response:
    return await client.post(PATH, json={"file": base64.b64encode(raw).decode(), **fields})


async def test_what_would_change_is_answered_and_nothing_is_written(
    client: httpx.AsyncClient, event: Event
) -> None:
    await bring_in(event, THREE[0], THREE[1])
    later = event_xml("Opening", at="2026-08-26T09:30:00+08:00", people=["Ada", "Grace"])
    answer = await send(client, schedule_of(later), dry_run=True)
    assert answer.json() == {
        "dialect": "schedule.xml",
        "counts": {"new": 0, "moved": 1, "changed": 0, "cancelled": 1, "unchanged": 0},
        "sessions": [
            {
                "kind": "moved",
                "title": {"en": "Opening"},
                "starts_at": "2026-08-26T01:30:00Z",
                "fields": [
                    {
                        "field": "starts_at",
                        "before": "2026-08-26T01:00:00Z",
                        "after": "2026-08-26T01:30:00Z",
                    },
                    {
                        "field": "ends_at",
                        "before": "2026-08-26T01:30:00Z",
                        "after": "2026-08-26T02:00:00Z",
                    },
                ],
            },
            {
                "kind": "cancelled",
                "title": {"zh": "机器人与人"},
                "starts_at": "2026-08-26T02:00:00Z",
                "fields": [],
            },
        ],
        "odd": [],
        "taken_twice": [],
        "outside_event": 1,
    }
    assert await Session.filter(state="confirmed").count() == 2


async def test_a_file_is_imported_with_its_dates(client: httpx.AsyncClient, event: Event) -> None:
    answer = await send(client, schedule_of(*THREE), take_dates=True)
    await event.refresh_from_db()
    assert (answer.status_code, answer.json()["counts"]["new"]) == (200, 3)
    assert (await Session.all().count(), event.starts_at.isoformat()) == (
        3,
        "2026-08-26T01:00:00+00:00",
    )


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (schedule_of(event_xml(title="", name="x")), "line 1 · event 1 · There is no title."),
        (b"\xff\xfe\x00", "This is no text."),
        (b'{"schedule": NaN}', "line 1 · column 14 · This is not well-formed JSON"),
        (
            book(sheet(["time", "topic"], ["9", "A"]), more={"x": b"\0" * 3_000_000}),
            "The spreadsheet becomes too large when unpacked.",
        ),
    ],
    ids=["no title", "no text", "nan", "bomb"],
)
async def test_a_wrong_file_is_refused_with_its_place_and_nothing_is_stored(
    client: httpx.AsyncClient, event: Event, raw: bytes, words: str
) -> None:
    answer = await send(client, raw)
    assert (answer.status_code, words in answer.text) == (422, True)
    assert await Session.all().count() == 0
