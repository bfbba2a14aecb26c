"""What a phone fetches from its gate, over HTTP."""

import gzip
from datetime import timedelta
from typing import Any

import httpx
import pytest

from events_svc import clock
from events_svc.checkin import pair
from events_svc.checkin.sync import report
from events_svc.checkin.sync.models import DeviceReport
from events_svc.tickets import keys
from tests.checkin.calm import calm
from tests.checkin.factories import Door, code_of, make_door, make_ticket, scan_ticket


@pytest.fixture
async def door(client: httpx.AsyncClient) -> Door:
    """A gate, and its phone as the client."""
    made = await make_door()
    client.headers["authorization"] = f"Device {made.token}"
    return made


async def test_a_snapshot_says_what_decides_at_the_gate(
    client: httpx.AsyncClient, door: Door
) -> None:
    await code_of(await make_ticket(door.ticket_type))
    told = (await client.get(_at(door, "snapshot"))).json()
    public = await keys.public_keys(door.event.id)
    life = told["cursor"].partition(".")[0]
    assert told == {
        "format": 1,
        "life": life,
        "cursor": told["cursor"],
        "taken_at": told["taken_at"],
        "purge_at": _json(door.event.ends_at + timedelta(hours=24)),
        "event": {
            "id": door.event.id,
            "slug": door.event.slug,
            "title": door.event.title,
            "timezone": door.event.timezone,
        },
        "gate": _gate(door),
        "gates": [_gate(door)],
        "list": {
            "id": door.checkin_list.id,
            "name": {"zh": "全部", "en": "Everybody"},
            "event_id": door.event.id,
            "timezone": door.event.timezone,
            "ticket_types": [],
            "days": {},
            "starts_at": None,
            "ends_at": None,
            "allow_unpaid": False,
            "multi_entry": False,
            "entry_after_exit": False,
            "rules": {},
        },
        "types": [{"id": door.ticket_type.id, "name": {"zh": "标准票", "en": "Standard"}}],
        "keys": {str(number): key.hex() for number, key in public.items()},
        "revoked": [],
        "columns": told["columns"],
        "tickets": told["tickets"],
    }


async def test_a_snapshot_says_of_a_ticket_what_decides_and_finds_it(
    client: httpx.AsyncClient, door: Door
) -> None:
    ticket = await make_ticket(
        door.ticket_type,
        number=7,
        holder_name="Ada",
        holder_organisation="Engine",
        holder_phone="+86 138 1234 5678",
    )
    at = _json((await scan_ticket(door, ticket)).at)
    told = (await client.get(_at(door, "snapshot"))).json()
    assert [dict(zip(told["columns"], one, strict=True)) for one in told["tickets"]] == [
        {
            "number": 7,
            "type": door.ticket_type.id,
            "state": "valid",
            "serial": 1,
            "is_approved": True,
            "is_complete": True,
            "valid_from": None,
            "valid_until": None,
            "name": "Ada",
            "organisation": "Engine",
            "phone_tail": "5678",
            "order": "N00007",
            "keys": "ada",
            "entries": 1,
            "is_inside": True,
            "first_at": at,
            "first_gate": door.gate.id,
            "last_at": at,
            "lacks": [],
        }
    ]


async def test_changes_tell_what_happened_after_the_snapshot_and_nothing_else(
    client: httpx.AsyncClient, door: Door
) -> None:
    tickets = [await make_ticket(door.ticket_type, number=n) for n in (1, 2, 3)]
    await calm()
    taken = (await client.get(_at(door, "snapshot"))).json()
    await scan_ticket(door, tickets[1])
    await keys.renew_code(tickets[2])
    await calm()
    told = await _changes(client, door, taken["cursor"])
    again = await _changes(client, door, told["cursor"])
    assert [(one[0], one[3], one[13]) for one in told["tickets"]] == [(2, 1, 1), (3, 2, 0)]
    # the first code made the event's key; afterwards there is nothing to say
    assert told["keys"] == {"1": (await keys.public_keys(door.event.id))[1].hex()}
    assert (again["tickets"], again["keys"], again["list"]) == ([], None, None)


async def test_a_cursor_of_another_life_or_no_cursor_leads_to_a_snapshot(
    client: httpx.AsyncClient, door: Door
) -> None:
    taken = (await client.get(_at(door, "snapshot"))).json()["cursor"]
    life, _, position = taken.partition(".")
    beyond = f"{life}.{int(position) + 1_000_000}"
    asked = [f"0000.{position}", beyond, "nonsense", f"{life}.-1", f"{life}.٣", "."]
    answers = [await client.get(_at(door, "changes"), params={"after": one}) for one in asked]
    assert [answer.status_code for answer in answers] == [410] * len(asked)


async def test_a_snapshot_travels_compressed_and_not_at_all_where_nothing_changed(
    client: httpx.AsyncClient, door: Door
) -> None:
    for number in range(1, 21):
        await make_ticket(door.ticket_type, number=number)
    first = await client.get(_at(door, "snapshot"))
    mark = {"if-none-match": first.headers["etag"]}
    second = await client.get(_at(door, "snapshot"), headers=mark)
    plain = await client.get(_at(door, "snapshot"), headers={"accept-encoding": "identity"})
    assert (first.headers["content-encoding"], second.status_code) == ("gzip", 304)
    assert "content-encoding" not in plain.headers
    assert len(gzip.compress(plain.content)) < len(plain.content) / 3
    await make_ticket(door.ticket_type, number=21)
    assert (await client.get(_at(door, "snapshot"), headers=mark)).status_code == 200


async def test_a_round_keeps_what_the_device_says_and_tells_whether_it_is_behind(
    client: httpx.AsyncClient, door: Door
) -> None:
    await calm()
    taken = (await client.get(_at(door, "snapshot"))).json()
    said = {
        "unsent": 3,
        "snapshot_at": taken["taken_at"],
        "is_ready": True,
        "battery": 0.81,
        "clock_offset_ms": -120,
        "app": "1.0",
        "cursor": taken["cursor"],
    }
    level = (await client.post(_at(door, "status"), json=said)).json()
    await make_ticket(door.ticket_type)
    behind = (await client.post(_at(door, "status"), json={**said, "unsent": 0})).json()
    assert (level["is_behind"], behind["is_behind"]) == (False, True)
    assert level["purge_at"] == taken["purge_at"]
    kept = await DeviceReport.get()
    assert (kept.device_id, kept.unsent, kept.is_ready) == (door.device.id, 0, True)
    assert (kept.battery, kept.clock_offset_ms, kept.app) == (0.81, -120, "1.0")


async def test_a_revoked_device_gets_nothing(client: httpx.AsyncClient, door: Door) -> None:
    await pair.revoke(door.device, event_id=door.event.id)
    answers = [
        await client.get(_at(door, "snapshot")),
        await client.get(_at(door, "changes"), params={"after": "a.1"}),
        await client.post(_at(door, "status"), json={}),
    ]
    assert [answer.status_code for answer in answers] == [401, 401, 401]
    assert await DeviceReport.all().count() == 0


async def test_a_day_after_the_event_nothing_is_told_of_its_people(
    client: httpx.AsyncClient, door: Door
) -> None:
    taken = (await client.get(_at(door, "snapshot"))).json()
    clock.shift(door.event.ends_at + timedelta(hours=24, minutes=1) - clock.now())
    answers = [
        await client.get(_at(door, "snapshot")),
        await client.get(_at(door, "changes"), params={"after": taken["cursor"]}),
    ]
    assert [answer.status_code for answer in answers] == [410, 410]
    assert (await client.post(_at(door, "status"), json={})).status_code == 200


async def _changes(client: httpx.AsyncClient, door: Door, cursor: str) -> dict[str, Any]:
    told: dict[str, Any] = (await client.get(_at(door, "changes"), params={"after": cursor})).json()
    return told


def _at(door: Door, what: str) -> str:
    return f"/api/v1/gates/{door.gate.id}/{what}"


def _gate(door: Door) -> dict[str, Any]:
    return {"id": door.gate.id, "name": door.gate.name, "is_active": True}


def _json(at: Any) -> str:
    return str(at.isoformat()).replace("+00:00", "Z")


async def test_who_looks_at_the_door_hears_at_once_that_all_is_sent(
    client: httpx.AsyncClient, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    monkeypatch.setattr(report.notices, "notify_soon", heard.append)
    told = []
    for unsent in (2, 2, 0, 0):
        await client.post(_at(door, "status"), json={"unsent": unsent})
        told.append(len(heard))
    assert (told, {*heard}) == ([1, 1, 2, 2], {f"scans:{door.event.id}"})
