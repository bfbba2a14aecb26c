"""The organiser's page about hubs."""

import re
from datetime import timedelta

import httpx
import pytest

from events_svc import clock
from events_svc.accounts.models import AuditEntry, Role
from events_svc.accounts.tokens import digest
from events_svc.checkin.models import Device, DeviceKind
from events_svc.hub import make
from events_svc.hub.wire import HubStatus
from tests.accounts.factories import csrf, make_user, sign_in
from tests.checkin.factories import Door, make_door

HUBS = "/organiser/events/summit/door/hubs"


@pytest.fixture
async def door(client: httpx.AsyncClient) -> Door:
    door = await make_door()
    owner = await make_user(role=Role.OWNER, organisation=door.event.organisation)
    await sign_in(client, owner)
    return door


async def test_a_token_is_shown_once_and_only_its_hash_is_kept(
    client: httpx.AsyncClient, door: Door
) -> None:
    made = await client.post(HUBS, data={"csrf": await csrf(client), "name": "Hall desk"})
    (token,) = set(re.findall(r"hub_[\w-]{20,}", made.text))
    again = await client.get(HUBS)
    hub = await Device.get(kind=DeviceKind.HUB)
    assert (made.status_code, hub.name, hub.token_hash) == (201, "Hall desk", digest(token))
    assert ("Hall desk" in again.text, token in again.text) == (True, False)
    assert f"events-svc gate --upstream http://testserver --token {token}" in made.text
    assert await AuditEntry.filter(action="hub.made").count() == 1


@pytest.mark.parametrize(
    ("ago", "word"), [(None, "Never started"), (5, "Connected"), (300, "No contact")]
)
async def test_the_page_says_how_a_hub_is(
    client: httpx.AsyncClient, door: Door, ago: int | None, word: str
) -> None:
    hub, _token = await make.make(door.event, name="Hall desk")
    if ago is not None:
        await make.heard(hub, HubStatus(address="https://192.168.1.5:8443", unsent=7))
        await Device.filter(id=hub.id).update(seen_at=clock.now() - timedelta(seconds=ago))
    page = (await client.get(HUBS)).text
    assert word in page
    assert ("https://192.168.1.5:8443" in page) is (ago is not None)


async def test_a_revoked_hub_stays_in_the_list_without_its_phones(
    client: httpx.AsyncClient, door: Door
) -> None:
    hub, _token = await make.make(door.event, name="Hall desk")
    phone = await Device.create(
        event=door.event, gate=door.gate, hub=hub, token_hash="x", created_at=clock.now()
    )
    await client.get(HUBS)
    done = await client.post(f"{HUBS}/{hub.id}/revocation", data={"csrf": await csrf(client)})
    assert done.status_code == 303
    assert "Revoked" in (await client.get(HUBS)).text
    gone = await Device.filter(revoked_at__not_isnull=True).order_by("id").values_list("id")
    assert gone == [(hub.id,), (phone.id,)]


async def test_a_hub_without_a_name_is_asked_for_one(client: httpx.AsyncClient, door: Door) -> None:
    refused = await client.post(HUBS, data={"csrf": await csrf(client), "name": " "})
    assert refused.status_code == 422
    assert await Device.filter(kind=DeviceKind.HUB).count() == 0
