"""What a hub asks over HTTP, and that nobody else gets an answer."""

from uuid import uuid4

import httpx
import msgspec
import pytest

from events_svc.checkin.models import Device
from events_svc.hub import errors, make, refused
from events_svc.hub.models import HubReport, RefusedEntry
from events_svc.hub.wire import HubContent, HubStatus
from tests.checkin.factories import Door, make_door, make_ticket

REFUSED = "/api/v1/hub/refused-scans"
SNAPSHOT, CHANGES, STATUS = "/api/v1/hub/snapshot", "/api/v1/hub/changes", "/api/v1/hub/status"


@pytest.fixture
async def door(database: None) -> Door:
    return await make_door()


async def test_a_hub_takes_everything_then_what_changed(
    client: httpx.AsyncClient, door: Door
) -> None:
    await make_ticket(door.ticket_type)
    _hub, headers = await _hub_of(door)
    whole = await client.get(SNAPSHOT, headers=headers)
    first = msgspec.json.decode(whole.content, type=HubContent)
    query = {"after": first.cursor, "known": first.definitions_hash}
    after = await client.get(CHANGES, headers=headers, params=query)
    gone = await client.get(CHANGES, headers=headers, params={"after": "another-life.1"})
    assert (first.tickets, first.event_id) == (1, door.event.id)
    assert (after.status_code, after.json()["definitions"]) == (200, [])
    assert (gone.status_code, gone.headers["content-type"]) == (410, "application/problem+json")


async def test_what_a_hub_says_of_itself_is_kept(client: httpx.AsyncClient, door: Door) -> None:
    hub, headers = await _hub_of(door)
    status = HubStatus(address="https://192.168.1.5:8443", fingerprint="ab" * 32, unsent=3)
    told = await client.post(STATUS, headers=headers, content=msgspec.json.encode(status))
    report = await HubReport.get(hub_id=hub.id)
    assert told.status_code == 200
    assert (report.address, report.unsent) == ("https://192.168.1.5:8443", 3)
    assert (await Device.get(id=hub.id)).seen_at is not None


@pytest.mark.parametrize("filled_at", ["2026-01-01T00:00:00", "9999-12-31T23:59:59-14:00"])
async def test_a_time_without_a_zone_or_beyond_all_years_is_malformed(
    client: httpx.AsyncClient, door: Door, filled_at: str
) -> None:
    hub, headers = await _hub_of(door)
    told = await client.post(STATUS, headers=headers, json={"filled_at": filled_at})
    assert (told.status_code, [*told.json()["errors"]]) == (422, ["filled_at"])
    assert (await HubReport.get(hub_id=hub.id)).filled_at is None


@pytest.mark.parametrize("path", [SNAPSHOT, f"{CHANGES}?after=x.1"])
async def test_a_revoked_hub_gets_nothing_any_more(
    client: httpx.AsyncClient, door: Door, path: str
) -> None:
    hub, headers = await _hub_of(door)
    await make.revoke(hub)
    refused = await client.get(path, headers=headers)
    assert refused.status_code == 401
    assert refused.json()["detail"] == "This hub is not known here, or it was revoked."


@pytest.mark.parametrize("scheme", ["Device", "Bearer", "Hub"])
async def test_a_phones_token_is_no_hubs_token_and_the_other_way_round(
    client: httpx.AsyncClient, door: Door, scheme: str
) -> None:
    _hub, headers = await _hub_of(door)
    token = headers["authorization"].partition(" ")[2]
    as_hub = await client.get(SNAPSHOT, headers={"authorization": f"{scheme} {door.token}"})
    at_gate = await client.get(
        f"/api/v1/gates/{door.gate.id}/snapshot", headers={"authorization": f"Device {token}"}
    )
    assert (as_hub.status_code, at_gate.status_code in {401, 404}) == (401, True)


async def test_a_hub_is_told_that_there_is_no_room_for_what_it_could_not_bring(
    client: httpx.AsyncClient, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refused, "MOST", 1)
    _hub, headers = await _hub_of(door)
    words = {"verdict": "ok", "reason": "ok", "at": "2026-01-01T00:00:00Z", "why": "no"}
    first, second = (
        {"items": [{**words, "scan_id": str(uuid4()), "gate_id": door.gate.id}]} for _ in range(2)
    )
    answers = [await client.post(REFUSED, headers=headers, json=one) for one in (first, second)]
    answers += [await client.post(REFUSED, headers=headers, json=first)]
    assert [one.status_code for one in answers] == [200, 409, 200]
    assert answers[1].json()["detail"] == errors.ListFull.__doc__
    assert await RefusedEntry.all().count() == 1


async def _hub_of(door: Door) -> tuple[Device, dict[str, str]]:
    hub, token = await make.make(door.event, name="Laptop")
    return hub, {"authorization": f"Hub {token}"}
