"""A link makes one phone a device of one gate, once, for ten minutes; and that is taken back."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.checkin import admit, gates, pair
from events_svc.checkin.errors import DeviceUnknown, GateClosed, PairingOver
from events_svc.checkin.models import Device, Pairing, Scan
from tests.accounts.factories import csrf
from tests.checkin.factories import Door, code_of, make_door, make_gate, make_ticket, scanned


@pytest.fixture
async def door(database: None) -> Door:
    return await make_door()


async def test_of_twenty_phones_with_one_link_one_is_paired(door: Door) -> None:
    secret = await pair.invite(door.gate)
    tries = [pair.pair(secret, name=f"Phone {n}") for n in range(20)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    tokens = [one for one in outcomes if isinstance(one, str)]
    assert [type(one) for one in outcomes if not isinstance(one, str)] == [PairingOver] * 19
    paired = await Device.filter(id__not=door.device.id).get()
    assert (await pair.by_token(tokens[0])) == paired
    assert (paired.gate_id, paired.event_id) == (door.gate.id, door.event.id)


@pytest.mark.parametrize(("minutes", "works"), [(9.9, True), (10, False), (600, False)])
async def test_a_link_works_for_ten_minutes(door: Door, minutes: float, works: bool) -> None:
    secret = await pair.invite(door.gate)
    clock.shift(timedelta(minutes=minutes))
    if works:
        assert await pair.pair(secret, name="Phone")
        return
    with pytest.raises(PairingOver):
        await pair.pair(secret, name="Thief")
    assert await Device.all().count() == 1


async def test_a_link_of_a_closed_gate_and_one_that_nobody_made_pair_nothing(door: Door) -> None:
    secret = await pair.invite(door.gate)
    await gates.close_gate(door.gate)
    with pytest.raises(GateClosed):
        await pair.pair(secret, name="Phone")
    with pytest.raises(NotFound):
        await pair.pair(secret[:-1], name="Phone")
    assert (await Device.all().count(), (await Pairing.get()).used_at) == (1, None)


async def test_phones_of_one_event_are_told_apart_by_their_names(door: Door) -> None:
    for name in ("iPhone", "iPhone", "iPhone 7", "iPhone", "", ""):
        await pair.pair(await pair.invite(door.gate), name=name)
    paired = Device.filter(id__not=door.device.id).order_by("id")
    names = ["iPhone", "iPhone 2", "iPhone 7", "iPhone 3", "", ""]
    assert [one.name for one in await paired] == names


async def test_no_secret_is_kept(door: Door) -> None:
    secret = await pair.invite(door.gate)
    token = await pair.pair(secret, name="Phone")
    kept = [*await Pairing.all().values(), *await Device.all().values()]
    assert secret not in str(kept)
    assert token not in str(kept)


async def test_looking_at_the_link_does_not_use_it(client: httpx.AsyncClient, door: Door) -> None:
    path = f"/gate/pair/{await pair.invite(door.gate)}"
    looked = [await client.get(path) for _ in range(3)]
    done = await client.post(path, data={"csrf": await csrf(client), "name": "Mine"})
    again = await client.get(path)
    assert [one.status_code for one in looked] == [200, 200, 200]
    assert (done.status_code, done.headers["location"], again.status_code) == (303, "/gate", 410)


async def test_of_many_gates_each_gets_its_links(door: Door) -> None:
    west = await make_gate(door.event, door.checkin_list, "West")
    made = await pair.invite_all({door.gate: 2, west: 1})
    found = [(await pair.invited(secret)).gate_id for _, secret in made]
    assert found == [gate.id for gate, _ in made] == [door.gate.id, door.gate.id, west.id]


async def test_a_scan_that_meets_the_revocation_is_decided_before_it_or_not_at_all(
    door: Door,
) -> None:
    code = await code_of(await make_ticket(door.ticket_type))
    scans = [admit.admit(await scanned(door, code)) for _ in range(8)]
    revocation = pair.revoke(door.device, event_id=door.event.id)
    *outcomes, _ = await asyncio.gather(*scans, revocation, return_exceptions=True)
    refused = sum(isinstance(one, DeviceUnknown) for one in outcomes)
    assert await Scan.all().count() == len(scans) - refused
    with pytest.raises(DeviceUnknown):
        await admit.admit(await scanned(door, code))
