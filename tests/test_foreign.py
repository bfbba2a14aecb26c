"""What belongs to another organisation cannot be named in any write: refused, and nothing is stored."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest

from events_svc import clock
from events_svc.accounts.models import AuditEntry, Role
from events_svc.checkin import gates
from events_svc.events import places
from events_svc.events.models import Series
from events_svc.schedule import tracks
from tests.accounts.factories import csrf, make_organisation, make_user, sign_in
from tests.checkin.factories import make_ticket_type
from tests.events.factories import make_event
from tests.schedule.factories import make_session
from tests.speakers.factories import make_speaker
from tests.venues.factories import make_room

SOON = clock.now().replace(hour=1, minute=0, second=0, microsecond=0) + timedelta(days=8)
API = "/api/v1"


@dataclass(frozen=True)
class Foreign:
    """What another organisation has, by the names that bodies below use."""

    ids: dict[str, Any]

    def fill(self, body: Any) -> Any:
        """`body` with `<venue>` and the like replaced."""
        if isinstance(body, dict):
            return {key: self.fill(value) for key, value in body.items()}
        if isinstance(body, list):
            return [self.fill(value) for value in body]
        return self.ids.get(body, body) if isinstance(body, str) else body


async def foreign_things() -> Foreign:
    other = await make_organisation("elsewhere")
    event = await make_event("theirs", organisation=other)
    venue = await places.open_venue(other, {"name": {"en": "Their hall"}})
    room = await make_room("theirs", venue=venue)
    session = await make_session(event, "Theirs")
    kind = await make_ticket_type(event)
    series = await Series.create(organisation=other, slug="theirs", name={"en": "Theirs"})
    speaker = await make_speaker("Their Person", owner=f"organisation:{other.id}")
    return Foreign(
        {
            "<event>": event.id,
            "<venue>": venue.id,
            "<room>": room.id,
            "<session>": session.id,
            "<type>": kind.id,
            "<series>": series.id,
            "<organisation>": other.id,
            "<speaker>": speaker.slug,
            "<speaker id>": speaker.id,
            "<list>": (await gates.make_list(event, gates.ListTerms({"en": "Theirs"}))).id,
            "<track>": (await tracks.add(event, {"en": "Theirs"})).id,
        }
    )


WRITES = [
    ("PATCH", "/events/summit", {"venue_id": "<venue>"}),
    ("PATCH", "/events/summit", {"series_id": "<series>"}),
    ("PATCH", "/events/summit", {"parent_id": "<event>"}),
    ("POST", "/events/summit/sessions", {"title": {"en": "A"}, "track_id": "<track>"}),
    ("POST", "/events/summit/sessions", {"title": {"en": "A"}, "speakers": ["<speaker>"]}),
    ("PATCH", "/events/summit/sessions/{code}", {"track_id": "<track>"}),
    ("PATCH", "/events/summit/sessions/{code}", {"speakers": ["<speaker>"]}),
    (
        "PUT",
        "/events/summit/sessions/{code}/placement",
        {
            "starts_at": SOON.isoformat(),
            "ends_at": (SOON + timedelta(hours=1)).isoformat(),
            "room_id": "<room>",
        },
    ),
    ("POST", "/events/summit/quotas", {"name": "A", "size": 3, "ticket_types": ["<type>"]}),
    ("POST", "/events/summit/checkin-lists", {"name": {"en": "A"}, "ticket_types": ["<type>"]}),
    ("POST", "/events/summit/gates", {"name": {"en": "A"}, "checkin_list_id": "<list>"}),
    (
        "POST",
        "/events/summit/orders",
        {"name": "A", "contact": "a@example.org", "lines": [{"ticket_type": "<type>"}]},
    ),
    (
        "POST",
        "/recordings",
        {
            "title": {"en": "A"},
            "slug": "a",
            "recorded_at": SOON.isoformat(),
            "series_id": "<series>",
        },
    ),
    (
        "POST",
        "/recordings",
        {
            "title": {"en": "A"},
            "slug": "a",
            "recorded_at": SOON.isoformat(),
            "organisation_id": "<organisation>",
        },
    ),
]


@pytest.mark.parametrize(("method", "path", "body"), WRITES, ids=lambda v: json.dumps(v)[:50])
async def test_the_api_takes_nothing_of_others(
    client: httpx.AsyncClient, method: str, path: str, body: Any
) -> None:
    event = await make_event()
    session = await make_session(event)
    foreign = await foreign_things()
    await sign_in(client, await make_user(role=Role.OWNER, organisation=event.organisation))
    before = await AuditEntry.all().count()
    url = API + path.format(code=session.code)
    answer = await client.request(method, url, json=foreign.fill(body))
    assert answer.status_code in {404, 409, 422}, answer.text
    assert await AuditEntry.all().count() == before


FORMS = [
    ("/settings", {"venue_id": "<venue>"}),
    ("/door/gates", {"name_en": "A", "name_zh": "A", "checkin_list_id": "<list>"}),
    ("/door/lists", {"list_name_en": "A", "ticket_types": "<type>"}),
    ("/agenda/sessions", {"title_en": "A", "track": "<track>"}),
    (
        "/agenda/sessions",
        {
            "title_en": "A",
            "room": "<room>",
            "starts_at": "2026-12-01T10:00",
            "minutes": "30",
            "ends_at": "2026-12-01T11:00",
        },
    ),
    ("/agenda/sessions", {"title_en": "A", "speakers": "<speaker id>", "speaker": "<speaker id>"}),
    ("/agenda/sessions", {"title_en": "A", "speakers": "<speaker>", "speaker": "<speaker>"}),
    ("/parties", {"organisation_id": "<organisation>", "role": "host"}),
    ("/quotas", {"name": "A", "size": "3", "ticket_types": "<type>", "types": "<type>"}),
    ("/media/recordings", {"recorded_session_id": "<session>"}),
    (
        "/media/sources",
        {"session_id": "<session>", "url": "https://a.example/x.m3u8", "platform": "hls"},
    ),
]


@pytest.mark.parametrize(("path", "form"), FORMS, ids=lambda v: json.dumps(v)[:50])
async def test_forms_take_nothing_of_others(
    client: httpx.AsyncClient, path: str, form: Any
) -> None:
    event = await make_event()
    foreign = await foreign_things()
    await sign_in(client, await make_user(role=Role.OWNER, organisation=event.organisation))
    before = await AuditEntry.all().count()
    data = {**foreign.fill(form), "csrf": await csrf(client)}
    answer = await client.post(f"/organiser/events/summit{path}", data=data)
    assert await AuditEntry.all().count() == before
    assert answer.status_code in {404, 409, 422}, answer.text
